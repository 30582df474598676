/** Short hunts and single runs of the replication scenarios, for tests. */
import { simulate } from '../../../src/experiment/simulate.js';
import type { RunRecord } from '../../../src/observe/run-record.js';
import { type Hunted, hunted as huntedFrom } from '../../support/hunted.js';
import { models, type Settings, scenarioOf } from '../../support/small-scenario.js';

export const P = 'nodes.db.params';
export const MS = 1_000_000;
export const S = 1_000_000_000;

/** Seeds 1 to `seeds` of a scenario of replication; no further than the first to fail `until`. */
export const hunted = (file: string, settings: Settings, seeds: number, until?: string): Hunted =>
  huntedFrom(`replication/${file}.yaml`, settings, seeds, { until });

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
