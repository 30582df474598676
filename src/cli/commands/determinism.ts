/**
 * `foretell determinism`: whether a scenario and a seed give the same run each time, and where they part if not.
 */
import { compareRuns } from '../../experiment/determinism.js';
import { loadScenario } from '../../files/scenario-file.js';
import type { Against } from '../../observe/determinism.js';
import { determinismText } from '../../report/terminal-determinism.js';
import { EXIT } from '../exit.js';
import { terminal } from '../results.js';
import { settingOf } from '../settings.js';

export interface DeterminismOptions {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly against?: Against;
  readonly json?: boolean;
}

/** Returns the exit code. */
export async function determinism(file: string, options: DeterminismOptions): Promise<number> {
  const { set = [], against, json } = options;
  const { scenario, models } = await loadScenario(
    file,
    set.map((text) => settingOf(text)),
  );
  const seed = options.seed ?? scenario.seed;
  const result = compareRuns(scenario, models, seed, against && { against: [against] });
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : determinismText(result, terminal()));
  return result.same ? EXIT.valid : EXIT.invalid;
}
