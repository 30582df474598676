/**
 * Event queues under the hold model: each event popped is scheduled again after a delay.
 *
 *     npm run build && node dist/bench/queue.js [pending…]
 *
 * Prints, per workload and number of pending events, millions of events per second of the default queue
 * through its interface, of a hand-written loop over a binary heap on typed arrays, and of heap-js with
 * objects and closures, and how many times as fast as each of them the default queue is. Contenders take
 * turns, and each figure is the median of its rounds, since machines are noisy; ratios matter.
 */
import { performance } from 'node:perf_hooks';
import { type Contender, type Delays, holdFast, holdHeap, holdHeapJs } from './queue-contenders.js';

const MS = 1_000_000;
const DRAWS = 1 << 16;
const ROUNDS = 5;
const ROUND_MS = 120;

/** Delays of a workload, given the number pending and a source of uniform draws in (0, 1). */
type Workload = (pending: number, uniform: () => number) => number;

const WORKLOADS: Readonly<Record<string, Workload>> = {
  exponential: (pending, uniform) => Math.floor(-Math.log(uniform()) * MS * pending),
  'all equal': () => MS,
  'constant, staggered': () => 0,
  'ticks of 1 ms': (_, uniform) => (1 + Math.floor(uniform() * 10)) * MS,
  '90 % short, 10 % x1000': (pending, uniform) =>
    Math.floor(-Math.log(uniform()) * pending * (uniform() < 0.9 ? MS / 100 : MS * 10)),
  '1 ms links, 10 s timers': (_, uniform) =>
    uniform() < 0.5 ? Math.floor((0.5 + uniform()) * MS) : 10_000 * MS + Math.floor(uniform() * MS),
  'zero-delay 3 in 4': (pending, uniform) =>
    uniform() < 0.75 ? 0 : Math.floor(-Math.log(uniform()) * MS * pending),
};

const CONTENDERS: Readonly<Record<string, (delays: Delays, pending: number) => Contender>> = {
  fast: holdFast,
  heap: holdHeap,
  'heap-js': holdHeapJs,
};

function xorshift(): () => number {
  let x = 0x9e3779b9 | 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return ((x >>> 0) + 0.5) / 2 ** 32;
  };
}

function measure(workload: Workload, pending: number): number[] {
  const uniform = xorshift();
  const delays = Float64Array.from({ length: DRAWS }, () => workload(pending, uniform));
  const contenders = Object.values(CONTENDERS).map((create) => create(delays, pending));
  const batch = 10_000;
  // As many batches for each: pending events twice over, so that every queue is in its steady state.
  const warm = Math.ceil((2 * pending) / batch);
  const sums = contenders.map((run) => {
    let sum = 0;
    for (let i = 0; i < warm; i++) sum = (Math.imul(sum, 31) + run(batch)) | 0;
    return sum;
  });
  if (new Set(sums).size !== 1) throw new Error(`contenders disagree: ${sums.join(' ')}`);
  const rates = contenders.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, run] of contenders.entries()) {
      const began = performance.now();
      let events = 0;
      let took = 0;
      while (took < ROUND_MS) {
        run(batch);
        events += batch;
        took = performance.now() - began;
      }
      rates[i]!.push(events / took / 1000);
    }
  }
  return rates.map((of) => of.sort((a, b) => a - b)[ROUNDS >> 1]!);
}

function main(): void {
  const only = process.argv.slice(2).map(Number);
  const sizes = only.length > 0 ? only : [16, 100, 1_000, 100_000, 1_000_000];
  console.log('millions of events per second; "x" is how many times as fast the default queue is\n');
  console.log(
    `${'workload'.padEnd(24)}${'pending'.padStart(9)}${'fast'.padStart(9)}${'heap'.padStart(9)}${'heap-js'.padStart(9)}${'x heap'.padStart(10)}${'x heap-js'.padStart(10)}`,
  );
  for (const pending of sizes) {
    for (const [name, workload] of Object.entries(WORKLOADS)) {
      const [fast, heap, heapJs] = measure(workload, pending) as [number, number, number];
      const cells = [fast, heap, heapJs].map((rate) => rate.toFixed(2).padStart(9)).join('');
      const ratios = [fast / heap, fast / heapJs].map((ratio) => ratio.toFixed(2).padStart(10)).join('');
      console.log(`${name.padEnd(24)}${String(pending).padStart(9)}${cells}${ratios}`);
    }
  }
}

main();
