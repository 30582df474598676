/** The run loop: order, zero-delay work, lazy cancellation, limits, shuffled ties, the same with either queue. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantViolation } from '../../src/kernel/invariant.js';
import { createKernel, EndOfTimeError, type Kernel } from '../../src/kernel/kernel.js';
import { createFastQueue } from '../../src/kernel/queue/fast.js';
import { createReferenceQueue } from '../../src/kernel/queue/reference.js';
import { createStreams } from '../../src/kernel/random.js';
import { END_OF_TIME } from '../../src/kernel/time.js';

const fresh = () => createKernel({ queue: createFastQueue() });
const shuffled = (seed: string) =>
  createKernel({ queue: createFastQueue(), shuffleTies: createStreams(seed).named('kernel/ties') });

/** A kernel whose one handler notes when and with what it ran. */
function noting(kernel: Kernel) {
  const ran: [number, number][] = [];
  const note = kernel.handler((a) => ran.push([kernel.now, a]));
  return { ran, note };
}

describe('order', () => {
  test('by instant, then first come first served', () => {
    const kernel = fresh();
    const { ran, note } = noting(kernel);
    for (const [at, a] of [
      [5, 1],
      [3, 2],
      [5, 3],
      [0, 4],
      [3, 5],
    ] as const)
      kernel.schedule(at, note, a, 0, undefined);
    expect(kernel.run(10)).toBe('done');
    expect(ran).toEqual([
      [0, 4],
      [3, 2],
      [3, 5],
      [5, 1],
      [5, 3],
    ]);
    expect([kernel.now, kernel.events, kernel.pending]).toEqual([10, 5, 0]);
  });

  test('work without delay runs after the current event and after what was already due, in order', () => {
    const kernel = fresh();
    const order: string[] = [];
    const say = kernel.handler((_a, _b, what) => order.push(what as string));
    const parent = kernel.handler(() => {
      kernel.schedule(kernel.now, say, 0, 0, 'first child');
      kernel.schedule(kernel.now, say, 0, 0, 'second child');
      order.push('parent');
    });
    kernel.schedule(7, parent, 0, 0, undefined);
    kernel.schedule(7, say, 0, 0, 'due before');
    kernel.run(7);
    expect(order).toEqual(['parent', 'due before', 'first child', 'second child']);
  });

  test('handlers get their integers and payload; events at the limit run, later ones wait', () => {
    const kernel = fresh();
    const got: unknown[] = [];
    const handler = kernel.handler((a, b, payload) => got.push([a, b, payload]));
    const payload = { some: 'thing' };
    kernel.schedule(10, handler, -1, 2 ** 31 - 1, payload);
    kernel.schedule(11, handler, 1, 2, null);
    kernel.run(10);
    expect(got).toEqual([[-1, 2 ** 31 - 1, payload]]);
    expect(kernel.pending).toBe(1);
    kernel.run(11);
    expect(got).toHaveLength(2);
  });
});

