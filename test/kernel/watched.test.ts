/** A watched kernel: the same events and digest as one that nobody watches, each told with where it comes from. */
import { expect, test } from 'vitest';
import { createKernel, type Kernel } from '../../src/kernel/kernel.js';
import { createFastQueue } from '../../src/kernel/queue/fast.js';
import { createStreams } from '../../src/kernel/random.js';
import { createWatchedKernel, type WatchedEvent } from '../../src/kernel/watched.js';

/** Schedules, cancels and sets timers at random; returns what ran. */
function busy(kernel: Kernel, seed: string) {
  const draw = createStreams(seed).named('busy');
  const ran: unknown[] = [];
  const handles: number[] = [];
  const timers: number[] = [];
  const step: number = kernel.handler((a, b, payload) => {
    ran.push([kernel.now, a, b, payload]);
    if (kernel.events > 2000) return;
    const later = kernel.now + Math.floor(draw() * 100);
    if (draw() < 0.6) handles.push(kernel.schedule(later, step, ran.length, 1, { n: ran.length }));
    if (draw() < 0.4) kernel.post(later, step, ran.length, 2, 'text');
    if (draw() < 0.2) kernel.cancel(handles[Math.floor(draw() * handles.length)] ?? 0);
    if (draw() < 0.5) kernel.setTimer(timers[Math.floor(draw() * 5)]!, later);
  });
  for (let i = 0; i < 5; i++) timers.push(kernel.timer(step, i, 3));
  for (let i = 0; i < 20; i++) kernel.post(i, step, i, 0, undefined);
  kernel.run(1e6, 5000);
  return { ran, digest: kernel.digest.hex(), events: kernel.events };
}

test('nothing is different but that it is told', () => {
  for (const seed of ['1', '2', '3']) {
    const told: WatchedEvent[] = [];
    const watched = createWatchedKernel({ queue: createFastQueue() }, (event) => void told.push(event));
    const result = busy(watched, seed);
    expect(result).toEqual(busy(createKernel({ queue: createFastQueue() }), seed));
    expect(result.events).toBeGreaterThan(500);
    expect(told.map(({ a, b, payload }) => [a, b, payload])).toEqual(
      (result.ran as unknown[][]).map(([, ...rest]) => rest),
    );
  }
});

test('each event is told before it runs, with the event in which it was scheduled or last set', () => {
  const log: string[] = [];
  const kernel: Kernel = createWatchedKernel({ queue: createFastQueue() }, ({ a, by }, { now, events }) => {
    log.push(`event ${events} at ${now}: ${a} by ${by}`);
  });
  const handler = kernel.handler((a) => {
    log.push(`${a} runs`);
    if (a === 1) kernel.setTimer(timer, 50);
    if (a === 2) {
      kernel.setTimer(timer, 30);
      kernel.schedule(40, handler, 3, 0, undefined);
    }
  });
  const timer = kernel.timer(handler, 9, 0);
  kernel.setTimer(timer, 20);
  kernel.post(1, handler, 1, 0, undefined);
  kernel.post(2, handler, 2, 0, undefined);
  kernel.run(100);
  expect(log.filter((line) => line.startsWith('event'))).toEqual([
    'event 1 at 1: 1 by 0',
    'event 2 at 2: 2 by 0',
    'event 3 at 30: 9 by 2',
    'event 4 at 40: 3 by 2',
  ]);
  expect(log.slice(0, 2)).toEqual(['event 1 at 1: 1 by 0', '1 runs']);
});
