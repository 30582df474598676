/**
 * Sums of parts: what a number can come to if each of some amounts is added or not, as ranges of whole numbers.
 * Ranges that touch are one, so that many small amounts are a single range. Knows no history.
 */

/** From and to, both included. */
export type Range = readonly [number, number];

const STEPS_MAX = 4_000_000;

/** All sums, in order; `undefined` if there are too many to list. */
export function sumsOf(base: number, amounts: readonly number[]): readonly Range[] | undefined {
  let ranges: readonly Range[] = [[base, base]];
  let steps = 0;
  // Small ones first: they make ranges, which large ones then only copy.
  const bySize = amounts.filter((amount) => amount !== 0).sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  for (const amount of bySize) {
    steps += 2 * ranges.length;
    if (steps > STEPS_MAX) return undefined;
    const moved = ranges.map(([from, to]): Range => [from + amount, to + amount]);
    ranges = united(ranges, moved);
  }
  return ranges;
}

/** Two lists in order, as one. */
function united(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const takesFirst = j === b.length || (i < a.length && a[i]![0] <= b[j]![0]);
    const [from, to] = takesFirst ? a[i++]! : b[j++]!;
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

export function holds(ranges: readonly Range[], value: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]![1] < value) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= value;
}
