/**
 * The ring: which nodes hold a key, and who comes next.
 *
 * DeCandia et al., SOSP 2007, §4.2 and §6.2 (strategy 3: partitions of equal size). Here every node has one place,
 * and a key belongs to the nodes from its own place on. Pure functions.
 */
import type { NodeId } from '../../../src/model/index.js';

/** FNV-1a over UTF-16 code units, and stirred, so that texts that differ little lie far apart; 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return stir(hash);
}

/** The finaliser of MurmurHash3: every bit of the result depends on every bit of the argument. */
export function stir(hash: number): number {
  const a = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b ^ (b >>> 16)) >>> 0;
}

/** How many replicas a key has. */
export const replicasOf = (members: number, replicas: number): number =>
  replicas === 0 ? members : Math.min(replicas, members);

/** The N replicas of a key, and the others in the order in which they stand in. */
export function preference(
  slot: string,
  members: readonly NodeId[],
  replicas: number,
): { readonly owners: readonly NodeId[]; readonly others: readonly NodeId[] } {
  const n = replicasOf(members.length, replicas);
  const start = hashOf(slot) % members.length;
  const order = [...members.slice(start), ...members.slice(0, start)];
  return { owners: order.slice(0, n), others: order.slice(n) };
}
