import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileInterval, quantileRanks } from '../../src/stats/ranks.js';
import { coverage, exponential, lindley, slack, steadyWait, stream, times } from './experiments.js';

const EXPERIMENTS = 2000;
const sorted = (values: readonly number[]) => Float64Array.from(values).sort();

/** P(B = k) for n trials, by Pascal's triangle. */
function binomial(n: number, q: number): number[] {
  let row = [1];
  for (let trial = 0; trial < n; trial++) {
    row = times(trial + 2, (k) => (row[k - 1] ?? 0) * q + (row[k] ?? 0) * (1 - q));
  }
  return row;
}

describe('ranks of a quantile', () => {
  test('are the tightest that leave at most half of the doubt on either side', () => {
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    const level = fc.constantFrom(0.5, 0.9, 0.95, 0.99);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), share, level, (n, q, confidence) => {
        const terms = binomial(n, q);
        const from = (a: number, b: number) => terms.slice(a, b).reduce((sum, p) => sum + p, 0);
        const doubt = (1 - confidence) / 2;
        const found = quantileRanks(n, q, confidence);
        if (found === undefined) {
          expect(Math.max(terms[0]!, terms[n]!)).toBeGreaterThan(doubt - 1e-12);
          return;
        }
        // Fewer than `low` values below: the interval begins too late; `high` or more: it ends too early.
        expect(from(0, found.low)).toBeLessThan(doubt + 1e-12);
        expect(from(0, found.low + 1)).toBeGreaterThan(doubt - 1e-12);
        expect(from(found.high, n + 1)).toBeLessThan(doubt + 1e-12);
        expect(from(found.high - 1, n + 1)).toBeGreaterThan(doubt - 1e-12);
        expect(found.confidence).toBeCloseTo(from(found.low, found.high), 10);
      }),
    );
  });

  test('agree with published tables, and say when there are too few values', () => {
    // The median of 100: the 40th to the 61st value, 96.5 % (the textbook example of the sign test's interval).
    expect(quantileRanks(100, 0.5)).toMatchObject({ low: 40, high: 61 });
    expect(quantileRanks(100, 0.5)!.confidence).toBeCloseTo(0.9648, 4);
    // 0.99^n <= 0.025 from n = 368; 0.5^n <= 0.025 from n = 6.
    expect(quantileRanks(367, 0.99)).toBeUndefined();
    expect(quantileRanks(368, 0.99)!.high).toBe(368);
    expect(quantileRanks(5, 0.5)).toBeUndefined();
    expect(quantileRanks(6, 0.5)).toEqual({ low: 1, high: 6, confidence: expect.closeTo(0.96875, 12) });
    expect(quantileRanks(0, 0.5)).toBeUndefined();
  });

  test('stay exact for a hundred million values', () => {
    const { low, high, confidence } = quantileRanks(1e8, 0.999)!;
    // The normal approximation is good there: 99,900,000 ± 1.95996 * sqrt(99,900).
    expect(Math.abs(low - (99_900_000 - 1.95996 * Math.sqrt(99_900)))).toBeLessThan(3);
    expect(Math.abs(high - (99_900_001 + 1.95996 * Math.sqrt(99_900)))).toBeLessThan(3);
    expect(confidence).toBeGreaterThanOrEqual(0.95);
    expect(confidence).toBeLessThan(0.9502);
  });
});

describe('the interval of a quantile', () => {
  test.each([
    [100, 0.5],
    [200, 0.9],
    [1000, 0.99],
  ])('of %d independent values covers quantile %d as often as it says (level 0.001)', (n, q) => {
    const next = stream(`ranks/${n}`);
    const { confidence } = quantileRanks(n, q)!;
    const draw = () => quantileInterval(sorted(times(n, () => exponential(next))), q)!;
    const covered = coverage(-Math.log(1 - q), EXPERIMENTS, draw);
    expect(confidence).toBeGreaterThanOrEqual(0.95);
    expect(Math.abs(covered - confidence)).toBeLessThan(slack(EXPERIMENTS, confidence));
  });

  test('negative control: of the waits of one queue, which are not independent, it covers far too seldom', () => {
    const next = stream('ranks/queue');
    const draw = () => quantileInterval(sorted(times(1000, lindley(next, 0.5, steadyWait(next, 0.5)))), 0.9)!;
    expect(coverage(Math.log(0.5 / 0.1) / 0.5, 500, draw)).toBeLessThan(0.95 - 4 * slack(500));
  });

  test('is two of the values, or nothing', () => {
    expect(quantileInterval([1, 2, 3, 4, 5, 6], 0.5)).toEqual({ low: 1, high: 6 });
    expect(quantileInterval([1, 2, 3, 4, 5], 0.5)).toBeUndefined();
  });
});
