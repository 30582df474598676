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
import { type Contender, holdFast, holdHeap, holdHeapJs, type Load } from './queue-contenders.js';
import { xorshift } from './xorshift.js';

const MS = 1_000_000;
const DRAWS = 1 << 16;
const ROUNDS = 15;
const ROUND_MS = 15;
/** Events between two looks at the clock. */
const BATCH = 5_000;
const SIZES = [16, 100, 1_000, 100_000, 1_000_000];

/** A draw of uniform doubles in (0, 1). */
type Uniform = () => number;

interface Workload {
  readonly delay: (pending: number, uniform: Uniform) => number;
  /** First instants; as the delays unless stated. */
  readonly first?: (pending: number, uniform: Uniform) => number;
}

const WORKLOADS: Readonly<Record<string, Workload>> = {
  exponential: { delay: (pending, uniform) => exponential(MS * pending, uniform) },
  'all equal': { delay: () => MS },
  'all at 0': { delay: () => 0 },
  'ticks of 1 ms, 10 ahead': { delay: (_, uniform) => Math.ceil(uniform() * 10) * MS },
  'ticks of 1 ms, 1000': { delay: (_, uniform) => Math.ceil(uniform() * 1000) * MS },
  'constant delay': {
    delay: () => 10 * MS,
    first: (_, uniform) => Math.floor(uniform() * 10 * MS),
  },
  'two constant delays': {
    delay: (_, uniform) => (uniform() < 0.5 ? MS : 100 * MS),
    first: (_, uniform) => Math.floor(uniform() * 10 * MS),
  },
  '90 % short, 10 % x 1000': {
    delay: (pending, uniform) => exponential(pending * (uniform() < 0.9 ? MS / 100 : MS * 10), uniform),
  },
  'links 1 ms, timers 10 s': {
    delay: (_, uniform) => Math.floor(uniform() < 0.5 ? (0.5 + uniform()) * MS : (10_000 + uniform()) * MS),
  },
  pareto: { delay: (_, uniform) => Math.floor(MS * uniform() ** (-1 / 1.1)) },
  '3 in 4 without delay': {
    delay: (pending, uniform) => (uniform() < 0.75 ? 0 : exponential(MS * pending, uniform)),
  },
};

/** Workloads whose first instants are also loaded at once and then drained. */
const DRAINED = ['exponential', 'all equal', 'pareto'];

function exponential(mean: number, uniform: Uniform): number {
  return Math.floor(-Math.log(uniform()) * mean);
}

const CONTENDERS: Readonly<Record<string, (load: Load) => Contender>> = {
  fast: holdFast,
  heap: holdHeap,
  'heap-js': holdHeapJs,
};

function load(workload: Workload, pending: number): Load {
  const uniform = xorshift();
  const first = workload.first ?? workload.delay;
  return {
    first: Float64Array.from({ length: pending }, () => first(pending, uniform)),
    delays: Float64Array.from({ length: DRAWS }, () => workload.delay(pending, uniform)),
  };
}

/** Events per microsecond of each contender in its steady state. */
function measureHold(workload: Workload, pending: number): number[] {
  const input = load(workload, pending);
  const contenders = Object.values(CONTENDERS).map((create) => create(input));
  const warm = Math.ceil((2 * pending) / BATCH);
  assertEqual(
    contenders.map(({ hold }) => {
      let sum = 0;
      for (let i = 0; i < warm; i++) sum = (Math.imul(sum, 31) + hold(BATCH)) | 0;
      return sum;
    }),
  );
  return medians(contenders.length, (i) => {
    contenders[i]!.hold(BATCH);
    return BATCH;
  });
}

/** Events per microsecond of each contender when all are pushed, in any order, and then all are popped. */
function measureDrain(workload: Workload, pending: number): number[] {
  const input = load(workload, pending);
  const contenders = Object.values(CONTENDERS);
  assertEqual(contenders.map((create) => create(input).drain()));
  return medians(contenders.length, (i) => {
    contenders[i]!(input).drain();
    return pending;
  });
}

/** Contenders take turns for a short while each; the median of their rates, in events per microsecond. */
function medians(contenders: number, run: (contender: number) => number): number[] {
  const rates = Array.from({ length: contenders }, (): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, of] of rates.entries()) {
      const began = performance.now();
      let events = 0;
      let took = 0;
      while (took < ROUND_MS) {
        events += run(i);
        took = performance.now() - began;
      }
      of.push(events / took / 1000);
    }
  }
  return rates.map((of) => of.sort((a, b) => a - b)[ROUNDS >> 1]!);
}

function assertEqual(sums: readonly number[]): void {
  if (new Set(sums).size !== 1) throw new Error(`contenders disagree on the order: ${sums.join(' ')}`);
}

function printRow(name: string, pending: number, [fast, heap, heapJs]: readonly number[]): void {
  const cells = [fast!, heap!, heapJs!].map((rate) => rate.toFixed(2).padStart(9)).join('');
  const ratios = [fast! / heap!, fast! / heapJs!].map((ratio) => ratio.toFixed(2).padStart(10)).join('');
  console.log(`${name.padEnd(24)}${String(pending).padStart(9)}${cells}${ratios}`);
}

function main(): void {
  const asked = process.argv.slice(2).map(Number);
  const sizes = asked.length > 0 ? asked : SIZES;
  const heads = ['pending', 'fast', 'heap', 'heap-js'].map((head) => head.padStart(9)).join('');
  console.log('Millions of events per second; x: how many times as fast the default queue is.\n');
  console.log(`${'workload'.padEnd(24)}${heads}${'x heap'.padStart(10)}${'x heap-js'.padStart(10)}`);
  for (const pending of sizes) {
    for (const [name, workload] of Object.entries(WORKLOADS)) {
      printRow(name, pending, measureHold(workload, pending));
    }
    for (const name of DRAINED) {
      printRow(`load, drain: ${name}`.slice(0, 24), pending, measureDrain(WORKLOADS[name]!, pending));
    }
  }
}

main();
