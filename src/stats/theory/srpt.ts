/**
 * M/G/1 where the customer with the shortest remaining service is always the one in service.
 *
 * Source: L. E. Schrage & L. W. Miller, "The queue M/G/1 with the shortest remaining processing time discipline",
 * Operations Research 14 (1966), eq. 5; the integrals are done numerically, over the logarithm of the chance of
 * a longer service.
 */
import { cdf, type Distribution, mean, quantile, variance } from '../../kernel/distribution.js';
import { exp, expm1, pow } from '../../kernel/math.js';
import { mdc } from './mdc.js';
import { count, overload, perSecond, type Steady, share, time } from './prediction.js';
import { gaussPoints, integrate } from './quadrature.js';

export interface Srpt {
  readonly arrivals: number;
  /** s */
  readonly service: Distribution;
}

/** `undefined` where sizes come in lumps or pieces, which the integrals would miss. */
export function srpt({ arrivals, service }: Srpt): Steady | undefined {
  if (!isSmooth(service)) return undefined;
  const time1 = mean(service);
  const load = arrivals * time1;
  if (load >= 1) return overload(load, 1);
  const sojourn = variance(service) === 0 ? likeFifo(arrivals, time1) : meanSojourn(arrivals, service);
  return {
    name: 'M/G/1-SRPT',
    exact: true,
    source: 'Schrage & Miller, Operations Research 14 (1966), eq. 5',
    assumes: 'Poisson arrivals, known independent service times, one server, preemption at no cost',
    predictions: [
      share('utilisation', load),
      time('wait', sojourn - time1),
      time('sojourn', sojourn),
      count('queue length', arrivals * (sojourn - time1)),
      count('in system', arrivals * sojourn),
      perSecond('throughput', arrivals),
    ],
  };
}

function isSmooth(d: Distribution): boolean {
  switch (d.kind) {
    case 'constant':
    case 'exponential':
    case 'erlang':
    case 'hyperexponential':
    case 'uniform':
    case 'lognormal':
    case 'weibull':
    case 'pareto':
      return true;
    case 'mixture':
      return d.branches.every(
        ({ of }) => of.kind === 'exponential' || of.kind === 'erlang' || of.kind === 'hyperexponential',
      );
    default:
      return false;
  }
}

/** Nobody overtakes where all are alike. */
function likeFifo(arrivals: number, service: number): number {
  const fifo = mdc({ arrivals, service, servers: 1 }, []);
  return 'predictions' in fifo
    ? fifo.predictions.find(({ metric }) => metric === 'sojourn')!.value / 1000
    : NaN;
}

const PANEL = 0.25;
const HALVINGS = 45;
/** e^-37 is less than the spacing of doubles below 1. */
const LAST = 37;

/**
 * E[T(x)] = lambda m(x) / (1 - rho(x))² + the integral of dt / (1 - rho(t)) up to x, where m(x) is the integral
 * of t P(S > t) up to x, and rho(x) the load of services up to x. Averaged over x; the second term, with the
 * order of integrals exchanged, is that of P(S > t) / (1 - rho(t)).
 */
function meanSojourn(arrivals: number, service: Distribution): number {
  const at = quantile(service);
  const below = cdf(service);
  const above = (t: number) => 1 - below(t);
  let x = 0;
  let longer = 0; // the integral of P(S > t) up to x
  let m = 0;
  let residence = 0;
  let waiting = 0;
  const loadUpTo = (t: number, sum: number) => arrivals * (sum - t * above(t));
  const moveTo = (next: number) => {
    if (next <= x) return;
    const [from, before] = [x, longer];
    residence += integrate(
      (t) => above(t) / (1 - loadUpTo(t, before + integrate(above, from, t))),
      from,
      next,
    );
    m += integrate((t) => t * above(t), from, next);
    longer += integrate(above, from, next);
    x = next;
  };
  moveTo(at(0));
  for (const [low, high] of panels())
    for (const { x: v, weight } of gaussPoints(low, high)) {
      moveTo(at(-expm1(-v)));
      const free = 1 - loadUpTo(x, longer);
      waiting += (weight * exp(-v) * arrivals * m) / (free * free);
    }
  // Beyond the last size nearly all load is before it.
  const time1 = mean(service);
  return waiting + residence + Math.max(0, time1 - longer) / (1 - arrivals * time1);
}

/** Halving towards 0, where quantiles may rise like a root. */
function panels(): readonly (readonly [number, number])[] {
  const edges = [0, ...Array.from({ length: HALVINGS }, (_, i) => PANEL * pow(0.5, HALVINGS - 1 - i))];
  for (let edge = 2 * PANEL; edge <= LAST; edge += PANEL) edges.push(edge);
  return edges.slice(1).map((high, i) => [edges[i]!, high]);
}
