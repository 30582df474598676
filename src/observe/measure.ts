/**
 * Measures: what one quantity comes to, from metrics: a latency, a rate, a share of outcomes.
 *
 * Works alike on one run and on many merged ones, which is what makes a per-run figure and the pooled one
 * comparable. Says plainly when there is nothing to measure. Judges nothing.
 */
import type { Duration } from '../kernel/time.js';
import { formatCount, formatQuantile } from './format.js';
import { type Bucket, countOf, maxOf, meanOf, quantileBucket, tooFew } from './histogram.js';
import { type Metrics, type Share, type Tally, tallyOf, timeOf } from './metrics.js';

export type Measure =
  | {
      readonly kind: 'measured';
      /** ns, ratio or per second, as the metric has it. */
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
  /** `ok` operations per second. */
  | { readonly kind: 'throughput' };

export interface What {
  readonly metric: Measurable;
  readonly client: string;
  /** `undefined`: all of them. */
  readonly operation: string | undefined;
  readonly during: Share;
}

export function measure(metrics: Metrics, what: What): Measure {
  const tally = tallyOf(metrics, what.client, what.operation, what.during);
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
      return measureLatency(tally, what);
  }
}

function measureLatency({ latency }: Tally, what: What): Measure {
  const { metric } = what;
  const count = countOf(latency);
  if (count === 0) return { kind: 'nothing', reason: `no answered operation of ${nameOf(what)}` };
  if (metric.kind === 'mean') return exact(meanOf(latency)!, count, undefined);
  if (metric.kind !== 'quantile') return exact(maxOf(latency)!, count, undefined);
  if (tooFew(latency, metric.quantile)) {
    const reason = `too few operations (${formatCount(count)}) for ${formatQuantile(metric.quantile)}`;
    return { kind: 'too few', judged: count, reason };
  }
  const bucket = quantileBucket(latency, metric.quantile)!;
  return { kind: 'measured', value: (bucket.low + bucket.high) / 2, bucket, judged: count, part: undefined };
}

function exact(value: number, judged: number, part: number | undefined): Measure {
  return { kind: 'measured', value, bucket: { low: value, high: value }, judged, part };
}

function nameOf({ client, operation, during }: What): string {
  const name = operation === undefined ? client : `${client}.${operation}`;
  return during === 'always' ? name : `${name} ${during}`;
}
