/**
 * What the scenarios of queues and capacity find, at the values that their comments and sources name, and at a size
 * for tests: in the words of expectations, and beside the closed forms.
 *
 * Seeds are fixed. A row and its closed form agree if they are no further apart than three times half the 95 %
 * interval over five runs (4 degrees of freedom: one in a thousand is further off by chance).
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Row } from '../src/observe/result.js';
import { fitUsl } from '../src/stats/theory.js';
import { FOLDER, pointOf, type Settings, scenarioOf, textOf } from './support/small-scenario.js';

const RUNS = 5;

interface Finding {
  readonly file: string;
  readonly says: string;
  readonly at: Settings;
  readonly expect: readonly string[];
  readonly runs?: number;
}

const USERS = 'clients.users.arrivals';
const FINDINGS: readonly Finding[] = [
  {
    file: 'queueing/hockey-stick.yaml',
    says: 'p99 has doubled at 55 % load',
    at: { [USERS]: 'poisson(55/s)' },
    expect: ['p99(users) > 90ms', 'p99(users) < 115ms'],
  },
  {
    file: 'queueing/hockey-stick.yaml',
    says: 'and is ten times as high at 90 %',
    at: { [USERS]: 'poisson(90/s)' },
    expect: ['p99(users) > 350ms', 'p99(users) < 600ms'],
  },
  {
    file: 'queueing/variability.yaml',
    says: 'one request in ten that is long makes all of them wait six times as long as equal ones',
    at: { 'nodes.server.params.service': 'hyperexponential(90% 5ms, 10% 55ms)' },
    expect: ['mean(server.wait) > 105ms', 'mean(server.wait) < 155ms'],
  },
  {
    file: 'queueing/variability.yaml',
    says: 'equal requests wait half as long as exponential ones',
    at: { 'nodes.server.params.service': '10ms' },
    expect: ['mean(server.wait) > 17ms', 'mean(server.wait) < 23ms'],
  },
  {
    file: 'queueing/tail-at-scale.yaml',
    says: '63 % of those who ask a hundred are slow (Dean and Barroso)',
    at: { 'nodes.root.params.hedgeAfter': 'unlimited' },
    expect: ['p31(users) < 20ms', 'p43(users) > 1s'],
  },
  {
    file: 'queueing/tail-at-scale.yaml',
    says: 'with hedging that is 18 % of those who ask two thousand',
    at: { 'nodes.root.params.fanOut': '2000' },
    expect: ['p75(users) < 40ms', 'p89(users) > 1s'],
    runs: 2,
  },
  {
    file: 'queueing/priority.yaml',
    says: 'batch jobs starve where people hardly notice',
    at: { 'clients.batch.arrivals': 'poisson(80/s)' },
    expect: ['p50(batch) > 5s', 'mean(server.wait.person) < 16ms', 'utilisation(server) > 99%'],
  },
  {
    file: 'queueing/priority.yaml',
    says: 'without priority all wait alike, and people a multiple',
    at: { 'nodes.server.params.discipline': 'fifo' },
    expect: ['mean(server.wait.person) > 60ms', 'mean(server.wait.job) > 60ms'],
  },
  {
    file: 'queueing/thread-pool.yaml',
    says: 'with fewer threads than the formula says, cores idle and requests are refused',
    at: { 'nodes.pool.params.threads': '50' },
    expect: ['errors(users) > 14%', 'utilisation(pool.cores) < 65%', 'p99(users) > 170ms'],
  },
  {
    file: 'queueing/thread-pool.yaml',
    says: 'with a few more, none is refused and none waits',
    at: { 'nodes.pool.params.threads': '68' },
    expect: ['dropped(pool) < 0.1%', 'p99(users) < 95ms', 'utilisation(pool.cores) > 73%'],
  },
  {
    file: 'capacity/api-servers.yaml',
    says: 'one server fewer breaks the limit',
    at: { 'nodes.api.params.servers': '10' },
    expect: ['p99(users) > 100ms', 'p99(users) < 130ms'],
  },
  {
    file: 'capacity/chat-fan-out.yaml',
    says: 'six gateways can do the work, but not in time',
    at: { 'nodes.gateway.count': '6' },
    expect: ['utilisation(gateway) < 90%', 'p99(members) > 270ms'],
  },
  {
    file: 'capacity/scalability.yaml',
    says: 'throughput falls beyond 96 users',
    at: { 'clients.users.count': '216' },
    expect: ['throughput(users) > 1600/s', 'throughput(users) < 1700/s'],
  },
  {
    file: 'capacity/scalability.yaml',
    says: 'from its peak',
    at: { 'clients.users.count': '96' },
    expect: ['throughput(users) > 1840/s', 'throughput(users) < 1930/s'],
  },
  {
    file: 'capacity/ad-serving.yaml',
    says: 'waiting for the slowest of ten bidders breaks the budget',
    at: { 'nodes.auction.params.need': '0' },
    expect: ['p99(users) > 60ms', 'errors(users) > 5%'],
  },
];

test.each(FINDINGS)('$file: $says', ({ file, at, expect: expected, runs = RUNS }) => {
  const { verdict, reasons } = pointOf(file, at, { runs, expect: expected });
  expect({ verdict, reasons }).toEqual({ verdict: 'valid', reasons: [] });
});

test('a finding that is not so is not found', () => {
  const claims = ['p99(users) < 45ms', 'utilisation(server) > 60%'];
  const { verdict, reasons } = pointOf(
    'queueing/hockey-stick.yaml',
    { [USERS]: 'poisson(55/s)' },
    { runs: 2, expect: claims },
  );
  expect(verdict).toBe('invalid');
  expect(reasons).toHaveLength(2);
});

/** Files with a closed form for each row named, at the files' own values and beyond. */
const BESIDE_THEORY: readonly (readonly [file: string, at: Settings, rows: number])[] = [
  ['queueing/hockey-stick.yaml', { [USERS]: 'poisson(10/s)' }, 15],
  ['queueing/hockey-stick.yaml', { [USERS]: 'poisson(80/s)' }, 15],
  ['queueing/variability.yaml', { 'nodes.server.params.service': '10ms' }, 15],
  ['queueing/variability.yaml', { 'nodes.server.params.service': 'hyperexponential(90% 5ms, 10% 55ms)' }, 15],
  ['queueing/pooling-one-queue.yaml', {}, 15],
  ['queueing/pooling-queue-each.yaml', {}, 15],
  ['queueing/priority.yaml', { 'clients.batch.arrivals': 'poisson(30/s)' }, 8],
  ['queueing/call-centre.yaml', {}, 9],
  ['capacity/api-servers.yaml', {}, 15],
];
const BEYOND = 3;
/** Of histograms: half a percent, and of their boundaries as much again. */
const RESOLUTION = 0.01;

