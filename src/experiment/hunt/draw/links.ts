/**
 * What links may be like: latencies of many shapes, loss and duplication of many sizes.
 *
 * For the network of a whole run and for links that get worse for a while. Knows nothing of either.
 */
import { type Distribution, lognormalFromPercentiles } from '../../../kernel/distribution.js';
import { exp } from '../../../kernel/math.js';
import { type Duration, MILLISECOND, SECOND } from '../../../kernel/time.js';
import { type Choose, spread, weighted } from '../choose.js';
import { rounded } from './times.js';

/** A latency around `typical`; `late`: what messages that come late may take. */
export function drawLatency(choose: Choose, typical: Duration, late: Duration): Distribution {
  const shape = weighted(choose, [
    [0.15, 'constant'],
    [0.15, 'uniform'],
    [0.15, 'lognormal'],
    [0.1, 'exponential'],
    [0.45, 'mixture'],
  ] as const);
  const value = rounded(typical);
  switch (shape) {
    case 'constant':
      return { kind: shape, value };
    case 'uniform':
      return {
        kind: shape,
        low: rounded(value * choose.share()),
        high: rounded(value * spread(choose, 1.5, 10)),
      };
    case 'exponential':
      return { kind: shape, mean: value };
    case 'lognormal':
      return lognormalFromPercentiles({ p50: value, p99: rounded(value * spread(choose, 2, 20)) });
    case 'mixture': {
      // A few come from terms long past.
      const few = Math.round(spread(choose, 3, 150));
      const most = lognormalFromPercentiles({ p50: value, p99: rounded(value * spread(choose, 1.5, 8)) });
      const high = Math.max(value * 4, rounded(spread(choose, 20 * value, Math.max(20 * value, late))));
      const of: Distribution = { kind: 'uniform', low: rounded(value * 2), high };
      return {
        kind: shape,
        branches: [
          { weight: (1000 - few) / 1000, of: most },
          { weight: few / 1000, of },
        ],
      };
    }
  }
}

/** Nothing comes later than this: whoever waits has forgotten why. */
export const LATE: Duration = 3 * SECOND;

/** A share that people can read, each order of magnitude as likely. */
export function drawShare(choose: Choose, low: number, high: number): number {
  const permille = spread(choose, low, high) * 1000;
  return Math.max(1, Math.round(permille)) / 1000;
}

/** What is most likely, roughly and without any table: the order of magnitude is what counts. */
export function typical(d: Distribution): number {
  switch (d.kind) {
    case 'constant':
      return d.value;
    case 'uniform':
      return (d.low + d.high) / 2;
    case 'exponential':
    case 'erlang':
      return d.mean;
    case 'lognormal':
      return exp(d.mu);
    case 'pareto':
      return d.minimum;
    case 'weibull':
      return d.scale;
    case 'hyperexponential':
      return heaviest(d.branches).mean;
    case 'mixture':
      return typical(heaviest(d.branches).of);
    case 'empirical':
      return d.values[Math.floor(d.values.length / 2)] ?? 0;
    case 'shifted':
      return d.by + typical(d.of);
    case 'zipf':
      return MILLISECOND;
  }
}

const heaviest = <T extends { readonly weight: number }>(branches: readonly T[]): T =>
  branches.reduce((best, branch) => (branch.weight > best.weight ? branch : best));
