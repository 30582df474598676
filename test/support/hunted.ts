/** Short hunts of the repository's scenarios, for tests. */
import { runCase } from '../../src/experiment/hunt/case.js';
import { drawScenario } from '../../src/experiment/hunt/draw.js';
import type { Models } from '../../src/experiment/simulate.js';
import { huntingOf } from '../../src/scenario/read/hunt.js';
import { models as builtin, type Settings, scenarioOf } from './small-scenario.js';

export interface Hunted {
  /** How many seeds failed in each way. */
  readonly failures: Readonly<Record<string, number>>;
  readonly unknown: readonly string[];
  /** Claims that judged something in some run. */
  readonly judged: ReadonlySet<string>;
  readonly reached: ReadonlySet<string>;
  /** Declared, and never reached. */
  readonly missed: readonly string[];
}

/** Seeds 1 to `seeds`, each with faults, network and workload of its own; no further than the first to fail `until`. */
export function hunted(
  file: string,
  settings: Settings,
  seeds: number,
  { until, models = builtin }: { readonly until?: string | undefined; readonly models?: Models } = {},
): Hunted {
  const scenario = scenarioOf(file, settings);
  const hunting = huntingOf(scenario);
  const failures: Record<string, number> = {};
  const unknown: string[] = [];
  const judged = new Set<string>();
  const reached = new Set<string>();
  const declared = new Set<string>();
  for (let seed = 1; seed <= seeds && !(until !== undefined && until in failures); seed++) {
    const outcome = runCase(drawScenario({ variants: [scenario], hunting }, models, String(seed)), models);
    for (const { signature } of outcome.failures) failures[signature] = (failures[signature] ?? 0) + 1;
    if (outcome.unknown !== undefined) unknown.push(`${seed}: ${outcome.unknown}`);
    for (const { claim, judged: times } of outcome.claims) if (times > 0) judged.add(claim);
    for (const { condition, times } of outcome.conditions) {
      declared.add(condition);
      if (times > 0) reached.add(condition);
    }
  }
  return { failures, unknown, judged, reached, missed: [...declared].filter((each) => !reached.has(each)) };
}
