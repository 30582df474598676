/**
 * What a FIFO queue with distinct values cannot do: without any of these four the history is linearizable.
 *
 * The violations are those of T. Henzinger, A. Sezgin and V. Vafeiadis, "Aspect-Oriented Linearizability
 * Proofs" (CONCUR 2013: VFresh, VRepet, VOrd, VWit), in the form of A. Bouajjani, M. Emmi, C. Enea and
 * J. Hamza, "On Reducing Linearizability to State Reachability" (ICALP 2015), where VWit is a covering of
 * the dequeue by spans in which values are surely in the queue. That there is nothing else to look for is
 * shown by order.ts, which makes an order wherever there is none of them. O(n log n) together.
 */
import { invariant } from '../../../kernel/invariant.js';
import type { Operation } from '../../../observe/history.js';
import type { Item, Pairing } from './pairing.js';

export type Violation =
  /** A value that nobody had enqueued when its dequeue completed. */
  | { readonly kind: 'never enqueued'; readonly dequeue: Operation }
  | { readonly kind: 'taken twice'; readonly dequeues: readonly [Operation, Operation] }
  /** `first` was in the queue before `second`, and still when `second` was gone. */
  | { readonly kind: 'overtaken'; readonly first: Item; readonly second: Item }
  /** At every moment of the dequeue one of the values was in the queue; each takes over from the one before. */
  | { readonly kind: 'never empty'; readonly dequeue: Operation; readonly held: readonly Item[] };

export type Pattern = (pairing: Pairing) => Violation | undefined;

export const FIFO_PATTERNS: readonly Pattern[] = [neverEnqueued, takenTwice, overtaken, neverEmpty];

function neverEnqueued({ items, strays }: Pairing): Violation | undefined {
  const early = items.find(({ enqueueStart, dequeueEnd }) => dequeueEnd < enqueueStart);
  const dequeue = strays[0] ?? early?.dequeue;
  return dequeue && { kind: 'never enqueued', dequeue };
}

function takenTwice({ repeats }: Pairing): Violation | undefined {
  const [dequeues] = repeats;
  return dequeues && { kind: 'taken twice', dequeues };
}

function overtaken({ items }: Pairing): Violation | undefined {
  const byStart = [...items].sort((a, b) => a.enqueueStart - b.enqueueStart);
  let before = 0;
  let latest = -Infinity;
  for (const second of byStart) {
    for (; isBefore(items[before], second); before++) {
      latest = Math.max(latest, (items[before] as Item).dequeueStart);
    }
    if (second.dequeueEnd >= latest) continue;
    const first = items.find((item) => second.dequeueEnd < item.dequeueStart);
    invariant(first !== undefined && isBefore(first, second), 'the first one left behind must be in front');
    return { kind: 'overtaken', first, second };
  }
  return undefined;
}

const isBefore = (first: Item | undefined, second: Item) =>
  first !== undefined && first.enqueueEnd < second.enqueueStart;

function neverEmpty({ items, empties }: Pairing): Violation | undefined {
  const spans = occupiedSpans(items);
  let at = 0;
  for (const dequeue of empties) {
    while (at < spans.length && (spans[at] as Span).to <= dequeue.start) at++;
    const span = spans[at];
    if (span === undefined || span.from >= dequeue.start || span.to <= dequeue.end) continue;
    return { kind: 'never empty', dequeue, held: coverOf(dequeue, items) };
  }
  return undefined;
}

/** Positions between which, both excluded, the queue holds something in every order. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** In order, apart from each other. Takes items in the order in which their enqueues completed. */
export function occupiedSpans(items: readonly Item[]): readonly Span[] {
  const spans: { from: number; to: number }[] = [];
  let last: { from: number; to: number } | undefined;
  for (const { enqueueEnd, dequeueStart } of items) {
    if (dequeueStart <= enqueueEnd) continue;
    if (last !== undefined && enqueueEnd < last.to) last.to = Math.max(last.to, dequeueStart);
    else {
      last = { from: enqueueEnd, to: dequeueStart };
      spans.push(last);
    }
  }
  return spans;
}

/** As few values as it takes to hold the queue from before the dequeue until after it. */
function coverOf({ start, end }: Operation, items: readonly Item[]): readonly Item[] {
  const held: Item[] = [];
  let until = start;
  for (let at = 0; held.length === 0 || until <= end; ) {
    let best: Item | undefined;
    for (; at < items.length && (items[at] as Item).enqueueEnd < until; at++) {
      const item = items[at] as Item;
      const reached = best?.dequeueStart ?? until;
      // Past the dequeue further is no better: the first of those is the simplest to tell.
      if (item.dequeueStart > reached && (best === undefined || reached <= end)) best = item;
    }
    invariant(best !== undefined, 'spans that overlap must lead on');
    held.push(best);
    until = best.dequeueStart;
  }
  return held;
}
