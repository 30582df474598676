/**
 * The acknowledged writes of one key by their places: the first to be acknowledged of those after a place, and how
 * many of them had been acknowledged before an event. Counts with a tree of sums (P. Fenwick, 1994).
 */
import type { Operation } from '../../observe/history.js';
import { NONE, type SessionHistory } from '../sessions/history.js';

export interface Later {
  /** The write with a higher place that was acknowledged first; {@link NONE} if there is none. */
  firstAfter(place: number): number;
  /** In the order of acknowledgements. */
  readonly writes: readonly number[];
  /** How many writes have a place up to this one; by the same, the number of a write. */
  upTo(place: number): number;
  readonly place: Float64Array;
}

export function createLater(
  writes: readonly number[],
  place: Float64Array,
  operations: readonly Operation[],
): Later {
  const sorted = [...writes].sort((a, b) => (place[a]! < place[b]! ? -1 : place[a] === place[b] ? a - b : 1));
  const places = Float64Array.from(sorted, (each) => place[each]!);
  const first = new Int32Array(sorted.length + 1).fill(NONE);
  for (let i = sorted.length - 1; i >= 0; i--) {
    const [own, best] = [sorted[i]!, first[i + 1]!];
    first[i] = best === NONE || operations[own]!.end < operations[best]!.end ? own : best;
  }
  const upTo = (limit: number) => {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle]! <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const byEnd = [...writes].sort((a, b) => operations[a]!.end - operations[b]!.end);
  return { firstAfter: (limit) => first[upTo(limit)]!, writes: byEnd, upTo, place };
}

/** For each of these reads, in the order of their invocations: how many writes it lacks. */
export function countLater(
  reads: readonly { readonly read: number; readonly after: number }[],
  { operations, key }: SessionHistory,
  later: readonly (Later | undefined)[],
): number[] {
  const counts = new Map<number, { readonly sums: Int32Array; next: number }>();
  return reads.map(({ read, after }) => {
    const k = key[read]!;
    const { writes, upTo, place } = later[k]!;
    const known = counts.get(k) ?? { sums: new Int32Array(writes.length + 1), next: 0 };
    counts.set(k, known);
    const { sums } = known;
    while (known.next < writes.length && operations[writes[known.next]!]!.end < operations[read]!.start) {
      for (let at = upTo(place[writes[known.next]!]!); at < sums.length; at += at & -at) sums[at]!++;
      known.next++;
    }
    let count = known.next;
    for (let at = upTo(after); at > 0; at -= at & -at) count -= sums[at]!;
    return count;
  });
}
