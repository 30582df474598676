/**
 * Many equal servers with a queue each: sending every customer to the shortest of d queues chosen at random, and
 * sending copies to d of them.
 *
 * Sources: M. Mitzenmacher, "The power of two choices in randomized load balancing", IEEE Trans. Parallel and
 * Distributed Systems 12 (2001), with N. D. Vvedenskaya, R. L. Dobrushin, F. I. Karpelevich (1996); K. Gardner,
 * M. Harchol-Balter, A. Scheller-Wolf, M. Velednitsky, S. Zbarsky, "Redundancy-d: the power of d choices for
 * redundancy", Operations Research 65 (2017), theorem 1.
 */
import { invariant } from '../../kernel/invariant.js';
import { exp, log } from '../../kernel/math.js';
import { mmc } from './mmc.js';
import { count, overload, percentiles, perSecond, type Steady, share, time } from './prediction.js';
import { quantileOfTail } from './root.js';
import { poisson } from './weights.js';

export interface Choices {
  /** Per server, 1/s. */
  readonly arrivals: number;
  /** Mean, s; exponential. */
  readonly service: number;
  readonly choices: number;
}

/** In the limit of infinitely many servers: a share s(k) = lambda^((d^k - 1) / (d - 1)) of them has k or more. */
export function powerOfChoices(
  { arrivals, service, choices }: Choices,
  quantiles: readonly number[],
): Steady {
  const load = arrivals * service;
  if (load >= 1) return overload(load, 1);
  if (choices === 1) {
    const alone = mmc({ arrivals, service, servers: 1 }, quantiles);
    return { ...alone, name: 'power of 1 choice' };
  }
  const shares = sharesAtLeast(load, choices);
  const system = shares.slice(1).reduce((sum, s) => sum + s, 0);
  // A customer joins a queue of k or more if all its choices have that: s(k)^d.
  const joins = shares.map((s) => power(s, choices));
  const tail = (t: number) => {
    const { from, values } = poisson(t / service);
    return values.reduce((sum, weight, i) => sum + weight * (joins[from + i] ?? 0), 0);
  };
  return {
    name: `power of ${choices} choices`,
    exact: false,
    source: 'Mitzenmacher, IEEE TPDS 12 (2001); Vvedenskaya, Dobrushin & Karpelevich (1996)',
    assumes: `infinitely many servers, Poisson arrivals, exponential service, the shortest of ${choices} random queues`,
    predictions: [
      share('utilisation', load),
      share('wait probability', joins[1] ?? 0),
      time('wait', system / arrivals - service),
      time('sojourn', system / arrivals),
      ...percentiles('sojourn', quantiles, (q) => quantileOfTail(tail, q, service)),
      count('queue length', system - load),
      count('in system', system),
      perSecond('throughput', arrivals),
    ],
  };
}

/** s(0) = 1, s(1), … as long as they count. */
function sharesAtLeast(load: number, choices: number): readonly number[] {
  const shares = [1];
  const scale = log(load);
  for (let exponent = 1; exponent * scale > -700; exponent = 1 + choices * exponent)
    shares.push(exp(exponent * scale));
  return shares;
}

const power = (x: number, n: number): number => (x === 0 ? 0 : exp(n * log(x)));

export interface Redundancy {
  /** Of the whole system, 1/s. */
  readonly arrivals: number;
  /** Mean of each copy, s; exponential and independent. */
  readonly service: number;
  readonly servers: number;
  /** Copies, each to another server; the first to be done cancels the others. */
  readonly copies: number;
}

/** E[T] = sum over i = d .. k of 1 / (mu k C(k-1, d-1) / C(i-1, d-1) - lambda). */
export function redundancy({ arrivals, service, servers, copies }: Redundancy): Steady {
  invariant(copies >= 1 && copies <= servers, 'every copy has a server of its own');
  const load = arrivals * service;
  if (load >= servers) return overload(load, servers);
  let sojourn = 0;
  // C(k-1, d-1) / C(i-1, d-1), from i = k down: C(i-1, d-1) / C(i-2, d-1) = (i-1) / (i-d).
  let ratio = 1;
  for (let i = servers; i >= copies; i--) {
    sojourn += 1 / ((servers * ratio) / service - arrivals);
    ratio *= (i - 1) / (i - copies);
  }
  return {
    name: `redundancy-${copies} over ${servers}`,
    exact: true,
    source: 'Gardner et al., Operations Research 65 (2017), theorem 1',
    assumes:
      'Poisson arrivals, independent exponential copies to random servers, FIFO, cancelled on completion',
    predictions: [
      time('sojourn', sojourn),
      count('in system', arrivals * sojourn),
      perSecond('throughput', arrivals),
    ],
  };
}
