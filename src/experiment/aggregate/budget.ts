/**
 * Latency budgets: where the time of an operation goes on its way from station to station.
 *
 * The way is where routes lead from the clients' target. What a station calls by itself while it holds an operation is
 * part of that station's time. Means add up, with what the stations do not account for (the network, and operations
 * that never reached them) as the rest; percentiles do not. No budget where a hop is no station, for then
 * nobody knows what part of the rest is its.
 */
import { countOf, type Histogram, meanOf, quantileOf } from '../../observe/histogram.js';
import { type Metrics, tallyOf } from '../../observe/metrics.js';
import type { ReportData } from '../../observe/result.js';
import type { StationMetrics } from '../../observe/station.js';
import type { Scenario } from '../../scenario/scenario.js';

type Part = ReportData['latencyBudget'][number];

const NS_PER_MS = 1e6;

export function budgetOf(scenario: Scenario, merged: Metrics): readonly Part[] {
  return scenario.clients.flatMap(({ name, target }) => {
    const hops = wayFrom(target, scenario).map((group) => stationOf(merged, group));
    const { latency } = tallyOf(merged, name, undefined, 'always');
    const operations = countOf(latency);
    const shared = scenario.clients.some((other) => other.name !== name && other.target === target);
    if (shared || operations === 0 || !hops.every((hop) => hop !== undefined)) return [];
    const parts = hops.flatMap((hop) => partsOf(name, hop, operations));
    const rest = meanOf(latency)! / NS_PER_MS - parts.reduce((sum, { mean_ms }) => sum + mean_ms, 0);
    return [
      ...parts,
      { client: name, hop: 'network and the rest', part: 'rest', mean_ms: Math.max(0, rest), p99_ms: null },
    ];
  });
}

/** The strictest bound on the 99th percentile of each client group's latencies. */
export function limitsOf({ clients, expect }: Scenario): NonNullable<ReportData['budgetLimits']> {
  return clients.flatMap(({ name }) => {
    const limits = expect.flatMap((each) =>
      each.kind === 'bound' &&
      each.of === name &&
      each.operation === undefined &&
      each.metric.kind === 'quantile' &&
      each.metric.quantile === 0.99 &&
      each.comparison.startsWith('<')
        ? [each.bound / NS_PER_MS]
        : [],
    );
    return limits.length === 0 ? [] : [{ client: name, limit_ms: Math.min(...limits) }];
  });
}

/** Node groups in the order in which routes lead to them. */
function wayFrom(first: string, { nodes }: Scenario): readonly string[] {
  const way = [first];
  for (const name of way) {
    const params = nodes.find((group) => group.name === name)?.params ?? {};
    for (const setting of Object.values(params))
      if (typeof setting === 'object' && 'routes' in setting)
        for (const { group } of setting.routes) if (!way.includes(group)) way.push(group);
  }
  return way;
}

/** The first resource of a group is the station proper. */
const stationOf = ({ stations }: Metrics, group: string): StationMetrics | undefined =>
  [...stations.values()].find((station) => station.group === group);

/** Per operation: a station that is visited twice counts twice. */
function partsOf(client: string, { group, all }: StationMetrics, operations: number): readonly Part[] {
  const sum = (times: Histogram) => ((meanOf(times) ?? 0) * countOf(times)) / NS_PER_MS;
  const wait = sum(all.wait) / operations;
  const service = sum(all.sojourn) / operations - wait;
  const p99 = quantileOf(all.sojourn, 0.99);
  const hop = { client, hop: group, p99_ms: p99 === undefined ? null : p99 / NS_PER_MS };
  return [
    { ...hop, part: 'wait', mean_ms: wait },
    { ...hop, part: 'service', mean_ms: service },
  ];
}
