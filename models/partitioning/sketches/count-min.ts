/**
 * Count-Min: how often each item came, a little too high, in a table that does not grow with the number of items.
 *
 * Cormode & Muthukrishnan, "An Improved Data Stream Summary: The Count-Min Sketch and its Applications", Journal of
 * Algorithms 55(1), 2005, §3 and §4.1. An estimate is never below the truth, and above it by more than ε times the sum of
 * all counts with probability at most δ, with ⌈e/ε⌉ columns and ⌈ln 1/δ⌉ rows.
 */
import { invariant, log } from '../../../src/model/index.js';
import { placeOf, type Word } from './hashed.js';

const { E } = Math;

export interface CountMin {
  readonly width: number;
  readonly depth: number;
  /** Row after row. */
  readonly counts: number[];
  /** Sum of all that was counted. */
  total: number;
}

export function createCountMin(width: number, depth: number): CountMin {
  invariant(width > 0 && depth > 0, 'there is a table to count in');
  return { width, depth, counts: new Array<number>(width * depth).fill(0), total: 0 };
}

/** As small as these bounds allow. */
export const countMinFor = (epsilon: number, delta: number): CountMin =>
  createCountMin(Math.ceil(E / epsilon), Math.max(1, Math.ceil(-log(delta))));

/** Counts an item, and returns its estimate. */
export function countIn(sketch: CountMin, item: Word, by = 1): number {
  const { width, depth, counts } = sketch;
  sketch.total += by;
  let least = Infinity;
  for (let row = 0; row < depth; row++) {
    const at = row * width + placeOf(item, row, width);
    counts[at]! += by;
    least = Math.min(least, counts[at]!);
  }
  return least;
}

export const countOf = (sketch: CountMin, item: Word): number => countIn(sketch, item, 0);

/** Halves every count, so that what was long ago weighs less and less. */
export function fade(sketch: CountMin): void {
  sketch.total /= 2;
  sketch.counts.forEach((count, at) => {
    sketch.counts[at] = count / 2;
  });
}
