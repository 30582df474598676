/**
 * GI/G/1 and GI/G/c approximately: the wait from two coefficients of variation; and many servers under the
 * square-root rule.
 *
 * Not exact, except where arrivals are Poisson and service exponential (Kingman: service of any kind).
 */
import { exp, log, normalCdf } from '../../kernel/math.js';
import { erlangC } from './erlang.js';
import { count, overload, perSecond, type Steady, share, type Theory, time } from './prediction.js';
import { rootBetween } from './root.js';

export interface TwoMoments {
  readonly arrivals: number;
  /** Variance over squared mean of the time between arrivals. */
  readonly arrivalScv: number;
  /** Mean, s. */
  readonly service: number;
  readonly serviceScv: number;
  readonly servers: number;
}

/**
 * W = rho / (1 - rho) · (ca² + cs²) / 2 · service. Source: J. F. C. Kingman, "The single server queue in heavy
 * traffic", Math. Proc. Cambridge Phil. Soc. 57 (1961).
 */
export function kingman(queue: Omit<TwoMoments, 'servers'>): Steady {
  const load = queue.arrivals * queue.service;
  if (load >= 1) return overload(load, 1);
  const wait = (load / (1 - load)) * ((queue.arrivalScv + queue.serviceScv) / 2) * queue.service;
  return twoMoments({ ...queue, servers: 1 }, wait, {
    name: 'GI/G/1 (Kingman)',
    source: 'Kingman, Math. Proc. Cambridge Phil. Soc. 57 (1961)',
    assumes: 'independent times between arrivals and of service, one server, FIFO; close under heavy traffic',
  });
}

/**
 * W = that of M/M/c · (ca² + cs²) / 2. Source: A. O. Allen, Probability, Statistics, and Queueing Theory with
 * Computer Science Applications (2nd ed., 1990), §5.3.6, who cites J. L. Cunneen.
 */
export function allenCunneen(queue: TwoMoments): Steady {
  const { servers, service } = queue;
  const load = queue.arrivals * service;
  if (load >= servers) return overload(load, servers);
  const markov = (erlangC(servers, load) * service) / (servers - load);
  return twoMoments(queue, markov * ((queue.arrivalScv + queue.serviceScv) / 2), {
    name: `GI/G/${servers} (Allen-Cunneen)`,
    source: 'Allen, Probability, Statistics, and Queueing Theory (2nd ed., 1990), §5.3',
    assumes:
      'independent times between arrivals and of service, FIFO; exact for M/M/c, else within some 10 %',
  });
}

function twoMoments(
  { arrivals, service, servers }: TwoMoments,
  wait: number,
  words: Pick<Theory, 'name' | 'source' | 'assumes'>,
): Theory {
  return {
    ...words,
    exact: false,
    predictions: [
      share('utilisation', (arrivals * service) / servers),
      time('wait', wait),
      time('sojourn', wait + service),
      count('queue length', arrivals * wait),
      count('in system', arrivals * (wait + service)),
      perSecond('throughput', arrivals),
    ],
  };
}

/**
 * P(wait) of very many servers with c = a + beta sqrt(a): [1 + beta Phi(beta) / phi(beta)]^-1. Source: S. Halfin
 * & W. Whitt, "Heavy-traffic limits for queues with many exponential servers", Operations Research 29 (1981),
 * proposition 1.
 */
export function halfinWhittDelay(beta: number): number {
  const density = exp((-beta * beta) / 2) / Math.sqrt(2 * Math.PI);
  return 1 / (1 + (beta * normalCdf(beta)) / density);
}

export interface ManyServers {
  readonly arrivals: number;
  /** Mean, s; exponential. */
  readonly service: number;
  readonly servers: number;
}

/** `GI/M/c` near M/M/c as the limit sees it. */
export function halfinWhitt(
  { arrivals, service, servers }: ManyServers,
  quantiles: readonly number[],
): Steady {
  const load = arrivals * service;
  if (load >= servers) return overload(load, servers);
  const beta = (servers - load) / Math.sqrt(servers);
  const waitProbability = halfinWhittDelay(beta);
  const decay = (servers - load) / service;
  const wait = waitProbability / decay;
  return {
    name: `M/M/${servers} (Halfin-Whitt)`,
    exact: false,
    source: 'Halfin & Whitt, Operations Research 29 (1981), prop. 1',
    assumes: 'very many servers, Poisson arrivals, exponential service, FIFO without a limit',
    predictions: [
      share('utilisation', load / servers),
      count('spare servers per square root', beta),
      share('wait probability', waitProbability),
      time('wait', wait),
      ...quantiles.map((quantile) => ({
        ...time('wait', waitProbability <= 1 - quantile ? 0 : log(waitProbability / (1 - quantile)) / decay),
        quantile,
      })),
      time('sojourn', wait + service),
      count('queue length', arrivals * wait),
      count('in system', arrivals * wait + load),
      perSecond('throughput', arrivals),
    ],
  };
}

/**
 * Square-root staffing: the servers at which at most `waitProbability` of customers wait, in the limit and by
 * Erlang C exactly.
 */
export function squareRootStaffing(of: {
  readonly arrivals: number;
  readonly service: number;
  /** In (0, 1). */
  readonly waitProbability: number;
}): Theory {
  const load = of.arrivals * of.service;
  const beta = rootBetween((b) => halfinWhittDelay(b) - of.waitProbability, 0, 40);
  const limit = Math.ceil(load + beta * Math.sqrt(load));
  let exact = Math.max(Math.floor(load) + 1, 1);
  if (erlangC(exact, load) > of.waitProbability) exact = fewest(load, of.waitProbability, exact);
  return {
    name: 'square-root staffing',
    exact: false,
    source: 'Halfin & Whitt, Operations Research 29 (1981), prop. 1; Erlang C beside it',
    assumes: 'Poisson arrivals, exponential service, one FIFO queue without a limit',
    predictions: [
      count('load', load),
      count('spare servers per square root', beta),
      count('servers', limit),
      count('servers by Erlang C', exact),
      share('wait probability', erlangC(exact, load)),
      share('utilisation', load / exact),
    ],
  };
}

/** The fewest servers above `enough`'s predecessor by bisection: Erlang C falls with every server. */
function fewest(load: number, waitProbability: number, tooFew: number): number {
  let [low, high] = [tooFew, tooFew + 1];
  while (erlangC(high, load) > waitProbability) [low, high] = [high, 2 * high - tooFew + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (erlangC(middle, load) > waitProbability) low = middle;
    else high = middle;
  }
  return high;
}
