/**
 * Measures: what one quantity comes to, from metrics: a latency, a rate, a share of outcomes.
 *
 * Works alike on one run and on many merged ones, which is what makes a per-run figure and the pooled one
 * comparable. Says plainly when there is nothing to measure. Judges nothing.
 */
import type { Duration } from '../kernel/time.js';
import { formatCount, formatQuantile } from './format.js';
import { type Bucket, countOf, type Histogram, maxOf, meanOf, quantileBucket, tooFew } from './histogram.js';
import { type Metrics, type Share, type Tally, tallyOf, timeOf } from './metrics.js';
import { stationKey } from './station.js';

export type Measure =
  | {
      readonly kind: 'measured';
      /** ns, ratio, count or per second, as the metric has it. */
      readonly value: number;
      /** What the true figure lies between, given how finely a histogram sees; both `value` if exact. */
      readonly bucket: Bucket;
      /** Operations it rests on. */
      readonly judged: number;
      /** For a ratio: the operations in the numerator. */
      readonly part: number | undefined;
    }
  /** There are operations, but not enough for this figure. */
  | { readonly kind: 'too few'; readonly judged: number; readonly reason: string }
  | { readonly kind: 'nothing'; readonly reason: string };

/** A quantity that metrics can tell; expectations call them metrics. */
export type Measurable =
  /** Latency of operations that were answered, ns; `quantile` in (0, 1). */
  | { readonly kind: 'quantile'; readonly quantile: number }
  | { readonly kind: 'mean' | 'max' }
  /** Share of operations that ended `ok`, and of those that did not. */
  | { readonly kind: 'availability' | 'errors' }
  /** `ok` operations, or customers served, per second. */
  | { readonly kind: 'throughput' }
  /** Of stations alone; a queue is of one node. */
  | { readonly kind: 'utilisation' | 'delayed' | 'queue' | 'in system' | 'dropped' };

export interface What {
  readonly metric: Measurable;
  /** A client group, or a node group where `station` is there. */
  readonly of: string;
  /** `undefined`: all of them. Of a station: the class of customers. */
  readonly operation: string | undefined;
  readonly during: Share;
  readonly station: { readonly resource: string; readonly figure: 'wait' | 'sojourn' } | undefined;
}

export function measure(metrics: Metrics, what: What): Measure {
  if (what.station !== undefined) return measureStation(metrics, what, what.station);
  const tally = tallyOf(metrics, what.of, what.operation, what.during);
  return measureTally(tally, timeOf(metrics, what.during), what);
}

/** The same of a tally that was merged already, for whoever measures many things of it. `timeNs`: {@link timeOf}. */
export function measureTally(tally: Tally, timeNs: Duration, what: What): Measure {
  const { metric } = what;
  const total = tally.ok + tally.fail + tally.info;
  if (total === 0) return { kind: 'nothing', reason: `no operation of ${nameOf(what)}` };
  switch (metric.kind) {
    case 'availability':
      return exact(tally.ok / total, total, tally.ok);
    case 'errors':
      return exact((tally.fail + tally.info) / total, total, tally.fail + tally.info);
    case 'throughput':
      if (timeNs === 0) return { kind: 'nothing', reason: `no time passed ${what.during}` };
      return exact(tally.ok / (timeNs / 1e9), total, undefined);
    case 'mean':
    case 'max':
    case 'quantile':
      return measureTimes(tally.latency, what, `no answered operation of ${nameOf(what)}`);
    default:
      return { kind: 'nothing', reason: `${what.of} is no station` };
  }
}

function measureStation(metrics: Metrics, what: What, { resource, figure }: StationOf): Measure {
  const station = metrics.stations.get(stationKey(what.of, resource));
  const nobody = `no customer of ${nameOf(what)}`;
  const visits = what.operation === undefined ? station?.all : station?.classes.get(what.operation);
  if (station === undefined || visits === undefined || station.time === 0)
    return { kind: 'nothing', reason: nobody };
  const { areas, time, servers, nodes, arrivals, served } = station;
  switch (what.metric.kind) {
    case 'quantile':
    case 'mean':
    case 'max':
      return measureTimes(visits[figure], what, nobody);
    case 'delayed': {
      const customers = countOf(visits.sojourn);
      if (customers === 0) return { kind: 'nothing', reason: nobody };
      return exact(visits.delayed / customers, customers, visits.delayed);
    }
    case 'utilisation':
      if (servers === Infinity)
        return { kind: 'nothing', reason: `${nameOf(what)} has servers without limit` };
      return exact(areas.busy / (time * servers), arrivals, undefined);
    case 'queue':
      return exact(areas.waiting / time / nodes, arrivals, undefined);
    case 'in system':
      return exact(areas.present / time / nodes, arrivals, undefined);
    case 'throughput':
      return exact(served / (time / 1e9), arrivals, undefined);
    case 'dropped': {
      if (arrivals === 0) return { kind: 'nothing', reason: nobody };
      const dropped = [...station.dropped.values()].reduce((sum, each) => sum + each, 0);
      return exact(dropped / arrivals, arrivals, dropped);
    }
    default:
      return { kind: 'nothing', reason: `${nameOf(what)} is a station, not a group of clients` };
  }
}

type StationOf = NonNullable<What['station']>;

function measureTimes(latency: Histogram, what: What, nothing: string): Measure {
  const { metric } = what;
  const count = countOf(latency);
  if (count === 0) return { kind: 'nothing', reason: nothing };
  if (metric.kind === 'mean') return exact(meanOf(latency)!, count, undefined);
  if (metric.kind !== 'quantile') return exact(maxOf(latency)!, count, undefined);
  if (tooFew(latency, metric.quantile)) {
    const who = what.station === undefined ? 'operations' : 'customers';
    const reason = `too few ${who} (${formatCount(count)}) for ${formatQuantile(metric.quantile)}`;
    return { kind: 'too few', judged: count, reason };
  }
  const bucket = quantileBucket(latency, metric.quantile)!;
  return { kind: 'measured', value: (bucket.low + bucket.high) / 2, bucket, judged: count, part: undefined };
}

function exact(value: number, judged: number, part: number | undefined): Measure {
  return { kind: 'measured', value, bucket: { low: value, high: value }, judged, part };
}

function nameOf({ of, operation, during }: What): string {
  const name = operation === undefined ? of : `${of}.${operation}`;
  return during === 'always' ? name : `${name} ${during}`;
}
