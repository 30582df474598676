/**
 * What theory says of quorums: the WARS model where all replicas are asked, k-staleness where some are at random.
 *
 * Only where nothing but the model's four delays takes time, and where the replicas are all of the group. Trials are
 * drawn, always the same ones.
 */

import type { Distribution } from '../../kernel/distribution.js';
import { mean } from '../../kernel/distribution.js';
import type { Quorums } from '../../model/model.js';
import type { NodeGroup, ParamSetting, Scenario } from '../../scenario/scenario.js';
import { kStaleness, missProbability, type Quorum, type WarsResult, wars } from '../../stats/theory.js';
import type { Models } from '../simulate.js';
import { afterName, rowKey } from './row-key.js';

const TRIALS = 200_000;
const LAST = [2, 3, 5, 10];
const NS_PER_MS = 1e6;

/** By the key of the row. */
export function quorumRows(
  scenario: Scenario,
  models: Models,
  quantiles: readonly number[],
): ReadonlyMap<string, number> {
  const { latency } = scenario.network;
  if (latency.kind !== 'constant' || latency.value !== 0) return new Map();
  return new Map(
    scenario.nodes.flatMap((group) => {
      const names = models.get(group.model)?.quorums;
      const asked = names?.plain(group.params);
      if (names === undefined || asked === undefined || mean(group.disk.sync) > 0) return [];
      const delays = [names.write, names.ack, names.read, names.response].map((name) =>
        delayOf(group.params[name]),
      );
      const quorum = quorumOf(group, names);
      if (asked === 'random')
        return delays.every((each) => mean(each) === 0) ? versionRows(group.name, quorum) : [];
      const [write, ack, read, response] = delays as [Distribution, Distribution, Distribution, Distribution];
      const result = wars({ ...quorum, write, ack, read, response, trials: TRIALS });
      return [...visibleRows(group, names, result), ...latencyRows(scenario, group.name, result, quantiles)];
    }),
  );
}

/** A delay of 0 is no distribution that takes time. */
const delayOf = (setting: ParamSetting | undefined): Distribution =>
  typeof setting === 'object' && 'distribution' in setting
    ? setting.distribution
    : { kind: 'constant', value: Infinity };

function quorumOf({ count, params }: NodeGroup, names: Quorums): Quorum {
  const number = (name: string) => params[name] as number;
  const replicas = number(names.replicas);
  const all = replicas === 0 || replicas > count ? count : replicas;
  return { replicas: all, r: Math.min(all, number(names.r)), w: Math.min(all, number(names.w)) };
}

type Rows = readonly (readonly [string, number])[];

function visibleRows({ name, params }: NodeGroup, { probes }: Quorums, { consistentAt }: WarsResult): Rows {
  const setting = params[probes];
  const times = typeof setting === 'object' && 'durations' in setting ? setting.durations : [];
  return times.map((after) => {
    const metric = afterName('reads that see a write', after);
    return [rowKey({ metric, of: name, operation: 'all' }), consistentAt(after).value];
  });
}

/** Of clients whose operations are all answered, and are nothing but reads and writes. */
function latencyRows(
  { clients }: Scenario,
  target: string,
  result: WarsResult,
  quantiles: readonly number[],
): Rows {
  const latencies = { read: result.readLatency, write: result.writeLatency };
  return clients
    .filter((client) => client.target === target && client.retryAfter === undefined)
    .flatMap(({ name, operations, timeout }) =>
      operations.flatMap(({ f }) => {
        if (f !== 'read' && f !== 'write') return [];
        const operation = operations.length === 1 ? 'all' : f;
        return quantiles
          .map((quantile) => ({ quantile, latency: latencies[f](quantile).value }))
          .filter(({ latency }) => latency < timeout)
          .map(({ quantile, latency }) => {
            const row = { metric: 'latency', of: name, operation, quantile };
            return [rowKey(row), latency / NS_PER_MS] as const;
          });
      }),
    );
}

function versionRows(of: string, quorum: Quorum): Rows {
  const row = (metric: string, value: number) => [rowKey({ metric, of, operation: 'all' }), value] as const;
  return [
    row('reads that missed an acknowledged write', missProbability(quorum)),
    ...LAST.map((k) => row(`reads of one of the last ${k} versions`, kStaleness({ ...quorum, k }))),
  ];
}
