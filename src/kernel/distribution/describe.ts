/**
 * Distributions as a person would write them.
 *
 * Knows no units: the caller says how a value prints.
 */
import type { Distribution } from '../distribution.js';
import { exp, normalQuantile } from '../math.js';

/**
 * For example `lognormal(p50=1ms, p99=5ms)`, `mixture(90% exponential(1ms), 10% constant(20ms))`, `75ms + pareto(…)`.
 * `format` prints a value of the distribution; shapes, exponents and weights print as plain numbers.
 */
export function describe(d: Distribution, format: (value: number) => string): string {
  switch (d.kind) {
    case 'constant':
      return `constant(${format(d.value)})`;
    case 'uniform':
      return `uniform(${format(d.low)}, ${format(d.high)})`;
    case 'exponential':
      return `exponential(${format(d.mean)})`;
    case 'erlang':
      return `erlang(${d.shape}, ${format(d.mean)})`;
    case 'lognormal': {
      const p99 = exp(d.mu + d.sigma * normalQuantile(0.99));
      return `lognormal(p50=${format(rounded(exp(d.mu)))}, p99=${format(rounded(p99))})`;
    }
    case 'pareto': {
      const maximum = d.maximum === undefined ? '' : `, maximum=${format(d.maximum)}`;
      return `pareto(${format(d.minimum)}, shape=${d.shape}${maximum})`;
    }
    case 'weibull':
      return `weibull(${format(d.scale)}, shape=${d.shape})`;
    case 'zipf':
      return `zipf(${d.count}, ${d.exponent})`;
    case 'hyperexponential':
      return weighted(d.branches, (branch) => `exponential(${format(branch.mean)})`);
    case 'mixture':
      return weighted(d.branches, (branch) => describe(branch.of, format));
    case 'empirical': {
      const [first = 0] = d.values;
      const last = d.values[d.values.length - 1] ?? first;
      return `empirical(${d.values.length} samples, ${format(first)} to ${format(last)})`;
    }
    case 'shifted':
      return `${format(d.by)} + ${describe(d.of, format)}`;
  }
}

function weighted<B extends { readonly weight: number }>(
  branches: readonly B[],
  one: (branch: B) => string,
): string {
  const total = branches.reduce((sum, branch) => sum + branch.weight, 0);
  const share = (weight: number): number => Number(((100 * weight) / total).toPrecision(6));
  return `mixture(${branches.map((branch) => `${share(branch.weight)}% ${one(branch)}`).join(', ')})`;
}

/** 12 significant digits: what a logarithm and its inverse give back of the number that was written. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
