/**
 * Version vectors: which copies of something are newer than others, and which are in conflict.
 *
 * D. Stott Parker et al., "Detection of Mutual Inconsistency in Distributed Systems", IEEE TSE 9(3), 1983. The same
 * numbers as a vector clock, but only writes count. Pure functions over JSON; knows nothing of what is versioned.
 */
import { isAtLeast, join, ORIGIN, type Vector, withCount } from './vector.js';

/** Something with the vector of the writes it rests on, its own included. */
export interface Versioned {
  readonly past: Vector;
}

/** Whether whoever has `newer` needs `older` no more. */
export const descends = (newer: Versioned, older: Versioned): boolean => isAtLeast(newer.past, older.past);

/** All that several versions rest on together. */
export const pastOf = (versions: readonly Versioned[]): Vector =>
  versions.reduce((past, each) => join(past, each.past), ORIGIN);

/** The vector of a node's write number `count`, made by somebody who had seen `seen`. */
export const successor = (seen: readonly Versioned[], node: number, count: number): Vector =>
  withCount(pastOf(seen), node, count);

/** Those that no other one descends from, each once, in the order they come. */
export function maximal<V extends Versioned>(versions: readonly V[]): readonly V[] {
  return versions.filter((version, i) =>
    versions.every((other, j) => i === j || !descends(other, version) || (descends(version, other) && i < j)),
  );
}