describe('cancellation', () => {
  test('a cancelled event does not run; cancelling twice, or after it ran, harms nobody', () => {
    const kernel = fresh();
    const { ran, note } = noting(kernel);
    const first = kernel.schedule(1, note, 1, 0, undefined);
    const second = kernel.schedule(2, note, 2, 0, undefined);
    kernel.cancel(first);
    kernel.cancel(first);
    kernel.run(2);
    expect(ran).toEqual([[2, 2]]);
    expect(kernel.events).toBe(1); // what was cancelled does not count
    kernel.cancel(second);
    const third = kernel.schedule(3, note, 3, 0, undefined); // takes the place of one of them
    kernel.cancel(first);
    kernel.cancel(second);
    kernel.run(3);
    expect(ran).toEqual([
      [2, 2],
      [3, 3],
    ]);
    kernel.cancel(third);
  });

  test('a stale handle never hits what took its place (property)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ delay: fc.nat(3), cancel: fc.nat(40) }), { maxLength: 40 }),
        (steps) => {
          const kernel = fresh();
          const ran = new Set<number>();
          const handler = kernel.handler((a) => ran.add(a));
          const handles: number[] = [];
          const expected = new Set<number>();
          steps.forEach(({ delay, cancel }, i) => {
            handles.push(kernel.schedule(kernel.now + delay, handler, i, 0, undefined));
            expected.add(i);
            const victim = cancel % (i + 1);
            kernel.cancel(handles[victim]!);
            if (!ran.has(victim)) expected.delete(victim);
            if (i % 3 === 0) kernel.run(kernel.now + 1);
          });
          kernel.run(1000);
          expect([...ran].sort()).toEqual([...expected].sort());
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('ends', () => {
  test('stop ends the run after the current event, and it can go on', () => {
    const kernel = fresh();
    const { ran, note } = noting(kernel);
    const stop = kernel.handler(() => kernel.stop());
    kernel.schedule(1, stop, 0, 0, undefined);
    kernel.schedule(1, note, 1, 0, undefined);
    expect(kernel.run(5)).toBe('stopped');
    expect([kernel.now, ran]).toEqual([1, []]);
    expect(kernel.run(5)).toBe('done');
    expect(ran).toEqual([[1, 1]]);
  });

  test('the event limit holds for each call', () => {
    const kernel = fresh();
    const again: number = kernel.handler(() => {
      kernel.schedule(kernel.now + 1, again, 0, 0, undefined);
    });
    kernel.schedule(0, again, 0, 0, undefined);
    expect(kernel.run(1000, 0)).toBe('event limit');
    expect(kernel.events).toBe(0);
    expect(kernel.run(1000, 10)).toBe('event limit');
    expect([kernel.events, kernel.now]).toEqual([10, 9]);
    expect(kernel.run(1000, 10)).toBe('event limit');
    expect(kernel.events).toBe(20);
  });

  test('virtual time has an end, which is a clear error, and does not go back', () => {
    const kernel = fresh();
    const { note } = noting(kernel);
    kernel.schedule(END_OF_TIME, note, 0, 0, undefined);
    expect(() => kernel.schedule(END_OF_TIME + 1, note, 0, 0, undefined)).toThrow(EndOfTimeError);
    expect(() => kernel.setTimer(kernel.timer(note, 0, 0), Number.POSITIVE_INFINITY)).toThrow('104 days');
    expect(() => kernel.schedule(Number.NaN, note, 0, 0, undefined)).toThrow(InvariantViolation);
    kernel.run(5);
    expect(() => kernel.schedule(4, note, 0, 0, undefined)).toThrow(InvariantViolation);
    expect(() => kernel.run(4)).toThrow(InvariantViolation);
    expect(kernel.run(END_OF_TIME)).toBe('done');
  });
});

describe('shuffled ties', () => {
  /** Twenty ties at each of five instants, each leaving work without delay behind. */
  function story(kernel: Kernel): [number, number][] {
    const { ran, note } = noting(kernel);
    const parent = kernel.handler((a) => {
      ran.push([kernel.now, a]);
      kernel.schedule(kernel.now, note, -a, 0, undefined);
    });
    for (let i = 1; i <= 100; i++) kernel.schedule(i % 5, parent, i, 0, undefined);
    kernel.run(10);
    return ran;
  }

  test('one seed, one order; another seed, another; all of it runs, in the order of time', () => {
    const once = story(shuffled('1'));
    expect(story(shuffled('1'))).toEqual(once);
    expect(story(shuffled('2'))).not.toEqual(once);
    const inOrder = story(fresh());
    expect(inOrder).not.toEqual(once); // the shuffle can be seen
    const sorted = (ran: [number, number][]) => ran.slice().sort((x, y) => x[0] - y[0] || x[1] - y[1]);
    expect(sorted(once)).toEqual(sorted(inOrder));
    expect(once.map(([at]) => at)).toEqual(once.map(([at]) => at).sort());
    for (const [at, a] of once.filter(([, b]) => b > 0)) {
      const parent = once.findIndex(([, b]) => b === a);
      expect(once.findIndex(([, b]) => b === -a)).toBeGreaterThan(parent); // causes before effects
      expect(once[parent]![0]).toBe(at);
    }
  });

  test('every order of three ties comes up', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const kernel = shuffled(String(seed));
      const { ran, note } = noting(kernel);
      for (let i = 0; i < 3; i++) kernel.schedule(1, note, i, 0, undefined);
      kernel.run(1);
      orders.add(ran.map(([, a]) => a).join(''));
    }
    // A given order is missing from 60 uniform ones with chance (5/6)^60 = 2e-5.
    expect(orders.size).toBe(6);
  });

  test('without ties there is nothing to shuffle', () => {
    const run = (kernel: Kernel) => {
      const { ran, note } = noting(kernel);
      for (let i = 0; i < 50; i++) kernel.schedule((i * 37) % 101, note, i, 0, undefined);
      kernel.run(200);
      return ran;
    };
    expect(run(shuffled('1'))).toEqual(run(fresh()));
  });
});

describe('either queue', () => {
  /** A random program: each event schedules, cancels, sets timers, as its number says. */
  const program = fc.record({
    seed: fc.string(),
    shuffle: fc.boolean(),
    steps: fc.array(fc.record({ delay: fc.oneof(fc.nat(3), fc.nat(5000)), what: fc.nat(5) }), {
      minLength: 1,
      maxLength: 60,
    }),
  });
  type Program = typeof program extends fc.Arbitrary<infer T> ? T : never;

  function digestOf({ seed, shuffle, steps }: Program, queue: 'fast' | 'heap', twist = 0): string {
    const shuffleTies = shuffle ? createStreams(seed).named('kernel/ties') : undefined;
    const kernel = createKernel({
      queue: queue === 'fast' ? createFastQueue() : createReferenceQueue(),
      shuffleTies,
    });
    let next = 0;
    let last = 0;
    const step: number = kernel.handler((a) => {
      const { delay, what } = steps[(a + next++) % steps.length]!;
      if (what === 0) kernel.cancel(last);
      if (what === 1) kernel.setTimer(timer, kernel.now + delay + twist);
      if (what === 2) kernel.cancelTimer(timer);
      last = kernel.schedule(kernel.now + delay, step, a + 1, what, undefined);
      if (what >= 4) kernel.schedule(kernel.now + 2 * delay, step, a + 2, what, undefined);
    });
    const timer = kernel.timer(step, 1, 1);
    steps.forEach(({ delay }, i) => {
      kernel.schedule(delay, step, i, 0, undefined);
    });
    kernel.run(50_000, 2000);
    return `${kernel.digest.hex()} ${kernel.events} ${kernel.now}`;
  }

  test('gives the same digest for any program', () => {
    fc.assert(
      fc.property(program, (p) => digestOf(p, 'fast') === digestOf(p, 'heap')),
      { numRuns: 150, seed: 1 },
    );
  });

  test('negative control: a timer that is set a nanosecond later shows', () => {
    const p: Program = { seed: '', shuffle: false, steps: [{ delay: 10, what: 1 }] };
    expect(digestOf(p, 'fast')).not.toBe(digestOf(p, 'heap', 1));
  });
});
