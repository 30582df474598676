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

/**
 * How many of `keys` keys each member takes at most. Reckoned in whole numbers: 1.1 · 100 / 10 is 11, and a hair more in
 * floating point.
 */
export function limitsOf(members: readonly Member[], keys: number, bound: number): readonly number[] {
  const weights = members.map(({ weight }) => weight);
  const places = weights.reduce((most, weight) => Math.max(most, decimalPlaces(weight)), 0);
  const whole = weights.map((weight) => scaled(weight, places));
  const boundPlaces = decimalPlaces(bound);
  const total = whole.reduce((sum, weight) => sum + weight, 0n) * scaled(1, boundPlaces);
  const all = scaled(bound, boundPlaces) * BigInt(keys);
  return whole.map((weight) => Number((all * weight + total - 1n) / total));
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

/** Digits behind the point of a number as it is written, shortest: 3 of 0.125, 8 of 2.5e-7. */
function decimalPlaces(x: number): number {
  const [digits = '', exponent = '0'] = `${x}`.split('e');
  return Math.max(0, (digits.split('.')[1]?.length ?? 0) - Number(exponent));
}

/** A number with so many decimal places, as a whole one of its last place. */
function scaled(x: number, places: number): bigint {
  const [digits = '', exponent = '0'] = `${x}`.split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  return BigInt(whole + fraction + '0'.repeat(places - fraction.length + Number(exponent)));
}
