/**
 * Words of 64 bits as two halves of 32: what hash functions return and algorithms take apart.
 *
 * Knows no hash function.
 */

/** Both halves are unsigned. */
export interface Word {
  readonly high: number;
  readonly low: number;
}

const TWO_MINUS_53 = 1 / 9007199254740992;
const TWO_21 = 2097152;

export const word = (high: number, low: number): Word => ({ high: high >>> 0, low: low >>> 0 });

/** The upper half of the product of two numbers of 32 bits; signed ones are taken as if they were not. */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Each sum stays below 2^32, so that its halves are a shift and a mask.
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const rest = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >>> 16) + (rest >>> 16);
}

/**
 * The remainder by a whole number of up to 2^21, exactly, digit by digit as on paper. By quotients, which are right for
 * dividends below 2^52: the operator % is a function call for what is no small integer.
 */
export function remainder(high: number, low: number, by: number): number {
  const first = high - Math.floor(high / by) * by;
  const upper = first * 65536 + (low >>> 16);
  const second = upper - Math.floor(upper / by) * by;
  const lower = second * 65536 + (low & 0xffff);
  return lower - Math.floor(lower / by) * by;
}

/** As a fraction of 2^64 in [0, 1), rounded down to 53 bits. */
export const fraction = (high: number, low: number): number => (high * TWO_21 + (low >>> 11)) * TWO_MINUS_53;
