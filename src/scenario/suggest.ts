/**
 * "Did you mean": the known word nearest to an unknown one, by edit distance.
 *
 * Knows words only.
 */

/** Longer words are not compared: nobody meant those, and the cost grows with the product of the lengths. */
const LONGEST = 64;

/** The nearest of `known` within a third of the word's length, the first of equals; or `undefined`. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    const tooFar = Math.abs(candidate.length - word.length) >= least;
    if (candidate.length > LONGEST || tooFar) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** `did you mean "x"?`, or `undefined` if nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const meant = nearest(word, known);
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

/**
 * The least number of insertions, deletions, replacements and swaps of neighbours between two words
 * (optimal string alignment: Damerau 1964, computed as in Wagner & Fischer 1974).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** `a, b or c`; the first `most` of them, and how many more there are. */
export function oneOf(words: Iterable<string>, most = 16): string {
  const all = [...words];
  if (all.length === 0) return 'nothing';
  if (all.length > most) return `${all.slice(0, most).join(', ')} or ${all.length - most} more`;
  return all.length === 1 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} or ${all[all.length - 1] ?? ''}`;
}
