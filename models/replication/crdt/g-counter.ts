/**
 * G-counter: a counter that only grows (Shapiro et al., INRIA RR-7506, 2011, specification 6).
 *
 * One total per replica; a replica adds to its own alone, so the larger of two totals is the later one, and merging
 * takes it. Pure functions over plain data; knows nothing of networks or of how states get about.
 */

/** What each replica added, by its index; those beyond the end added nothing. */
export type GCounter = readonly number[];

export const EMPTY_G_COUNTER: GCounter = [];

/** The counter after this replica added `amount`, which must not be negative. */
export const addToG = (counter: GCounter, replica: number, amount: number): GCounter =>
  mergeG(counter, deltaOfG(counter, replica, amount));

/** What it tells the others that adds: its own new total alone. Merged in once or twice, it says the same. */
export function deltaOfG(counter: GCounter, replica: number, amount: number): GCounter {
  if (amount < 0) throw new RangeError(`a G-counter cannot add ${amount}`);
  return Array.from({ length: replica + 1 }, (_, index) =>
    index === replica ? (counter[index] ?? 0) + amount : 0,
  );
}

export function mergeG(a: GCounter, b: GCounter): GCounter {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, index) => Math.max(a[index] ?? 0, b[index] ?? 0));
}

export const valueOfG = (counter: GCounter): number => counter.reduce((sum, total) => sum + total, 0);
