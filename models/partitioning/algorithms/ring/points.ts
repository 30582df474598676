/**
 * Points on a ring of 2^64 places, and which one comes next.
 *
 * Points are sorted into as many slots as there are of them by their leading bits, so that finding the next one takes
 * a step or two. Knows no hash function and no weights.
 */
import { invariant } from '../../../../src/model/index.js';
import { fraction } from '../../hash/word.js';

export interface Point {
  readonly high: number;
  readonly low: number;
  /** Whose it is. */
  readonly member: number;
}

export interface Ring {
  /** How many points there are. */
  readonly size: number;
  /** The number of the first point at or behind a place. */
  readonly next: (high: number, low: number) => number;
  readonly memberAt: (point: number) => number;
  /** Members in the order of their points from this one on, each once. */
  readonly walk: (point: number) => Iterable<number>;
  /** How far it is from a place to a point, as a share of the ring. */
  readonly distance: (high: number, low: number, point: number) => number;
  /** All points, in their order on the ring. */
  readonly points: () => readonly Point[];
  /** The share of the ring that each member owns. */
  readonly shares: () => readonly number[];
}

/** Points of a slot that are sorted by insertion. */
const INSERTED_MAX = 16;

/** Where two points fall on the same place, it is the first member's. */
export function createRing(points: readonly Point[], members: number): Ring {
  const size = points.length;
  invariant(size > 0, 'a ring has points');
  const shift = Math.max(0, Math.clz32(size) - 1);
  const slots = firstInSlot(points, shift);
  const sorted = sortPoints(points, shift, slots);
  const highs = new Uint32Array(size);
  const lows = new Uint32Array(size);
  const owners = new Int32Array(size);
  sorted.forEach((point, i) => {
    const { high, low, member } = points[point]!;
    highs[i] = high;
    lows[i] = low;
    owners[i] = member;
  });

  const next = (high: number, low: number): number => {
    let i = slots[high >>> shift]!;
    while (i < size && (highs[i]! < high || (highs[i]! === high && lows[i]! < low))) i++;
    return i === size ? 0 : i;
  };
  const place = (point: number) => fraction(highs[point]!, lows[point]!);
  return {
    size,
    next,
    memberAt: (point) => owners[point]!,
    *walk(point) {
      const seen = new Set<number>();
      for (let i = 0; i < size && seen.size < members; i++) {
        const member = owners[(point + i) % size]!;
        if (!seen.has(member)) yield member;
        seen.add(member);
      }
    },
    distance(high, low, point) {
      const ahead = place(point) - fraction(high, low);
      return ahead < 0 ? ahead + 1 : ahead;
    },
    points: () => Array.from(sorted, (point) => points[point]!),
    shares() {
      const shares = new Array<number>(members).fill(0);
      for (let i = 0; i < size; i++) {
        const arc = i === 0 ? place(0) + (1 - place(size - 1)) : place(i) - place(i - 1);
        shares[owners[i]!]! += arc;
      }
      return shares;
    },
  };
}

/** For each slot, how many points lie before it; one more for the end. */
function firstInSlot(points: readonly Point[], shift: number): Uint32Array {
  const slots = new Uint32Array((0xffffffff >>> shift) + 2);
  for (const { high } of points) slots[(high >>> shift) + 1]! += 1;
  for (let slot = 1; slot < slots.length; slot++) slots[slot]! += slots[slot - 1]!;
  return slots;
}

/** The points by place, then by member: by slot in one pass, for the places are spread, and then within slots. */
function sortPoints(points: readonly Point[], shift: number, slots: Uint32Array): Uint32Array {
  const sorted = new Uint32Array(points.length);
  const free = slots.slice();
  points.forEach(({ high }, i) => {
    const slot = high >>> shift;
    sorted[free[slot]!] = i;
    free[slot]! += 1;
  });
  const order = (i: number, j: number) => {
    const [a, b] = [points[i]!, points[j]!];
    return a.high - b.high || a.low - b.low || a.member - b.member;
  };
  for (let slot = 0; slot + 1 < slots.length; slot++) sortSlot(sorted, slots[slot]!, slots[slot + 1]!, order);
  return sorted;
}

/** Most slots have a point or two, for which it does not pay to call the engine's sort. */
function sortSlot(
  sorted: Uint32Array,
  from: number,
  to: number,
  order: (i: number, j: number) => number,
): void {
  if (to - from > INSERTED_MAX) {
    sorted.subarray(from, to).sort(order);
    return;
  }
  for (let at = from + 1; at < to; at++) {
    const point = sorted[at]!;
    let hole = at;
    for (; hole > from && order(sorted[hole - 1]!, point) > 0; hole--) sorted[hole] = sorted[hole - 1]!;
    sorted[hole] = point;
  }
}
