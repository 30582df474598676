/**
 * The values that went through a FIFO queue: who enqueued each, and who took it.
 *
 * What unfinished operations did is settled here, so that whoever judges sees values that were enqueued
 * and dequeued within known spans. None of it gives anything away:
 *
 * - An unfinished enqueue whose value was dequeued took effect, and before that dequeue did: its span ends
 *   there. One whose value nobody is known to have taken is dropped: an order with it stays legal without
 *   it (and without the unfinished dequeue that took the value, if one did), for every dequeue finds the
 *   same value in front and an empty queue stays empty.
 * - A value that nobody is known to have taken may have been taken by an unfinished dequeue, at any time
 *   after that was invoked; otherwise it stays, which is as good as being taken after the end of the history
 *   (of an order with such takings at the end, nothing in front of the first of them is lost when they are
 *   cut off, and all that is behind may be left out). Whom takes what? The k-th of the unfinished dequeues
 *   to be invoked takes the k-th of the values to be in the queue for certain (by the completion of its
 *   enqueue). No other choice is better: whatever asks for one of the values to be gone by some time (a
 *   value that was enqueued entirely after it and is gone by then; an empty queue) asks the same of all
 *   whose enqueues completed earlier, so that all that counts is whether as many unfinished dequeues were
 *   invoked by that time as there are such values.
 *
 * Knows no verdict.
 */
import type { Json, Operation } from '../../../observe/history.js';
import { jsonKey } from '../value.js';

/** A value, and the spans of positions within which it was enqueued and dequeued. */
export interface Item {
  readonly value: Json;
  /** `undefined`: in the queue from the start. */
  readonly enqueue: Operation | undefined;
  /** The dequeue that was told the value, or the unfinished one that counts as having taken it. */
  readonly dequeue: Operation | undefined;
  readonly enqueueStart: number;
  readonly enqueueEnd: number;
  /** `Infinity`: it stays. */
  readonly dequeueStart: number;
  readonly dequeueEnd: number;
}

export interface Pairing {
  /** In the order in which their enqueues completed. */
  readonly items: readonly Item[];
  /** Those of the items that nobody is known to have taken, in the same order. */
  readonly untold: readonly Item[];
  /** Unfinished dequeues, in the order of their invocations. */
  readonly unfinished: readonly Operation[];
  /** Dequeues that found the queue empty, in the order of their invocations. */
  readonly empties: readonly Operation[];
  /** Dequeues of values that nobody enqueued. */
  readonly strays: readonly Operation[];
  /** Pairs of dequeues that were told the same value. */
  readonly repeats: readonly (readonly [Operation, Operation])[];
}

/** Who enqueued a value: an operation, or nobody where it was there before position `at`. */
interface Source {
  readonly value: Json;
  readonly enqueue: Operation | undefined;
  readonly at: number;
}

/**
 * Pairs operations in the order of their invocations. `undefined` where it is not clear who enqueued a
 * value that was dequeued, because several did.
 */
export function pairFifo(operations: readonly Operation[], initial: readonly Json[]): Pairing | undefined {
  const { told, repeats, empties, unfinished } = sortDequeues(operations);
  const sources = new Map<string | number, Source>();
  const kept: Source[] = [];
  for (const source of sourcesOf(operations, initial)) {
    const key = jsonKey(source.value);
    if (told.has(key)) {
      if (sources.has(key)) return undefined;
      sources.set(key, source);
    } else if (source.enqueue?.outcome !== 'info') kept.push(source);
  }
  const strays: Operation[] = [];
  const items: Item[] = [];
  for (const [key, dequeue] of told) {
    const source = sources.get(key);
    if (source === undefined) strays.push(dequeue);
    else items.push(itemOf(source, dequeue));
  }
  const untold = kept
    .sort((a, b) => endOf(a) - endOf(b))
    .map((source, rank) => itemOf(source, unfinished[rank]));
  for (const item of untold) items.push(item);
  items.sort((a, b) => a.enqueueEnd - b.enqueueEnd);
  return { items, untold, unfinished, empties, strays, repeats };
}

function sortDequeues(operations: readonly Operation[]) {
  const told = new Map<string | number, Operation>();
  const repeats: [Operation, Operation][] = [];
  const empties: Operation[] = [];
  const unfinished: Operation[] = [];
  for (const call of operations) {
    if (call.f !== 'dequeue') continue;
    if (call.outcome !== 'ok') unfinished.push(call);
    else if (call.output === null) empties.push(call);
    else {
      const key = jsonKey(call.output);
      const other = told.get(key);
      if (other === undefined) told.set(key, call);
      else repeats.push([other, call]);
    }
  }
  return { told, repeats, empties, unfinished };
}

/** What is there from the start counts as enqueued one by one before everything else. */
function* sourcesOf(operations: readonly Operation[], initial: readonly Json[]): Generator<Source> {
  const first = operations[0]?.start ?? 0;
  for (const [index, value] of initial.entries()) {
    yield { value, enqueue: undefined, at: first + index - initial.length };
  }
  for (const enqueue of operations) {
    if (enqueue.f === 'enqueue') yield { value: enqueue.input, enqueue, at: enqueue.start };
  }
}

const endOf = ({ enqueue, at }: Source) => enqueue?.end ?? at;

function itemOf(source: Source, dequeue: Operation | undefined): Item {
  const dequeueEnd = dequeue?.end ?? Infinity;
  return {
    value: source.value,
    enqueue: source.enqueue,
    dequeue,
    enqueueStart: source.at,
    enqueueEnd: Math.min(endOf(source), dequeueEnd),
    dequeueStart: Math.max(source.at, dequeue?.start ?? Infinity),
    dequeueEnd,
  };
}
