/**
 * Bounds: do the runs show that a figure keeps to its bound, that it does not, or neither.
 *
 * One-sided, since only one side of a bound does harm. Knows nothing of what is bounded.
 *
 * Source: Law, Simulation Modeling and Analysis, 5th ed., §4.5, with one-sided limits; for figures estimated from
 * all runs together see `sectionedInterval`.
 */
import { invariant } from '../kernel/invariant.js';
import { CONFIDENCE, type Interval, mean } from './interval.js';
import { studentCdf, studentQuantile } from './student.js';

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
   * failing. 0.5 to 1; decided where it reaches the confidence asked for. `undefined` with fewer than two runs.
   */
  readonly sureness: number | undefined;
  readonly favours: 'meets' | 'fails';
  /** What the figure is at least, and what it is at most, each on its own at the confidence asked for. */
  readonly limits: Interval | undefined;
}

/** A bound judged by what each run alone says and, where there is one, by the figure of all runs together. */
export function boundVerdict(
  values: readonly number[],
  { comparison, limit }: Bound,
  { confidence = CONFIDENCE, estimate = mean(values) }: { confidence?: number; estimate?: number } = {},
): BoundVerdict {
  invariant(confidence > 0.5 && confidence < 1, 'a one-sided confidence lies between a half and 1');
  const favours = keeps(estimate, comparison, limit) ? 'meets' : 'fails';
  const n = values.length;
  if (n < 2) return { verdict: 'undecided', sureness: undefined, favours, limits: undefined };
  const squares = values.reduce((sum, value) => sum + (value - estimate) * (value - estimate), 0);
  const error = Math.sqrt(squares / (n - 1) / n);
  const half = studentQuantile(confidence, n - 1) * error;
  // Runs that all agree leave nothing to doubt, as far as t can tell.
  const sureness = error === 0 ? 1 : studentCdf(Math.abs(limit - estimate) / error, n - 1);
  return {
    verdict: sureness >= confidence ? favours : 'undecided',
    sureness,
    favours,
    limits: { low: estimate - half, high: estimate + half },
  };
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
