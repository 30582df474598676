/**
 * Shuffle sharding: each tenant has a few of the members, drawn for it alone, so that few share all of them.
 *
 * Colm MacCárthaigh, "Shuffle Sharding: Massive and Magical Fault Isolation", 2014, and "Workload Isolation Using
 * Shuffle-Sharding", Amazon Builders' Library, 2019. Drawn by rendezvous hashing, so that a member that leaves is replaced
 * in those shards alone that had it.
 */

import type { Algorithm, Layout, Partitioner } from '../types.js';
import { rendezvous } from './rendezvous.js';

export const shuffle: Algorithm = {
  name: 'shuffle',
  about: 'shuffle sharding: a few nodes for each tenant',
  source: 'MacCárthaigh, Amazon Builders’ Library, 2019',
  weighted: true,
  reads: ['hash', 'shardSize'],
  movesLeast: true,
  asksAll: true,
  confines: true,
  build(layout: Layout): Partitioner {
    const { members, owner, order } = rendezvous.build(layout);
    return { members, owner, order: (key) => [...order(key)].slice(0, layout.settings.shardSize) };
  },
};

export interface Overlap {
  /** How many members two tenants have in common. */
  readonly shared: number;
  readonly odds: number;
}

/** How many different shards there are: members choose shardSize. */
export const shardCount = (members: number, shardSize: number): bigint => choose(members, shardSize);

/**
 * The odds that two tenants share 0, 1, … of their members: hypergeometric, C(k, j) C(n - k, k - j) / C(n, k), and
 * exact to the last digit.
 */
export function overlaps(members: number, shardSize: number): readonly Overlap[] {
  const all = choose(members, shardSize);
  return Array.from({ length: shardSize + 1 }, (_, shared) => ({
    shared,
    odds: ratio(choose(shardSize, shared) * choose(members - shardSize, shardSize - shared), all),
  }));
}

function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let ways = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i++)
    ways = (ways * BigInt(n - Math.min(k, n - k) + i)) / BigInt(i);
  return ways;
}

/** The double next to a fraction of two whole numbers: enough digits of it that only the last one is rounded. */
function ratio(part: bigint, whole: bigint): number {
  if (part === 0n) return 0;
  const shift = whole.toString().length - part.toString().length + 25;
  return Number(`${(part * BigInt(`1${'0'.repeat(shift)}`)) / whole}e-${shift}`);
}
