/**
 * What several models need to look ahead.
 */
import type { Operation } from '../../observe/history.js';

/** A state of codes that is none: it stands for all states that nobody will ever see. */
export const LOST = '\uffff';

/** Index of the first operation that starts after a position, in a list in the order of starts. */
export function firstAfter(operations: readonly Operation[], position: number): number {
  let low = 0;
  let high = operations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((operations[middle] as Operation).start > position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Per operation the last end among it and those before it. */
export function latestEndsOf(operations: readonly Operation[]): Float64Array {
  const ends = new Float64Array(operations.length);
  let latest = -1;
  for (const [index, { end }] of operations.entries()) {
    latest = Math.max(latest, end);
    ends[index] = latest;
  }
  return ends;
}

/** Index of the first of the given latest ends that is not before a position. */
export function firstEndingAfter(latestEnds: Float64Array, position: number): number {
  let low = 0;
  let high = latestEnds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((latestEnds[middle] as number) >= position) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Per element (two characters each) the last end of an answer that has it. */
export function seenUntil(
  answers: readonly { readonly text: string; readonly end: number }[],
): ReadonlyMap<string, number> {
  const until = new Map<string, number>();
  let longest = '';
  for (const { text, end } of [...answers].sort((a, b) => b.end - a.end)) {
    // Answers mostly begin alike: what a later one has needs no second look.
    if (longest.startsWith(text)) continue;
    for (let at = 0; at < text.length; at += 2) {
      const element = text.slice(at, at + 2);
      if (!until.has(element)) until.set(element, end);
    }
    if (text.length > longest.length) longest = text;
  }
  return until;
}
