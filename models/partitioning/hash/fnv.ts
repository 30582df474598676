/**
 * FNV-1a, 32 and 64 bits.
 *
 * Glenn Fowler, Landon Curt Noll, Phong Vo; RFC 9923. Pure functions over bytes.
 */
import { multiply, type Word, word } from './word.js';

const OFFSET_32 = 0x811c9dc5;
const PRIME_32 = 0x01000193;
const OFFSET_64 = word(0xcbf29ce4, 0x84222325);
const PRIME_64 = word(0x00000100, 0x000001b3);

export function fnv1a32(bytes: Uint8Array): number {
  let hash = OFFSET_32;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME_32);
  return hash >>> 0;
}

export function fnv1a64(bytes: Uint8Array): Word {
  let hash = OFFSET_64;
  for (const byte of bytes) hash = multiply(word(hash.high, hash.low ^ byte), PRIME_64);
  return hash;
}
