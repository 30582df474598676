/**
 * Version vectors: how many operations of each member somebody has seen (Parker et al., "Detection of mutual
 * inconsistency in distributed systems", IEEE TSE 1983).
 *
 * By the members' indexes; what is beyond the end counts as none. Pure functions.
 */

export type VersionVector = readonly number[];

export const seenOf = (vector: VersionVector, origin: number): number => vector[origin] ?? 0;

/** Whether that operation is among those seen. */
export const includes = (
  vector: VersionVector,
  { origin, number }: { readonly origin: number; readonly number: number },
): boolean => seenOf(vector, origin) >= number;

/** Whether `a` has seen everything that `b` has. */
export const covers = (a: VersionVector, b: VersionVector): boolean =>
  b.every((number, origin) => seenOf(a, origin) >= number);

export const join = (a: VersionVector, b: VersionVector): VersionVector =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, origin) =>
    Math.max(seenOf(a, origin), seenOf(b, origin)),
  );
