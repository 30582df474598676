/**
 * The kernel and the network against what one would write by hand.
 *
 *     npm run build && node dist/bench/kernel.js
 *
 * Contenders take turns in one process and each figure is the median of its rounds; read the ratios.
 */
import { performance } from 'node:perf_hooks';
import { Heap } from 'heap-js';
import { createKernel } from '../src/kernel/kernel.js';
import { createFastQueue } from '../src/kernel/queue/fast.js';
import type { Message } from '../src/model/index.js';
import { compileLink } from '../src/world/network.js';
import { World } from '../src/world/world.js';
import { holdHeap, holdHeapJs, type Load } from './queue-contenders.js';
import { xorshift } from './xorshift.js';

/** Runs so many more events; returns something that depends on them. */
type Contender = (events: number) => number;

const MS = 1_000_000;
const ROUNDS = 7;
const ROUND_MS = 80;
const BATCH = 20_000;
const DRAWS = 1 << 16;

/** Each event schedules itself again: the kernel with its slots, handlers and, if asked, its digest. */
function holdKernel({ first, delays }: Load, digest: boolean): Contender {
  const kernel = createKernel({ queue: createFastQueue(), digest });
  const mask = delays.length - 1;
  let next = 0;
  let left = 0;
  const again: number = kernel.handler((a, b, payload) => {
    kernel.schedule(kernel.now + delays[next++ & mask]!, again, a, b, payload);
    if (--left === 0) kernel.stop();
  });
  for (let i = 0; i < first.length; i++) kernel.schedule(first[i]!, again, i, 0, undefined);
  return (events) => {
    left = events;
    kernel.run(Number.MAX_SAFE_INTEGER);
    return kernel.now;
  };
}

/** Delays of the hold model: exponential, all the same, or on the ticks of a clock. */
const DELAYS = {
  exponential: (pending: number, uniform: () => number) => Math.floor(-Math.log(uniform()) * MS * pending),
  'all equal': () => MS,
  'ticks of 1 ms': (_: number, uniform: () => number) => Math.ceil(uniform() * 1000) * MS,
} as const;

function holdLoad(kind: keyof typeof DELAYS, pending: number): Load {
  const uniform = xorshift();
  const draw = () => DELAYS[kind](pending, uniform);
  return {
    first: Float64Array.from({ length: pending }, draw),
    delays: Float64Array.from({ length: DRAWS }, draw),
  };
}

/** 1,000 nodes pass 8 messages each to random nodes; here with nothing but a heap of closures. */
function passHeapJs(): Contender {
  const uniform = xorshift();
  const heap = new Heap<{ at: number; seq: number; run: () => void }>((a, b) => a.at - b.at || a.seq - b.seq);
  let seq = 0;
  let now = 0;
  const received = new Int32Array(1000);
  const send = () => {
    const to = Math.floor(uniform() * 1000);
    heap.push({
      at: now + 1 + Math.floor(uniform() * MS),
      seq: seq++,
      run: () => {
        received[to]!++;
        send();
      },
    });
  };
  for (let i = 0; i < 8000; i++) send();
  return (events) => {
    for (let i = 0; i < events; i++) {
      const event = heap.pop()!;
      now = event.at;
      event.run();
    }
    return now;
  };
}

function passKernel(): Contender {
  const uniform = xorshift();
  const kernel = createKernel({ queue: createFastQueue(), digest: false });
  const received = new Int32Array(1000);
  const message = { kind: 'ball' };
  let left = 0;
  const deliver: number = kernel.handler((to, _from, payload) => {
    received[to]!++;
    kernel.schedule(
      kernel.now + 1 + Math.floor(uniform() * MS),
      deliver,
      Math.floor(uniform() * 1000),
      to,
      payload,
    );
    if (--left === 0) kernel.stop();
  });
  for (let i = 0; i < 8000; i++) {
    kernel.schedule(Math.floor(uniform() * MS), deliver, Math.floor(uniform() * 1000), 0, message);
  }
  return (events) => {
    left = events;
    kernel.run(Number.MAX_SAFE_INTEGER);
    return kernel.now;
  };
}

