/**
 * The Erlang distribution: a sum of `shape` exponentials.
 *
 * Knows nothing of streams or of the checking of parameters; its quantile is found by
 * `inversion.ts`. In units of one exponential's mean, P(X <= x) is the incomplete gamma P(k, x).
 */

import { invariant } from '../invariant.js';
import { exp, gammaP, gammaQ } from '../math.js';
import { invertNumerically } from './inversion.js';
import type { Law } from './law.js';

/** Doublings that lead from the mean past the quantile of any uniform: 2^64 means are past P(X > x) = 2^-53. */
const DOUBLINGS_MAX = 64;
/** Up to this shape the finite sum beats the general incomplete gamma (see `bench/random.ts`). */
const SHORT_SHAPE_MAX = 40;

export function erlangLaw(shape: number, mean: number): Law {
  const scale = mean / shape;
  const { p, q } = shape <= SHORT_SHAPE_MAX ? shortSums(shape) : incompleteGamma(shape);
  const below = (x: number): number => (x <= 0 ? 0 : p(x / scale));
  const above = (x: number): number => (x <= 0 ? 1 : q(x / scale));
  const quantile = invertNumerically({
    least: 0,
    below,
    above,
    bracket(u) {
      let high = mean;
      for (let i = 0; i < DOUBLINGS_MAX; i++) {
        if (u < 0.5 ? below(high) >= u : above(high) <= 1 - u) return { low: 0, high };
        high *= 2;
      }
      invariant(false, `erlang(${shape}, ${mean}) has a quantile at ${u}`);
    },
  });
  return { quantile, below, above, mean, variance: mean * scale };
}

interface Tails {
  /** P(k, x) for x > 0. */
  p(x: number): number;
  /** Q(k, x) for x > 0. */
  q(x: number): number;
}

function incompleteGamma(k: number): Tails {
  return { p: (x) => gammaP(k, x), q: (x) => gammaQ(k, x) };
}

/**
 * Q = e^-x (1 + x + … + x^(k-1)/(k-1)!), and for x up to k the series P = e^-x x^k/k! (1 + x/(k+1) + …): all
 * terms positive, so that both keep their relative accuracy (Abramowitz & Stegun 6.5.13, 6.5.29).
 */
function shortSums(k: number): Tails {
  // For x <= k the terms fall as k^n k! / (k+n)!: below 2^-53 by n = 9 sqrt(k) + 20.
  const terms = Math.ceil(9 * Math.sqrt(k)) + 20;
  const inverse = Float64Array.from({ length: k + terms + 1 }, (_, i) => 1 / i);
  const q = (x: number): number => {
    let sum = 1;
    for (let j = k - 1; j >= 1; j--) sum = 1 + sum * (x * inverse[j]!);
    const decay = exp(-x);
    return decay === 0 ? 0 : decay * sum;
  };
  const p = (x: number): number => {
    if (x > k) return 1 - q(x);
    let term = exp(-x);
    for (let j = 1; j <= k; j++) term *= x * inverse[j]!;
    let sum = 1;
    let rest = 1;
    for (let n = k + 1; n <= k + terms; n++) {
      rest *= x * inverse[n]!;
      sum += rest;
      if (rest < 1e-17 * sum) break;
    }
    return term * sum;
  };
  return { p, q };
}
