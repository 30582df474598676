import { describe, expect, test } from 'vitest';
import { boundVerdict, type Comparison } from '../../src/stats/bound.js';
import { mean } from '../../src/stats/interval.js';
import { normal, slack, stream, times } from './experiments.js';

const EXPERIMENTS = 2000;
const judge = (values: readonly number[], comparison: Comparison, limit: number) =>
  boundVerdict(values, { comparison, limit });

describe('a bound', () => {
  test('is met, failed or undecided; by hand', () => {
    // Mean 3, s / sqrt(n) = 0.7071068; t(4) at 0.95 is 2.131847: one-sided limits 3 ± 1.50744.
    const values = [1, 2, 3, 4, 5];
    const { limits } = judge(values, '<', 5);
    expect(limits!.low).toBeCloseTo(3 - 1.50744, 5);
    expect(limits!.high).toBeCloseTo(3 + 1.50744, 5);
    expect(judge(values, '<', 4.6).verdict).toBe('meets');
    expect(judge(values, '<', 4.4)).toMatchObject({ verdict: 'undecided', favours: 'meets' });
    expect(judge(values, '<', 1.6)).toMatchObject({ verdict: 'undecided', favours: 'fails' });
    expect(judge(values, '<', 1.4).verdict).toBe('fails');
    expect(judge(values, '>', 1.4).verdict).toBe('meets');
    expect(judge(values, '>=', 4.6).verdict).toBe('fails');
  });

  test('the verdict is where the limit lies, and sureness is the confidence at which it would turn', () => {
    const next = stream('turn');
    for (let i = 0; i < 200; i++) {
      const values = times(6, () => normal(next));
      const limit = normal(next);
      const { verdict, sureness, limits } = judge(values, '<=', limit);
      expect(verdict === 'meets').toBe(limits!.high <= limit);
      expect(verdict === 'fails').toBe(limits!.low >= limit);
      const at = (confidence: number) =>
        boundVerdict(values, { comparison: '<=', limit }, { confidence }).verdict;
      if (sureness! < 0.501 || sureness! > 0.998) continue;
      expect(at(sureness! - 0.0005)).not.toBe('undecided');
      expect(at(sureness! + 0.0005)).toBe('undecided');
    }
  });

  test('that is just not met is called met 5 % of the time, and the other way round (level 0.001)', () => {
    const next = stream('level');
    const verdicts = times(
      EXPERIMENTS,
      () =>
        judge(
          times(8, () => 10 + normal(next)),
          '<',
          10,
        ).verdict,
    );
    for (const wanted of ['meets', 'fails']) {
      const share = verdicts.filter((verdict) => verdict === wanted).length / EXPERIMENTS;
      expect(Math.abs(share - 0.05)).toBeLessThan(slack(EXPERIMENTS));
    }
  });

  test('negative control: the estimate alone calls it met half of the time', () => {
    const next = stream('level');
    const called = times(EXPERIMENTS, () => mean(times(8, () => 10 + normal(next))) < 10).filter(
      (met) => met,
    );
    expect(called.length / EXPERIMENTS).toBeGreaterThan(0.4);
  });

  test('is judged by the figure of all runs together where there is one', () => {
    const values = [9, 10, 11, 10];
    const bound = { comparison: '<', limit: 11 } as const;
    expect(boundVerdict(values, bound).favours).toBe('meets');
    expect(boundVerdict(values, bound, { estimate: 12 })).toMatchObject({
      favours: 'fails',
      verdict: 'undecided',
    });
  });

  test('of one run is undecided; of runs that all agree is sure', () => {
    expect(judge([3], '<', 4)).toEqual({
      verdict: 'undecided',
      sureness: undefined,
      favours: 'meets',
      limits: undefined,
    });
    expect(judge([3, 3, 3], '<', 4)).toMatchObject({ verdict: 'meets', sureness: 1 });
    expect(judge([3, 3, 3], '<', 3).verdict).toBe('fails');
    expect(judge([3, 3, 3], '<=', 3).verdict).toBe('meets');
    expect(judge([3, 3, 3], '>', 3).verdict).toBe('fails');
    expect(judge([3, 3, 3], '>=', 3).verdict).toBe('meets');
  });
});
