import { describe, expect, test } from 'vitest';
import { mean, meanInterval } from '../../src/stats/interval.js';
import { pairedComparison } from '../../src/stats/paired.js';
import { studentQuantile } from '../../src/stats/student.js';
import { exponential, lindley, normal, slack, stream, times } from './experiments.js';

const EXPERIMENTS = 1000;

/** What one would do without pairs: Welch's interval of the difference of two independent means. */
function unpairedInterval(base: readonly number[], other: readonly number[]) {
  const [a, b] = [base, other].map((values) => {
    const centre = mean(values);
    return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1) / values.length;
  }) as [number, number];
  const df = (a + b) ** 2 / (a ** 2 / (base.length - 1) + b ** 2 / (other.length - 1));
  const half = studentQuantile(0.975, df) * Math.sqrt(a + b);
  const difference = mean(other) - mean(base);
  return { low: difference - half, high: difference + half };
}

/** Ten pairs of values around 10 and 12 that share most of their luck. */
function pairs(next: () => number, lift: number) {
  const luck = times(10, () => 3 * normal(next));
  return {
    base: luck.map((x) => 10 + x + 0.5 * normal(next)),
    other: luck.map((x) => 10 + lift + x + 0.5 * normal(next)),
  };
}

describe('a paired comparison', () => {
  test('by hand', () => {
    const found = pairedComparison([10, 12, 14, 16], [11, 14, 15, 20])!;
    // Differences 1, 2, 1, 4: mean 2, s^2 = 2. Spreads 20/3 and 42/3; t(3) = 3.182446.
    expect(found.difference).toBe(2);
    expect(found.interval.high - 2).toBeCloseTo(3.182446 * Math.sqrt(2 / 4), 5);
    expect(found.interval).toEqual(meanInterval([1, 2, 1, 4]));
    expect(found.correlation).toBeCloseTo(28 / Math.sqrt(20 * 42), 12);
    expect(found.varianceReduction).toBeCloseTo((20 + 42) / 6, 12);
    expect(found.relative!.difference).toBeCloseTo(2 / 13, 12);
    expect(found.verdict).toBe('no difference shown');
    expect(found.pairs).toBe(4);
  });

  test('covers the difference and the relative one 95 % of the time, and shows no difference that is not there', () => {
    const next = stream('pairs');
    let [absolute, relative, shown] = [0, 0, 0];
    times(EXPERIMENTS, () => {
      const { base, other } = pairs(next, 2);
      const found = pairedComparison(base, other)!;
      if (found.interval.low <= 2 && 2 <= found.interval.high) absolute++;
      const ratio = found.relative!.interval;
      if (ratio.low <= 0.2 && 0.2 <= ratio.high) relative++;
      const same = pairs(next, 0);
      if (pairedComparison(same.base, same.other)!.verdict !== 'no difference shown') shown++;
    });
    expect(Math.abs(absolute / EXPERIMENTS - 0.95)).toBeLessThan(slack(EXPERIMENTS));
    // Fieller's set is exact as well, level 0.001 like the others.
    expect(Math.abs(relative / EXPERIMENTS - 0.95)).toBeLessThan(slack(EXPERIMENTS));
    expect(Math.abs(shown / EXPERIMENTS - 0.05)).toBeLessThan(slack(EXPERIMENTS));
  });

  test('negative control: values that share no luck gain nothing, and are off when read as pairs of another order', () => {
    const next = stream('control');
    const { base, other } = pairs(next, 2);
    const paired = pairedComparison(base, other)!;
    const shifted = pairedComparison(base, [...other.slice(1), other[0]!])!;
    expect(paired.correlation).toBeGreaterThan(0.9);
    expect(paired.varianceReduction).toBeGreaterThan(10);
    expect(paired.verdict).toBe('higher');
    expect(Math.abs(shifted.correlation!)).toBeLessThan(0.7);
    expect(shifted.varianceReduction).toBeLessThan(4);
    expect(shifted.verdict).toBe('no difference shown');
    const unpaired = unpairedInterval(base, other);
    expect(unpaired.high - unpaired.low).toBeGreaterThan(3 * (paired.interval.high - paired.interval.low));
  });

  test('sees a load of 0.79 in place of 0.8 through the same luck where independent runs do not', () => {
    // Both queues draw the same uniforms; one is a little less loaded.
    const waits = (seed: string, load: number) => mean(times(2000, lindley(stream(seed), load)));
    const base = times(10, (i) => waits(`common/${i}`, 0.8));
    const other = times(10, (i) => waits(`common/${i}`, 0.79));
    const apart = times(10, (i) => waits(`apart/${i}`, 0.79));
    expect(pairedComparison(base, other)!.verdict).toBe('lower');
    expect(pairedComparison(base, other)!.relative!.interval.high).toBeLessThan(0);
    expect(pairedComparison(base, apart)!.verdict).toBe('no difference shown');
    expect(unpairedInterval(base, other).high).toBeGreaterThan(0);
  });

  test('the verdict, the difference and the relative difference agree', () => {
    const next = stream('agree');
    const verdicts = times(500, () => {
      const base = times(5, () => 20 + exponential(next));
      const found = pairedComparison(
        base,
        base.map((x) => x + normal(next)),
      )!;
      const { low, high } = found.relative!.interval;
      expect(low > 0).toBe(found.verdict === 'higher');
      expect(high < 0).toBe(found.verdict === 'lower');
      return found.verdict;
    });
    expect(new Set(verdicts)).toEqual(new Set(['lower', 'higher', 'no difference shown']));
  });

  test('takes the figures of all runs together', () => {
    const options = { pooled: { base: 10.5, other: 12.25 } };
    const found = pairedComparison([10, 11, 12], [12, 12.5, 14], options)!;
    expect(found.difference).toBe(1.75);
    expect((found.interval.low + found.interval.high) / 2).toBeCloseTo(1.75, 12);
    expect(found.relative!.difference).toBeCloseTo(12.25 / 10.5 - 1, 12);
  });

  test('says nothing where it cannot', () => {
    expect(pairedComparison([1], [2])).toBeUndefined();
    expect(() => pairedComparison([1, 2], [2])).toThrow('pair');
    const same = pairedComparison([11, 12, 13], [11, 12, 13])!;
    expect(same.verdict).toBe('no difference shown');
    expect(same.varianceReduction).toBeUndefined();
    expect(same.correlation).toBeCloseTo(1, 12);
    expect(same.relative!.difference).toBe(0);
    expect(pairedComparison([2, 2, 2], [1, 2, 6])!.correlation).toBeUndefined();
    // Nothing is relative to a base that may well be 0, or is below it.
    expect(pairedComparison([-1, 2, -1, 1], [1, 2, 3, 4])!.relative).toBeUndefined();
    expect(pairedComparison([-1, -2], [1, 2])!.relative).toBeUndefined();
  });
});
