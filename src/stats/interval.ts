/**
 * Confidence intervals over runs: how far the figure of a scenario may be off, given how its runs differ.
 *
 * Runs with different seeds are independent, so plain statistics hold over them as they never do over the
 * operations of one run. Values come in seed order; sums are taken in that order. Knows nothing of metrics.
 */
import { invariant } from '../kernel/invariant.js';
import { studentQuantile } from './student.js';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const CONFIDENCE = 0.95;

/**
 * The t-interval of a mean: mean ± t(n - 1) * s / sqrt(n). Covers as often as it says where the values are
 * near normal, which means of many operations are. `undefined` with fewer than two values.
 * Source: Law, Simulation Modeling and Analysis, 5th ed., §4.5 (replications).
 */
export function meanInterval(
  values: readonly number[],
  confidence: number = CONFIDENCE,
): Interval | undefined {
  return sectionedInterval(mean(values), values, confidence);
}

/**
 * The interval of a figure that was estimated from all runs together (a quantile of their merged histogram,
 * a ratio of their sums), given what each run alone says: estimate ± t(n - 1) * S / sqrt(n), where S^2 is the
 * mean square of the runs' differences *from the estimate*. Known as sectioning; the estimate keeps the small
 * bias of the whole sample and lies inside its interval by construction, where a t-interval around the mean of
 * the runs' quantiles would carry the larger bias of a single run. `undefined` with fewer than two values.
 * Of a quantile beyond which values come in bursts (p99 of waits), it covers too seldom: see `pooled-quantile.ts`.
 * Source: Asmussen & Glynn, Stochastic Simulation (2007), §III.5; Nakayama, Proc. Winter Simulation Conf. 2014.
 */
export function sectionedInterval(
  estimate: number,
  values: readonly number[],
  confidence: number = CONFIDENCE,
): Interval | undefined {
  invariant(confidence > 0 && confidence < 1, 'a confidence lies between 0 and 1');
  const n = values.length;
  if (n < 2) return undefined;
  const squares = values.reduce((sum, value) => sum + (value - estimate) * (value - estimate), 0);
  const t = studentQuantile((1 + confidence) / 2, n - 1);
  const half = t * Math.sqrt(squares / (n - 1) / n);
  return { low: estimate - half, high: estimate + half };
}

/** The mean, summed in the order given; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
