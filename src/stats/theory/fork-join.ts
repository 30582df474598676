/**
 * Fan-out: requests that are done when the last of their parts is.
 *
 * Sources: L. Flatto & S. Hahn, "Two parallel queues created by arrivals with two demands I", SIAM Journal on
 * Applied Mathematics 44 (1984), for two queues; R. Nelson & A. N. Tantawi, "Approximate analysis of fork/join
 * synchronization in parallel queues", IEEE Trans. Computers 37 (1988), for more; J. Dean & L. A. Barroso, "The
 * tail at scale", Communications of the ACM 56 (2013).
 */
import { type Distribution, mean, quantile } from '../../kernel/distribution.js';
import { exp, expm1, log, log1p } from '../../kernel/math.js';
import {
  count,
  overload,
  percentiles,
  perSecond,
  type Steady,
  share,
  type Theory,
  time,
} from './prediction.js';

export interface ForkJoin {
  readonly arrivals: number;
  /** Mean of each part, s; exponential and independent. */
  readonly service: number;
  /** Queues, each of one server, and parts of every request. */
  readonly branches: number;
}

const harmonic = (n: number): number => {
  let sum = 0;
  for (let i = n; i >= 1; i--) sum += 1 / i;
  return sum;
};

/** Exact for one and two branches; within 5 % up to 32, as its authors found. */
export function forkJoin({ arrivals, service, branches }: ForkJoin): Steady {
  const load = arrivals * service;
  if (load >= 1) return overload(load, 1);
  const alone = service / (1 - load);
  const two = (alone * (12 - load)) / 8;
  const more = harmonic(branches) / 1.5;
  const sojourn = branches === 1 ? alone : two * (more + (4 / 11) * (1 - more) * load);
  return {
    name: `fork-join of ${branches} M/M/1`,
    exact: branches <= 2,
    source:
      branches <= 2
        ? 'Flatto & Hahn, SIAM J. Appl. Math. 44 (1984)'
        : 'Nelson & Tantawi, IEEE Trans. Computers 37 (1988)',
    assumes: 'Poisson arrivals, one part to each queue, independent exponential service, FIFO',
    predictions: [
      share('utilisation', load),
      time('sojourn', alone, 'part'),
      time('sojourn', sojourn),
      count('in system', arrivals * sojourn),
      perSecond('throughput', arrivals),
    ],
  };
}

/**
 * The slowest of `leaves` independent answers: its percentile q is the leaf's percentile q^(1/leaves). Its mean
 * is given where it has a closed form.
 */
export function tailAtScale(
  { leaves, service }: { readonly leaves: number; readonly service: Distribution },
  quantiles: readonly number[],
): Theory {
  const leaf = quantile(service);
  // What is left of 1 keeps its digits: 1 - q^(1/n) = -(e^(ln q / n) - 1).
  const all = (q: number) => leaf(1 + expm1(log(q) / leaves));
  const slow = 0.99;
  const slowest = meanOfSlowest(service, leaves);
  return {
    name: `slowest of ${leaves}`,
    exact: true,
    source: 'Dean & Barroso, Communications of the ACM 56 (2013); order statistics',
    assumes: 'independent leaves, all asked at once; the answer waits for the last',
    predictions: [
      time('sojourn', mean(service), 'one leaf'),
      ...percentiles('sojourn', quantiles, leaf, 'one leaf'),
      ...(slowest === undefined ? [] : [time('sojourn', slowest, 'all leaves')]),
      ...percentiles('sojourn', quantiles, all, 'all leaves'),
      share("slower than one leaf's p99", -expm1(leaves * log(slow)), 'all leaves'),
    ],
  };
}

function meanOfSlowest(d: Distribution, leaves: number): number | undefined {
  switch (d.kind) {
    case 'constant':
      return d.value;
    case 'exponential':
      return d.mean * harmonic(leaves);
    case 'uniform':
      return d.low + ((d.high - d.low) * leaves) / (leaves + 1);
    case 'weibull':
      return d.shape === 1 ? d.scale * harmonic(leaves) : undefined;
    case 'shifted': {
      const inner = meanOfSlowest(d.of, leaves);
      return inner === undefined ? undefined : d.by + inner;
    }
    case 'pareto':
      return d.maximum === undefined ? paretoSlowest(d.minimum, d.shape, leaves) : undefined;
    default:
      return undefined;
  }
}

/** minimum · n B(n, 1 - 1/shape): the product of i / (i - 1/shape) over i = 1 .. n. */
function paretoSlowest(minimum: number, shape: number, leaves: number): number {
  if (shape <= 1) return Infinity;
  let logarithm = 0;
  for (let i = leaves; i >= 1; i--) logarithm -= log1p(-1 / (shape * i));
  return minimum * exp(logarithm);
}
