/**
 * Merkle trees over keys: two nodes find the few keys in which they differ by comparing few hashes.
 *
 * DeCandia et al., SOSP 2007, §4.7; Ralph Merkle, CRYPTO 1987. The tree has a fixed shape, numbered like a heap: 1 is
 * the root, 2i and 2i + 1 are the children of i, and keys lie in the leaves by their hash. Pure functions.
 */
import { hashOf, stir } from './ring.js';
import type { Share } from './types.js';
import { idOf } from './versions.js';

/** Leaves: enough that one holds few of the thousands of keys of a simulation. */
const LEAVES = 64;
export const ROOT = 1;

export const isLeaf = (index: number): boolean => index >= LEAVES;
export const childrenOf = (index: number): readonly number[] => [2 * index, 2 * index + 1];

/** The leaf of a key. Other bits of the hash than those that place it on the ring. */
export const leafOf = (slot: string): number => LEAVES + (stir(hashOf(slot) ^ 0x5bd1e995) % LEAVES);

/** The hash of every node of the tree, by its number. */
export function merkleTree(share: Share): Uint32Array {
  const tree = new Uint32Array(2 * LEAVES);
  for (const [slot, versions] of share) {
    // A sum, so that the order of the keys does not matter.
    const leaf = leafOf(slot);
    tree[leaf] = tree[leaf]! + hashOf(`${slot} ${versions.map(idOf).join(' ')}`);
  }
  for (let i = LEAVES - 1; i >= ROOT; i--) tree[i] = stir(Math.imul(tree[2 * i]!, 31) + tree[2 * i + 1]!);
  return tree;
}
