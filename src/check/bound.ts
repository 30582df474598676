/**
 * Bounds: expectations that compare a metric with a number, `p99(app.write) < 50ms outside faults`.
 *
 * Works on the metrics of one run or of many merged ones. Never sees operations.
 */
import {
  formatBeside,
  formatCount,
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
} from '../observe/format.js';
import { type Measure, measure } from '../observe/measure.js';
import type { Metrics } from '../observe/metrics.js';
import type { Expectation, Metric } from '../scenario/scenario.js';
import { holds } from './holds.js';
import { type Judgement, judgedNothing, judgement } from './judgement.js';

export type Bound = Extract<Expectation, { kind: 'bound' }>;
type Measured = Extract<Measure, { kind: 'measured' }>;

/**
 * Judges a bound. `unknown` if there are too few operations for the quantile, or if the bound falls inside
 * the histogram's bucket (0.8 % wide) that holds the figure, so that it may have been kept or broken.
 *
 * @param halfWidth half the confidence interval of a figure, to be shown beside it; the verdict does not use it
 */
export function judgeBound(
  bound: Bound,
  metrics: Metrics,
  halfWidth: (value: number) => number | undefined = () => undefined,
): Judgement {
  const measured = measure(metrics, bound);
  if (measured.kind === 'nothing') return judgedNothing(measured.reason);
  if (measured.kind === 'too few')
    return judgement('unknown', measured.reason, measured.judged, { reason: measured.reason });
  const { value, judged, bucket } = measured;
  const observed = describe(bound, measured, halfWidth(measured.value));
  const [low, high] = [holds(bound, bucket.low), holds(bound, bucket.high)];
  if (low && high) return judgement('valid', observed, judged, { value });
  const format = formatOf(bound.metric);
  if (low !== high) {
    const reason = `too close to tell: between ${format(bucket.low, 6)} and ${format(bucket.high, 6)}`;
    return judgement('unknown', observed, judged, { value, reason });
  }
  return judgement('invalid', observed, judged, { value, reason: `observed ${observed}` });
}

/** How figures of this metric are written. */
export function formatOf(metric: Metric): (value: number, digits: number) => string {
  switch (metric.kind) {
    case 'availability':
    case 'errors':
    case 'utilisation':
    case 'delayed':
    case 'dropped':
      return formatRatio;
    case 'queue':
      return formatNumber;
    case 'throughput':
      return formatRate;
    case 'quantile':
    case 'mean':
    case 'max':
      return formatDuration;
  }
}

function describe(
  { metric, bound }: Bound,
  { value, part, judged }: Measured,
  half: number | undefined,
): string {
  const format = formatOf(metric);
  const figure = formatBeside(value, bound, format);
  // Runs that agree to the last digit need no more to be said.
  const text =
    half === undefined || half === 0 ? figure : `${figure} ± ${format(half, half < value / 10 ? 2 : 3)}`;
  return part === undefined ? text : `${text} (${formatCount(part)} of ${formatCount(judged)})`;
}
