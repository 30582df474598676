/** The Universal Scalability Law fitted to the points of a sweep, and when it is not. */
import { expect, test } from 'vitest';
import { scalabilityOf } from '../../../src/experiment/sweep/scalability.js';
import { parametersOf } from '../../../src/experiment/sweep.js';
import type { SweepPoint } from '../../../src/observe/sweep.js';

const counts = ['1', '2', '4', '8', '16', '32'];
const swept = (path: string, values = counts) => parametersOf([{ path, values }]);
const law = (n: number) => (1000 * n) / (1 + 0.05 * (n - 1) + 0.002 * n * (n - 1));

const pointAt = (i: number, throughput: number | null): SweepPoint => ({
  at: [i],
  verdict: 'valid',
  reasons: [],
  digest: '0'.repeat(16),
  seeds: ['1'],
  lost: [],
  judged: [],
  rows: [
    {
      metric: 'throughput',
      of: 'users',
      operation: 'read',
      value: 7,
      unit: '1/s',
      ciLow: null,
      ciHigh: null,
      runs: 1,
    },
    {
      metric: 'throughput',
      of: 'users',
      operation: 'all',
      value: throughput,
      unit: '1/s',
      ciLow: null,
      ciHigh: null,
      runs: 1,
    },
  ],
});
const points = counts.map((count, i) => pointAt(i, law(Number(count))));

test('points of the law give its coefficients, its peak and its curve', () => {
  const fits = scalabilityOf(swept('clients.users.count'), points, ['users']);
  expect(fits).toMatchObject([{ of: 'users', parameter: 'clients.users.count' }]);
  const [fit] = fits;
  expect(fit!.lambda_per_s).toBeCloseTo(1000, 3);
  expect(fit!.sigma).toBeCloseTo(0.05, 6);
  expect(fit!.kappa).toBeCloseTo(0.002, 6);
  expect(fit!.rSquared).toBeCloseTo(1, 9);
  expect(fit!.peak).toBeCloseTo(Math.sqrt(0.95 / 0.002), 3);
  expect([fit!.curve[0]!.n, fit!.curve.at(-1)!.n]).toEqual([1, 32]);
  for (const { n, throughput_per_s } of fit!.curve) expect(throughput_per_s).toBeCloseTo(law(n), 2);
});

test('throughput that only grows has no peak', () => {
  const linear = counts.map((count, i) => pointAt(i, 100 * Number(count)));
  expect(scalabilityOf(swept('clients.users.count'), linear, ['users'])[0]!.peak).toBe(null);
});

test('it is left out where the number is no concurrency, or there are too few points', () => {
  expect(scalabilityOf(swept('clients.users.count'), points, [])).toEqual([]); // an open loop
  expect(scalabilityOf(swept('clients.other.count'), points, ['users'])).toEqual([]);
  expect(scalabilityOf(swept('nodes.server.params.servers'), points, ['users'])).toEqual([]);
  expect(scalabilityOf(swept('clients.users.count'), points.slice(0, 2), ['users'])).toEqual([]);
  const some = points.map((point, i) => (i < 2 ? point : pointAt(i, null)));
  expect(scalabilityOf(swept('clients.users.count'), some, ['users'])).toEqual([]);
  const two = [...swept('clients.users.count'), ...swept('nodes.server.params.servers')];
  expect(scalabilityOf(two, points, ['users'])).toEqual([]);
});
