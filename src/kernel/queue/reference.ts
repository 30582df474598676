/**
 * The reference event queue: heap-js over plain objects, compared by `(at, seq)`.
 *
 * It is the oracle of the tests and a run-time choice, so it stays too simple to be wrong. It must not
 * know of any other queue. heap-js is not stable and its iteration order means nothing: the comparator
 * is total because `seq` is unique, and nothing here iterates.
 */
import { Heap } from 'heap-js';
import { invariant } from '../invariant.js';
import type { EventQueue } from '../queue.js';
import { END_OF_TIME, type Instant } from '../time.js';

interface Entry {
  readonly at: Instant;
  readonly seq: number;
  readonly item: number;
}

/** An {@link EventQueue} over heap-js: O(log n) per operation, one object per entry. */
export function createReferenceQueue(): EventQueue {
  const heap = new Heap<Entry>((a, b) => a.at - b.at || a.seq - b.seq);
  let last: Entry = { at: 0, seq: 0, item: -1 };
  return {
    get size() {
      return heap.length;
    },
    get at() {
      return last.at;
    },
    get seq() {
      return last.seq;
    },
    push(at, seq, item) {
      invariant(at >= last.at && at <= END_OF_TIME, 'an event is pushed between now and the end of time');
      heap.push({ at, seq, item });
    },
    popUntil(limit) {
      const next = heap.peek();
      if (next === undefined || next.at > limit) return -1;
      last = next;
      heap.pop();
      return next.item;
    },
  };
}
