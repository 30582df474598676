import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stream } from '../../src/kernel/random.js';
import { mean, meanInterval } from '../../src/stats/interval.js';
import { stoppedAfter } from '../../src/stats/sequential.js';
import { exponential, normal, slack, stream, times } from './experiments.js';

const EXPERIMENTS = 1000;

describe('sequential stopping', () => {
  test('stops at the first run that makes the interval narrow enough', () => {
    const next = stream('first');
    const values = times(500, () => 10 + 3 * normal(next));
    const { runs, reason, relativeHalfWidth } = stoppedAfter(values, { relativeError: 0.05, runsMax: 500 })!;
    const relative = (n: number) => {
      const { low, high } = meanInterval(values.slice(0, n))!;
      return (high - low) / 2 / mean(values.slice(0, n));
    };
    expect(reason).toBe('precise');
    expect(relativeHalfWidth).toBeCloseTo(relative(runs), 12);
    const narrow = times(491, (i) => i + 10).filter((n) => relative(n) <= 0.05 / 1.05);
    expect(narrow[0]).toBe(runs);
  });

  test('depends on the order of seeds only: values after the stop change nothing', () => {
    const next = stream('prefix');
    const values = times(300, () => 10 + 3 * normal(next));
    const rule = { relativeError: 0.05, runsMax: 300 };
    const stop = stoppedAfter(values, rule)!;
    fc.assert(
      fc.property(fc.nat({ max: 300 }), (n) => {
        expect(stoppedAfter(values.slice(0, n), rule)).toEqual(n < stop.runs ? undefined : stop);
      }),
    );
  });

  test('has a minimum and a maximum', () => {
    const equal = times(30, () => 7);
    expect(stoppedAfter(equal, { relativeError: 0.1, runsMax: 30 })).toMatchObject({
      runs: 10,
      reason: 'precise',
    });
    expect(stoppedAfter(equal, { relativeError: 0.1, runsMin: 3, runsMax: 30 })!.runs).toBe(3);
    expect(stoppedAfter(equal.slice(0, 9), { relativeError: 0.1, runsMax: 30 })).toBeUndefined();
    expect(stoppedAfter([1, -1], { relativeError: 0.1, runsMax: 2 })).toEqual({
      runs: 2,
      reason: 'maximum',
      relativeHalfWidth: Infinity,
    });
    expect(stoppedAfter(equal, { relativeError: 0.1, runsMax: 5 })!.runs).toBe(5);
    expect(
      stoppedAfter(
        times(10, () => 0),
        { relativeError: 0.1, runsMax: 30 },
      )!.reason,
    ).toBe('precise');
  });

  /** The share of experiments whose interval at the stop holds the truth, and whose mean is as near as asked. */
  function outcome(
    name: string,
    truth: number,
    draw: (next: Stream) => number,
    relativeError: number,
    runsMin: number,
  ) {
    const next = stream(name);
    let [covered, near] = [0, 0];
    for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
      const values = times(1000, () => draw(next));
      const { runs, reason } = stoppedAfter(values, { relativeError, runsMin, runsMax: 1000 })!;
      expect(reason).toBe('precise');
      const kept = values.slice(0, runs);
      const { low, high } = meanInterval(kept)!;
      if (low <= truth && truth <= high) covered++;
      if (Math.abs(mean(kept) - truth) <= relativeError * truth) near++;
    }
    return { covered: covered / EXPERIMENTS, near: near / EXPERIMENTS };
  }

  // Nominal for small errors (Chow & Robbins, Ann. Math. Statist. 36, 1965); a little less at once.
  test.each([
    ['normal', 0.05, 10, (next: Stream) => 10 + 3 * normal(next)],
    ['normal', 0.15, 10, (next: Stream) => 10 + 3 * normal(next)],
    ['exponential', 0.1, 1, exponential],
  ] as const)(
    'covers the mean of %s runs, asked to within %d, as often as it says (level 0.001)',
    (name, error, truth, draw) => {
      const { covered, near } = outcome(`${name}/${error}`, truth, draw, error, 10);
      expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
      expect(near).toBeGreaterThan(0.95 - slack(EXPERIMENTS));
    },
  );

  test('negative control: allowed to stop after two runs, it stops on accidents and fails the test above', () => {
    const { covered } = outcome('normal/0.15', 10, (next) => 10 + 3 * normal(next), 0.15, 2);
    expect(covered).toBeLessThan(0.95 - slack(EXPERIMENTS));
  });
});
