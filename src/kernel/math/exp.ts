/**
 * Exponential: exp(x) and expm1(x), within 1 ulp, the same bits on every engine.
 *
 * Knows nothing of who draws what with it.
 * Method and coefficients are fdlibm's (https://www.netlib.org/fdlibm), whose notice reads:
 *
 * Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 *
 * With x = k ln 2 + r and |r| <= ln 2 / 2, exp(r) comes from a minimax form of r (exp(r) + 1) / (exp(r) - 1),
 * which is even in r, and the result is scaled by 2^k.
 */
import { powerOfTwo, scale } from './bits.js';
import { LN2_HIGH, LN2_LOW } from './log.js';

const INVERSE_LN2 = Math.LOG2E;
const OVERFLOWS_ABOVE = 709.782712893384;
const VANISHES_BELOW = -745.1332191019411;

/** r - r² · P(r²), such that exp(r) = 1 + r + r c / (2 - c). Shared with `pow`. */
export function expKernel(r: number): number {
  const t = r * r;
  return (
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8))))
  );
}

/** e^x. Infinity above 709.78, 0 below -745.13. */
export function exp(x: number): number {
  if (!(x <= OVERFLOWS_ABOVE)) return Number.isNaN(x) ? NaN : Infinity;
  if (x < VANISHES_BELOW) return 0;
  const k = (INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5)) | 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = expKernel(r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  return k >= -1022 && k <= 1023 ? y * powerOfTwo(k) : scale(y, k);
}

/** e^x - 1, accurate for x near zero. */
export function expm1(x: number): number {
  if (!(x <= OVERFLOWS_ABOVE)) return Number.isNaN(x) ? NaN : Infinity;
  if (x < -38.816242111356935) return -1; // 56 ln 2
  if (x > -5.5e-17 && x < 5.5e-17) return x; // keeps the sign of zero
  const near = x > -0.34657359027997264 && x < 0.34657359027997264;
  const k = near ? 0 : (INVERSE_LN2 * x + (x < 0 ? -0.5 : 0.5)) | 0;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const lost = high - r - low;
  const half = 0.5 * r;
  const square = r * half;
  const q =
    1 +
    square *
      (-0.03333333333333313 +
        square *
          (0.0015873015872548146 +
            square *
              (-0.0000793650757867488 +
                square * (0.000004008217827329362 + square * -2.0109921818362437e-7))));
  const t = 3 - q * half;
  const e = square * ((q - t) / (6 - r * t));
  if (k === 0) return r - (r * e - square);
  return assemble(k, r, r * (e - lost) - lost - square);
}

/** 2^k (1 + r - e) - 1, in the order that loses least for each k. */
function assemble(k: number, r: number, e: number): number {
  if (k === -1) return 0.5 * (r - e) - 0.5;
  if (k === 1) return r < -0.25 ? -2 * (e - (r + 0.5)) : 1 + 2 * (r - e);
  if (k <= -2 || k > 56) return scale(1 - (e - r), k) - 1;
  if (k < 20) return (1 - powerOfTwo(-k) - (e - r)) * powerOfTwo(k);
  return (r - (e + powerOfTwo(-k)) + 1) * powerOfTwo(k);
}
