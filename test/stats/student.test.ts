import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentCdf, studentQuantile } from '../../src/stats/student.js';

describe("Student's t", () => {
  // Published tables, four decimals: two-sided 95 %, 99 % and one-sided 95 %.
  test.each([
    [0.975, 1, 12.7062],
    [0.975, 2, 4.3027],
    [0.975, 3, 3.1824],
    [0.975, 4, 2.7764],
    [0.975, 5, 2.5706],
    [0.975, 9, 2.2622],
    [0.975, 10, 2.2281],
    [0.975, 19, 2.093],
    [0.975, 30, 2.0423],
    [0.975, 120, 1.9799],
    [0.975, 1e7, 1.96],
    [0.995, 1, 63.6567],
    [0.995, 9, 3.2498],
    [0.95, 1, 6.3138],
    [0.95, 20, 1.7247],
  ])('quantile %d with %d degrees of freedom is %d', (p, df, t) => {
    expect(studentQuantile(p, df)).toBeCloseTo(t, 4);
    expect(studentQuantile(1 - p, df)).toBeCloseTo(-t, 4);
  });

  test('agrees with the closed forms of 1 and 2 degrees of freedom', () => {
    for (const t of [-50, -3, -0.5, -1e-6, 1e-6, 0.1, 1, 4, 100]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 13);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 13);
    }
  });

  test('quantile and distribution are inverse, whole degrees or not', () => {
    const p = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const df = fc.double({ min: 0.7, max: 5000, noNaN: true });
    fc.assert(
      fc.property(p, df, (probability, freedom) => {
        expect(studentCdf(studentQuantile(probability, freedom), freedom)).toBeCloseTo(probability, 11);
      }),
    );
  });

  test('refuses what has no quantile', () => {
    expect(() => studentQuantile(0, 3)).toThrow();
    expect(() => studentQuantile(1, 3)).toThrow();
    expect(() => studentCdf(1, 0)).toThrow();
  });
});
