/**
 * Rows: the figures of a scenario over all its runs, one per line, units beside them.
 *
 * Latencies, rates and ratios come from the merged metrics. Counts (outcomes, events, counters) are means per
 * run, so that scenarios with different numbers of runs can be compared.
 */

import { tallyOf } from '../../observe/metrics.js';
import type { Row } from '../../observe/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { mean, meanInterval } from '../../stats/interval.js';
import type { RunSummary } from '../summary.js';
import { type Estimate, nameOfStation, type Reading } from './figures.js';
import { partsOf } from './operation-names.js';

/** What is kept of each run for the rows: figures by their ordinal, counts by name. */
export interface RunFigures {
  readonly figures: readonly Reading[];
  readonly counts: readonly Count[];
}

/** Something that was counted in one run. */
export interface Count {
  readonly metric: string;
  readonly of: string;
  readonly operation: string;
  readonly value: number;
}

const ALL = 'all';

export function rowsOf(estimates: readonly Estimate[], runs: readonly RunFigures[]): readonly Row[] {
  const measured = estimates.flatMap(({ figure, value, ciLow, ciHigh, tooFew }): Row[] => {
    if (!figure.row) return [];
    const { metric, operation, station } = figure.what;
    // A class of customers that never came to this station has no rows.
    if (station !== undefined && operation !== undefined && value === null && !tooFew) return [];
    const quantile = metric.kind === 'quantile' ? { quantile: metric.quantile } : {};
    const name = { metric: figure.metric, of: figure.of, operation: operation ?? ALL, ...quantile };
    const missing = tooFew ? ({ missing: 'too few' } as const) : {};
    return [{ ...name, value, unit: figure.unit, ciLow, ciHigh, runs: runs.length, ...missing }];
  });
  return [...measured, ...countRows(runs.map(({ counts }) => counts))];
}

/** What one run counted: outcomes of every client and operation, events, and counters by group of nodes. */
export function countsOf(scenario: Pick<Scenario, 'clients'>, run: RunSummary): readonly Count[] {
  const outcomes = scenario.clients.flatMap(({ name, operations }) =>
    partsOf({ operations }).flatMap((operation) => {
      const tally = tallyOf(run.metrics, name, operation, 'always');
      return (['ok', 'fail', 'info'] as const).map(
        (metric): Count => ({ metric, of: name, operation: operation ?? ALL, value: tally[metric] }),
      );
    }),
  );
  const events = { metric: 'events', of: 'run', operation: ALL, value: run.events };
  return [...outcomes, ...customers(run), events, ...counters(run)];
}

/** Who came to each station, and who left it unserved, by why. */
function customers({ metrics }: RunSummary): readonly Count[] {
  const stations = [...metrics.stations.values()];
  return stations.flatMap((station): Count[] => {
    const { arrivals, dropped } = station;
    const count = (metric: string, value: number) => ({
      metric,
      of: nameOfStation(station, stations),
      operation: ALL,
      value,
    });
    return [
      count('arrivals', arrivals),
      ...[...dropped].map(([why, value]) => count(`dropped: ${why}`, value)),
    ];
  });
}

function counters({ counters: list }: RunSummary): readonly Count[] {
  const sums = new Map<string, Count>();
  for (const { node, name, value } of list) {
    const of = groupOf(node);
    const key = JSON.stringify([of, name]);
    sums.set(key, { metric: name, of, operation: ALL, value: (sums.get(key)?.value ?? 0) + value });
  }
  return [...sums.values()];
}

/** `db` of `db/3`. */
function groupOf(node: string): string {
  const slash = node.lastIndexOf('/');
  return slash < 0 ? node : node.slice(0, slash);
}

/** Means per run. A run in which something was not counted counted none of it. */
function countRows(runs: readonly (readonly Count[])[]): readonly Row[] {
  const series = new Map<string, { readonly count: Count; readonly values: number[] }>();
  runs.forEach((counts, run) => {
    for (const count of counts) {
      const key = JSON.stringify([count.of, count.operation, count.metric]);
      const values = series.get(key)?.values ?? new Array<number>(runs.length).fill(0);
      values[run] = count.value;
      if (!series.has(key)) series.set(key, { count, values });
    }
  });
  return [...series.values()].map(({ count: { metric, of, operation }, values }): Row => {
    const interval = meanInterval(values);
    return {
      metric,
      of,
      operation,
      value: mean(values),
      unit: 'count',
      ciLow: interval ? Math.max(0, interval.low) : null,
      ciHigh: interval ? interval.high : null,
      runs: runs.length,
    };
  });
}
