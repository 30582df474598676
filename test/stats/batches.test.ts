import { describe, expect, test } from 'vitest';
import type { Stream } from '../../src/kernel/random.js';
import { createBatchSeries, recordObservation } from '../../src/stats/batch-series.js';
import {
  type Batch,
  type BatchedInterval,
  batchesAfter,
  batchFigureInterval,
  batchMeanInterval,
  neighbourCorrelation,
} from '../../src/stats/batches.js';
import { mean, meanInterval } from '../../src/stats/interval.js';
import { truncation } from '../../src/stats/warm-up.js';
import {
  autoregressive,
  exponential,
  lindley,
  meanWait,
  normal,
  slack,
  steadyWait,
  stream,
  times,
} from './experiments.js';

const EXPERIMENTS = 1000;
/** Fewer where each one simulates 20,000 customers. */
const RUNS = 400;

function independent(found: BatchedInterval) {
  if (found.kind !== 'independent') throw new Error(found.kind);
  return found;
}

/** The run of a source in `batches` equal batches. */
function run(source: () => number, batches: number, size: number): Batch[] {
  return times(batches, () => {
    let total = 0;
    for (let i = 0; i < size; i++) total += source();
    return { total, weight: size };
  });
}

/** Of those experiments that gave an interval, the share that holds the truth; and the share that gave one. */
function outcome(truth: number, experiments: number, experiment: () => BatchedInterval) {
  const found = times(experiments, experiment).flatMap((one) =>
    one.kind === 'independent' ? [one.interval] : [],
  );
  const hits = found.filter(({ low, high }) => low <= truth && truth <= high).length;
  return { covered: hits / found.length, answered: found.length / experiments };
}

const steadyQueue = (next: Stream, load: number) => lindley(next, load, steadyWait(next, load));

describe('batch means', () => {
  test('of independent values is the t-interval of the 20 groups, moved a little for skewness', () => {
    const next = stream('plain');
    const values = times(20, () => normal(next));
    const { estimate, interval, batches } = independent(
      batchMeanInterval(values.map((total) => ({ total, weight: 1 }))),
    );
    const plain = meanInterval(values)!;
    expect(batches).toBe(20);
    expect(estimate).toBeCloseTo(mean(values), 12);
    expect(Math.abs(interval.low - plain.low)).toBeLessThan(0.25 * (plain.high - plain.low));
    expect(Math.abs(interval.high - plain.high)).toBeLessThan(0.25 * (plain.high - plain.low));
    // Mirror-symmetric values that do not correlate have neither skewness nor correlation: exactly the t-interval.
    const mirrored = times(20, (i) => (i % 2 === 0 ? 1 : -1) * (1 + (i >> 1)));
    const exact = independent(batchMeanInterval(mirrored.map((total) => ({ total, weight: 1 }))));
    expect(exact.interval.low).toBeCloseTo(meanInterval(mirrored)!.low, 12);
    expect(exact.interval.high).toBeCloseTo(meanInterval(mirrored)!.high, 12);
  });

  test('of skewed values reaches further to the side of the long tail', () => {
    const values = times(20, (i) => (i === 7 ? 30 : i % 3));
    const { estimate, interval } = independent(
      batchMeanInterval(values.map((total) => ({ total, weight: 1 }))),
    );
    expect(interval.high - estimate).toBeGreaterThan(1.2 * (estimate - interval.low));
  });

  test('covers the mean of exponential values 95 % of the time (level 0.001)', () => {
    const next = stream('exponential');
    const { covered, answered } = outcome(1, EXPERIMENTS, () =>
      batchMeanInterval(run(() => exponential(next), 100, 10)),
    );
    expect(answered).toBeGreaterThan(0.99);
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
  });

  test.each([0.5, 0.8])('covers the mean wait in one long run of M/M/1 at load %d (level 0.001)', (load) => {
    const next = stream(`queue/${load}`);
    const naive: Batch[][] = [];
    const { covered, answered } = outcome(meanWait(load), RUNS, () => {
      const batches = run(steadyQueue(next, load), 2000, 10);
      naive.push(batches);
      return batchMeanInterval(batches);
    });
    expect(answered).toBeGreaterThan(0.95);
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(RUNS));
    // Negative control: the t-interval of the same 2,000 means, as if they were independent.
    const hits = naive.filter((batches) => {
      const { low, high } = meanInterval(batches.map(({ total, weight }) => total / weight))!;
      return low <= meanWait(load) && meanWait(load) <= high;
    });
    expect(hits.length / RUNS).toBeLessThan(0.95 - 2 * slack(RUNS));
  });

  test('follows a recorder from an empty queue, its warm-up cut (level 0.001)', () => {
    const next = stream('recorder');
    const many = 300;
    const { covered, answered } = outcome(meanWait(0.5), many, () => {
      const wait = lindley(next, 0.5);
      const series = createBatchSeries(1024);
      for (let i = 0; i < 20_000; i++) recordObservation(series, wait(), i);
      const cut = truncation(series);
      return cut.kind === 'converged'
        ? batchMeanInterval(batchesAfter(series, cut.discarded))
        : { kind: 'too few' };
    });
    expect(answered).toBeGreaterThan(0.95);
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(many));
  });

  test('covers a ratio whose weights vary with its totals (level 0.001)', () => {
    // A piece of a run holds a random number of customers, who come to 1 each: the ratio is 1 / 10.
    const next = stream('ratio');
    const { covered } = outcome(0.1, EXPERIMENTS, () =>
      batchMeanInterval(
        times(50, () => {
          const weight = 10 * exponential(next);
          return { total: 0.1 * weight + 0.3 * normal(next), weight };
        }),
      ),
    );
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
  });

  test('gives no interval where even ten batches are correlated, or fewer are there', () => {
    const next = stream('slow');
    // A memory of ten thousand observations in a run of as many.
    const slow = autoregressive(next, 0.9999, 0);
    expect(batchMeanInterval(run(slow, 1000, 10)).kind).toBe('dependent');
    expect(batchMeanInterval(run(() => exponential(next), 9, 10))).toEqual({ kind: 'too few' });
    expect(batchMeanInterval(times(20, () => ({ total: 0, weight: 0 })))).toEqual({ kind: 'too few' });
  });

  test('of equal values is a point', () => {
    const found = independent(batchMeanInterval(times(40, () => ({ total: 6, weight: 2 }))));
    expect(found.interval).toEqual({ low: 3, high: 3 });
  });
});

