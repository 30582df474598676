/**
 * Space-Saving: the k items that came most often, from k counters.
 *
 * Metwally, Agrawal & El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005, §3. An
 * item without a counter takes over the smallest one, whose count is the most that it can have missed. Every item with
 * more than 1/k of all has a counter (theorem 2), and no count is too high by more than its `error`.
 */
import { invariant } from '../../../src/model/index.js';

export interface SpaceSaving {
  readonly capacity: number;
  readonly counters: Map<string, Counter>;
}

export interface Counter {
  count: number;
  /** The most by which the count is too high. */
  error: number;
  /** When it came to have its counter. */
  readonly since: number;
}

export function createSpaceSaving(capacity: number): SpaceSaving {
  invariant(capacity > 0, 'there is a counter');
  return { capacity, counters: new Map() };
}

export function offer({ capacity, counters }: SpaceSaving, item: string, by = 1, now = 0): void {
  const known = counters.get(item);
  if (known !== undefined) {
    known.count += by;
    return;
  }
  let error = 0;
  if (counters.size >= capacity) {
    const victim = smallest(counters);
    error = counters.get(victim)!.count;
    counters.delete(victim);
  }
  counters.set(item, { count: error + by, error, since: now });
}

/** Halves every count, so that what was long ago weighs less and less. */
export function fadeCounters({ counters }: SpaceSaving): void {
  for (const counter of counters.values()) {
    counter.count /= 2;
    counter.error /= 2;
  }
}

/** The most frequent first; of equals, the one that came first. */
export const top = ({ counters }: SpaceSaving): readonly (Counter & { readonly item: string })[] =>
  [...counters].map(([item, counter]) => ({ item, ...counter })).sort((a, b) => b.count - a.count);

function smallest(counters: ReadonlyMap<string, Counter>): string {
  let victim = '';
  let least = Infinity;
  for (const [item, { count }] of counters)
    if (count < least) {
      victim = item;
      least = count;
    }
  return victim;
}
