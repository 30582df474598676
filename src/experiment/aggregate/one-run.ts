/**
 * How sure a figure is when there is one run only: by batches, which are the time windows after the warm-up.
 *
 * No interval where batches resemble their neighbours or are too few; see `stats/batches.ts`. Replications say
 * more, and say it of every figure.
 */
import {
  countOf,
  createHistogram,
  type Histogram,
  meanOf,
  mergeHistogram,
  quantileOf,
} from '../../observe/histogram.js';
import type { What } from '../../observe/measure.js';
import { type Metrics, type Tally, windowsOf } from '../../observe/metrics.js';
import { type StationMetrics, type StationWindow, stationKey } from '../../observe/station.js';
import {
  type Batch,
  type BatchedInterval,
  batchFigureInterval,
  batchMeanInterval,
} from '../../stats/batches.js';
import type { Interval } from '../../stats/interval.js';

/** Below this many operations or customers most windows have none, and say nothing of each other. */
const OBSERVATIONS_MIN = 200;

/** Of one run's metrics; in the unit of the metric: ns, ratio, count or per second. */
export function intervalOfOneRun(metrics: Metrics, what: What, estimate: number): Interval | undefined {
  const { station } = what;
  const batched =
    station === undefined
      ? ofClients(metrics, what, estimate)
      : ofStation(metrics, what, metrics.stations.get(stationKey(what.of, station.resource)), station.figure);
  return batched?.kind === 'independent' ? batched.interval : undefined;
}

/** The windows that lie after the warm-up and are as long as all the others. */
function whole<T>({ warmUp, step, duration }: Metrics, windows: readonly T[]): readonly T[] {
  return windows.slice(Math.ceil(warmUp / step), Math.floor(duration / step));
}

function ofClients(metrics: Metrics, what: What, estimate: number): BatchedInterval | undefined {
  const windows = whole(metrics, windowsOf(metrics, what.of, what.operation));
  if (windows.reduce((sum, { ok, fail, info }) => sum + ok + fail + info, 0) < OBSERVATIONS_MIN)
    return undefined;
  const seconds = metrics.step / 1e9;
  const over = (batch: (tally: Tally) => Batch) => batchMeanInterval(windows.map(batch));
  const { metric } = what;
  switch (metric.kind) {
    case 'mean':
      return over(({ latency }) => ({ total: sumOf(latency), weight: countOf(latency) }));
    case 'quantile':
      return batchFigureInterval(windows, estimate, (group) => quantileOf(pooled(group), metric.quantile));
    case 'throughput':
      return over(({ ok }) => ({ total: ok, weight: seconds }));
    case 'availability':
      return over(({ ok, fail, info }) => ({ total: ok, weight: ok + fail + info }));
    case 'errors':
      return over(({ ok, fail, info }) => ({ total: fail + info, weight: ok + fail + info }));
    default:
      return undefined;
  }
}

function ofStation(
  metrics: Metrics,
  { metric, operation }: What,
  station: StationMetrics | undefined,
  figure: 'wait' | 'sojourn',
): BatchedInterval | undefined {
  // Windows know sums, neither classes nor quantiles.
  if (station === undefined || operation !== undefined) return undefined;
  const { servers, nodes } = station;
  const windows = whole(metrics, station.windows);
  if (windows.reduce((sum, { customers }) => sum + customers, 0) < OBSERVATIONS_MIN) return undefined;
  const over = (batch: (window: StationWindow) => Batch) => batchMeanInterval(windows.map(batch));
  switch (metric.kind) {
    case 'mean':
      return over((window) => ({ total: window[`${figure}Sum`], weight: window.customers }));
    case 'utilisation':
      return over(({ busy }) => ({ total: busy, weight: metrics.step * servers }));
    case 'queue':
      return over(({ waiting }) => ({ total: waiting, weight: metrics.step * nodes }));
    case 'in system':
      return over(({ present }) => ({ total: present, weight: metrics.step * nodes }));
    default:
      return undefined;
  }
}

const sumOf = (latency: Histogram): number => (meanOf(latency) ?? 0) * countOf(latency);

function pooled(tallies: readonly Tally[]): Histogram {
  const all = createHistogram();
  for (const { latency } of tallies) mergeHistogram(all, latency);
  return all;
}
