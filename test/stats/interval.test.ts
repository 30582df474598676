import { describe, expect, test } from 'vitest';
import { createStreams, type Stream } from '../../src/kernel/random.js';
import { type Interval, mean, meanInterval, sectionedInterval } from '../../src/stats/interval.js';

/** The project's own streams: a mulberry32 with seeds close together fails these tests for reasons of its own. */
const generator = (name: string): Stream => createStreams('coverage').named(name);
const normal = (next: Stream) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
const exponential = (next: Stream) => -Math.log(1 - next());
const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

/**
 * Coverage of a true 95 % interval over n experiments is binomial with standard deviation sqrt(0.95 * 0.05 / n);
 * outside ±3.29 of them (for 4,000: 93.87 % .. 96.13 %) with probability 0.001.
 */
const slack = (experiments: number) => 3.29 * Math.sqrt((0.95 * 0.05) / experiments);
const EXPERIMENTS = 4000;
/** Fewer where each one sorts a thousand latencies. */
const LONG_EXPERIMENTS = 1500;
const coverage = (truth: number, experiment: () => Interval, experiments = EXPERIMENTS) =>
  times(experiments, experiment).filter(({ low, high }) => low <= truth && truth <= high).length /
  experiments;

describe('interval of a mean', () => {
  test('is the textbook one', () => {
    // Mean 3, s = sqrt(2.5), n = 5: 3 ± 2.7764 * 0.7071.
    const { low, high } = meanInterval([1, 2, 3, 4, 5])!;
    expect(low).toBeCloseTo(3 - 2.7764451 * Math.sqrt(0.5), 6);
    expect(high).toBeCloseTo(3 + 2.7764451 * Math.sqrt(0.5), 6);
  });

  test('needs two values, and is a point where they are equal', () => {
    expect(meanInterval([])).toBeUndefined();
    expect(meanInterval([7])).toBeUndefined();
    expect(meanInterval([7, 7, 7])).toEqual({ low: 7, high: 7 });
  });

  test('covers the true mean 95 % of the time (level 0.001, fixed seed)', () => {
    for (const runs of [2, 5, 20]) {
      const next = generator(`t/${runs}`);
      const covered = coverage(10, () => meanInterval(times(runs, () => 10 + 3 * normal(next)))!);
      expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
    }
  });

  test('negative control: the normal quantile in place of t covers too seldom', () => {
    const next = generator('control');
    const covered = coverage(10, () => {
      const values = times(5, () => 10 + 3 * normal(next));
      const { low, high } = meanInterval(values)!;
      const shrink = 1.959964 / 2.776445;
      const centre = mean(values);
      return { low: centre - (centre - low) * shrink, high: centre + (high - centre) * shrink };
    });
    expect(covered).toBeLessThan(0.95 - slack(EXPERIMENTS));
  });
});

describe('interval of a pooled figure', () => {
  const quantile = (values: readonly number[], q: number) =>
    values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1]!;

  test('covers a true p90 of exponential latencies 95 % of the time (level 0.001, fixed seed)', () => {
    const truth = -Math.log(0.1);
    const next = generator('p90');
    const covered = coverage(
      truth,
      () => {
        const runs = times(10, () => times(100, () => exponential(next)));
        const each = runs.map((run) => quantile(run, 0.9));
        return sectionedInterval(quantile(runs.flat(), 0.9), each)!;
      },
      LONG_EXPERIMENTS,
    );
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(LONG_EXPERIMENTS));
  });

  test('holds its estimate, which the interval around the mean of the runs need not', () => {
    const values = [1, 1, 1, 1, 1.2];
    const around = meanInterval(values)!;
    const { low, high } = sectionedInterval(4, values)!;
    expect(around.high).toBeLessThan(4);
    expect(low < 4 && 4 < high).toBe(true);
    expect(high - low).toBeGreaterThan(around.high - around.low);
  });
});
