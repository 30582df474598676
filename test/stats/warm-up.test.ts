import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp } from '../../src/kernel/math.js';
import type { Stream } from '../../src/kernel/random.js';
import {
  batchesOf,
  createBatchSeries,
  observationsOf,
  recordObservation,
} from '../../src/stats/batch-series.js';
import { mean, meanInterval } from '../../src/stats/interval.js';
import { commonTruncation, mser, type Truncation, truncation } from '../../src/stats/warm-up.js';
import { autoregressive, lindley, meanWait, normal, slack, stream, times } from './experiments.js';

const SECOND = 1e9;

/** Records values made one second apart. */
function recorded(values: readonly number[], batchesMax?: number) {
  const series = createBatchSeries(batchesMax);
  values.forEach((value, i) => {
    recordObservation(series, value, i * SECOND);
  });
  return series;
}

function converged(found: Truncation) {
  if (found.kind !== 'converged') throw new Error(found.kind);
  return found;
}

describe('a batch series', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });

  test('holds the means of consecutive observations and when each batch began, joined as needed', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 2000 }), (values) => {
        const series = recorded(values, 32);
        const { size, means, starts } = batchesOf(series);
        expect(observationsOf(series)).toBe(values.length);
        expect(means.length).toBe(Math.floor(values.length / size));
        expect(size === 5 || means.length >= 16).toBe(true);
        means.forEach((found, i) => {
          expect(found).toBeCloseTo(mean(values.slice(i * size, (i + 1) * size)), 6);
          expect(starts[i]).toBe(i * size * SECOND);
        });
      }),
    );
  });

  test('is read in coarser batches as if it had been kept so', () => {
    // Multiples of 80, so that every mean is exact whichever way it is taken.
    const values = times(1600, (i) => 80 * ((i * 7919) % 101));
    const coarse = batchesOf(recorded(values, 32));
    expect(coarse.size).toBe(80);
    expect(batchesOf(recorded(values, 4096), 80)).toEqual(coarse);
    expect(() => batchesOf(recorded(values, 4096), 30)).toThrow('joined in pairs');
  });

  test('crosses threads and goes on as it was', () => {
    const values = times(1234, (i) => (i * 7919) % 101);
    const copy = structuredClone(recorded(values.slice(0, 777), 32));
    values.slice(777).forEach((value, i) => {
      recordObservation(copy, value, (777 + i) * SECOND);
    });
    expect(copy).toEqual(recorded(values, 32));
  });

  test('refuses what is no observation, and time that runs backwards', () => {
    expect(() => recorded([1, 2, NaN, 4, 5])).toThrow('finite');
    const series = recorded([1, 2, 3, 4, 5]);
    expect(() => {
      for (const value of [1, 2, 3, 4, 5]) recordObservation(series, value, -1);
    }).toThrow('order of time');
  });
});