const apart = ({ value, ciLow, ciHigh, theory }: Row): boolean => {
  if (value === null || ciLow === null || ciHigh === null || theory === undefined) return false;
  const half = theory < value ? value - ciLow : ciHigh - value;
  return Math.abs(value - theory) > BEYOND * half + RESOLUTION * Math.abs(value);
};

describe('beside the closed forms', () => {
  test.each(BESIDE_THEORY)('%s %j', (file, at, least) => {
    const { rows } = pointOf(file, at, { runs: RUNS });
    const known = rows.filter(({ theory, ciLow }) => theory !== undefined && ciLow !== null);
    expect(known.length).toBeGreaterThanOrEqual(least);
    expect(known.filter(apart)).toEqual([]);
    // It can tell: from a theory that says twice as much, most rows are apart.
    const wrong = known
      .filter(({ value }) => value !== 0)
      .map((row) => ({ ...row, theory: row.theory! * 2 }));
    expect(wrong.filter(apart).length).toBeGreaterThan(wrong.length / 2);
  });
});

test('the coefficients of the scalability scenario are those of its table', () => {
  const lines = readFileSync(new URL('capacity/scalability.csv', FOLDER), 'utf8').split('\n');
  const points = lines
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map(Number) as [number, number])
    .map(([concurrency, throughput]) => ({ concurrency, throughput }));
  expect(points.length).toBe(7);
  const { lambda, sigma, kappa } = fitUsl(points).coefficients;
  const { contention, crosstalk, service } = scenarioOf('capacity/scalability.yaml').nodes[0]!.params;
  expect(contention as number).toBeCloseTo(sigma, 5);
  expect(crosstalk as number).toBeCloseTo(kappa, 7);
  expect(service).toMatchObject({ other: { kind: 'exponential' } });
  const mean = (service as { readonly other: { readonly mean: number } }).other.mean;
  expect(1e9 / mean / lambda).toBeCloseTo(1, 2);
  // The package usl of R, of the same table: sigma 0.0277, kappa 0.000104, peak at 96.5.
  expect(textOf('capacity/scalability.yaml')).toContain('sigma 0.0277, kappa 0.000104, peak at 96.5');
  expect([sigma.toFixed(4), kappa.toFixed(6)]).toEqual(['0.0277', '0.000104']);
});
