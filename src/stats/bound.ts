/**
 * Bounds: do the runs show that a figure keeps to its bound, that it does not, or neither.
 *
 * One-sided, since only one side of a bound does harm. Knows nothing of what is bounded.
 *
 * Source: Law, Simulation Modeling and Analysis, 5th ed., §4.5, with one-sided limits, and corrected for skewness as
 * in `skewness.ts`; for figures estimated from all runs together see `sectionedInterval`.
 */
import { invariant } from '../kernel/invariant.js';
import { pow } from '../kernel/math.js';
import { CONFIDENCE, type Interval, mean } from './interval.js';
import { skewedInterval, skewedStatistic } from './skewness.js';
import { studentCdf } from './student.js';

export type Comparison = '<' | '<=' | '>' | '>=';

export interface Bound {
  readonly comparison: Comparison;
  /** In the unit of the figure. */
  readonly limit: number;
}

export interface BoundVerdict {
  readonly verdict: 'meets' | 'fails' | 'undecided';
  /**
   * The confidence at which the runs would just show what they point to: meeting where `favours` says so, else
   * failing. 0.5 to 1, of runs that do not differ at all 1 - 2^-n; decided where it reaches the confidence asked
   * for. `undefined` with fewer than two runs.
   */
  readonly sureness: number | undefined;
  readonly favours: 'meets' | 'fails';
  /** What the figure is at least, and what it is at most, each on its own at the confidence asked for. */
  readonly limits: Interval | undefined;
}

/**
 * A bound judged by what each run alone says and, where there is one, by the figure of all runs together.
 *
 * A bound on a quantile is better put as one on a share, p99 < 200ms as "less than 1 % takes longer than 200ms":
 * values come in bursts, and what each run says of its own p99 differs too little (see `pooled-quantile.ts`).
 */
export function boundVerdict(
  values: readonly number[],
  { comparison, limit }: Bound,
  { confidence = CONFIDENCE, estimate = mean(values) }: { confidence?: number; estimate?: number } = {},
): BoundVerdict {
  invariant(confidence > 0.5 && confidence < 1, 'a one-sided confidence lies between a half and 1');
  const favours = keeps(estimate, comparison, limit) ? 'meets' : 'fails';
  const n = values.length;
  if (n < 2) return { verdict: 'undecided', sureness: undefined, favours, limits: undefined };
  const deviations = values.map((value) => value - estimate);
  const error = Math.sqrt(deviations.reduce((sum, x) => sum + x * x, 0) / (n - 1) / n);
  // Of runs that all agree t is sure at once. The sign test is not: by luck they fall on one side in 1 of 2^n cases.
  const sureness = error === 0 ? 1 - pow(0.5, n) : sureOfSide((estimate - limit) / error, deviations);
  return {
    verdict: sureness >= confidence ? favours : 'undecided',
    sureness,
    favours,
    limits: skewedInterval(estimate, deviations, 2 * confidence - 1),
  };
}

/** The confidence that the truth lies on the side of the limit where the estimate does, `errors` from it. */
function sureOfSide(errors: number, deviations: readonly number[]): number {
  const above = studentCdf(skewedStatistic(errors, deviations), deviations.length - 1);
  // Close to the limit, skewness may speak for the other side.
  return Math.max(0.5, errors > 0 ? above : 1 - above);
}

function keeps(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}
