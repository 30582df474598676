/**
 * Words of 64 bits as two halves of 32: what the hash functions compute with.
 *
 * All arithmetic is modulo 2^64. JavaScript's own numbers hold 53 bits, and BigInt is too slow for what runs once per
 * key. Knows no hash function.
 */

/** Both halves are unsigned. */
export interface Word {
  readonly high: number;
  readonly low: number;
}

const TWO_32 = 4294967296;
const TWO_MINUS_53 = 1 / 9007199254740992;
const TWO_21 = 2097152;

export const word = (high: number, low: number): Word => ({ high: high >>> 0, low: low >>> 0 });

export function add(a: Word, b: Word): Word {
  const low = a.low + b.low;
  return word(a.high + b.high + (low >= TWO_32 ? 1 : 0), low);
}

export function subtract(a: Word, b: Word): Word {
  return word(a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low);
}

export const xor = (a: Word, b: Word): Word => word(a.high ^ b.high, a.low ^ b.low);

export function multiply(a: Word, b: Word): Word {
  const carried = multiplyHigh(a.low, b.low);
  return word(carried + Math.imul(a.high, b.low) + Math.imul(a.low, b.high), Math.imul(a.low, b.low));
}

/** The upper half of the product of two unsigned 32-bit numbers. */
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

/** To the left, by 1 to 63 bits. */
export function rotate(a: Word, bits: number): Word {
  if (bits === 32) return { high: a.low, low: a.high };
  const { high, low } = bits < 32 ? a : { high: a.low, low: a.high };
  const by = bits % 32;
  return word((high << by) | (low >>> (32 - by)), (low << by) | (high >>> (32 - by)));
}

/** To the right without sign, by 1 to 63 bits. */
export function shiftRight(a: Word, bits: number): Word {
  if (bits >= 32) return word(0, a.high >>> (bits - 32));
  return word(a.high >>> bits, (a.low >>> bits) | (a.high << (32 - bits)));
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
