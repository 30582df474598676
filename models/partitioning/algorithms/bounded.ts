/**
 * Consistent hashing with bounded loads: nobody gets more than c times the mean, and what is too much goes on to the
 * next on the ring.
 *
 * Mirrokni, Thorup, Zadimoghaddam, "Consistent Hashing with Bounded Loads", SODA 2018 (arXiv:1608.01350, 2016): with m
 * keys, n members and c = 1 + ε the limit is ⌈c m / n⌉. Keys come in their order; an owner depends on those before it.
 * With weights, limits are in proportion.
 */

import type { Algorithm, Key, Keys, Layout, Member, Partitioner } from '../types.js';
import { ring } from './ring.js';

export const bounded: Algorithm = {
  name: 'bounded',
  about: 'a ring on which nobody gets more than a bound times the mean',
  source: 'Mirrokni, Thorup & Zadimoghaddam, SODA 2018 (arXiv:1608.01350)',
  weighted: true,
  reads: ['hash', 'points', 'bound'],
  movesLeast: false,
  build(layout: Layout): Partitioner {
    const plain = ring.build(layout);
    return { ...plain, assign: (keys) => assign(plain, keys, layout.settings.bound) };
  },
};

/** How many of `keys` keys each member takes at most. */
export function limitsOf(members: readonly Member[], keys: number, bound: number): readonly number[] {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  return members.map(({ weight }) => ceiling((bound * keys * weight) / total));
}

/** The first in the key's order who is not full; the owner if everybody is. */
export function firstWithRoom(
  partitioner: Partitioner,
  key: Key,
  hasRoom: (member: number) => boolean,
): number {
  for (const member of partitioner.order(key)) if (hasRoom(member)) return member;
  return partitioner.owner(key);
}

function assign(plain: Partitioner, keys: Keys, bound: number): Int32Array {
  const limits = limitsOf(plain.members, keys.length, bound);
  const loads = limits.map(() => 0);
  const hasRoom = (member: number) => loads[member]! < limits[member]!;
  const owners = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const key = keys.at(i);
    const first = plain.owner(key);
    const owner = hasRoom(first) ? first : firstWithRoom(plain, key, hasRoom);
    owners[i] = owner;
    loads[owner]! += 1;
  }
  return owners;
}

/** Rounded up, but not where only the last bits say so: 1.1 · 100 / 10 is 11. */
function ceiling(x: number): number {
  const near = Math.round(x);
  return Math.abs(x - near) <= 1e-9 * Math.max(1, near) ? near : Math.ceil(x);
}
