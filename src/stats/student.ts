/**
 * Student's t distribution: how far a mean of few runs may stray, for confidence intervals.
 *
 * On the deterministic math only, so that an interval has the same bits everywhere. Knows no data.
 */
import { invariant } from '../kernel/invariant.js';
import { exp, lgamma, log, log1p } from '../kernel/math.js';

/** Steps of the continued fraction, and of Newton's method; both end long before. */
const FRACTION_STEPS_MAX = 10_000;
const NEWTON_STEPS_MAX = 1_100;
const TINY = 1e-300;

/** P(T <= t) for T with `df` > 0 degrees of freedom, which need not be whole. */
export function studentCdf(t: number, df: number): number {
  invariant(df > 0 && !Number.isNaN(t), 'degrees of freedom are positive');
  const tail = upperTail(Math.abs(t), df, logBeta(df));
  return t > 0 ? 1 - tail : tail;
}

/** The t with P(T <= t) = p, for 0 < p < 1. To about 1e-12, relative. */
export function studentQuantile(p: number, df: number): number {
  invariant(p > 0 && p < 1, 'a probability lies between 0 and 1');
  invariant(df > 0, 'degrees of freedom are positive');
  if (p < 0.5) return -studentQuantile(1 - p, df);
  const beta = logBeta(df);
  // The tail is convex for t > 0, so Newton's method from 0 climbs to the root and never passes it.
  let t = 0;
  for (let step = 0; step < NEWTON_STEPS_MAX; step++) {
    const density = exp(-beta - ((df + 1) / 2) * log1p((t * t) / df)) / Math.sqrt(df);
    const climb = (upperTail(t, df, beta) - (1 - p)) / density;
    t += Math.max(0, climb);
    if (climb <= 4 * Number.EPSILON * t) return t;
  }
  invariant(false, "Newton's method finds a quantile");
}

/** log B(df/2, 1/2). */
function logBeta(df: number): number {
  return lgamma(df / 2) + lgamma(0.5) - lgamma((df + 1) / 2);
}

/** P(T > t) for t >= 0: half of I_x(df/2, 1/2) with x = df / (df + t^2), Abramowitz & Stegun 26.7.1. */
function upperTail(t: number, df: number, beta: number): number {
  if (t === 0) return 0.5;
  const [a, b] = [df / 2, 0.5];
  // Both x and 1 - x, so that neither loses digits; and their logarithms.
  const ratio = (t * t) / df;
  const x = 1 / (1 + ratio);
  const y = ratio / (1 + ratio);
  const front = exp(-a * log1p(ratio) + b * log(y) - beta);
  // The fraction converges fast below the mean (DLMF 8.17.22); above it, use I_x(a, b) = 1 - I_y(b, a).
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(a, b, x)) / a / 2;
  return (1 - (front * betaFraction(b, a, y)) / b) / 2;
}

/** The continued fraction of DLMF 8.17.22, by the modified Lentz method (Thompson & Barnett 1986). */
function betaFraction(a: number, b: number, x: number): number {
  const away = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= FRACTION_STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) <= Number.EPSILON) return fraction;
  }
  invariant(false, 'the continued fraction of the incomplete beta function converges');
}
