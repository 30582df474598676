/**
 * Distributions, selectors, partitions, arrivals and keys as the text that reads back as the same data.
 *
 * The inverse of the readers beside it; knows no YAML.
 */
import { type Distribution, lognormalFromPercentiles } from '../../kernel/distribution.js';
import { exp, normalQuantile } from '../../kernel/math.js';
import { durationNotation, notation } from '../../model/quantity-format.js';
import type { Arrivals, Keys, Partition, Selector, SingleArrivals } from '../scenario.js';
import { groupsOf } from './selector.js';

/** `uniform(150ms, 300ms)`; a constant prints as its value alone. */
export function printDistribution(d: Distribution, of: 'duration' | 'ratio' = 'duration'): string {
  const value = (amount: number): string => notation(of, amount);
  const weight = (share: number): string => notation('ratio', share);
  switch (d.kind) {
    case 'constant':
      return value(d.value);
    case 'uniform':
      return `uniform(${value(d.low)}, ${value(d.high)})`;
    case 'exponential':
      return `exponential(${value(d.mean)})`;
    case 'erlang':
      return `erlang(${d.shape}, ${value(d.mean)})`;
    case 'lognormal':
      return printLognormal(d, value);
    case 'pareto': {
      const maximum = d.maximum === undefined ? '' : `, max=${value(d.maximum)}`;
      return `pareto(min=${value(d.minimum)}, shape=${d.shape}${maximum})`;
    }
    case 'weibull':
      return `weibull(scale=${value(d.scale)}, shape=${d.shape})`;
    case 'zipf':
      return `zipf(${d.count}, ${d.exponent})`;
    case 'hyperexponential': {
      const branches = d.branches.map((branch) => `${weight(branch.weight)} ${value(branch.mean)}`);
      return `hyperexponential(${branches.join(', ')})`;
    }
    case 'mixture': {
      const branches = d.branches.map((b) => `${weight(b.weight)} ${printDistribution(b.of, of)}`);
      return `mixture(${branches.join(', ')})`;
    }
    case 'empirical':
      return `empirical([${d.values.map(value).join(', ')}])`;
    case 'shifted':
      return `${value(d.by)} + ${printDistribution(d.of, of)}`;
  }
}

/** By percentiles if those give back the same numbers, else by the parameters of the logarithm. */
function printLognormal(
  d: Extract<Distribution, { kind: 'lognormal' }>,
  value: (amount: number) => string,
): string {
  const p50 = Math.round(exp(d.mu));
  const p99 = Math.round(exp(d.mu + d.sigma * normalQuantile(0.99)));
  if (p50 > 0 && p99 >= p50 && p99 <= Number.MAX_SAFE_INTEGER) {
    const same = lognormalFromPercentiles({ p50, p99 });
    if (same.kind === 'lognormal' && same.mu === d.mu && same.sigma === d.sigma)
      return `lognormal(p50=${value(p50)}, p99=${value(p99)})`;
  }
  return `lognormal(mu=${d.mu}, sigma=${d.sigma})`;
}

export function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'all':
      return 'all';
    case 'group':
      return selector.group;
    case 'node':
      return `${selector.group}/${selector.index}`;
    case 'random':
      return `random(${printSelector(selector.of)}${selector.count === 1 ? '' : `, ${selector.count}`})`;
    case 'majority':
    case 'minority':
      return `${selector.kind}(${printSelector(selector.of)})`;
    case 'others':
      return printOthers(selector);
    case 'union':
      return `[${selector.of.map(printSelector).join(', ')}]`;
    case 'role':
      return `${selector.role}(${selector.group})`;
  }
}

function printOthers({ of, but }: Extract<Selector, { kind: 'others' }>): string {
  const groups = [...groupsOf(but)];
  const implied = of.kind === 'group' && groups.length === 1 && groups[0] === of.group;
  return implied ? `others(${printSelector(but)})` : `others(${printSelector(of)}, ${printSelector(but)})`;
}

export function printPartition(shape: Partition): string {
  switch (shape.kind) {
    case 'split':
      return `split(${printSelector(shape.left)}, ${printSelector(shape.right)})`;
    case 'one-way':
      return `one-way(${printSelector(shape.from)}, ${printSelector(shape.to)})`;
    default:
      return `${shape.kind}(${printSelector(shape.of)})`;
  }
}

export function printArrivals(arrivals: Arrivals): string {
  switch (arrivals.kind) {
    case 'constant':
    case 'poisson':
    case 'renewal':
      return printSingle(arrivals, '');
    case 'batches': {
      const { size } = arrivals;
      const batch = size.kind === 'fixed' ? size.count : `geometric(mean=${size.mean})`;
      return printSingle(arrivals.of, `, batch=${batch}`);
    }
    case 'profile': {
      const points = arrivals.points.map(
        ({ at, rate }) => `${durationNotation(at)} ${notation('rate', rate)}`,
      );
      return `profile(${points.join(', ')})`;
    }
    case 'trace':
      return `trace([${arrivals.at.map(durationNotation).join(', ')}])`;
    case 'closed':
      return `closed(think=${printDistribution(arrivals.think)})`;
  }
}

function printSingle(of: SingleArrivals, batch: string): string {
  const every = of.kind === 'renewal' ? printDistribution(of.interarrival) : notation('rate', of.rate);
  return `${of.kind}(${every}${batch})`;
}

export function printKeys(keys: Keys): string {
  switch (keys.kind) {
    case 'uniform':
      return `uniform(${keys.count})`;
    case 'zipf':
      return `zipf(${keys.count}, ${keys.exponent})`;
    case 'hot':
      return `hot(${keys.count}, ${keys.hot}, ${notation('ratio', keys.share)})`;
  }
}
