/**
 * xxHash of 64 bits.
 *
 * Yann Collet, "xxHash fast digest algorithm", specification 0.1.1. Pure functions over bytes.
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

const PRIME_1 = register(0x9e3779b1, 0x85ebca87);
const PRIME_2 = register(0xc2b2ae3d, 0x27d4eb4f);
const PRIME_3 = register(0x165667b1, 0x9e3779f9);
const PRIME_4 = register(0x85ebca77, 0xc2b2ae63);
const PRIME_5 = register(0x27d4eb2f, 0x165667c5);
const MINUS_PRIME_1 = register(0x61c8864e, 0x7a143579);
const STRIPE = 32;

export function xxh64(bytes: Uint8Array, seed: Constant = register(0, 0)): Word {
  const { length } = bytes;
  const hash = register(seed.high, seed.low);
  const k = register(0, 0);
  let at = 0;
  if (length >= STRIPE) at = stripes(hash, k, bytes);
  else add(hash, PRIME_5);
  add(hash, register(0, length));
  for (; at + 8 <= length; at += 8) {
    load(k, bytes, at);
    xor(hash, round(k));
    rotate(hash, 27);
    multiply(hash, PRIME_1);
    add(hash, PRIME_4);
  }
  if (at + 4 <= length) {
    xor(hash, times(k, word32At(bytes, at), PRIME_1));
    rotate(hash, 23);
    multiply(hash, PRIME_2);
    add(hash, PRIME_3);
    at += 4;
  }
  for (; at < length; at++) {
    xor(hash, times(k, bytes[at]!, PRIME_5));
    rotate(hash, 11);
    multiply(hash, PRIME_1);
  }
  xorShifted(hash, 33);
  multiply(hash, PRIME_2);
  xorShifted(hash, 29);
  multiply(hash, PRIME_3);
  xorShifted(hash, 32);
  return wordOf(hash);
}

/** All whole stripes, in four lanes that begin from the seed and are merged into the hash; how far that went. */
function stripes(hash: Register, k: Register, bytes: Uint8Array): number {
  const { high, low } = hash;
  const a = register(high, low);
  const b = register(high, low);
  const c = register(high, low);
  const d = register(high, low);
  add(a, PRIME_1);
  add(a, PRIME_2);
  add(b, PRIME_2);
  add(d, MINUS_PRIME_1);
  let at = 0;
  for (; at + STRIPE <= bytes.length; at += STRIPE) {
    enter(a, k, bytes, at);
    enter(b, k, bytes, at + 8);
    enter(c, k, bytes, at + 16);
    enter(d, k, bytes, at + 24);
  }
  hash.high = 0;
  hash.low = 0;
  for (const [lane, bits] of [
    [a, 1],
    [b, 7],
    [c, 12],
    [d, 18],
  ] as const) {
    k.high = lane.high;
    k.low = lane.low;
    rotate(k, bits);
    add(hash, k);
  }
  for (const lane of [a, b, c, d]) {
    xor(hash, round(lane));
    multiply(hash, PRIME_1);
    add(hash, PRIME_4);
  }
  return at;
}

/** Eight bytes into a lane. */
function enter(lane: Register, k: Register, bytes: Uint8Array, at: number): void {
  load(k, bytes, at);
  multiply(k, PRIME_2);
  add(lane, k);
  rotate(lane, 31);
  multiply(lane, PRIME_1);
}

/** What a lane would be that was zero before. */
function round(block: Register): Register {
  multiply(block, PRIME_2);
  rotate(block, 31);
  multiply(block, PRIME_1);
  return block;
}

/** A number of up to 32 bits times a constant. */
function times(k: Register, number: number, by: Constant): Register {
  k.high = 0;
  k.low = number;
  multiply(k, by);
  return k;
}
