/**
 * The default event queue: a ladder over typed arrays with a sorted run and a heap at its bottom, and a
 * first-in first-out ring for the present instant. `bench/queue.ts` is why.
 *
 * It knows nothing of what items stand for. Few pending events live in the run and the heap alone; when
 * the heap grows, the ladder takes over.
 */
import { InvariantViolation } from '../invariant.js';
import type { EventQueue } from '../queue.js';
import { END_OF_TIME, type Instant } from '../time.js';
import { EntryHeap } from './heap.js';
import { Ladder } from './ladder.js';
import { PresentRing } from './present.js';
import { EntryRun } from './run.js';

/**
 * The bottom's heap may hold this many entries, and a quarter as many as the run, before the ladder takes
 * both over: then the cost of moving the run is paid for by what went through the heap.
 */
const HEAP_MAX = 64;

const NEVER = Number.POSITIVE_INFINITY;

export interface FastEventQueue extends EventQueue {
  /** Entries that the memory held at present has room for, over all parts of the queue. */
  readonly capacity: number;
}

class FastQueue implements FastEventQueue {
  size = 0;
  at: Instant = 0;
  seq = 0;
  private readonly present = new PresentRing();
  private readonly run = new EntryRun();
  private readonly heap = new EntryHeap();
  private readonly ladder = new Ladder();

  get capacity(): number {
    const { present, run, heap, ladder } = this;
    return present.item.length + run.item.length + heap.item.length + ladder.capacity;
  }

  push(at: Instant, seq: number, item: number): void {
    if (!(at >= this.at && at <= END_OF_TIME)) refuse(at, this.at);
    this.size++;
    if (at >= this.ladder.frontier) this.ladder.push(at, seq, item);
    else this.pushNear(at, seq, item);
  }

  popUntil(limit: Instant): number {
    const { run, heap } = this;
    if (run.head === run.tail && heap.size === 0) this.ladder.refill(run, heap);
    if (this.present.head !== this.present.tail) return this.popPresent(limit);
    const head = run.head;
    if (head === run.tail) return this.popHeap(limit);
    const at = run.at[head]!;
    if (heap.size > 0 && (heap.at[0]! < at || (heap.at[0]! === at && heap.seq[0]! < run.seq[head]!))) {
      return this.popHeap(limit);
    }
    if (at > limit) return -1;
    this.at = at;
    this.seq = run.seq[head]!;
    this.size--;
    run.head = (head + 1) & run.mask;
    return run.item[head]!;
  }

  /** Adds an entry before the ladder's frontier. */
  private pushNear(at: Instant, seq: number, item: number): void {
    if (at === this.at && this.present.tryAppend(seq, item)) return;
    if (this.run.tryAppend(at, seq, item)) return;
    const heap = this.heap;
    heap.push(at, seq, item);
    if (heap.size > HEAP_MAX && heap.size > this.run.length >> 2) this.ladder.absorb(this.run, heap);
  }

  private popHeap(limit: Instant): number {
    const heap = this.heap;
    if (heap.size === 0 || heap.at[0]! > limit) return -1;
    this.at = heap.at[0]!;
    this.seq = heap.seq[0]!;
    this.size--;
    const item = heap.item[0]!;
    heap.removeLeast();
    return item;
  }

  /** Pops while the ring holds entries: the bottom goes first where it has an older one at this instant. */
  private popPresent(limit: Instant): number {
    const { present, run, heap, at: now } = this;
    if (now > limit) return -1;
    const seq = present.seq[present.head]!;
    const inRun = run.head !== run.tail && run.at[run.head] === now ? run.seq[run.head]! : NEVER;
    const inHeap = heap.size > 0 && heap.at[0] === now ? heap.seq[0]! : NEVER;
    if (inHeap < seq && inHeap < inRun) return this.popHeap(limit);
    this.size--;
    if (inRun < seq) {
      const item = run.item[run.head]!;
      this.seq = inRun;
      run.head = (run.head + 1) & run.mask;
      return item;
    }
    const item = present.item[present.head]!;
    this.seq = seq;
    present.head = (present.head + 1) & present.mask;
    return item;
  }
}

function refuse(at: Instant, now: Instant): never {
  throw new InvariantViolation(`an event is pushed between now (${now}) and the end of time, not at ${at}`);
}

/**
 * An {@link EventQueue} in constant time for most loads and in O(log n) at worst. Nothing is allocated
 * per entry, and memory only grows with the most entries ever pending.
 */
export function createFastQueue(): FastEventQueue {
  return new FastQueue();
}
