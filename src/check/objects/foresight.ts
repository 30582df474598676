/**
 * What several models need to look ahead.
 */
import type { Operation } from '../../observe/history.js';

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