/** The same through the whole network: a drawn latency, a loss to survive, the digest on. */
function passNetwork(): Contender {
  const uniform = xorshift();
  const link = compileLink({
    latency: { kind: 'uniform', low: 1, high: MS },
    loss: 1e-9,
    duplicate: 0,
    corrupt: 0,
    checksum: true,
    order: 'any',
    bandwidth: Number.POSITIVE_INFINITY,
  });
  const world = new World({ seed: '1', queue: createFastQueue(), link });
  const message: Message = { kind: 'ball' };
  let left = 0;
  world.addGroup({
    name: 'n',
    count: 1000,
    receive: (_from, ball, self) => {
      world.send(self, (self + 1 + Math.floor(uniform() * 999)) % 1000, ball);
      if (--left === 0) world.kernel.stop();
    },
  });
  for (let i = 0; i < 8000; i++) world.send(i % 1000, (i + 1) % 1000, message);
  return (events) => {
    left = events;
    world.kernel.run(Number.MAX_SAFE_INTEGER);
    return world.kernel.now;
  };
}

/** Timers of 1,000 nodes, each moved to 10 ms later whenever a message comes: one reset per event counted. */
function resetTimers(): Contender {
  const uniform = xorshift();
  const kernel = createKernel({ queue: createFastQueue(), digest: false });
  let fired = 0;
  const fire = kernel.handler(() => {
    fired++;
  });
  const timers = Array.from({ length: 1000 }, (_, i) => kernel.timer(fire, i, 0));
  let left = 0;
  const RESETS = 100;
  const message: number = kernel.handler(() => {
    for (let i = 0; i < RESETS; i++)
      kernel.setTimer(timers[Math.floor(uniform() * 1000)]!, kernel.now + 10 * MS);
    kernel.schedule(kernel.now + 1000, message, 0, 0, undefined);
    left -= RESETS;
    if (left <= 0) kernel.stop();
  });
  kernel.schedule(0, message, 0, 0, undefined);
  return (events) => {
    left = events;
    kernel.run(Number.MAX_SAFE_INTEGER);
    if (kernel.pending > 2001) throw new Error(`${kernel.pending} entries for 1,000 timers`);
    return fired;
  };
}

/** Median millions of events per second of each contender, taking turns. */
function race(contenders: readonly Contender[], warmUp: number): number[] {
  for (const run of contenders) for (let done = 0; done < warmUp; done += BATCH) run(BATCH);
  const rates = contenders.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    contenders.forEach((run, i) => {
      const began = performance.now();
      let events = 0;
      let took = 0;
      while (took < ROUND_MS) {
        run(BATCH);
        events += BATCH;
        took = performance.now() - began;
      }
      rates[i]!.push(events / took / 1000);
    });
  }
  return rates.map((of) => of.sort((a, b) => a - b)[ROUNDS >> 1]!);
}

const WIDTHS = [16, 10, 8, 8, 8, 8, 11, 11];

const line = (...cells: readonly (string | number)[]) =>
  console.log(
    cells
      .map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell))
      .map((cell, i) => (i === 0 ? cell.padEnd(WIDTHS[i]!) : cell.padStart(WIDTHS[i]!)))
      .join(''),
  );

function main(): void {
  console.log('millions of events per second; the right half compares the kernel without digest\n');
  line('hold model', 'pending', 'kernel', 'digest', 'heap', 'heap-js', 'of heap', 'heap-js');
  for (const kind of Object.keys(DELAYS) as (keyof typeof DELAYS)[]) {
    for (const pending of [1_000, 100_000, 1_000_000]) {
      const load = holdLoad(kind, pending);
      const contenders = [
        holdKernel(load, false),
        holdKernel(load, true),
        holdHeap(load).hold,
        holdHeapJs(load).hold,
      ];
      const rates = race(contenders, 2 * pending + 100_000);
      const [kernel, , heap, heapJs] = rates as [number, number, number, number];
      const ratios = [`${(heap / kernel).toFixed(2)}x time`, `${(kernel / heapJs).toFixed(1)}x fast`];
      line(kind, pending.toLocaleString('en'), ...rates, ...ratios);
    }
  }
  console.log();
  line('1,000 nodes', '', 'kernel', 'network', 'heap-js');
  line('8 messages each', '', ...race([passKernel(), passNetwork(), passHeapJs()], 200_000));
  line('timers reset', '', ...race([resetTimers()], 400_000));
}

main();
