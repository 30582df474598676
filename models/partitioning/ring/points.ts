/**
 * Points on a ring of 2^64 places, and which one comes next.
 *
 * Points are sorted into as many slots as there are of them by their leading bits, so that finding the next one takes
 * a step or two. Knows no hash function and no weights.
 */
import { invariant } from '../../../src/model/index.js';
import { fraction } from '../hash/word.js';

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
  /** The share of the ring that each member owns. */
  readonly shares: () => readonly number[];
}

/** Where two points fall on the same place, it is the first member's. */
export function createRing(points: readonly Point[], members: number): Ring {
  const size = points.length;
  invariant(size > 0, 'a ring has points');
  const shift = Math.max(0, Math.clz32(size) - 1);
  const sorted = sortPoints(points, shift);
  const highs = Uint32Array.from(sorted, ({ high }) => high);
  const lows = Uint32Array.from(sorted, ({ low }) => low);
  const owners = Int32Array.from(sorted, ({ member }) => member);
  const slots = firstInSlot(highs, shift);

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

/** By place, then by member: by slot in one pass, for the places are spread, and then within slots. */
function sortPoints(points: readonly Point[], shift: number): readonly Point[] {
  const slots = new Map<number, Point[]>();
  for (const point of points) {
    const slot = point.high >>> shift;
    const there = slots.get(slot);
    if (there === undefined) slots.set(slot, [point]);
    else there.push(point);
  }
  const filled = [...slots.keys()].sort((a, b) => a - b);
  return filled.flatMap((slot) =>
    slots.get(slot)!.sort((a, b) => a.high - b.high || a.low - b.low || a.member - b.member),
  );
}

/** For each slot, the first point in it or behind it. */
function firstInSlot(highs: Uint32Array, shift: number): Uint32Array {
  const slots = new Uint32Array((0xffffffff >>> shift) + 1);
  let point = 0;
  for (let slot = 0; slot < slots.length; slot++) {
    while (point < highs.length && highs[point]! >>> shift < slot) point++;
    slots[slot] = point;
  }
  return slots;
}
