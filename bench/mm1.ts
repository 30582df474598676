/**
 * M/M/1 at 90 % load, customers per second: the public model API, with links that take no time, digest on and
 * every wait and sojourn recorded, against loops that one would write by hand and that record nothing.
 *
 *     npm run build && node dist/bench/mm1.js            1 million customers a round, memory up to 10 million
 *     npm run build && node dist/bench/mm1.js 100        memory up to 100 million customers: takes minutes
 *
 * Contenders take turns in one process and each figure is the median of its rounds; read the ratios.
 */
import { performance } from 'node:perf_hooks';
import { Heap } from 'heap-js';
import alea from 'seedrandom/lib/alea.js';
import { builtinModels } from '../models/index.js';
import { simulate } from '../src/experiment/simulate.js';
import { countOf, meanOf } from '../src/observe/histogram.js';
import { parseScenario } from '../src/scenario/parse.js';

/** Simulates so many customers; returns their mean sojourn time in ms, 10 in theory. */
type Contender = (customers: number, seed: string) => number;

const ROUNDS = 7;
const CUSTOMERS = 1_000_000;
const SERVICE_MS = 1;
const ARRIVAL_MS = SERVICE_MS / 0.9;

const models = new Map(builtinModels.map((model) => [model.name, model]));

const scenario = (customers: number): string => `
name: M/M/1 at 90 % load
question: How many customers a second?
duration: ${Math.round(customers * ARRIVAL_MS)}ms
maxEvents: 1000000000000
network: { latency: 0ms }
nodes:
  source: { model: queueing/source, params: { interarrival: exponential(${1 / 0.9}ms), targets: server } }
  server: { model: queueing/station, params: { service: exponential(${SERVICE_MS}ms), answer: false } }
`;

const foretell: Contender = (customers, seed) => {
  const parsed = parseScenario(scenario(customers), { file: 'mm1.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { record } = simulate(parsed.scenario, models, { seed });
  const { sojourn } = record.stations[0]!.all;
  if (countOf(sojourn) < customers * 0.9) throw new Error('customers are missing');
  return (meanOf(sojourn) ?? 0) / 1e6;
};

/** Times by inversion from the same generator as everywhere, so that loops differ in nothing but themselves. */
function draws(seed: string) {
  const uniform = alea(seed).double;
  const exponential = (mean: number) => -mean * Math.log(1 - uniform());
  return { arrival: () => exponential(ARRIVAL_MS), service: () => exponential(SERVICE_MS) };
}

/** Two kinds of event in a heap of closures. */
const heapJs: Contender = (customers, seed) => {
  const { arrival, service } = draws(seed);
  const heap = new Heap<{ at: number; seq: number; run: () => void }>((a, b) => a.at - b.at || a.seq - b.seq);
  const waiting: number[] = [];
  let [now, seq, busy, left, sum, head] = [0, 0, 0, customers, 0, 0];
  const schedule = (delay: number, run: () => void) => heap.push({ at: now + delay, seq: seq++, run });
  const serve = (came: number) =>
    schedule(service(), () => {
      sum += now - came;
      if (head < waiting.length) serve(waiting[head++]!);
      else busy = 0;
    });
  const arrive = () => {
    if (--left > 0) schedule(arrival(), arrive);
    if (busy === 1) waiting.push(now);
    else {
      busy = 1;
      serve(now);
    }
  };
  schedule(arrival(), arrive);
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) {
    now = next.at;
    next.run();
  }
  return sum / customers;
};

/** A future of two entries needs no heap at all: what a loop for M/M/1 and nothing else can do. */
const typedArrays: Contender = (customers, seed) => {
  const { arrival, service } = draws(seed);
  let waiting = new Float64Array(1024);
  let [head, tail, sum, left] = [0, 0, 0, customers];
  let nextArrival = arrival();
  let nextDeparture = Infinity;
  let serving = 0;
  while (left > 0 || nextDeparture < Infinity) {
    if (nextArrival < nextDeparture) {
      const now = nextArrival;
      nextArrival = --left > 0 ? now + arrival() : Infinity;
      if (nextDeparture === Infinity) {
        serving = now;
        nextDeparture = now + service();
      } else {
        waiting[tail] = now;
        tail = (tail + 1) & (waiting.length - 1);
        if (tail === head) {
          const bigger = new Float64Array(waiting.length * 2);
          bigger.set(waiting.subarray(head));
          bigger.set(waiting.subarray(0, head), waiting.length - head);
          [head, tail, waiting] = [0, waiting.length, bigger];
        }
      }
    } else {
      const now = nextDeparture;
      sum += now - serving;
      if (head === tail) nextDeparture = Infinity;
      else {
        serving = waiting[head]!;
        head = (head + 1) & (waiting.length - 1);
        nextDeparture = now + service();
      }
    }
  }
  return sum / customers;
};

const contenders = {
  foretell,
  'heap-js and closures, nothing recorded': heapJs,
  'typed arrays, nothing recorded': typedArrays,
};

function race(): void {
  const names = Object.keys(contenders) as (keyof typeof contenders)[];
  const times = new Map(names.map((name) => [name, [] as number[]]));
  const means = new Map<string, number>();
  for (const name of names) contenders[name](CUSTOMERS / 4, 'warm up');
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) {
      const began = performance.now();
      means.set(name, contenders[name](CUSTOMERS, `round ${round}`));
      times.get(name)!.push(performance.now() - began);
    }
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  const best = median(times.get('typed arrays, nothing recorded')!);
  for (const name of names) {
    const took = median(times.get(name)!);
    const rate = (CUSTOMERS / took / 1000).toFixed(2);
    const mean = means.get(name)!.toFixed(2);
    console.log(
      `${name.padEnd(42)} ${rate.padStart(7)} million/s  ${(took / best).toFixed(2).padStart(6)}x  mean ${mean} ms`,
    );
  }
}

/** Bytes in use after a collection, if node was started with --expose-gc; else the whole process's. */
function memoryMiB(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

console.log(`M/M/1 at 90 % load, ${CUSTOMERS.toLocaleString('en')} customers a round, median of ${ROUNDS}\n`);
race();
console.log('\nmemory of the whole process after so many customers in one run');
const most = Number(process.argv[2] ?? 10);
for (const millions of [1, 10, 100].filter((each) => each <= most)) {
  const began = performance.now();
  foretell(millions * 1e6, 'memory');
  const rate = (millions * 1000) / (performance.now() - began);
  console.log(
    `${String(millions).padStart(4)} million  ${memoryMiB().toFixed(0).padStart(5)} MiB  ${rate.toFixed(2)} million/s`,
  );
}
