/**
 * Natural logarithm: log(x) and log1p(x), within 1 ulp, the same bits on every engine.
 *
 * Knows nothing of who draws what with it; `log` is on the hottest path of every simulation.
 * Method and coefficients are fdlibm's (https://www.netlib.org/fdlibm), whose notice reads:
 *
 * Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 *
 * With x = 2^k (1 + f) and s = f / (2 + f), log(1 + f) = f - f²/2 + s (f²/2 + R(s²)), where R is a minimax
 * polynomial. k ln 2 comes in two parts so that the large one is exact.
 */
import { highWord, powerOfTwo } from './bits.js';

export const LN2_HIGH = 0.6931471803691238; // 32 bits: k · LN2_HIGH is exact for |k| < 2000
export const LN2_LOW = 1.9082149292705877e-10;

const TWO_54 = 18014398509481984;

/** R(s²): what is left of log((1 + s) / (1 - s)) after its first term. */
function remainder(s: number): number {
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  return even + odd;
}

/** ln x. NaN below zero, -Infinity at zero. */
export function log(x: number): number {
  let k = 0;
  let high = highWord(x);
  if (high < 0x00100000) {
    if (x === 0) return -Infinity;
    if (!(x > 0)) return NaN;
    k = -54; // subnormal
    x *= TWO_54;
    high = highWord(x);
  }
  if (high >= 0x7ff00000) return x;
  // Adding 1 - sqrt(1/2) to the exponent's scale makes the fraction's range [sqrt(1/2), sqrt(2)).
  const e = (high + 0x95f62) >> 20;
  k += e - 1023;
  const f = x * powerOfTwo(1023 - e) - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  return k * LN2_HIGH - (half - (s * (half + remainder(s)) + k * LN2_LOW) - f);
}

/** ln(1 + x), accurate for x near zero. NaN below -1, -Infinity at -1. */
export function log1p(x: number): number {
  if (x <= -1 || Number.isNaN(x)) return x === -1 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x > -1.1e-16 && x < 1.1e-16) return x; // keeps the sign of zero
  let k = 0;
  let f = x;
  let lost = 0;
  if (x < -0.2928932188134525 || x > 0.4142135623730951) {
    const sum = 1 + x;
    // What rounding took from 1 + x comes back to first order: log(sum + lost) = log(sum) + lost / sum.
    lost = (x > 1 ? 1 - (sum - x) : x - (sum - 1)) / sum;
    const e = (highWord(sum) + 0x95f62) >> 20;
    k = e - 1023;
    f = sum * powerOfTwo(1023 - e) - 1;
  }
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  return k * LN2_HIGH - (half - (s * (half + remainder(s)) + (k * LN2_LOW + lost)) - f);
}
