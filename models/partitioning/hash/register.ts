/**
 * Registers of 64 bits, changed in place: what the hash functions compute with.
 *
 * All arithmetic is modulo 2^64, on two signed halves of 32 bits, which the engine keeps as small integers. JavaScript's own
 * numbers hold 53 bits, BigInt is many times slower, and a new object for each sum takes longer than the sum. Knows no
 * hash function.
 */
import { word32At } from './bytes.js';
import { multiplyHigh, type Word, word } from './word.js';

/** Both halves are signed. */
export interface Register {
  high: number;
  low: number;
}

/** What is only read. */
export type Constant = Readonly<Register>;

export const register = (high: number, low: number): Register => ({ high: high | 0, low: low | 0 });

export const wordOf = ({ high, low }: Constant): Word => word(high, low);

/** Eight bytes from `at` on, the last one leading; past the end there are zeros. */
export function load(into: Register, bytes: Uint8Array, at: number): void {
  into.low = word32At(bytes, at);
  into.high = word32At(bytes, at + 4);
}

export function add(to: Register, { high, low }: Constant): void {
  const sum = (to.low + low) | 0;
  // The lower half went over if it is now less than what was added.
  const carry = sum >>> 0 < low >>> 0 ? 1 : 0;
  to.low = sum;
  to.high = (to.high + high + carry) | 0;
}

export function xor(to: Register, { high, low }: Constant): void {
  to.high ^= high;
  to.low ^= low;
}

export function multiply(to: Register, by: Constant): void {
  const { high, low } = to;
  to.high = (multiplyHigh(low, by.low) + Math.imul(high, by.low) + Math.imul(low, by.high)) | 0;
  to.low = Math.imul(low, by.low);
}

/** To the left, by 1 to 63 bits but 32. */
export function rotate(what: Register, bits: number): void {
  const high = bits < 32 ? what.high : what.low;
  const low = bits < 32 ? what.low : what.high;
  const by = bits & 31;
  what.high = (high << by) | (low >>> (32 - by));
  what.low = (low << by) | (high >>> (32 - by));
}

/** x ← x xor (x >> bits), shifted without sign by 1 to 63 bits. */
export function xorShifted(what: Register, bits: number): void {
  const { high, low } = what;
  if (bits >= 32) what.low = low ^ (high >>> (bits - 32));
  else {
    what.low = low ^ ((low >>> bits) | (high << (32 - bits)));
    what.high = high ^ (high >>> bits);
  }
}
