/**
 * What counting a latency costs: ns per recorded value, per merge and per quantile, and the memory of one
 * histogram, for narrow and wide spreads. Run: `node dist/bench/histogram.js`.
 */
import { performance } from 'node:perf_hooks';
import {
  createHistogram,
  type Histogram,
  mergeHistogram,
  quantileOf,
  recordValue,
} from '../src/observe/histogram.js';

const VALUES = 1 << 16;
const ROUNDS = 7;

/** Integers from 1 to 2^octaves, uniform in the exponent; a small generator of its own, so that the draws cost nothing here. */
function draw(lowOctave: number, highOctave: number): Float64Array {
  let state = 12_345;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 4_294_967_296;
  };
  return Float64Array.from({ length: VALUES }, () =>
    Math.floor(2 ** (lowOctave + (highOctave - lowOctave) * next())),
  );
}

/** Nanoseconds per unit of work, best of several rounds. */
function time(units: number, work: () => void): number {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1e6) / units;
}

const bytesOf = (histogram: Histogram) =>
  histogram.blocks.reduce((sum, block) => sum + (block?.byteLength ?? 0), histogram.totals.byteLength);

const spreads = [
  { name: '1 ms to 8 ms', values: draw(20, 23) },
  { name: '1 us to 2 s', values: draw(10, 31) },
  { name: '2 s to 104 days', values: draw(31, 53) },
];
const rows = spreads.map(({ name, values }) => {
  const histogram = createHistogram();
  const record = time(VALUES * 10, () => {
    for (let pass = 0; pass < 10; pass++)
      for (let i = 0; i < values.length; i++) recordValue(histogram, values[i]!);
  });
  const target = createHistogram();
  const merge = time(1000, () => {
    for (let i = 0; i < 1000; i++) mergeHistogram(target, histogram);
  });
  const quantile = time(1000, () => {
    for (let i = 0; i < 1000; i++) quantileOf(histogram, 0.99);
  });
  return {
    spread: name,
    'record ns': record.toFixed(1),
    'merge ns': merge.toFixed(0),
    'p99 ns': quantile.toFixed(0),
    bytes: bytesOf(histogram),
  };
});
console.table(rows);
