/**
 * Chart data over all runs: latency and outcomes by time, latency by quantile.
 *
 * Tidy rows with units in their names, from merged metrics. Knows nothing of how they are drawn.
 */
import { countOf, quantileOf } from '../../observe/histogram.js';
import { type Metrics, type Tally, windowsOf } from '../../observe/metrics.js';
import type { ReportData } from '../../observe/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { ScenarioTheory } from '../theory.js';
import { type Estimate, nameOfStation } from './figures.js';
import { partsOf } from './operation-names.js';

type Charts = Pick<
  ReportData,
  'latencyOverTime' | 'throughputOverTime' | 'latencyPercentiles' | 'stationsOverTime'
>;

const OVER_TIME_QUANTILES = [0.5, 0.9, 0.99];
const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;
const ALL = 'all';

/** Quantiles that a time window or the whole cannot carry are left out. */
export function chartsOf(
  scenario: Pick<Scenario, 'clients'>,
  estimates: readonly Estimate[],
  merged: Metrics,
  { predict }: ScenarioTheory,
): Charts {
  return {
    latencyOverTime: latencyOverTime(scenario, merged),
    throughputOverTime: throughputOverTime(scenario, merged),
    stationsOverTime: stationsOverTime(merged),
    latencyPercentiles: estimates.flatMap((estimate) => pointOf(estimate, scenario, predict)),
  };
}

/** A point of a curve: of clients, or of the sojourn times of stations where there are no clients. */
function pointOf(
  { figure, value, ciLow, ciHigh }: Estimate,
  { clients }: Pick<Scenario, 'clients'>,
  predict: ScenarioTheory['predict'],
): Charts['latencyPercentiles'] {
  const { metric, operation = ALL, station } = figure.what;
  const drawn = station === undefined || (clients.length === 0 && station.figure === 'sojourn');
  if (metric.kind !== 'quantile' || value === null || !drawn) return [];
  const { quantile } = metric;
  const name = { of: figure.of, operation, quantile };
  const theory = predict({ ...name, metric: figure.metric });
  const beside = theory === undefined ? {} : { theory_ms: theory };
  return [
    {
      client: figure.of,
      operation,
      quantile,
      latency_ms: value,
      ciLow_ms: ciLow,
      ciHigh_ms: ciHigh,
      ...beside,
    },
  ];
}

function latencyOverTime({ clients }: Pick<Scenario, 'clients'>, merged: Metrics): Charts['latencyOverTime'] {
  return clients.flatMap(({ name, operations }) =>
    partsOf({ operations }).flatMap((operation) =>
      windowsOf(merged, name, operation).flatMap(({ latency }, i) =>
        OVER_TIME_QUANTILES.flatMap((quantile) => {
          const value = quantileOf(latency, quantile);
          if (value === undefined) return [];
          return [
            {
              client: name,
              operation: operation ?? ALL,
              time_s: (i * merged.step) / NS_PER_S,
              quantile,
              latency_ms: value / NS_PER_MS,
              operations: countOf(latency),
            },
          ];
        }),
      ),
    ),
  );
}

/** Zeros included, because a gap in what is answered is the news; but no line for an outcome that never was. */
function throughputOverTime(
  { clients }: Pick<Scenario, 'clients'>,
  merged: Metrics,
): Charts['throughputOverTime'] {
  return clients.flatMap(({ name }) => {
    const windows = windowsOf(merged, name, undefined);
    return (['ok', 'fail', 'info'] as const).flatMap((outcome) => {
      if (outcome !== 'ok' && !windows.some((window) => window[outcome] > 0)) return [];
      return windows.flatMap((window, i) =>
        rateIn(merged, window, i, outcome).map((rate) => ({
          client: name,
          time_s: (i * merged.step) / NS_PER_S,
          outcome,
          rate_per_s: rate,
        })),
      );
    });
  });
}

/** Of one node, on average over runs and nodes. */
function stationsOverTime({ stations, step, duration, runs }: Metrics): Charts['stationsOverTime'] {
  const all = [...stations.values()];
  return all.flatMap((station) => {
    const { windows, nodes, servers } = station;
    const perNode = servers === Infinity ? 1 : servers / nodes;
    return windows.map(({ waiting, busy, present }, i) => {
      const time = (Math.min((i + 1) * step, duration) - i * step) * runs * nodes;
      return {
        station: nameOfStation(station, all),
        time_s: (i * step) / NS_PER_S,
        utilisation: busy / time / perNode,
        waiting: waiting / time,
        inSystem: present / time,
      };
    });
  });
}

/** The rate in a window, per second and run; none if the window lies before the end of the warm-up. */
function rateIn(
  merged: Metrics,
  window: Tally,
  i: number,
  outcome: 'ok' | 'fail' | 'info',
): readonly number[] {
  const { step, duration, warmUp, runs } = merged;
  const measured = Math.min((i + 1) * step, duration) - Math.max(i * step, warmUp);
  return measured <= 0 ? [] : [window[outcome] / (measured / NS_PER_S) / runs];
}
