/**
 * One suite for every event queue: the interface's promises, and a differential property against a sorted
 * list. It must not know how a queue works inside; `queue-parts.test.ts` does.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFastQueue } from '../../src/kernel/queue/fast.js';
import { createReferenceQueue } from '../../src/kernel/queue/reference.js';
import type { EventQueue } from '../../src/kernel/queue.js';
import { END_OF_TIME, MILLISECOND, SECOND } from '../../src/kernel/time.js';
import { BROKEN_QUEUES, createRightListQueue } from './queue-broken.js';
import { createSortedQueue, playScript, type Script, script } from './queue-script.js';

const QUEUES: Readonly<Record<string, () => EventQueue>> = {
  'heap-js': createReferenceQueue,
  fast: createFastQueue,
};

const RUNS = { numRuns: 300, seed: 20_261 } as const;

/** Playing a script gives the same answers as on a sorted list. */
function agreesWithSortedList(create: () => EventQueue): fc.IProperty<[Script]> {
  return fc.property(script, (steps) => {
    expect(playScript(create(), steps)).toEqual(playScript(createSortedQueue(), steps));
  });
}

function drain(queue: EventQueue): number[] {
  const items: number[] = [];
  for (let item = queue.popUntil(END_OF_TIME); item >= 0; item = queue.popUntil(END_OF_TIME))
    items.push(item);
  return items;
}

describe.each(Object.entries(QUEUES))('event queue: %s', (_, create) => {
  it('is empty at first and answers -1', () => {
    const queue = create();
    expect([queue.size, queue.at, queue.seq, queue.popUntil(END_OF_TIME)]).toEqual([0, 0, 0, -1]);
  });

  it('orders by instant, then by sequence number, whatever the order of pushing', () => {
    const queue = create();
    queue.push(20, 5, 1);
    queue.push(10, 9, 2);
    queue.push(20, 3, 3);
    queue.push(0, 7, 4);
    queue.push(10, 8, 5);
    expect(queue.size).toBe(5);
    expect(drain(queue)).toEqual([4, 5, 2, 3, 1]);
    expect([queue.size, queue.at, queue.seq]).toEqual([0, 20, 5]);
  });

  it('pops up to and including the limit, and a refused pop changes nothing', () => {
    const queue = create();
    queue.push(5, 0, 0);
    queue.push(7, 1, 1);
    expect(queue.popUntil(4)).toBe(-1);
    expect([queue.size, queue.at]).toEqual([2, 0]);
    expect(queue.popUntil(5)).toBe(0);
    expect(queue.popUntil(6)).toBe(-1);
    queue.push(6, 2, 2);
    expect(queue.popUntil(6)).toBe(2);
    expect(queue.popUntil(7)).toBe(1);
  });

  it('runs work for the present instant after what is already due then, and before later instants', () => {
    const queue = create();
    queue.push(1, 0, 0);
    queue.push(1, 1, 1);
    queue.push(2, 2, 2);
    expect(queue.popUntil(9)).toBe(0);
    queue.push(1, 3, 3);
    queue.push(1, 4, 4);
    expect(queue.popUntil(0)).toBe(-1);
    expect(queue.popUntil(1)).toBe(1);
    expect(queue.popUntil(0)).toBe(-1);
    queue.push(1, -1, 5);
    expect(drain(queue)).toEqual([5, 3, 4, 2]);
  });

  it('keeps the ends of the range apart: 0, and neighbours below 2^53', () => {
    const queue = create();
    for (let i = 0; i < 200; i++) queue.push(END_OF_TIME - ((i * 7) % 200), i, 199 - ((i * 7) % 200));
    queue.push(0, 200, 500);
    expect(drain(queue)).toEqual([500, ...Array.from({ length: 200 }, (_, i) => i)]);
    expect(queue.at).toBe(END_OF_TIME);
  });

  it('refuses an instant in the past, past the end of time, or that is no number', () => {
    const queue = create();
    queue.push(10, 0, 0);
    queue.popUntil(10);
    for (const at of [9, END_OF_TIME + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => queue.push(at, 1, 1)).toThrow(/end of time/);
    }
    expect(queue.size).toBe(0);
  });

  it('answers any script as a sorted list does', () => {
    fc.assert(agreesWithSortedList(create), RUNS);
  });
});

describe('the script property', () => {
  it('holds for the sound twin of the broken queues', () => {
    fc.assert(agreesWithSortedList(createRightListQueue), RUNS);
  });

  it.each(Object.entries(BROKEN_QUEUES))('catches a queue that %s', (_, create) => {
    const outcome = fc.check(agreesWithSortedList(create), RUNS);
    expect(outcome.failed).toBe(true);
  });
});

/** Delays in turn, from a fixed generator: mixtures that a simulation shows, in ns. */
const LOADS: Readonly<Record<string, (random: () => number) => number>> = {
  'uniform delays': (random) => Math.floor(random() * SECOND),
  'all at one instant': () => SECOND,
  'ticks of 1 ms': (random) => Math.floor(random() * 10) * MILLISECOND,
  'network latencies among long timers': (random) =>
    random() < 0.9 ? Math.floor(random() * MILLISECOND) : 10 * SECOND + Math.floor(random() * 3_600 * SECOND),
  'cascades at the present instant': (random) => (random() < 0.8 ? 0 : Math.floor(random() * 1000)),
};

describe.each(Object.entries(LOADS))('hold with %s', (_, delay) => {
  it.each([10, 1_000, 30_000])('pops as the reference does with %i pending', (pending) => {
    const random = xorshift(pending);
    const fast = createFastQueue();
    const reference = createReferenceQueue();
    let seq = 0;
    const push = (at: number, item: number): void => {
      // One push in ten carries a sequence number from before, as a timer that re-arms does.
      const order = seq % 10 === 9 ? 2 * seq - 2_001 : 2 * seq;
      fast.push(at, order, item);
      reference.push(at, order, item);
      seq++;
    };
    for (let item = 0; item < pending; item++) push(delay(random), item);
    for (let i = 0; i < 60_000; i++) {
      const item = reference.popUntil(END_OF_TIME);
      if (fast.popUntil(END_OF_TIME) !== item || fast.at !== reference.at || fast.seq !== reference.seq) {
        expect.fail(`pop ${i}: expected item ${item} at ${reference.at}, seq ${reference.seq}`);
      }
      // The number pending breathes between half and all, so that the ladder thins out and fills up.
      if (i % 8192 < 4096 && fast.size > pending / 2) continue;
      for (let n = fast.size < pending ? 2 : 1; n > 0; n--) push(fast.at + delay(random), item);
    }
    expect(drain(fast)).toEqual(drain(reference));
  });
});

describe('memory of the fast queue', () => {
  it.each(Object.entries(LOADS))('stays flat over a million events: %s', (_, delay) => {
    const random = xorshift(7);
    const queue = createFastQueue();
    const hold = (events: number): void => {
      for (let i = 0; i < events; i++) {
        const item = queue.popUntil(END_OF_TIME);
        queue.push(queue.at + delay(random), seq++, item);
      }
    };
    let seq = 0;
    for (let item = 0; item < 1_000; item++) queue.push(delay(random), seq++, item);
    hold(200_000);
    const before = queue.capacity;
    hold(1_000_000);
    expect(queue.capacity).toBe(before);
    expect(queue.size).toBe(1_000);
  });
});

/** A fixed generator of doubles in [0, 1), so that a test depends on no stream of the kernel. */
function xorshift(seed: number): () => number {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}
