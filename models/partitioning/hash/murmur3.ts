/**
 * MurmurHash3: the variants of 32 bits (x86) and of 128 bits (x64).
 *
 * Austin Appleby, SMHasher (public domain), 2011. Pure functions over bytes.
 */
import { word32At, word64At } from './bytes.js';
import { add, multiply, rotate, shiftRight, type Word, word, xor } from './word.js';

/** The finaliser of 32 bits: every bit of the result depends on every bit of the argument. */
export function mix32(hash: number): number {
  const a = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b ^ (b >>> 16)) >>> 0;
}

export function murmur3x32(bytes: Uint8Array, seed = 0): number {
  const scramble = (block: number) => {
    const a = Math.imul(block, 0xcc9e2d51);
    return Math.imul((a << 15) | (a >>> 17), 0x1b873593);
  };
  const whole = bytes.length & ~3;
  let hash = seed;
  for (let at = 0; at < whole; at += 4) {
    const a = hash ^ scramble(word32At(bytes, at));
    hash = Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64;
  }
  return mix32(hash ^ scramble(word32At(bytes, whole)) ^ bytes.length);
}

const C1 = word(0x87c37b91, 0x114253d5);
const C2 = word(0x4cf5ad43, 0x2745937f);
const FIVE = word(0, 5);
const ADD_1 = word(0, 0x52dce729);
const ADD_2 = word(0, 0x38495ab5);
const MIX_1 = word(0xff51afd7, 0xed558ccd);
const MIX_2 = word(0xc4ceb9fe, 0x1a85ec53);

/** The finaliser of 64 bits. */
export function mix64(hash: Word): Word {
  const a = multiply(xor(hash, shiftRight(hash, 33)), MIX_1);
  const b = multiply(xor(a, shiftRight(a, 33)), MIX_2);
  return xor(b, shiftRight(b, 33));
}

/** Two words of 64 bits; the first is what is taken where 64 are enough. */
export function murmur3x128(bytes: Uint8Array, seed = 0): readonly [Word, Word] {
  const scramble1 = (block: Word) => multiply(rotate(multiply(block, C1), 31), C2);
  const scramble2 = (block: Word) => multiply(rotate(multiply(block, C2), 33), C1);
  const whole = bytes.length & ~15;
  let h1 = word(0, seed);
  let h2 = h1;
  for (let at = 0; at < whole; at += 16) {
    h1 = add(rotate(xor(h1, scramble1(word64At(bytes, at))), 27), h2);
    h1 = add(multiply(h1, FIVE), ADD_1);
    h2 = add(rotate(xor(h2, scramble2(word64At(bytes, at + 8))), 31), h1);
    h2 = add(multiply(h2, FIVE), ADD_2);
  }
  const length = word(0, bytes.length);
  h1 = xor(xor(h1, scramble1(word64At(bytes, whole))), length);
  h2 = xor(xor(h2, scramble2(word64At(bytes, whole + 8))), length);
  h1 = add(h1, h2);
  h2 = add(h2, h1);
  const last1 = mix64(h1);
  const last2 = mix64(h2);
  const first = add(last1, last2);
  return [first, add(last2, first)];
}
