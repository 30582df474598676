import { describe, expect, test } from 'vitest';
import { mean, meanInterval, sectionedInterval } from '../../src/stats/interval.js';
import { skewedInterval, skewedMeanInterval, skewedStatistic } from '../../src/stats/skewness.js';
import { studentQuantile } from '../../src/stats/student.js';
import { coverage, exponential, normal, slack, stream, times } from './experiments.js';

const EXPERIMENTS = 4000;

describe('the interval of a skewed mean', () => {
  // In 20,000 experiments 94.7, 94.8, 94.5 and 94.5 %, which 4,000 cannot tell from 95.
  test.each([
    [10, 'normal', 0, normal],
    [20, 'normal', 0, normal],
    [10, 'exponential', 1, exponential],
    [20, 'exponential', 1, exponential],
  ] as const)('covers the mean of %d %s values as often as it says (level 0.001)', (n, name, truth, draw) => {
    const next = stream(`skewness/${name}/${n}`);
    const samples = times(EXPERIMENTS, () => times(n, () => draw(next)));
    const share = (interval: (values: readonly number[]) => { low: number; high: number }) => {
      let sample = 0;
      return coverage(truth, EXPERIMENTS, () => interval(samples[sample++]!));
    };
    expect(Math.abs(share((values) => skewedMeanInterval(values)!) - 0.95)).toBeLessThan(slack(EXPERIMENTS));
    // Negative control: plain t does so for the normal ones alone.
    const plain = Math.abs(share((values) => meanInterval(values)!) - 0.95) < slack(EXPERIMENTS);
    expect(plain).toBe(name === 'normal');
  });

  test('is the plain one of symmetric values and of fewer than ten', () => {
    const symmetric = times(11, (i) => i - 5);
    expect(skewedMeanInterval(symmetric)).toEqual(meanInterval(symmetric));
    const few = [1, 1, 2, 3, 5, 8, 13, 21, 34];
    const [found, plain] = [skewedMeanInterval(few)!, meanInterval(few)!];
    expect(found.low).toBeCloseTo(plain.low, 12);
    expect(found.high).toBeCloseTo(plain.high, 12);
    const more = [...few, 55];
    expect(skewedMeanInterval(more)!.high).toBeGreaterThan(meanInterval(more)!.high);
    expect(skewedMeanInterval(more)!.low).toBeGreaterThan(meanInterval(more)!.low);
  });

  test('its limit is where the statistic turns', () => {
    const values = times(15, (i) => i * i);
    const off = values.map((value) => value - mean(values));
    const error = Math.sqrt(off.reduce((sum, x) => sum + x * x, 0) / 14 / 15);
    const { low, high } = skewedMeanInterval(values)!;
    const t = studentQuantile(0.975, 14);
    expect(skewedStatistic((mean(values) - low) / error, off)).toBeCloseTo(t, 9);
    expect(skewedStatistic((mean(values) - high) / error, off)).toBeCloseTo(-t, 9);
    expect(skewedStatistic(1.5, [1, 2, 4])).toBe(1.5);
  });

  test('turns with its values, and follows their unit', () => {
    const values = times(12, (i) => i * i);
    const { low, high } = skewedMeanInterval(values)!;
    const turned = skewedMeanInterval(values.map((x) => 7 - 3 * x))!;
    expect(turned.low).toBeCloseTo(7 - 3 * high, 9);
    expect(turned.high).toBeCloseTo(7 - 3 * low, 9);
  });

  test('by hand', () => {
    // Nine 0 and one 10: mean 1, s = sqrt(10), error 1, skewness sqrt(10), b = 1/6; t(9) = 2.262157.
    // Limits 3 (cbrt(1 + 2.262157 - 1/6) - 1) = 1.372 and 3 (cbrt(1 - 2.262157 - 1/6) - 1) = -6.378.
    const { low, high } = skewedMeanInterval([0, 0, 0, 0, 0, 0, 0, 0, 0, 10])!;
    expect(low).toBeCloseTo(1 - 3 * (Math.cbrt(1 + 2.262157 - 1 / 6) - 1), 5);
    expect(high).toBeCloseTo(1 - 3 * (Math.cbrt(1 - 2.262157 - 1 / 6) - 1), 5);
  });

  test('of equal values is a point, of one value nothing', () => {
    expect(skewedMeanInterval(times(12, () => 4))).toEqual({ low: 4, high: 4 });
    expect(skewedMeanInterval([4])).toBeUndefined();
  });
});

describe('the interval of a skewed figure of all runs', () => {
  test('is sectioning but for skewness, widened as told', () => {
    const values = times(9, (i) => i * i);
    const estimate = mean(values) + 1;
    const off = values.map((value) => value - estimate);
    const plain = sectionedInterval(estimate, values)!;
    const found = skewedInterval(estimate, off, 0.95);
    expect(found.low).toBeCloseTo(plain.low, 10);
    expect(found.high).toBeCloseTo(plain.high, 10);
    const wide = skewedInterval(estimate, off, 0.95, 4);
    expect(wide.high - estimate).toBeCloseTo(2 * (found.high - estimate), 10);
  });
});
