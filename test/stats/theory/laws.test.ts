/** Laws without a queue: Little's, and the Universal Scalability Law with its fit. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStreams } from '../../../src/kernel/random.js';
import {
  fitUsl,
  isStable,
  little,
  type Measurement,
  usl,
  uslPeak,
  uslThroughput,
} from '../../../src/stats/theory.js';
import { expectClose, figure } from './figures.js';

test('Little’s law gives the third of any two', () => {
  expectClose(figure(little({ arrivals: 50, sojourn: 0.2 }), 'in system'), 10, 1e-15);
  expectClose(figure(little({ arrivals: 50, inSystem: 10 }), 'sojourn'), 0.2, 1e-15);
  expectClose(figure(little({ inSystem: 10, sojourn: 0.2 }), 'throughput'), 50, 1e-15);
});

describe('Universal Scalability Law', () => {
  const CONCURRENCIES = [1, 2, 4, 8, 16, 24, 32, 48, 64];
  const pointsOf = (
    lambda: number,
    sigma: number,
    kappa: number,
    noise: () => number = () => 0,
  ): Measurement[] =>
    CONCURRENCIES.map((concurrency) => ({
      concurrency,
      throughput: uslThroughput({ lambda, sigma, kappa }, concurrency) * (1 + noise()),
    }));

  test('its value and its peak', () => {
    // Gunther (2007): C(N) = N / (1 + sigma (N-1) + kappa N (N-1)).
    expectClose(uslThroughput({ lambda: 100, sigma: 0.1, kappa: 0.01 }, 10), 1000 / 2.8, 1e-14);
    const coefficients = { lambda: 100, sigma: 0.1, kappa: 0.01 };
    const peak = uslPeak(coefficients);
    expectClose(peak, Math.sqrt(90), 1e-14);
    for (const other of [peak * 0.99, peak * 1.01])
      expect(uslThroughput(coefficients, other)).toBeLessThan(uslThroughput(coefficients, peak));
    expect(uslPeak({ lambda: 1, sigma: 0.1, kappa: 0 })).toBe(Infinity);
  });

  test('the fit recovers coefficients from points without noise', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 0.5, noNaN: true })),
        fc.oneof(fc.constant(0), fc.double({ min: 1e-5, max: 0.05, noNaN: true })),
        (lambda, sigma, kappa) => {
          const { coefficients, rSquared } = fitUsl(pointsOf(lambda, sigma, kappa));
          expectClose(coefficients.lambda, lambda, 1e-6);
          expect(Math.abs(coefficients.sigma - sigma)).toBeLessThan(1e-7 + 1e-5 * sigma);
          expect(Math.abs(coefficients.kappa - kappa)).toBeLessThan(1e-8 + 1e-5 * kappa);
          expect(rSquared).toBeGreaterThan(0.999999);
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  test('no other coefficients near the fit leave less', () => {
    const next = createStreams('usl').named('noise');
    const points = pointsOf(1000, 0.05, 0.001, () => 0.05 * (next() - 0.5));
    const { coefficients } = fitUsl(points);
    const left = (c: typeof coefficients) =>
      points.reduce(
        (sum, { concurrency, throughput }) => sum + (throughput - uslThroughput(c, concurrency)) ** 2,
        0,
      );
    for (const name of ['lambda', 'sigma', 'kappa'] as const)
      for (const factor of [0.999, 1.001])
        expect(left({ ...coefficients, [name]: coefficients[name] * factor })).toBeGreaterThan(
          left(coefficients),
        );
  });

  test('intervals cover the truth in about 95 of 100 (400 fits, level 0.001, fixed seed)', () => {
    const next = createStreams('usl').named('coverage');
    const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const clean = pointsOf(1000, 0.05, 0.001);
    let covered = 0;
    for (let i = 0; i < 400; i++) {
      const points = clean.map((point) => ({ ...point, throughput: point.throughput + 20 * normal() }));
      const { sigma } = fitUsl(points).intervals;
      if (sigma !== undefined && sigma.low <= 0.05 && 0.05 <= sigma.high) covered++;
    }
    const slack = 3.29 * Math.sqrt((0.95 * 0.05) / 400);
    expect(covered / 400).toBeGreaterThan(0.95 - slack);
    expect(covered / 400).toBeLessThan(0.95 + slack);
  });

  test('coefficients never fall below zero: superlinear points fit the line best', () => {
    const points = [1, 2, 4, 8].map((concurrency) => ({ concurrency, throughput: concurrency ** 1.2 }));
    const { sigma, kappa } = fitUsl(points).coefficients;
    expect([sigma, kappa]).toEqual([0, 0]);
  });

  const warningsOf = (points: readonly Measurement[]) => {
    const theory = usl(points);
    return isStable(theory) ? (theory.warnings ?? []) : [];
  };

  test('says when points do not follow it, and not when they do', () => {
    expect(warningsOf(pointsOf(1000, 0.05, 0.001))).toEqual([]);
    const wild = [5, 90, 10, 80, 5, 100, 2, 60, 30].map((throughput, i) => ({
      concurrency: i + 1,
      throughput,
    }));
    expect(warningsOf(wild).join()).toMatch(/do not follow/);
    expect(warningsOf(pointsOf(1000, 0.05, 1e-5)).join()).toMatch(/beyond the highest/);
    expect(warningsOf(pointsOf(1000, 0.05, 0.001).slice(0, 4)).join()).toMatch(/few/);
  });
});
