/**
 * FNV-1a, 32 and 64 bits.
 *
 * Glenn Fowler, Landon Curt Noll, Phong Vo; RFC 9923. Pure functions over bytes.
 */
import { multiply, register, wordOf } from './register.js';
import type { Word } from './word.js';

const OFFSET_32 = 0x811c9dc5;
const PRIME_32 = 0x01000193;
const PRIME_64 = register(0x00000100, 0x000001b3);

export function fnv1a32(bytes: Uint8Array): number {
  let hash = OFFSET_32;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME_32);
  return hash >>> 0;
}

export function fnv1a64(bytes: Uint8Array): Word {
  const hash = register(0xcbf29ce4, 0x84222325);
  for (const byte of bytes) {
    hash.low ^= byte;
    multiply(hash, PRIME_64);
  }
  return wordOf(hash);
}
