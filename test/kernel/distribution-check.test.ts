/** What a user can get wrong in a distribution comes back as data, everything at once. */
import { describe, expect, test } from 'vitest';
import { describe as inWords } from '../../src/kernel/distribution/describe.js';
import { checkDistribution, type Distribution, quantile } from '../../src/kernel/distribution.js';
import { ALL } from './distribution-samples.js';

const paths = (d: Distribution): string[] => checkDistribution(d).map((issue) => issue.path);

test.each(Object.entries(ALL))('%s is sound', (_, d) => {
  expect(checkDistribution(d)).toEqual([]);
});

describe('unsound', () => {
  let nested: Distribution = { kind: 'constant', value: 1 };
  for (let i = 0; i < 20; i++) nested = { kind: 'shifted', by: 1, of: nested };

  test.each<[string, Distribution, string[]]>([
    ['negative', { kind: 'constant', value: -1 }, ['value']],
    ['NaN', { kind: 'exponential', mean: NaN }, ['mean']],
    ['infinite', { kind: 'exponential', mean: Infinity }, ['mean']],
    ['low above high', { kind: 'uniform', low: 3, high: 2 }, ['high']],
    ['both', { kind: 'uniform', low: -3, high: -4 }, ['low', 'high', 'high']],
    ['shape not whole', { kind: 'erlang', shape: 1.5, mean: 0 }, ['shape', 'mean']],
    ['sigma', { kind: 'lognormal', mu: Infinity, sigma: -1 }, ['mu', 'sigma']],
    [
      'pareto',
      { kind: 'pareto', minimum: 0, shape: 0, maximum: -1 },
      ['minimum', 'shape', 'maximum', 'maximum'],
    ],
    ['weibull', { kind: 'weibull', scale: 0, shape: -2 }, ['scale', 'shape']],
    ['zipf', { kind: 'zipf', count: 0, exponent: -1 }, ['count', 'exponent']],
    ['too many ranks', { kind: 'zipf', count: 1e9, exponent: 1 }, ['count']],
    ['no branches', { kind: 'mixture', branches: [] }, ['branches']],
    ['no weight', { kind: 'hyperexponential', branches: [{ weight: 0, mean: 1 }] }, ['branches']],
    [
      'deep',
      {
        kind: 'mixture',
        branches: [{ weight: -1, of: { kind: 'shifted', by: -1, of: { kind: 'constant', value: -1 } } }],
      },
      ['branches[0].weight', 'branches', 'branches[0].of.by', 'branches[0].of.of.value'],
    ],
    ['no samples', { kind: 'empirical', values: [] }, ['values']],
    ['unsorted samples', { kind: 'empirical', values: [1, 3, 2] }, ['values[2]']],
    ['negative sample', { kind: 'empirical', values: [-1, 3] }, ['values[0]']],
    ['draws past the range of a number', { kind: 'pareto', minimum: 1, shape: 0.01 }, ['']],
    [
      'the same inside a mixture',
      {
        kind: 'mixture',
        branches: [
          { weight: 1, of: { kind: 'constant', value: 1 } },
          { weight: 1, of: { kind: 'pareto', minimum: 1, shape: 0.01 } },
        ],
      },
      [''],
    ],
  ])('%s', (_, d, expected) => {
    expect(paths(d)).toEqual(expected);
  });

  test('nesting has an end', () => {
    expect(checkDistribution(nested)[0]!.expected).toBe('distributions nested at most 8 deep');
  });

  test('says what was expected and what came', () => {
    expect(checkDistribution({ kind: 'uniform', low: 3, high: 2 })).toEqual([
      { path: 'high', expected: 'at least low, 3', received: '2' },
    ]);
  });

  test('drawing from one that was not checked is our bug', () => {
    expect(() => quantile({ kind: 'exponential', mean: -1 })).toThrow('checked before it is used');
  });
});

test('in words', () => {
  const ms = (ns: number): string => `${ns / 1e6}ms`;
  const words = Object.fromEntries(Object.entries(ALL).map(([name, d]) => [name, inWords(d, ms)]));
  expect(words).toMatchObject({
    'lognormal by percentiles': 'lognormal(p50=1ms, p99=5ms)',
    uniform: 'uniform(1ms, 3ms)',
    erlang: 'erlang(3, 1ms)',
    'pareto, truncated': 'pareto(1ms, shape=1.2, maximum=100ms)',
    hyperexponential: 'mixture(90% exponential(1ms), 10% exponential(20ms))',
    empirical: 'empirical(5 samples, 1ms to 9ms)',
    shifted: '75ms + exponential(1ms)',
    zipf: 'zipf(20, 0.99)',
  });
});
