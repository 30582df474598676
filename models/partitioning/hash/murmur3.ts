/**
 * MurmurHash3: the variants of 32 bits (x86) and of 128 bits (x64).
 *
 * Austin Appleby, SMHasher (public domain), 2011. Pure functions over bytes.
 */
import { word32At } from './bytes.js';
import {
  add,
  type Constant,
  load,
  multiply,
  type Register,
  register,
  rotate,
  wordOf,
  xor,
  xorShifted,
} from './register.js';
import type { Word } from './word.js';

/** The finaliser of 32 bits: every bit of the result depends on every bit of the argument. */
export function mix32(hash: number): number {
  const a = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b ^ (b >>> 16)) >>> 0;
}

export function murmur3x32(bytes: Uint8Array, seed = 0): number {
  const whole = bytes.length & ~3;
  let hash = seed;
  for (let at = 0; at < whole; at += 4) {
    const a = hash ^ scramble32(word32At(bytes, at));
    hash = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
  }
  return mix32(hash ^ scramble32(word32At(bytes, whole)) ^ bytes.length);
}

function scramble32(block: number): number {
  const a = Math.imul(block, 0xcc9e2d51);
  return Math.imul((a << 15) | (a >>> 17), 0x1b873593);
}

const C1 = register(0x87c37b91, 0x114253d5);
const C2 = register(0x4cf5ad43, 0x2745937f);
const FIVE = register(0, 5);
const ADD_1 = register(0, 0x52dce729);
const ADD_2 = register(0, 0x38495ab5);
const MIX_1 = register(0xff51afd7, 0xed558ccd);
const MIX_2 = register(0xc4ceb9fe, 0x1a85ec53);

/** The finaliser of 64 bits. */
function mix64(hash: Register): void {
  xorShifted(hash, 33);
  multiply(hash, MIX_1);
  xorShifted(hash, 33);
  multiply(hash, MIX_2);
  xorShifted(hash, 33);
}

/** Two words of 64 bits; the first is what is taken where 64 are enough. */
export function murmur3x128(bytes: Uint8Array, seed = 0): readonly [Word, Word] {
  const { length } = bytes;
  const h1 = register(0, seed);
  const h2 = register(0, seed);
  const k = register(0, 0);
  let at = 0;
  for (; at + 16 <= length; at += 16) {
    scramble(h1, k, bytes, at, C1, 31, C2);
    rotate(h1, 27);
    add(h1, h2);
    multiply(h1, FIVE);
    add(h1, ADD_1);
    scramble(h2, k, bytes, at + 8, C2, 33, C1);
    rotate(h2, 31);
    add(h2, h1);
    multiply(h2, FIVE);
    add(h2, ADD_2);
  }
  if (at < length) scramble(h1, k, bytes, at, C1, 31, C2);
  if (at + 8 < length) scramble(h2, k, bytes, at + 8, C2, 33, C1);
  h1.low ^= length;
  h2.low ^= length;
  add(h1, h2);
  add(h2, h1);
  mix64(h1);
  mix64(h2);
  add(h1, h2);
  add(h2, h1);
  return [wordOf(h1), wordOf(h2)];
}

/** Eight bytes, mixed in `k` and put into `hash`. */
function scramble(
  hash: Register,
  k: Register,
  bytes: Uint8Array,
  at: number,
  before: Constant,
  bits: number,
  after: Constant,
): void {
  load(k, bytes, at);
  multiply(k, before);
  rotate(k, bits);
  multiply(k, after);
  xor(hash, k);
}
