/**
 * Runs for tests: a scenario and a seed in, what happened out, for matchers to judge.
 *
 * Pure but for the name of a file, which makes the command that shows a run again.
 */
import { seedsOf, simulate } from '../experiment/simulate.js';
import { withWarmUp } from '../experiment/warm-up.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Loaded } from './load.js';

/** Something to run: what {@link loadScenario} gives, or what an arbitrary draws. */
export type Runnable = Pick<Loaded, 'scenario' | 'models'> & Partial<Pick<Loaded, 'file' | 'settings'>>;

/** One run, as matchers take it. */
export interface Run extends Runnable {
  /** Histories, violations, faults and what they hit, figures: what the run left behind. */
  readonly record: RunRecord;
}

/** Parts of the scenario that take the place of the file's, such as arbitraries draw. */
export type Parts = Partial<Pick<Scenario, 'faults' | 'clients' | 'network'>>;

export interface RunOneOptions extends Parts {
  /** The scenario's own if left out. */
  readonly seed?: string | number;
}

/**
 * Runs it once.
 *
 *     const run = runScenario(loaded, { seed: 7 });
 *     expect(run).toBeLinearizable();
 */
export function runScenario(what: Runnable, { seed, ...parts }: RunOneOptions = {}): Run {
  const [run] = runAll(what, parts, [String(seed ?? what.scenario.seed)]);
  return run!;
}

/**
 * Runs it as often as the scenario says, each time with another seed, as `foretell run` does. Matchers that are
 * given them all judge figures over all of them together.
 */
export function runScenarios(
  what: Runnable,
  { seed, runs = what.scenario.runs, ...parts }: RunOneOptions & { readonly runs?: number } = {},
): readonly Run[] {
  return runAll(what, parts, seedsOf(String(seed ?? what.scenario.seed), runs));
}

function runAll(what: Runnable, parts: Parts, seeds: readonly string[]): readonly Run[] {
  const { models, file, settings } = what;
  const own = Object.keys(parts).length === 0;
  const scenario = withWarmUp({ ...what.scenario, ...parts }, models, seeds);
  // With other parts it is no longer what the file says, so no command runs it again.
  const origin = own && file !== undefined ? { file, settings: settings ?? [] } : {};
  return seeds.map((seed) => ({
    ...origin,
    scenario,
    models,
    record: simulate(scenario, models, { seed }).record,
  }));
}
