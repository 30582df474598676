/**
 * The contenders of `queue.ts`: the same hold loop over three event queues.
 *
 * Each pops the earliest event and schedules it again after the next delay of a table that all share.
 * Each answers with a checksum of the order in which it popped, so that a wrong order cannot win.
 */
import { Heap } from 'heap-js';
import { createFastQueue } from '../src/kernel/queue/fast.js';

export interface Contender {
  /** Runs `events` more events and returns a checksum of their order. */
  readonly hold: (events: number) => number;
  /** Pops all that is pending and returns a checksum of the order. */
  readonly drain: () => number;
}

export interface Load {
  /** First instant of each event in ns, one per event that is pending. */
  readonly first: Float64Array;
  /** Delays in ns: the table's length is a power of two, and draws wrap around. */
  readonly delays: Float64Array;
}

const FOREVER = Number.MAX_SAFE_INTEGER;

/** The default queue, through its interface. */
export function holdFast({ first, delays }: Load): Contender {
  const queue = createFastQueue();
  const mask = delays.length - 1;
  const pending = first.length;
  let draw = 0;
  let seq = 0;
  for (; seq < pending; seq++) queue.push(first[seq]!, seq, seq);
  const hold = (events: number): number => {
    let sum = 0;
    let s = seq;
    let d = draw;
    for (let i = 0; i < events; i++) {
      const item = queue.popUntil(FOREVER);
      sum = (Math.imul(sum, 31) + item) | 0;
      queue.push(queue.at + delays[d++ & mask]!, s++, item);
    }
    seq = s;
    draw = d & mask;
    return sum;
  };
  const drain = (): number => {
    let sum = 0;
    while (queue.size > 0) sum = (Math.imul(sum, 31) + queue.popUntil(FOREVER)) | 0;
    return sum;
  };
  return { hold, drain };
}

/** The loop that one would write by hand: a binary heap on typed arrays, inlined. */
export function holdHeap({ first, delays }: Load): Contender {
  const mask = delays.length - 1;
  const pending = first.length;
  const ats = new Float64Array(pending + 1);
  const seqs = new Float64Array(pending + 1);
  const items = new Int32Array(pending + 1);
  let draw = 0;
  let seq = 0;
  const rise = (from: number, at: number, order: number, item: number): void => {
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (ats[parent]! < at || (ats[parent] === at && seqs[parent]! < order)) break;
      ats[hole] = ats[parent]!;
      seqs[hole] = seqs[parent]!;
      items[hole] = items[parent]!;
      hole = parent;
    }
    ats[hole] = at;
    seqs[hole] = order;
    items[hole] = item;
  };
  for (; seq < pending; seq++) rise(seq, first[seq]!, seq, seq);
  const last = pending - 1;
  const hold = (events: number): number => {
    let sum = 0;
    let s = seq;
    let d = draw;
    for (let i = 0; i < events; i++) {
      const now = ats[0]!;
      const item = items[0]!;
      const lastAt = ats[last]!;
      const lastSeq = seqs[last]!;
      const lastItem = items[last]!;
      let hole = 0;
      for (let child = 1; child < last; child = 2 * hole + 1) {
        const right = child + 1;
        if (
          right < last &&
          (ats[right]! < ats[child]! || (ats[right] === ats[child] && seqs[right]! < seqs[child]!))
        ) {
          child = right;
        }
        if (lastAt < ats[child]! || (lastAt === ats[child] && lastSeq < seqs[child]!)) break;
        ats[hole] = ats[child]!;
        seqs[hole] = seqs[child]!;
        items[hole] = items[child]!;
        hole = child;
      }
      ats[hole] = lastAt;
      seqs[hole] = lastSeq;
      items[hole] = lastItem;
      sum = (Math.imul(sum, 31) + item) | 0;
      const at = now + delays[d++ & mask]!;
      const order = s++;
      hole = last;
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        if (ats[parent]! < at || (ats[parent] === at && seqs[parent]! < order)) break;
        ats[hole] = ats[parent]!;
        seqs[hole] = seqs[parent]!;
        items[hole] = items[parent]!;
        hole = parent;
      }
      ats[hole] = at;
      seqs[hole] = order;
      items[hole] = item;
    }
    seq = s;
    draw = d & mask;
    return sum;
  };
  const drain = (): number => {
    let sum = 0;
    for (let size = pending - 1; size >= 0; size--) {
      sum = (Math.imul(sum, 31) + items[0]!) | 0;
      let hole = 0;
      for (let child = 1; child < size; child = 2 * hole + 1) {
        const right = child + 1;
        if (
          right < size &&
          (ats[right]! < ats[child]! || (ats[right] === ats[child] && seqs[right]! < seqs[child]!))
        ) {
          child = right;
        }
        if (ats[size]! < ats[child]! || (ats[size] === ats[child] && seqs[size]! < seqs[child]!)) break;
        ats[hole] = ats[child]!;
        seqs[hole] = seqs[child]!;
        items[hole] = items[child]!;
        hole = child;
      }
      ats[hole] = ats[size]!;
      seqs[hole] = seqs[size]!;
      items[hole] = items[size]!;
    }
    return sum;
  };
  return { hold, drain };
}

/** heap-js as it is mostly used: an object per event, with a closure to run. */
export function holdHeapJs({ first, delays }: Load): Contender {
  interface Event {
    readonly at: number;
    readonly seq: number;
    readonly run: () => void;
  }
  const mask = delays.length - 1;
  const heap = new Heap<Event>((a, b) => a.at - b.at || a.seq - b.seq);
  const pending = first.length;
  let draw = 0;
  let seq = 0;
  let now = 0;
  let sum = 0;
  let draining = false;
  const schedule = (at: number, item: number): void => {
    heap.push({
      at,
      seq: seq++,
      run: () => {
        sum = (Math.imul(sum, 31) + item) | 0;
        if (!draining) schedule(now + delays[draw++ & mask]!, item);
      },
    });
  };
  for (let item = 0; item < pending; item++) schedule(first[item]!, item);
  const hold = (events: number): number => {
    sum = 0;
    draw &= mask;
    for (let i = 0; i < events; i++) {
      const event = heap.pop()!;
      now = event.at;
      event.run();
    }
    return sum;
  };
  const drain = (): number => {
    sum = 0;
    draining = true;
    for (let event = heap.pop(); event !== undefined; event = heap.pop()) event.run();
    return sum;
  };
  return { hold, drain };
}