describe('a figure of one long run', () => {
  const quantile = (values: Float64Array, q: number) => values.toSorted()[Math.ceil(q * values.length) - 1]!;
  const joined = (group: readonly Float64Array[]) => Float64Array.from(group.flatMap((part) => [...part]));

  test('covers the 90th percentile of waits in M/M/1 at load 0.5 (level 0.001)', () => {
    // P(W > t) = load e^-(1 - load) t.
    const truth = Math.log(0.5 / 0.1) / 0.5;
    const next = stream('p90');
    const [many, customers] = [200, 10_000];
    const { covered, answered } = outcome(truth, many, () => {
      const waits = Float64Array.from({ length: customers }, steadyQueue(next, 0.5));
      const parts = times(40, (i) => waits.slice((i * customers) / 40, ((i + 1) * customers) / 40));
      return batchFigureInterval(parts, quantile(waits, 0.9), (group) => quantile(joined(group), 0.9));
    });
    expect(answered).toBeGreaterThan(0.95);
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(many));
  });

  test('joins groups until each has a figure', () => {
    const next = stream('few');
    const parts = times(40, () => Float64Array.from({ length: 100 }, () => exponential(next)));
    const figure = (least: number) => (group: readonly Float64Array[]) =>
      group.length < least ? undefined : quantile(joined(group), 0.99);
    const estimate = quantile(joined(parts), 0.99);
    expect(independent(batchFigureInterval(parts, estimate, figure(2))).batches).toBe(20);
    expect(independent(batchFigureInterval(parts, estimate, figure(4))).batches).toBe(10);
    expect(batchFigureInterval(parts, estimate, figure(5))).toEqual({ kind: 'too few' });
  });
});

describe('correlation of neighbours', () => {
  test('is that of the process (4 standard errors)', () => {
    const next = stream('correlation');
    for (const carry of [-0.5, 0, 0.7]) {
      const found = neighbourCorrelation(times(20_000, autoregressive(next, carry, 0)));
      expect(Math.abs(found - carry)).toBeLessThan(4 / Math.sqrt(20_000));
    }
    expect(neighbourCorrelation([2, 2, 2])).toBe(0);
  });
});