describe('MSER', () => {
  /** By definition, from the front, with fresh sums for every cut. */
  function slowMser(values: readonly number[]) {
    const leftMin = Math.max(5, Math.ceil(0.1 * values.length));
    return times(values.length - leftMin + 1, (discarded) => {
      const left = values.slice(discarded);
      const squares = left.reduce((sum, x) => sum + (x - mean(left)) ** 2, 0);
      return { discarded, statistic: squares / left.length ** 2 };
    }).reduce((best, cut) => (cut.statistic < best.statistic ? cut : best));
  }

  test('finds the cut that its definition names', () => {
    const next = stream('definition');
    for (const n of [10, 11, 37, 200]) {
      const values = times(n, (i) => normal(next) + (i < n / 5 ? 3 : 0));
      const [found, wanted] = [mser(values)!, slowMser(values)];
      expect(found.discarded).toBe(wanted.discarded);
      expect(found.statistic).toBeCloseTo(wanted.statistic, 12);
    }
  });

  test('cuts a step exactly where it ends, and nothing of a constant', () => {
    expect(mser(times(100, (i) => (i < 30 ? 7 : 1)))).toEqual({ discarded: 30, statistic: 0 });
    expect(mser(times(100, () => 0.1))).toEqual({ discarded: 0, statistic: 0 });
    expect(mser(times(9, () => 1))).toBeUndefined();
  });

  test('gives the cut as an instant and in observations', () => {
    const series = recorded(times(1003, (i) => (i < 200 ? 50 : i % 5)));
    expect(converged(truncation(series))).toEqual({
      kind: 'converged',
      at: 200 * SECOND,
      discarded: 200,
      of: 1003,
      statistic: 0,
    });
    expect(converged(truncation(recorded(times(500, (i) => i % 5)))).at).toBe(0);
  });

  test('says so where a run is too short to tell', () => {
    expect(truncation(recorded(times(49, (i) => i)))).toEqual({ kind: 'too few', of: 49 });
    // Still climbing at the end, and settled only after more than half of the run.
    expect(truncation(recorded(times(5000, (i) => i)))).toEqual({ kind: 'not converged', of: 5000 });
    expect(truncation(recorded(times(1000, (i) => (i < 505 ? 9 : i % 5))))).toEqual({
      kind: 'not converged',
      of: 1000,
    });
    // Negative control: a little less than half, and it is sure.
    expect(converged(truncation(recorded(times(1000, (i) => (i < 495 ? 9 : i % 5))))).discarded).toBe(495);
  });

  test('cuts hardly anything where there is no transient', () => {
    // Each further batch cut moves log(statistic) by (2 - z^2) / left, z standard normal: a random walk of drift 1
    // and variance 2 a step, lowest one or two steps from its start on average. So a few of the 1,000 batches go.
    const next = stream('stationary');
    const shares = times(100, () => {
      const { discarded, of } = converged(truncation(recorded(times(5000, () => normal(next)))));
      return discarded / of;
    });
    expect(mean(shares)).toBeLessThan(0.005);
    expect(Math.max(...shares)).toBeLessThan(0.05);
  });

  test('cuts a strong transient, and little more', () => {
    // A thousand standard deviations off at first, falling by e every 200 observations: still 3 of them off at
    // 200 ln(1000 / 3) = 1,162, and less than a tenth of one after 200 ln(10,000) = 1,842.
    const next = stream('transient');
    const sd = 1 / Math.sqrt(1 - 0.9 * 0.9);
    for (let experiment = 0; experiment < 60; experiment++) {
      const steady = autoregressive(next, 0.9, 0);
      const series = recorded(times(20_000, (i) => steady() + 1000 * sd * exp(-i / 200)));
      const { discarded } = converged(truncation(series));
      expect(discarded).toBeGreaterThan(1162);
      expect(discarded).toBeLessThan(1842);
    }
  });

  /** The means of ten runs of a queue: whole, each cut by itself, and all cut where their average says. */
  function cutThreeWays(next: Stream, load: number, start: number, customers: number) {
    const runs = times(10, () => times(customers, lindley(next, load, start)));
    const series = runs.map((waits) => recorded(waits));
    const kept = (discarded: number, run: number) => mean(runs[run]!.slice(discarded));
    const common = converged(commonTruncation(series)).discarded;
    return {
      whole: runs.map(mean),
      each: series.map((run, i) => kept(5 * mser(batchesOf(run).means)!.discarded, i)),
      common: runs.map((_, i) => kept(common, i)),
    };
  }
  const covers = (values: readonly number[], truth: number) => {
    const { low, high } = meanInterval(values)!;
    return low <= truth && truth <= high;
  };
  const share = (hits: readonly boolean[]) => hits.filter((hit) => hit).length / hits.length;

  test('takes the transient out of queues that start full: 95 % intervals cover 95 % (level 0.001)', () => {
    // A backlog of 100 service times drains at load 0.5 within about 100 customers, as 1/load - 1 = 1.
    const next = stream('backlog');
    const found = times(400, () => cutThreeWays(next, 0.5, 100, 2000));
    const covered = share(found.map(({ common }) => covers(common, meanWait(0.5))));
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(400));
    // Negative controls: without the cut no interval covers; where each run cuts for itself, far too few.
    expect(share(found.map(({ whole }) => covers(whole, meanWait(0.5))))).toBe(0);
    expect(share(found.map(({ each }) => covers(each, meanWait(0.5))))).toBeLessThan(0.95 - 2 * slack(400));
  });
});
