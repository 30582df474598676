/**
 * Power: pow(x, y), within 1 ulp, the same bits on every engine, with the special cases of ECMAScript's `**`.
 *
 * Knows nothing of who draws what with it.
 * Method and coefficients are fdlibm's (https://www.netlib.org/fdlibm), whose notice reads:
 *
 * Copyright (C) 1993, 2004 by Sun Microsystems, Inc. All rights reserved.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice
 * is preserved.
 *
 * log2 x is found to about 68 bits as a sum of two doubles, multiplied by y in two parts, and raised again.
 */
import { head, highWord, powerOfTwo, scale } from './bits.js';
import { expKernel } from './exp.js';

const TWO_53 = 9007199254740992;
/** Past this every x but 1 over- or underflows: |log2 x| is at least 1.6e-16. */
const HUGE_POWER = 2048 * TWO_53;

// 2 / (3 ln 2) and ln 2, each as a sum of a short double and the rest.
const TWO_THIRDS_LOG2E = 0.9617966939259756;
const TWO_THIRDS_LOG2E_HIGH = 0.9617967009544373;
const TWO_THIRDS_LOG2E_LOW = -7.028461650952758e-9;
const { LN2 } = Math;
const LN2_SHORT = 0.6931471824645996;
const LN2_REST = -1.904654299957768e-9;
const LOG2_OF_3_HALVES_HIGH = 0.5849624872207642;
const LOG2_OF_3_HALVES_LOW = 1.350039202129749e-8;

/** x^y. NaN for a negative x and a fractional y, for NaN, and for ±1 to an infinite power. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) {
    if (size === 1) return NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  if (x > 0 && x !== Infinity) return x === 1 ? 1 : positivePower(x, y);
  const integral = Math.floor(y) === y;
  if (x < 0 && x !== -Infinity && !integral) return NaN;
  const odd = integral && Math.abs(y) < TWO_53 && Math.floor(y / 2) * 2 !== y;
  const negative = odd && (x < 0 || 1 / x < 0);
  if (size === 0 || size === Infinity) {
    const result = (size === 0) === y > 0 ? 0 : Infinity;
    return negative ? -result : result;
  }
  const result = size === 1 ? 1 : positivePower(size, y);
  return negative ? -result : result;
}

/** x^y for finite x > 0 other than 1 and finite y. */
function positivePower(x: number, y: number): number {
  if (y >= HUGE_POWER || y <= -HUGE_POWER) return x > 1 === y > 0 ? Infinity : 0;

  // x = 2^k m, with m within sqrt(3)/2 .. sqrt(3/2) of the anchor 1, or sqrt(3/2) .. sqrt(3) around 3/2.
  let k = 0;
  let high = highWord(x);
  if (high < 0x00100000) {
    k = -53;
    x *= TWO_53;
    high = highWord(x);
  }
  const fraction = high & 0xfffff;
  let e = (high >> 20) - 1023;
  const by3Halves = fraction > 0x3988e && fraction < 0xbb67a;
  if (fraction >= 0xbb67a) e++;
  k += e;
  const m = x * powerOfTwo(-e);
  const anchor = by3Halves ? 1.5 : 1;

  // s = (m - anchor) / (m + anchor) as sHigh + sLow.
  const difference = m - anchor;
  const reciprocal = 1 / (m + anchor);
  const s = difference * reciprocal;
  const sHigh = head(s);
  const sumHigh = head(m + anchor);
  const sumLow = m - (sumHigh - anchor);
  const sLow = reciprocal * (difference - sHigh * sumHigh - sHigh * sumLow);

  // (3/2) log(m / anchor) = s (3 + s² + tail), again in two parts.
  const z = s * s;
  const tail = z * z * logTail(z) + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const seriesHigh = head(3 + square + tail);
  const seriesLow = tail - (seriesHigh - 3 - square);
  const u = sHigh * seriesHigh;
  const v = sLow * seriesHigh + seriesLow * s;
  const productHigh = head(u + v);
  const productLow = v - (productHigh - u);
  const zHigh = TWO_THIRDS_LOG2E_HIGH * productHigh;
  const zLow =
    TWO_THIRDS_LOG2E_LOW * productHigh +
    productLow * TWO_THIRDS_LOG2E +
    (by3Halves ? LOG2_OF_3_HALVES_LOW : 0);
  const base = by3Halves ? LOG2_OF_3_HALVES_HIGH : 0;
  const logHigh = head(zHigh + zLow + base + k);
  const logLow = zLow - (logHigh - k - base - zHigh);

  const yHigh = head(y);
  return powerOfTwoSum(yHigh * logHigh, (y - yHigh) * logHigh + y * logLow);
}

function logTail(z: number): number {
  return (
    0.5999999999999946 +
    z *
      (0.4285714285785502 +
        z *
          (0.33333332981837743 +
            z * (0.272728123808534 + z * (0.23066074577556175 + z * 0.20697501780033842))))
  );
}

/** 2^(high + low). */
function powerOfTwoSum(high: number, low: number): number {
  const sum = high + low;
  if (sum >= 1025) return Infinity;
  if (sum <= -1076) return 0;
  const n = Math.floor(sum + 0.5);
  const rest = high - n;
  const t = head(rest + low);
  const u = t * LN2_SHORT;
  const v = (low - (t - rest)) * LN2 + t * LN2_REST;
  const r = u + v;
  const lost = v - (r - u);
  const c = expKernel(r);
  return scale(1 - ((r * c) / (c - 2) - (lost + r * lost) - r), n);
}
