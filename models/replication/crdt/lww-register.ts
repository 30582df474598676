/**
 * LWW-register: of two writes the one with the later stamp stays (RR-7506, specification 8).
 *
 * Stamps are never the same, as the replica and its own numbering break ties: it must not matter what came first.
 * Pure functions over plain data; where stamps come from, and whether they follow causality, is not its business.
 */

/** Names a write and says where it stands among all others. */
export interface Stamp {
  readonly time: number;
  readonly origin: number;
  readonly number: number;
}

export interface LwwRegister<V> {
  readonly stamp: Stamp;
  readonly value: V;
}

/** Later, by time; at the same time the replica with the higher index, then its later write. */
export function isLater(a: Stamp, b: Stamp): boolean {
  if (a.time !== b.time) return a.time > b.time;
  if (a.origin !== b.origin) return a.origin > b.origin;
  return a.number > b.number;
}

/** `undefined` was never written. */
export function mergeLww<R extends { readonly stamp: Stamp }>(
  a: R | undefined,
  b: R | undefined,
): R | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isLater(b.stamp, a.stamp) ? b : a;
}
