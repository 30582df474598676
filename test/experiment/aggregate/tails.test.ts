/** Intervals of quantiles from the tails of all runs: the same however many runs are put together. */
import { describe, expect, test } from 'vitest';
import { createTails } from '../../../src/experiment/aggregate/tails.js';
import type { What } from '../../../src/observe/measure.js';
import { measure } from '../../../src/observe/measure.js';
import { createMetrics, emptyMetrics, mergeMetrics } from '../../../src/observe/metrics.js';
import { exponential, stream, times } from '../../stats/experiments.js';

const MS = 1e6;
const p = (quantile: number): What => ({
  metric: { kind: 'quantile', quantile },
  of: 'app',
  operation: undefined,
  during: 'always',
  station: undefined,
});

/** One run of so many exponential latencies, in ms. */
function run(draw: () => number, count: number) {
  const recorder = createMetrics({ duration: 1000 * MS, warmUp: 0, faults: [] });
  for (let i = 0; i < count; i++) {
    const completedAt = Math.round(1 + 100 * MS * exponential(draw));
    recorder.record('app', { f: 'read', outcome: 'ok', invokedAt: 0, intendedAt: 0, completedAt });
  }
  return recorder.metrics;
}

describe('of independent values', () => {
  test.each([0.5, 0.9, 0.99])(
    'the interval of quantile %d holds the truth in about 95 of 100 experiments',
    (q) => {
      const draw = stream(`tails/${q}`);
      const truth = -100 * MS * Math.log(1 - q);
      const held = times(300, () => {
        const tails = createTails([p(q)]);
        for (let i = 0; i < 10; i++) tails.add(run(draw, 1000));
        const { low, high } = tails.interval(p(q), q)!;
        return low <= truth && truth <= high;
      }).filter((holds) => holds).length;
      // 99.9 %: 3.29 standard deviations of a binomial with 300 trials of 0.95.
      expect(Math.abs(held - 285)).toBeLessThan(3.29 * Math.sqrt(300 * 0.95 * 0.05));
    },
  );

  test('control: a truth of another distribution is not held', () => {
    const draw = stream('tails/control');
    const tails = createTails([p(0.9)]);
    for (let i = 0; i < 10; i++) tails.add(run(draw, 1000));
    const { low, high } = tails.interval(p(0.9), 0.9)!;
    const wrong = -120 * MS * Math.log(0.1);
    expect(low <= wrong && wrong <= high).toBe(false);
  });
});

test('beyond a thousand runs neighbours are put together, and the interval stays what it was, nearly', () => {
  const draw = stream('tails/many');
  const tails = createTails([p(0.9)]);
  const merged = emptyMetrics({ duration: 1000 * MS, warmUp: 0 });
  const widths: number[] = [];
  for (let i = 1; i <= 1100; i++) {
    const metrics = run(draw, 40);
    tails.add(metrics);
    mergeMetrics(merged, metrics);
    if (i === 1020 || i === 1100) {
      const { low, high } = tails.interval(p(0.9), 0.9)!;
      const told = measure(merged, p(0.9));
      if (told.kind !== 'measured') throw new Error('there are enough');
      expect(low).toBeLessThanOrEqual(told.bucket.high);
      expect(high).toBeGreaterThanOrEqual(told.bucket.low);
      widths.push(high - low);
    }
  }
  expect(widths[1]! / widths[0]!).toBeGreaterThan(0.7);
  expect(widths[1]! / widths[0]!).toBeLessThan(1.4);
});

test('one run tells no interval', () => {
  const tails = createTails([p(0.9)]);
  tails.add(run(stream('tails/one'), 1000));
  expect(tails.interval(p(0.9), 0.9)).toBeUndefined();
});
