/** Every form of expression, read to data; and where in the expression a problem is. */
import { expect, test } from 'vitest';
import { lognormalFromMoments, lognormalFromPercentiles } from '../../src/kernel/distribution.js';
import { parseDistribution } from '../../src/scenario/expression/distribution.js';
import { parseExpectation } from '../../src/scenario/expression/expectation.js';
import { parsePartition, parseSelector } from '../../src/scenario/expression/selector.js';
import { parseArrivals, parseKeys } from '../../src/scenario/expression/workload.js';
import type { Read } from '../../src/scenario/problem.js';

const files: Readonly<Record<string, string>> = {
  'ms.txt': '# measured on a Tuesday\n3\n1\n\n2.5\n',
  'my file.txt': '1ms\r\n2ms\r\n',
  'empty.txt': '# nothing\n',
};
const readFile = (path: string): string | undefined => files[path];
const distribution = (text: string) => parseDistribution(text, { of: 'duration', readFile });
const ms = 1e6;

function given<T>(read: Read<T>): T {
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

test.each([
  ['5ms', { kind: 'constant', value: 5 * ms }],
  ['0', { kind: 'constant', value: 0 }],
  ['constant(5ms)', { kind: 'constant', value: 5 * ms }],
  ['uniform(150ms, 300ms)', { kind: 'uniform', low: 150 * ms, high: 300 * ms }],
  ['uniform(high=300ms,low=150ms)', { kind: 'uniform', low: 150 * ms, high: 300 * ms }],
  ['exponential(20ms)', { kind: 'exponential', mean: 20 * ms }],
  ['exponential(mean=20ms)', { kind: 'exponential', mean: 20 * ms }],
  ['erlang(3, mean=20ms)', { kind: 'erlang', shape: 3, mean: 20 * ms }],
  ['lognormal(p50=1ms, p99=5ms)', lognormalFromPercentiles({ p50: ms, p99: 5 * ms })],
  ['lognormal(mean=2ms, sd=1ms)', lognormalFromMoments({ mean: 2 * ms, sd: ms })],
  ['lognormal(mu=13.8, sigma=0.7)', { kind: 'lognormal', mu: 13.8, sigma: 0.7 }],
  ['pareto(min=1ms, shape=2)', { kind: 'pareto', minimum: ms, shape: 2 }],
  ['pareto(1ms, 2, 1s)', { kind: 'pareto', minimum: ms, shape: 2, maximum: 1000 * ms }],
  ['weibull(scale=10ms, shape=1.5)', { kind: 'weibull', scale: 10 * ms, shape: 1.5 }],
  [
    'hyperexponential(90% 1ms, 10% 20ms)',
    {
      kind: 'hyperexponential',
      branches: [
        { weight: 0.9, mean: ms },
        { weight: 0.1, mean: 20 * ms },
      ],
    },
  ],
  [
    'mixture(90%: exponential(1ms), 10%: uniform(1ms, 2ms))',
    {
      kind: 'mixture',
      branches: [
        { weight: 0.9, of: { kind: 'exponential', mean: ms } },
        { weight: 0.1, of: { kind: 'uniform', low: ms, high: 2 * ms } },
      ],
    },
  ],
  ['75ms + exponential(5ms)', { kind: 'shifted', by: 75 * ms, of: { kind: 'exponential', mean: 5 * ms } }],
  ['empirical(ms.txt, unit=ms)', { kind: 'empirical', values: [ms, 2.5 * ms, 3 * ms] }],
  ['empirical("my file.txt")', { kind: 'empirical', values: [ms, 2 * ms] }],
  ['empirical([2ms, 1ms])', { kind: 'empirical', values: [ms, 2 * ms] }],
] as const)('distribution %s', (text, expected) => {
  expect(given(distribution(text))).toEqual(expected);
});

const db = { kind: 'group', group: 'db' } as const;
const leader = { kind: 'role', role: 'leader', group: 'db' } as const;

test.each([
  ['all', { kind: 'all' }],
  ['db', db],
  ['db/2', { kind: 'node', group: 'db', index: 2 }],
  ['leader(db)', leader],
  ['random(db)', { kind: 'random', of: db, count: 1 }],
  ['random(db, 2)', { kind: 'random', of: db, count: 2 }],
  ['majority(db)', { kind: 'majority', of: db }],
  ['minority(db)', { kind: 'minority', of: db }],
  ['others(leader(db))', { kind: 'others', of: db, but: leader }],
  ['others(all, db)', { kind: 'others', of: { kind: 'all' }, but: db }],
  ['[db, leader(db)]', { kind: 'union', of: [db, leader] }],
  ['random(others(leader(db)))', { kind: 'random', of: { kind: 'others', of: db, but: leader }, count: 1 }],
] as const)('selector %s', (text, expected) => {
  expect(given(parseSelector(text))).toEqual(expected);
});

test.each([
  ['isolate(leader(db))', { kind: 'isolate', of: leader }],
  ['halves(db)', { kind: 'halves', of: db }],
  ['ring(db)', { kind: 'ring', of: db }],
  ['bridge(db)', { kind: 'bridge', of: db }],
  ['majority(db)', { kind: 'isolate', of: { kind: 'minority', of: db } }],
  ['split(leader(db), db)', { kind: 'split', left: leader, right: db }],
  ['one-way(leader(db), db)', { kind: 'one-way', from: leader, to: db }],
  ['one-way(to=db, from=leader(db))', { kind: 'one-way', from: leader, to: db }],
] as const)('partition %s', (text, expected) => {
  expect(given(parsePartition(text))).toEqual(expected);
});

test.each([
  ['poisson(200/s)', { kind: 'poisson', rate: 200 }],
  ['constant(30/min)', { kind: 'constant', rate: 0.5 }],
  ['closed(think=10ms)', { kind: 'closed', think: { kind: 'constant', value: 10 * ms } }],
  ['closed(exponential(1s))', { kind: 'closed', think: { kind: 'exponential', mean: 1000 * ms } }],
  ['closed()', { kind: 'closed', think: { kind: 'constant', value: 0 } }],
  [
    'profile(0s 100/s, 30s: 500/s)',
    {
      kind: 'profile',
      points: [
        { at: 0, rate: 100 },
        { at: 30_000 * ms, rate: 500 },
      ],
    },
  ],
  ['trace("my file.txt")', { kind: 'trace', at: [ms, 2 * ms] }],
  [
    'renewal(erlang(2, 10ms))',
    { kind: 'renewal', interarrival: { kind: 'erlang', shape: 2, mean: 10 * ms } },
  ],
  ['renewal(5ms)', { kind: 'renewal', interarrival: { kind: 'constant', value: 5 * ms } }],
  [
    'poisson(100/s, batch=5)',
    { kind: 'batches', of: { kind: 'poisson', rate: 100 }, size: { kind: 'fixed', count: 5 } },
  ],
  [
    'constant(100/s, batch=geometric(mean=2.5))',
    { kind: 'batches', of: { kind: 'constant', rate: 100 }, size: { kind: 'geometric', mean: 2.5 } },
  ],
  ['poisson(100/s, batch=1)', { kind: 'poisson', rate: 100 }],
] as const)('arrivals %s', (text, expected) => {
  expect(given(parseArrivals(text, readFile))).toEqual(expected);
});

test.each([
  ['uniform(100)', { kind: 'uniform', count: 100 }],
  ['zipf(20, 0.99)', { kind: 'zipf', count: 20, exponent: 0.99 }],
  ['hot(1000, 10, 90%)', { kind: 'hot', count: 1000, hot: 10, share: 0.9 }],
] as const)('keys %s', (text, expected) => {
  expect(given(parseKeys(text))).toEqual(expected);
});

const bound = { kind: 'bound', of: 'app', station: undefined, operation: undefined, during: 'always' };

test.each([
  ['linearizable(app)', { kind: 'linearizable', client: 'app' }],
  ['read-your-writes(app)', { kind: 'session', guarantee: 'read-your-writes', client: 'app' }],
  ['monotonic-reads( app )', { kind: 'session', guarantee: 'monotonic-reads', client: 'app' }],
  ['monotonic-writes(app)', { kind: 'session', guarantee: 'monotonic-writes', client: 'app' }],
  ['writes-follow-reads(app)', { kind: 'session', guarantee: 'writes-follow-reads', client: 'app' }],
  ['set-full(app)', { kind: 'tally', checker: 'set-full', client: 'app' }],
  ['pn-counter(app)', { kind: 'tally', checker: 'pn-counter', client: 'app' }],
  ['progress(app) within 5s', { kind: 'progress', client: 'app', within: 5000 * ms }],
  ['converges(db) within 2.5s', { kind: 'converges', group: 'db', within: 2500 * ms }],
  ['invariant(db)', { kind: 'invariant', group: 'db', rule: undefined }],
  ['invariant(db.election-safety)', { kind: 'invariant', group: 'db', rule: 'election-safety' }],
  [
    'p50(app) <= 5ms',
    { ...bound, metric: { kind: 'quantile', quantile: 0.5 }, comparison: '<=', bound: 5 * ms },
  ],
  ['p99.9(app)<1s', { ...bound, metric: { kind: 'quantile', quantile: 0.999 }, comparison: '<', bound: 1e9 }],
  [
    'p99.99(app) < 1s',
    { ...bound, metric: { kind: 'quantile', quantile: 0.9999 }, comparison: '<', bound: 1e9 },
  ],
  [
    'mean(app.write) < 5ms',
    { ...bound, operation: 'write', metric: { kind: 'mean' }, comparison: '<', bound: 5 * ms },
  ],
  [
    'max(app) < 5ms during faults',
    { ...bound, metric: { kind: 'max' }, comparison: '<', bound: 5 * ms, during: 'during faults' },
  ],
  ['availability(app) > 90%', { ...bound, metric: { kind: 'availability' }, comparison: '>', bound: 0.9 }],
  [
    'errors(app) < 1% outside faults',
    { ...bound, metric: { kind: 'errors' }, comparison: '<', bound: 0.01, during: 'outside faults' },
  ],
  ['throughput(app) >= 150/s', { ...bound, metric: { kind: 'throughput' }, comparison: '>=', bound: 150 }],
] as const)('expectation %s', (text, expected) => {
  expect(given(parseExpectation(text))).toEqual({ ...expected, text });
});

test.each([
  ['uniform(150ms, 300)', 'uniform(150ms, '.length],
  ['mixture(50% 1ms, 50% uniform(2ms, 1ms))', 'mixture(50% 1ms, 50% '.length],
  ['exponential(1ms))', 'exponential(1ms)'.length],
  ['exponential(1ms', 'exponential(1ms'.length],
  ['uniform(1ms, , 2ms)', 'uniform(1ms, '.length],
  ['empirical(empty.txt)', 'empirical('.length],
  ['"unclosed', 0],
])('in %s the problem is at character %d', (text, offset) => {
  const read = distribution(text);
  expect(read.ok ? -1 : read.problem.offset).toBe(offset);
});

test('nesting has a limit', () => {
  const deep = `${'75ms + '.repeat(100)}5ms`;
  expect(distribution(deep).ok).toBe(false);
  expect(parseSelector(`${'random('.repeat(100)}db${')'.repeat(100)}`).ok).toBe(false);
  expect(parseSelector('random(random(random(db)))').ok).toBe(true);
});
