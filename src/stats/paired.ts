/**
 * Paired comparison: does one variant differ from another, where run i of both used the same seed.
 *
 * Common random numbers give both the same arrivals and the same luck, so that their difference varies less than
 * either of them; the interval rests on the differences of the pairs alone. Knows nothing of what is compared.
 *
 * Source: Law, Simulation Modeling and Analysis, 5th ed., §10.2.1 (paired t) and §11.2 (common random numbers).
 */
import { invariant } from '../kernel/invariant.js';
import { CONFIDENCE, type Interval, mean, sectionedInterval } from './interval.js';
import { studentQuantile } from './student.js';

export interface PairedComparison {
  readonly pairs: number;
  /** Other minus base, in their unit, and where the true difference lies. */
  readonly difference: number;
  readonly interval: Interval;
  /** Other / base - 1; `undefined` where the base is not shown to be above 0. Excludes 0 where `interval` does. */
  readonly relative: { readonly difference: number; readonly interval: Interval } | undefined;
  /** Of the pairs' values, -1 to 1; `undefined` where one of the variants does not vary. */
  readonly correlation: number | undefined;
  /**
   * How many times fewer runs the pairs took than independent runs would have: (var base + var other) / var of
   * the difference. Below 1 the pairing does harm; `undefined` where the difference does not vary.
   */
  readonly varianceReduction: number | undefined;
  /** What is shown of the other, at the stated confidence. */
  readonly verdict: 'lower' | 'higher' | 'no difference shown';
}

export interface PairedOptions {
  readonly confidence?: number;
  /** The figures of both from all their runs together (a merged quantile), in place of the means of the runs. */
  readonly pooled?: { readonly base: number; readonly other: number };
}

/** Compares the values of two variants, run i beside run i, in seed order. `undefined` with fewer than two pairs. */
export function pairedComparison(
  base: readonly number[],
  other: readonly number[],
  { confidence = CONFIDENCE, pooled }: PairedOptions = {},
): PairedComparison | undefined {
  invariant(base.length === other.length, 'every run of one variant has its pair');
  const [from, to] = [pooled?.base ?? mean(base), pooled?.other ?? mean(other)];
  const differences = other.map((value, i) => value - base[i]!);
  const interval = sectionedInterval(to - from, differences, confidence);
  if (interval === undefined) return undefined;
  const [spreadBase, spreadOther] = [comoment(base, base), comoment(other, other)];
  const [together, spread] = [comoment(base, other), comoment(differences, differences)];
  return {
    pairs: base.length,
    difference: to - from,
    interval,
    relative: relativeDifference(base, other, from, to, confidence),
    correlation:
      spreadBase === 0 || spreadOther === 0
        ? undefined
        : together / (Math.sqrt(spreadBase) * Math.sqrt(spreadOther)),
    varianceReduction: spread === 0 ? undefined : (spreadBase + spreadOther) / spread,
    verdict: interval.high < 0 ? 'lower' : interval.low > 0 ? 'higher' : 'no difference shown',
  };
}

/**
 * The ratios r for which a paired t-test would not reject "other = r base", less 1: exact for normal pairs, and at
 * r = 1 the very test of the difference. Source: Fieller, J. Roy. Statist. Soc. B 16 (1954).
 */
function relativeDifference(
  base: readonly number[],
  other: readonly number[],
  from: number,
  to: number,
  confidence: number,
): PairedComparison['relative'] {
  const n = base.length;
  const t = studentQuantile((1 + confidence) / 2, n - 1);
  const share = (t * t) / n / (n - 1);
  const square = from * from - share * comoment(base, base, from, from);
  if (from <= 0 || square <= 0) return undefined;
  const linear = from * to - share * comoment(base, other, from, to);
  const constant = to * to - share * comoment(other, other, to, to);
  // Rounding may take it below 0 where the ratio of all pairs is the same.
  const root = Math.sqrt(Math.max(0, linear * linear - square * constant));
  return {
    difference: to / from - 1,
    interval: { low: (linear - root) / square - 1, high: (linear + root) / square - 1 },
  };
}

/** The sum of (a - centreA)(b - centreB). */
function comoment(a: readonly number[], b: readonly number[], centreA = mean(a), centreB = mean(b)): number {
  return a.reduce((sum, value, i) => sum + (value - centreA) * (b[i]! - centreB), 0);
}
