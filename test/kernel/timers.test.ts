/** Timers that re-arm: they fire as if each reset cancelled and scheduled anew, and keep one entry each. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKernel, type Handle, type Kernel } from '../../src/kernel/kernel.js';
import { createFastQueue } from '../../src/kernel/queue/fast.js';
import { createStreams } from '../../src/kernel/random.js';

interface Timers {
  set(timer: number, at: number): void;
  cancel(timer: number): void;
}

const COUNT = 4;

const rearming = (kernel: Kernel, fire: (timer: number) => void): Timers => {
  const handler = kernel.handler(fire);
  const timers = Array.from({ length: COUNT }, (_, i) => kernel.timer(handler, i, 0));
  return {
    set: (timer, at) => kernel.setTimer(timers[timer]!, at),
    cancel: (timer) => kernel.cancelTimer(timers[timer]!),
  };
};

/** What a timer means: every set cancels the event there was and schedules another. */
const naive = (kernel: Kernel, fire: (timer: number) => void): Timers => {
  const pending: (Handle | undefined)[] = [];
  const handler = kernel.handler((timer) => {
    pending[timer] = undefined;
    fire(timer);
  });
  const cancel = (timer: number) => {
    const handle = pending[timer];
    if (handle !== undefined) kernel.cancel(handle);
    pending[timer] = undefined;
  };
  return {
    cancel,
    set(timer, at) {
      cancel(timer);
      pending[timer] = kernel.schedule(at, handler, timer, 0, undefined);
    },
  };
};

/** A mistake that the property must find: a move to earlier is ignored. */
const deafToEarlier = (kernel: Kernel, fire: (timer: number) => void): Timers => {
  const due: number[] = [];
  const inner = naive(kernel, (timer) => {
    due[timer] = Number.POSITIVE_INFINITY;
    fire(timer);
  });
  return {
    cancel: inner.cancel,
    set(timer, at) {
      if (
        at < (due[timer] ?? Number.POSITIVE_INFINITY) &&
        due[timer] !== undefined &&
        due[timer] !== Infinity
      )
        return;
      due[timer] = at;
      inner.set(timer, at);
    },
  };
};

/** At each instant some timers are set, some cancelled, and one may be set again from within when it fires. */
const script = fc.record({
  shuffle: fc.boolean(),
  steps: fc.array(
    fc.record({
      at: fc.nat(60),
      timer: fc.nat(COUNT - 1),
      delay: fc.option(fc.nat(20), { nil: undefined }), // absent: cancel
    }),
    { maxLength: 60 },
  ),
  again: fc.array(fc.option(fc.nat(10), { nil: undefined }), { maxLength: 10 }),
});
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

function play({ steps, again, shuffle }: Script, make: typeof rearming): readonly string[] {
  const shuffleTies = shuffle ? createStreams('1').named('kernel/ties') : undefined;
  const kernel = createKernel({ queue: createFastQueue(), shuffleTies });
  const log: string[] = [];
  let fired = 0;
  const timers = make(kernel, (timer) => {
    log.push(`${kernel.now} timer ${timer}`);
    const delay = again[fired++];
    if (delay !== undefined) timers.set(timer, kernel.now + delay);
  });
  const step = kernel.handler((i) => {
    const { timer, delay } = steps[i]!;
    log.push(`${kernel.now} step ${i}`);
    if (delay === undefined) timers.cancel(timer);
    else timers.set(timer, kernel.now + delay);
  });
  steps.forEach(({ at }, i) => {
    kernel.schedule(at, step, i, 0, undefined);
  });
  kernel.run(1000);
  return log;
}

describe('differential', () => {
  const firesAlike = (make: typeof rearming) =>
    fc.property(script, (s) => {
      expect(play(s, make)).toEqual(play(s, naive));
    });

  test('re-arming timers fire as if they were cancelled and scheduled anew', () => {
    fc.assert(firesAlike(rearming), { numRuns: 500, seed: 1 });
  });

  test('negative control: timers that cannot move to earlier are found out', () => {
    expect(fc.check(firesAlike(deafToEarlier), { numRuns: 500, seed: 1 }).failed).toBe(true);
  });
});

test('a thousand resets to later leave one entry', () => {
  const kernel = createKernel({ queue: createFastQueue() });
  const fired: number[] = [];
  const timer = kernel.timer(
    kernel.handler(() => fired.push(kernel.now)),
    0,
    0,
  );
  for (let i = 0; i < 1000; i++) {
    kernel.setTimer(timer, 100 + i);
    expect(kernel.pending).toBe(1);
  }
  kernel.run(500);
  expect(kernel.pending).toBe(1);
  expect(fired).toEqual([]);
  kernel.run(2000);
  expect([fired, kernel.pending]).toEqual([[1099], 0]);
});

test('entries stay flat while messages reset timers for ever', () => {
  const kernel = createKernel({ queue: createFastQueue() });
  const fire = kernel.handler(() => {});
  const timers = Array.from({ length: 50 }, (_, i) => kernel.timer(fire, i, 0));
  let most = 0;
  const message: number = kernel.handler((i) => {
    kernel.setTimer(timers[i % 50]!, kernel.now + 200);
    kernel.cancelTimer(timers[(i * 7) % 50]!);
    most = Math.max(most, kernel.pending);
    kernel.schedule(kernel.now + 1, message, i + 1, 0, undefined);
  });
  kernel.schedule(0, message, 0, 0, undefined);
  kernel.run(20_000);
  expect(most).toBeLessThanOrEqual(51);
});

test('armed says whether it will fire; firing and cancelling disarm', () => {
  const kernel = createKernel({ queue: createFastQueue() });
  const timer = kernel.timer(
    kernel.handler(() => {}),
    0,
    0,
  );
  expect(kernel.timerArmed(timer)).toBe(false);
  kernel.setTimer(timer, 5);
  expect(kernel.timerArmed(timer)).toBe(true);
  kernel.cancelTimer(timer);
  expect(kernel.timerArmed(timer)).toBe(false);
  kernel.setTimer(timer, 6);
  kernel.run(6);
  expect(kernel.timerArmed(timer)).toBe(false);
});
