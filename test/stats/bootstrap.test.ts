import { describe, expect, test } from 'vitest';
import { bootstrapInterval } from '../../src/stats/bootstrap.js';
import { mean, meanInterval } from '../../src/stats/interval.js';
import { coverage, exponential, normal, slack, stream, times } from './experiments.js';

const EXPERIMENTS = 500;
/** The smallest number there may be: a quarter of the usual one, for a test's sake. */
const resamples = 1000;

describe('the bootstrap', () => {
  test('gives a mean of normal runs nearly its t-interval', () => {
    const next = stream('bootstrap/normal');
    const values = times(30, () => 10 + normal(next));
    const [found, wanted] = [bootstrapInterval(values, mean, next)!, meanInterval(values)!];
    const width = wanted.high - wanted.low;
    expect(Math.abs(found.low - wanted.low)).toBeLessThan(0.1 * width);
    expect(Math.abs(found.high - wanted.high)).toBeLessThan(0.1 * width);
  });

  test('is the same from the same stream, whatever was computed before', () => {
    const values = times(12, (i) => Math.sqrt(i));
    const once = bootstrapInterval(values, mean, stream('again'), { resamples });
    expect(bootstrapInterval(values, mean, stream('again'), { resamples })).toEqual(once);
    expect(bootstrapInterval(values, mean, stream('other'), { resamples })).not.toEqual(once);
  });

  test('covers the mean of 10 normal runs 95 % of the time (level 0.001)', () => {
    const [next, again] = [stream('bootstrap/cover'), stream('bootstrap/again')];
    const samples = times(EXPERIMENTS, () => times(10, () => normal(next)));
    let sample = 0;
    const covered = coverage(0, EXPERIMENTS, () => {
      const values = samples[sample++]!;
      return bootstrapInterval(values, mean, again, { resamples })!;
    });
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
    // Negative control: the plain percentiles of resamples, which are as wide as sqrt(9/10) 1.96 / 2.26 of it.
    const plain = samples.filter((values) => {
      const means = times(resamples, () => mean(values.map(() => values[Math.floor(again() * 10)]!)));
      means.sort((a, b) => a - b);
      return means[24]! <= 0 && 0 <= means[975]!;
    });
    expect(plain.length / EXPERIMENTS).toBeLessThan(0.95 - slack(EXPERIMENTS));
  });

  test('covers the ratio of two means over runs, and reaches further where the figure is skewed', () => {
    // Time per operation, of runs with many and with few: sum over sum, not a mean of ratios.
    const [next, again] = [stream('bootstrap/ratio'), stream('bootstrap/ratio/again')];
    const ratio = (runs: readonly { time: number; count: number }[]) =>
      runs.reduce((sum, { time }) => sum + time, 0) / runs.reduce((sum, { count }) => sum + count, 0);
    const covered = coverage(2, EXPERIMENTS, () => {
      const runs = times(20, () => {
        const count = 5 + exponential(next);
        return { time: 2 * count + normal(next), count };
      });
      return bootstrapInterval(runs, ratio, again, { resamples })!;
    });
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
    const skewed = [1, 1, 1, 1, 1, 1, 1, 1, 1, 20];
    const { low, high } = bootstrapInterval(skewed, mean, again)!;
    expect(high - mean(skewed)).toBeGreaterThan(1.5 * (mean(skewed) - low));
  });

  test('needs eight runs and a figure of every resample', () => {
    const next = stream('bootstrap/few');
    expect(bootstrapInterval(times(7, normal.bind(undefined, next)), mean, next)).toBeUndefined();
    expect(
      bootstrapInterval(
        times(8, () => 3),
        mean,
        next,
      ),
    ).toEqual({ low: 3, high: 3 });
    const picky = (values: readonly number[]) => (values.includes(0) ? mean(values) : undefined);
    expect(
      bootstrapInterval(
        times(8, (i) => i),
        picky,
        next,
      ),
    ).toBeUndefined();
    expect(() =>
      bootstrapInterval(
        times(8, () => 3),
        mean,
        next,
        { resamples: 10 },
      ),
    ).toThrow('thousand');
  });
});
