/** Short hunts and single runs of the replication scenarios, for tests. */
import { runCase } from '../../../src/experiment/hunt/case.js';
import { drawScenario } from '../../../src/experiment/hunt/draw.js';
import { simulate } from '../../../src/experiment/simulate.js';
import type { RunRecord } from '../../../src/observe/run-record.js';
import { huntingOf } from '../../../src/scenario/read/hunt.js';
import { models, type Settings, scenarioOf } from '../../support/small-scenario.js';

export const P = 'nodes.db.params';
export const MS = 1_000_000;
export const S = 1_000_000_000;

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
export function hunted(file: string, settings: Settings, seeds: number, until?: string): Hunted {
  const scenario = scenarioOf(`replication/${file}.yaml`, settings);
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

export const recordOf = (file: string, settings: Settings = {}, seed = '1'): RunRecord =>
  simulate(scenarioOf(`replication/${file}.yaml`, settings), models, { seed, freeze: true }).record;

/** Operations of that kind that were answered ok. */
export const answeredOk = ({ clients }: RunRecord, f: string, client = 0) =>
  clients[client]!.operations.flatMap(({ completedAt, ...operation }) =>
    operation.outcome === 'ok' && operation.f === f && completedAt !== undefined
      ? [{ ...operation, completedAt }]
      : [],
  );

export const medianMs = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]! / MS;
