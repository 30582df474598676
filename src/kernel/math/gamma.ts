/**
 * The gamma function for positive arguments, its logarithm, and the regularised incomplete gamma functions.
 *
 * Knows nothing of Erlang or Weibull. Arguments are positive: a non-positive one gives NaN.
 *
 * The logarithm takes Stirling's series from x = 16 up (Abramowitz & Stegun 6.1.41) and steps down to it
 * below. P and Q are a power series left of the transition and a continued fraction (modified Lentz) right of
 * it (A & S 6.5.29, 6.5.31); their common factor x^a e^-x / Γ(a+1) is taken in the saddle-point form of
 * C. Loader, "Fast and accurate computation of binomial probabilities" (2000), which loses nothing for large a.
 */
import { invariant } from '../invariant.js';
import { exp } from './exp.js';
import { log, log1p } from './log.js';
import { pow } from './pow.js';

const LN_SQRT_2PI = 0.9189385332046728;
const SQRT_2PI = 2.5066282746310002;
const TWO_PI = 6.283185307179586;
const STIRLING_FROM = 16;

/** ln Γ(x) - [(x - 1/2) ln x - x + ln sqrt(2 pi)], for x >= 10: terms B_2n / (2n (2n-1) x^(2n-1)). */
function stirlingError(x: number): number {
  const r = 1 / x;
  const z = r * r;
  return (
    r *
    (1 / 12 -
      z *
        (1 / 360 -
          z *
            (1 / 1260 -
              z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z * (1 / 156 - z * (3617 / 122400))))))))
  );
}

/** ln Γ(x) for x > 0, to about 4e-15 absolutely or 4 ulp, whichever is more. */
export function lgamma(x: number): number {
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  if (x === 1 || x === 2) return 0;
  if (x < 1e-17) return -log(x); // where Γ(x) = 1/x may overflow
  if (x < STIRLING_FROM) return log(gamma(x));
  return (x - 0.5) * (log(x) - 1) + (LN_SQRT_2PI - 0.5) + stirlingError(x);
}

/** Γ(x) for x > 0, to about 5e-15 relatively; Infinity from 171.7 on. */
export function gamma(x: number): number {
  if (!(x > 0)) return NaN;
  if (x > 171.7) return Infinity;
  if (x >= STIRLING_FROM) return stirlingGamma(x);
  if (Math.floor(x) === x) return factorial(x - 1);
  // Γ(x) = Γ(x + n) / (x (x+1) … (x+n-1))
  let product = x;
  let top = x + 1;
  while (top < STIRLING_FROM) product *= top++;
  return stirlingGamma(top) / product;
}

/** sqrt(2 pi) x^(x - 1/2) e^-x e^error, the power in two halves so that it does not overflow before e^-x. */
function stirlingGamma(x: number): number {
  const half = pow(x, (x - 0.5) / 2);
  return SQRT_2PI * (half * exp(-x)) * half * exp(stirlingError(x));
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** P(a, x): the chance that a gamma variate of shape `a` and scale 1 is at most x. a > 0, x >= 0. */
export function gammaP(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return NaN;
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < a + 1 ? leading(a, x) * series(a, x) : 1 - leading(a, x) * a * fraction(a, x);
}

/** Q(a, x) = 1 - P(a, x), accurate in the upper tail. a > 0, x >= 0. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0 && x >= 0)) return NaN;
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - leading(a, x) * series(a, x) : leading(a, x) * a * fraction(a, x);
}

/** x^a e^-x / Γ(a + 1). */
function leading(a: number, x: number): number {
  if (a < 10) return exp(a * log(x) - x) / gamma(a + 1);
  const m = (x - a) / a;
  return (
    exp(-a * (m - (m > 0.5 || m < -0.5 ? log(x / a) : log1p(m))) - stirlingError(a)) / Math.sqrt(TWO_PI * a)
  );
}

/** Terms that any a up to 1e8 needs: about 9 sqrt(a). */
const TERMS_MAX = 100_000;
const EPSILON = 1.1e-16;

/** 1 + x/(a+1) + x²/((a+1)(a+2)) + …, for x < a + 1. */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= TERMS_MAX; n++) {
    term *= x / (a + n);
    sum += term;
    if (term <= sum * EPSILON) return sum;
  }
  invariant(false, `P(${a}, ${x}) converges within ${TERMS_MAX} terms`);
}

/** 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- …))), for x >= a + 1. */
function fraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let result = d;
  for (let n = 1; n <= TERMS_MAX; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (d === 0) d = tiny;
    c = b + numerator / c;
    if (c === 0) c = tiny;
    d = 1 / d;
    const factor = d * c;
    result *= factor;
    if (Math.abs(factor - 1) <= 4 * EPSILON) return result;
  }
  invariant(false, `Q(${a}, ${x}) converges within ${TERMS_MAX} terms`);
}
