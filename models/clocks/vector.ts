/**
 * Vector clocks: one number per node, which tell exactly what happened before what.
 *
 * Colin Fidge, "Timestamps in Message-Passing Systems That Preserve the Partial Ordering", 1988; Friedemann Mattern,
 * "Virtual Time and Global States of Distributed Systems", 1989. Nodes that are not named stand at 0. Pure functions
 * over JSON; knows nothing of messages.
 */

/** Pairs of node and number, in order of the nodes; no number is 0. */
export type Vector = readonly (readonly [node: number, count: number])[];

export type Relation = 'before' | 'after' | 'equal' | 'concurrent';

export const ORIGIN: Vector = [];

/** What the vector says of a node. */
export const countOf = (vector: Vector, node: number): number =>
  vector.find(([each]) => each === node)?.[1] ?? 0;

/** The vector with this number for a node. */
export const withCount = (vector: Vector, node: number, count: number): Vector =>
  join(
    vector.filter(([each]) => each !== node),
    count === 0 ? ORIGIN : [[node, count]],
  );

/** The clock of a node after one more event of its own. */
export const advance = (vector: Vector, node: number): Vector =>
  withCount(vector, node, countOf(vector, node) + 1);

/** The least vector that is at least both: what a receiver knows, before its own event is counted. */
export function join(a: Vector, b: Vector): Vector {
  const joined: (readonly [number, number])[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const left = a[i];
    const right = b[j];
    if (right === undefined || (left !== undefined && left[0] < right[0])) {
      joined.push(left!);
      i++;
    } else if (left === undefined || right[0] < left[0]) {
      joined.push(right);
      j++;
    } else {
      joined.push(left[1] >= right[1] ? left : right);
      i++;
      j++;
    }
  }
  return joined;
}

/** Whether no number of `a` is smaller than that of `b`. */
export function isAtLeast(a: Vector, b: Vector): boolean {
  let i = 0;
  return b.every(([node, count]) => {
    while (i < a.length && a[i]![0] < node) i++;
    const [found, known] = a[i] ?? [];
    return found === node && known! >= count;
  });
}

/** How `a` stands to `b`: it happened before, after, or neither of the two. */
export function relation(a: Vector, b: Vector): Relation {
  const over = isAtLeast(a, b);
  const under = isAtLeast(b, a);
  if (over && under) return 'equal';
  return over ? 'after' : under ? 'before' : 'concurrent';
}
