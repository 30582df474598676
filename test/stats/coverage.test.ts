/**
 * The promise of all these intervals together: in experiments whose truth is known, 95 % intervals hold it 95 % of
 * the time. Level 0.001 at each test, fixed seeds; the tests of the single files ask the same of what is theirs.
 */
import { describe, expect, test } from 'vitest';
import { batchesOf, createBatchSeries, recordObservation } from '../../src/stats/batch-series.js';
import { boundVerdict } from '../../src/stats/bound.js';
import { mean, meanInterval } from '../../src/stats/interval.js';
import { commonTruncation, mser } from '../../src/stats/warm-up.js';
import {
  coverage,
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
const RUNS = 10;

describe('ten replications', () => {
  test('of normal values', () => {
    const next = stream('coverage/normal');
    const covered = coverage(5, EXPERIMENTS, () => meanInterval(times(RUNS, () => 5 + 2 * normal(next)))!);
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
  });

  test('of means of exponential values', () => {
    const next = stream('coverage/exponential');
    const run = () => mean(times(50, () => exponential(next)));
    const covered = coverage(1, EXPERIMENTS, () => meanInterval(times(RUNS, run))!);
    expect(Math.abs(covered - 0.95)).toBeLessThan(slack(EXPERIMENTS));
  });

  test('of single exponential values, which are too skewed for t: about 90 %', () => {
    // A control, and a warning: t forgives skewness in large samples only, and ten runs are not many.
    const next = stream('coverage/skewed');
    const covered = coverage(1, EXPERIMENTS, () => meanInterval(times(RUNS, () => exponential(next)))!);
    expect(covered).toBeLessThan(0.95 - slack(EXPERIMENTS));
  });

  // From an empty queue. A mean wait of so few customers is itself skewed, so that even with the warm-up known to be
  // a tenth these cover 94.7 and 93.8 %; with the cut below 94.4 % (4,000 experiments) and 93.0 % (1,200), measured
  // once on other seeds. Held to those: a range about 95 % would hide what is known.
  test.each([
    [0.5, 2000, 300, 0.944],
    [0.8, 8000, 120, 0.93],
  ])(
    'of M/M/1 at load %d, %d customers each, warm-up cut for all where their average says',
    (load, customers, many, known) => {
      const next = stream(`coverage/queue/${load}`);
      const apart: boolean[] = [];
      const covered = coverage(meanWait(load), many, () => {
        const series = times(RUNS, () => createBatchSeries());
        const runs = series.map((one) => {
          const wait = lindley(next, load);
          const waits = new Float64Array(customers);
          for (let i = 0; i < customers; i++) {
            waits[i] = wait();
            recordObservation(one, waits[i]!, i);
          }
          return waits;
        });
        const kept = (cuts: readonly number[]) =>
          meanInterval(
            runs.map(
              (waits, run) =>
                waits.subarray(cuts[run]!).reduce((sum, x) => sum + x, 0) / (customers - cuts[run]!),
            ),
          )!;
        const each = kept(series.map((one) => 5 * mser(batchesOf(one).means)!.discarded));
        apart.push(each.low <= meanWait(load) && meanWait(load) <= each.high);
        const cut = commonTruncation(series);
        if (cut.kind !== 'converged') throw new Error(cut.kind);
        return kept(times(RUNS, () => cut.discarded));
      });
      expect(Math.abs(covered - known)).toBeLessThan(slack(many, known));
      // Negative control: every run cut for itself, which takes busy spells for transients.
      expect(apart.filter((hit) => hit).length / many).toBeLessThan(known - slack(many, known));
    },
  );
});

describe('a bound on a quantile of all runs together', () => {
  test('that is exactly kept is called met, and called failed, about 5 % of the time', () => {
    // p90 of exponential latencies, ten runs of 300. A quantile's distribution is a little skewed, so that the two
    // errors are not quite alike; each within the range of a true 5 %.
    const next = stream('coverage/bound');
    const many = 500;
    const truth = -Math.log(0.1);
    const p90 = (values: readonly number[]) => {
      const sorted = Float64Array.from(values).sort();
      return sorted[Math.ceil(0.9 * sorted.length) - 1]!;
    };
    const verdicts = times(many, () => {
      const runs = times(RUNS, () => times(300, () => exponential(next)));
      const bound = { comparison: '<', limit: truth } as const;
      return boundVerdict(runs.map(p90), bound, { estimate: p90(runs.flat()) }).verdict;
    });
    for (const wanted of ['meets', 'fails']) {
      const share = verdicts.filter((verdict) => verdict === wanted).length / many;
      expect(Math.abs(share - 0.05)).toBeLessThan(slack(many));
    }
  });

  test('of a queue, put as a share, is seldom called met where it is just not', () => {
    // M/M/1 at load 0.8, 20 runs of 2,000 customers: 1 % wait longer than 21.9 service times, exactly.
    const next = stream('coverage/share');
    const many = 200;
    const truth = Math.log(0.8 / 0.01) / 0.2;
    const shares = times(many, () =>
      times(20, () => {
        const wait = lindley(next, 0.8, steadyWait(next, 0.8));
        let above = 0;
        for (let i = 0; i < 2000; i++) if (wait() > truth) above++;
        return above / 2000;
      }),
    );
    const met = (values: readonly number[]) =>
      boundVerdict(values, { comparison: '<', limit: 0.01 }).verdict === 'meets';
    const wrong = shares.filter(met).length / many;
    // Negative control: the one-sided limit of plain t, for shares that are this skewed.
    const plain = shares.filter((values) => meanInterval(values, 0.9)!.high < 0.01).length / many;
    expect(Math.abs(wrong - 0.05)).toBeLessThan(slack(many, 0.05));
    expect(plain).toBeGreaterThan(0.05 + slack(many, 0.05));
  });
});
