import { describe, expect, test } from 'vitest';
import { sectionedInterval } from '../../src/stats/interval.js';
import { pooledQuantileInterval } from '../../src/stats/pooled-quantile.js';
import { exponential, lindley, slack, steadyWait, stream, times } from './experiments.js';

const ascending = (values: ArrayLike<number>) => Float64Array.from(values).sort();
const quantile = (sorted: Float64Array, q: number) => sorted[Math.ceil(q * sorted.length) - 1]!;

function above(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const half = (from + to) >> 1;
    if (sorted[half]! > value) to = half;
    else from = half + 1;
  }
  return sorted.length - from;
}

/** The interval of the merged quantile of runs, tested at every `step`th of all their values. */
function pooled(runs: readonly Float64Array[], q: number, step = 1) {
  const all = new Float64Array(runs.reduce((sum, run) => sum + run.length, 0));
  let filled = 0;
  for (const run of runs) {
    all.set(run, filled);
    filled += run.length;
  }
  all.sort();
  const candidates: number[] = [];
  for (let i = 0; i < all.length - 1; i += step) candidates.push(all[i]!);
  candidates.push(...all.slice(-1));
  const tailsAt = (value: number) => runs.map((run) => ({ above: above(run, value), count: run.length }));
  return { all, interval: pooledQuantileInterval(candidates, tailsAt, q) };
}

describe('the interval of a quantile of all runs', () => {
  test('covers the p90 of independent values 95 % of the time (level 0.001)', () => {
    const next = stream('pooled/independent');
    const many = 400;
    let hits = 0;
    for (let experiment = 0; experiment < many; experiment++) {
      const runs = times(20, () => ascending(times(100, () => exponential(next))));
      const { low, high } = pooled(runs, 0.9, 4).interval!;
      if (low <= Math.log(10) && Math.log(10) <= high) hits++;
    }
    expect(Math.abs(hits / many - 0.95)).toBeLessThan(slack(many));
  });

  test('covers the p99 of waits in M/M/1 at load 0.8, where sectioning does not (level 0.001)', () => {
    // P(W > t) = load e^-(1 - load) t.
    const truth = Math.log(0.8 / 0.01) / 0.2;
    const next = stream('pooled/queue');
    const many = 120;
    let [hits, sectioned] = [0, 0];
    for (let experiment = 0; experiment < many; experiment++) {
      const runs = times(20, () => {
        const wait = lindley(next, 0.8, steadyWait(next, 0.8));
        return ascending(Float64Array.from({ length: 2000 }, wait));
      });
      const { all, interval } = pooled(runs, 0.99, 10);
      if (interval!.low <= truth && truth <= interval!.high) hits++;
      const plain = sectionedInterval(
        quantile(all, 0.99),
        runs.map((run) => quantile(run, 0.99)),
      )!;
      if (plain.low <= truth && truth <= plain.high) sectioned++;
    }
    expect(Math.abs(hits / many - 0.95)).toBeLessThan(slack(many));
    // Negative control.
    expect(sectioned / many).toBeLessThan(0.95 - slack(many));
  });

  test('is nothing where too few values lie beyond, never the largest one', () => {
    const next = stream('pooled/few');
    const runs = times(10, () => ascending(times(100, () => exponential(next))));
    expect(pooled(runs, 0.9).interval).toBeDefined();
    expect(pooled(runs, 0.999).interval).toBeUndefined();
    expect(pooled(runs.slice(0, 1), 0.5).interval).toBeUndefined();
    expect(pooled([], 0.5).interval).toBeUndefined();
  });

  test('holds the estimate, and a value that many share', () => {
    const next = stream('pooled/holds');
    const runs = times(10, () => ascending(times(200, () => exponential(next))));
    const { all, interval } = pooled(runs, 0.9);
    expect(interval!.low).toBeLessThan(quantile(all, 0.9));
    expect(interval!.high).toBeGreaterThan(quantile(all, 0.9));
    // Half of all values are 2, from the 30th percentile to the 80th.
    const steps = times(10, (run) =>
      ascending(times(100, (i) => (i < 30 ? 1 : i < 80 ? 2 : 3 + (i + run) / 1000))),
    );
    expect(pooled(steps, 0.5).interval).toEqual({ low: 2, high: 2 });
  });

  test('is the largest value only where that one is frequent, a timeout say', () => {
    const next = stream('pooled/timeout');
    const cut = (most: number) =>
      times(10, () => ascending(times(200, () => Math.min(most, exponential(next)))));
    // P(X >= 2) = 13.5 %, P(X >= 5) = 0.7 %.
    expect(pooled(cut(2), 0.95).interval).toEqual({ low: 2, high: 2 });
    expect(pooled(cut(5), 0.999).interval).toEqual({ low: 5, high: 5 });
    expect(pooled(cut(50), 0.999).interval).toBeUndefined();
    const constant = times(10, () => ascending(times(200, () => 3)));
    expect(pooledQuantileInterval([3], () => constant.map(() => ({ above: 0, count: 200 })), 0.9)).toEqual({
      low: 3,
      high: 3,
    });
  });

  test('weighs runs by their values, and passes over runs without any', () => {
    const next = stream('pooled/weights');
    const runs = times(10, (i) => ascending(times(50 + 40 * i, () => exponential(next))));
    const { all, interval } = pooled(runs, 0.8);
    expect(interval!.low < quantile(all, 0.8) && quantile(all, 0.8) < interval!.high).toBe(true);
    expect(pooled([...runs, ascending([])], 0.8).interval).toEqual(interval);
  });
});
