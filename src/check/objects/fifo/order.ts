/**
 * An order of the operations that a FIFO queue explains; there is one unless patterns.ts finds something.
 *
 * Every dequeue that found nothing is given a moment at which no value is surely in the queue. What was
 * enqueued for certain before that moment then goes in and out before it, all else after it. Among the
 * values between two such moments `a` has to go before `b` if its enqueue or its dequeue was over before
 * that of `b` was invoked. Spans `p` before `q` and `r` before `s` always have `p` before `s` or `r` before
 * `q` (real time is an interval order), so a circle of such values would have one of two values in it, and
 * that is an overtaking. Going through the values in such an order, each enqueue and each dequeue can then
 * happen as early as those in front of it allow. Knows no verdict.
 */
import { invariant } from '../../../kernel/invariant.js';
import type { Operation } from '../../../observe/history.js';
import type { Item, Pairing } from './pairing.js';
import type { Span } from './patterns.js';
import { occupiedSpans } from './patterns.js';

/** An operation that takes effect at a position of the history. */
export interface Placed {
  readonly at: number;
  readonly kind: 'enqueue' | 'dequeue' | 'empty';
  /** Between which empty moments. */
  readonly section: number;
  readonly item: Item | undefined;
  /** `undefined`: it was there from the start. */
  readonly operation: Operation | undefined;
}

const RANK = { enqueue: 0, dequeue: 1, empty: 2 };

/** All completed operations, and the unfinished ones whose effect was noticed. Without violation only. */
export function orderFifo({ items, empties }: Pairing): readonly Placed[] {
  const placed = placeEmpties(items, empties);
  const moments: number[] = [];
  for (const { at, section } of placed) moments[section] = at;
  let enqueued = -Infinity;
  let dequeued = -Infinity;
  for (const [item, section] of lineUp(items, moments)) {
    enqueued = Math.max(enqueued, item.enqueueStart, moments[section - 1] ?? -Infinity);
    dequeued = Math.max(dequeued, enqueued, item.dequeueStart);
    invariant(enqueued <= item.enqueueEnd && dequeued <= item.dequeueEnd, 'each must happen in its span');
    placed.push({ at: enqueued, kind: 'enqueue', section, item, operation: item.enqueue });
    if (dequeued === Infinity) continue;
    placed.push({ at: dequeued, kind: 'dequeue', section, item, operation: item.dequeue });
  }
  // Sorting keeps the order of the line for what happens at one position.
  return placed.sort((a, b) => a.at - b.at || a.section - b.section || RANK[a.kind] - RANK[b.kind]);
}

/** Each as early as the queue may be empty, in order. */
function placeEmpties(items: readonly Item[], empties: readonly Operation[]): Placed[] {
  const spans = occupiedSpans(items);
  let next = 0;
  const moments = empties.map((operation) => {
    while (next < spans.length && (spans[next] as Span).to <= operation.start) next++;
    const span = spans[next];
    const at = span === undefined || span.from >= operation.start ? operation.start : span.to;
    invariant(at <= operation.end, 'an empty queue must have had a moment to be empty');
    return { at, operation };
  });
  moments.sort((a, b) => a.at - b.at);
  let section = -1;
  let last = -Infinity;
  return moments.map(({ at, operation }) => {
    if (at > last) section++;
    last = at;
    return { at, kind: 'empty', section, item: undefined, operation };
  });
}

/** The values in an order that real time allows, each with its section. */
function lineUp(items: readonly Item[], moments: readonly number[]): (readonly [Item, number])[] {
  const sections = items.map(() => 0);
  for (let index = 0, section = 0; index < items.length; index++) {
    while ((moments[section] ?? Infinity) <= (items[index] as Item).enqueueEnd) section++;
    sections[index] = section;
  }
  /** Per section, the values that nobody left has to go before. */
  const ready: number[][] = Array.from({ length: moments.length + 1 }, () => []);
  const waitsFor = new Uint8Array(items.length).fill(2);
  const gone = new Uint8Array(items.length);
  const release = (index: number) => {
    waitsFor[index] = (waitsFor[index] as number) - 1;
    if (waitsFor[index] === 0) (ready[sections[index] as number] as number[]).push(index);
  };
  const gates = [
    createGate(
      items,
      gone,
      release,
      ({ enqueueStart }) => enqueueStart,
      ({ enqueueEnd }) => enqueueEnd,
    ),
    createGate(
      items,
      gone,
      release,
      ({ dequeueStart }) => dequeueStart,
      ({ dequeueEnd }) => dequeueEnd,
    ),
  ];
  const line: (readonly [Item, number])[] = [];
  for (let section = 0; line.length < items.length; ) {
    for (const gate of gates) gate();
    while (ready[section]?.length === 0) section++;
    const index = ready[section]?.pop();
    invariant(index !== undefined, 'one of the values must be free to go next');
    gone[index] = 1;
    line.push([items[index] as Item, section]);
  }
  return line;
}

/** Releases the values whose span begins before all spans of those that are left have ended. */
function createGate(
  items: readonly Item[],
  gone: Uint8Array,
  release: (index: number) => void,
  start: (item: Item) => number,
  end: (item: Item) => number,
): () => void {
  const sorted = (key: (item: Item) => number) => {
    const keys = Float64Array.from(items, key);
    return Array.from(items.keys()).sort((a, b) => compare(keys[a] as number, keys[b] as number));
  };
  const byStart = sorted(start);
  const byEnd = sorted(end);
  let started = 0;
  let ended = 0;
  return () => {
    while (gone[byEnd[ended] as number] === 1) ended++;
    const first = end(items[byEnd[ended] as number] as Item);
    while (started < byStart.length && start(items[byStart[started] as number] as Item) <= first) {
      release(byStart[started++] as number);
    }
  };
}

/** Of numbers that may be infinite. */
const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
