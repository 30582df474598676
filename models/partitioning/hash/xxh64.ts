/**
 * xxHash of 64 bits.
 *
 * Yann Collet, "xxHash fast digest algorithm", specification 0.1.1. Pure functions over bytes.
 */
import { word32At, word64At } from './bytes.js';
import { add, multiply, rotate, shiftRight, subtract, type Word, word, xor } from './word.js';

const PRIME_1 = word(0x9e3779b1, 0x85ebca87);
const PRIME_2 = word(0xc2b2ae3d, 0x27d4eb4f);
const PRIME_3 = word(0x165667b1, 0x9e3779f9);
const PRIME_4 = word(0x85ebca77, 0xc2b2ae63);
const PRIME_5 = word(0x27d4eb2f, 0x165667c5);
const STRIPE = 32;

const round = (lane: Word, block: Word): Word =>
  multiply(rotate(add(lane, multiply(block, PRIME_2)), 31), PRIME_1);

const mergeLane = (hash: Word, lane: Word): Word =>
  add(multiply(xor(hash, round(word(0, 0), lane)), PRIME_1), PRIME_4);

export function xxh64(bytes: Uint8Array, seed: Word = word(0, 0)): Word {
  let at = 0;
  let hash = add(seed, PRIME_5);
  if (bytes.length >= STRIPE) {
    let [a, b, c, d] = [add(add(seed, PRIME_1), PRIME_2), add(seed, PRIME_2), seed, subtract(seed, PRIME_1)];
    for (; at + STRIPE <= bytes.length; at += STRIPE) {
      a = round(a, word64At(bytes, at));
      b = round(b, word64At(bytes, at + 8));
      c = round(c, word64At(bytes, at + 16));
      d = round(d, word64At(bytes, at + 24));
    }
    hash = add(add(rotate(a, 1), rotate(b, 7)), add(rotate(c, 12), rotate(d, 18)));
    hash = [a, b, c, d].reduce(mergeLane, hash);
  }
  hash = add(hash, word(0, bytes.length));
  for (; at + 8 <= bytes.length; at += 8) {
    hash = xor(hash, round(word(0, 0), word64At(bytes, at)));
    hash = add(multiply(rotate(hash, 27), PRIME_1), PRIME_4);
  }
  for (; at + 4 <= bytes.length; at += 4) {
    hash = xor(hash, multiply(word(0, word32At(bytes, at)), PRIME_1));
    hash = add(multiply(rotate(hash, 23), PRIME_2), PRIME_3);
  }
  for (; at < bytes.length; at++) {
    hash = xor(hash, multiply(word(0, bytes[at]!), PRIME_5));
    hash = multiply(rotate(hash, 11), PRIME_1);
  }
  hash = multiply(xor(hash, shiftRight(hash, 33)), PRIME_2);
  hash = multiply(xor(hash, shiftRight(hash, 29)), PRIME_3);
  return xor(hash, shiftRight(hash, 32));
}
