/** The promise that everything rests on, as a test: the same scenario and seed give the same run. */
import { compareRuns } from '../experiment/determinism.js';
import type { Against } from '../observe/determinism.js';
import { determinismText } from '../report/terminal-determinism.js';
import type { Runnable } from './run.js';

export interface DeterminismOptions {
  /** The scenario's own if left out. */
  readonly seed?: string | number;
  /**
   * What the run is compared with: itself once more, itself with another event queue, or with messages and records
   * frozen, in which a model throws that changes what it has sent. All by default.
   */
  readonly against?: readonly Against[];
}

/**
 * Runs it several times with one seed and throws if they are not the same, naming the first event that differs: the
 * model then draws on something else than its seed, such as `Math.random` or a variable of its module.
 *
 *     test('the model is deterministic', () => checkDeterminism(loaded));
 */
export function checkDeterminism(what: Runnable, options: DeterminismOptions = {}): void {
  const { scenario, models } = what;
  const { seed = scenario.seed, against = ['again', 'heap', 'freeze'] } = options;
  const result = compareRuns(scenario, models, String(seed), { against });
  if (result.same) return;
  const error = new Error(determinismText(result, { width: 80, color: false }).trimEnd());
  Error.captureStackTrace(error, checkDeterminism);
  throw error;
}
