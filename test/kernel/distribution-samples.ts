/** One distribution of every kind and branch of the code, by name, as the distribution tests use them. */
import {
  type Distribution,
  lognormalFromMoments,
  lognormalFromPercentiles,
} from '../../src/kernel/distribution.js';

const MS = 1e6;

export const CONTINUOUS: Record<string, Distribution> = {
  uniform: { kind: 'uniform', low: 1 * MS, high: 3 * MS },
  exponential: { kind: 'exponential', mean: 1 * MS },
  erlang: { kind: 'erlang', shape: 3, mean: 1 * MS },
  'erlang, large shape': { kind: 'erlang', shape: 200, mean: 1 * MS },
  'lognormal by percentiles': lognormalFromPercentiles({ p50: 1 * MS, p99: 5 * MS }),
  'lognormal by moments': lognormalFromMoments({ mean: 2 * MS, sd: 1 * MS }),
  pareto: { kind: 'pareto', minimum: 1 * MS, shape: 2.5 },
  'pareto, truncated': { kind: 'pareto', minimum: 1 * MS, shape: 1.2, maximum: 100 * MS },
  weibull: { kind: 'weibull', scale: 1 * MS, shape: 0.7 },
  hyperexponential: {
    kind: 'hyperexponential',
    branches: [
      { weight: 9, mean: 1 * MS },
      { weight: 1, mean: 20 * MS },
    ],
  },
  mixture: {
    kind: 'mixture',
    branches: [
      { weight: 0.4, of: { kind: 'pareto', minimum: 1 * MS, shape: 2.2 } },
      { weight: 0.6, of: { kind: 'exponential', mean: 5 * MS } },
    ],
  },
  'mixture with a gap': {
    kind: 'mixture',
    branches: [
      { weight: 1, of: { kind: 'uniform', low: 0, high: 1 } },
      { weight: 1, of: { kind: 'uniform', low: 5 * MS, high: 6 * MS } },
    ],
  },
  empirical: { kind: 'empirical', values: [1 * MS, 2 * MS, 2.5 * MS, 4 * MS, 9 * MS] },
  shifted: { kind: 'shifted', by: 75 * MS, of: { kind: 'exponential', mean: 1 * MS } },
};

/** Those with atoms: their cumulative distribution jumps. */
export const DISCRETE: Record<string, Distribution> = {
  constant: { kind: 'constant', value: 7 * MS },
  zipf: { kind: 'zipf', count: 20, exponent: 0.99 },
  'zipf, many ranks': { kind: 'zipf', count: 100_000, exponent: 0.8 },
  'mixture with an atom': {
    kind: 'mixture',
    branches: [
      { weight: 1, of: { kind: 'constant', value: 1 * MS } },
      { weight: 1, of: { kind: 'exponential', mean: 5 * MS } },
    ],
  },
  'empirical with ties': { kind: 'empirical', values: [1, 2, 2, 2, 5] },
};

export const ALL: Record<string, Distribution> = { ...CONTINUOUS, ...DISCRETE };
