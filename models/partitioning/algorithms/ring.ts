/**
 * Consistent hashing: members have many points on a ring, and a key belongs to the next point at or behind its hash.
 *
 * Karger et al., "Consistent Hashing and Random Trees", STOC 1997; virtual nodes and preference lists as in DeCandia
 * et al., "Dynamo", SOSP 2007, §4.2. A member's point i lies at the hash of "ID-i", and a member of weight w has w
 * times as many points. With N members of V points the shares differ by a standard error of about 1/√V of the mean.
 */
import { HASHES } from '../hash.js';
import { bitsOf } from '../key.js';
import type { Algorithm, Key, Layout, Member, Partitioner } from '../types.js';
import { createRing, type Point } from './ring/points.js';

export const ring: Algorithm = {
  name: 'ring',
  about: 'consistent hashing with virtual nodes',
  source: 'Karger et al., STOC 1997; DeCandia et al. (Dynamo), SOSP 2007',
  weighted: true,
  reads: ['hash', 'points'],
  movesLeast: true,
  build: (layout) => ringPartitioner(layout.members, pointsOf(layout), bitsOf(layout.settings)),
};

/** A partitioner of points, wherever they come from, for keys of so many bits. */
export function ringPartitioner(
  members: readonly Member[],
  points: readonly Point[],
  bits: 32 | 64,
): Partitioner {
  const { next, memberAt, walk, shares, points: inOrder } = createRing(points, members.length);
  // A hash of 32 bits goes round the same ring, with zeros behind.
  const at = bits === 32 ? ({ low }: Key) => next(low, 0) : ({ high, low }: Key) => next(high, low);
  return {
    members,
    owner: (key) => memberAt(at(key)),
    order: (key) => walk(at(key)),
    shares,
    points: inOrder,
  };
}

export function pointsOf({ members, settings }: Layout): readonly Point[] {
  const { hash, bits } = HASHES[settings.hash];
  return members.flatMap(({ id, weight }, member) =>
    Array.from({ length: pointCount(weight, settings.points) }, (_, i): Point => {
      const { high, low } = hash(`${id}-${i}`);
      return bits === 32 ? { high: low, low: 0, member } : { high, low, member };
    }),
  );
}

/** At least one, unless the weight is zero. */
const pointCount = (weight: number, points: number): number =>
  weight === 0 ? 0 : Math.max(1, Math.round(weight * points));
