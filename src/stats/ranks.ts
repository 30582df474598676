/**
 * Ranks: between which of n independent values, sorted, a quantile of their distribution lies.
 *
 * How many of them fall below the true quantile q is binomial with n and q, whatever the distribution; that alone
 * decides. Exact, no normal approximation. Only for independent values: the operations of one run are not.
 *
 * Source: David & Nagaraja, Order Statistics, 3rd ed. (2003), §7.1.
 */
import { invariant } from '../kernel/invariant.js';
import { CONFIDENCE, type Interval } from './interval.js';

export interface RankInterval {
  /** Ranks of the two values, 1 being the smallest. */
  readonly low: number;
  readonly high: number;
  /** How often such an interval holds the quantile of a continuous distribution: at least what was asked. */
  readonly confidence: number;
}

/** Terms of the binomial distribution below this share of its largest are left out: far below a last digit. */
const NEGLIGIBLE = 1e-25;
/** The number of terms grows with the root of the number of values: here, to a million. */
const VALUES_MAX = 1e10;

/**
 * The ranks that enclose the quantile `q`, with half of the doubt on each side; of histograms, look the two ranks up
 * in the buckets. `undefined` where even the extremes are too near: p99 takes 368 values at 95 %.
 */
export function quantileRanks(
  n: number,
  q: number,
  confidence: number = CONFIDENCE,
): RankInterval | undefined {
  invariant(Number.isInteger(n) && n >= 0 && n <= VALUES_MAX, 'values are counted');
  invariant(q > 0 && q < 1, 'a quantile lies between 0 and 1');
  invariant(confidence > 0 && confidence < 1, 'a confidence lies between 0 and 1');
  if (n === 0) return undefined;
  const { first, terms } = binomialTerms(n, q);
  const doubt = (1 - confidence) / 2;
  const low = atMost(terms, doubt);
  const high = atMost(terms.toReversed(), doubt);
  // Save for the doubt allowed, at least first + low.count values lie below the quantile; and so from above.
  const ranks = { low: first + low.count, high: first + terms.length - high.count };
  if (ranks.low < 1 || ranks.high > n) return undefined;
  return { ...ranks, confidence: 1 - low.sum - high.sum };
}

/** The interval of the quantile `q` from independent values in ascending order; `undefined` if there are too few. */
export function quantileInterval(
  sorted: ArrayLike<number>,
  q: number,
  confidence: number = CONFIDENCE,
): Interval | undefined {
  const ranks = quantileRanks(sorted.length, q, confidence);
  return ranks && { low: sorted[ranks.low - 1]!, high: sorted[ranks.high - 1]! };
}

/**
 * The binomial probabilities that matter, from `first` successes on. From the largest outwards by their ratios, and
 * divided by their sum: no factorial, and as many terms as ten or so standard deviations take.
 */
function binomialTerms(n: number, q: number): { first: number; terms: readonly number[] } {
  const odds = q / (1 - q);
  const mode = Math.min(n, Math.floor((n + 1) * q));
  const below: number[] = [];
  for (let k = mode, term = 1; k > 0 && term > NEGLIGIBLE; k--) {
    term *= k / (n - k + 1) / odds;
    below.push(term);
  }
  const above: number[] = [];
  for (let k = mode, term = 1; k < n && term > NEGLIGIBLE; k++) {
    term *= ((n - k) / (k + 1)) * odds;
    above.push(term);
  }
  const terms = [...below.toReversed(), 1, ...above];
  // From both ends inwards, the small ones first.
  const total = sum(below.toReversed()) + 1 + sum(above.toReversed());
  return { first: mode - below.length, terms: terms.map((term) => term / total) };
}

/** How many leading terms add up to no more than `most`, and to what. */
function atMost(terms: readonly number[], most: number): { count: number; sum: number } {
  let count = 0;
  let sum = 0;
  while (count < terms.length && sum + terms[count]! <= most) {
    sum += terms[count]!;
    count++;
  }
  return { count, sum };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
