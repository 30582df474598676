/**
 * An order of members where an algorithm names only one: the key is hashed again, and whoever then owns it comes next.
 *
 * Knows no algorithm.
 */
import { mix32 } from '../hash/murmur3.js';
import type { Key } from '../types.js';

/** After so many hashes for each member the others come in turn. */
const TRIES_PER_MEMBER = 8;

export function* byRehashing(key: Key, members: number, owner: (key: Key) => number): Iterable<number> {
  const seen = new Set<number>();
  for (let salt = 0; salt < TRIES_PER_MEMBER * members && seen.size < members; salt++) {
    const next = owner(salt === 0 ? key : salted(key, salt));
    if (!seen.has(next)) yield next;
    seen.add(next);
  }
  for (let next = 0; next < members; next++) if (!seen.has(next)) yield next;
}

/** The same key hashed with another function, for each salt. */
export function salted({ text, high, low }: Key, salt: number): Key {
  const first = mix32(high ^ Math.imul(salt, 0x9e3779b1) ^ mix32(low));
  return { text, high: first, low: mix32(low ^ first) };
}
