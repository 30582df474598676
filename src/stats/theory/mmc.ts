/**
 * M/M/1 and M/M/c: Poisson arrivals, exponential service, `c` servers, one queue without a limit.
 *
 * Knows nothing of how a station is simulated. Source: L. Kleinrock, Queueing Systems vol. 1 (1975), §3.2 and
 * §3.5; sojourn percentiles from the wait (0 or exponential) plus an independent service.
 */
import { invariant } from '../../kernel/invariant.js';
import { exp, expm1, log } from '../../kernel/math.js';
import { erlangC } from './erlang.js';
import { count, overload, percentiles, perSecond, type Steady, share, time } from './prediction.js';
import { quantileOfTail } from './root.js';

export interface Mmc {
  /** Customers per second. */
  readonly arrivals: number;
  /** Mean service time, s. */
  readonly service: number;
  readonly servers: number;
}

/** The moments that every work-conserving discipline shares, where service times are exponential. */
export interface MmcMeans {
  readonly load: number;
  readonly waitProbability: number;
  /** s */
  readonly wait: number;
  /** Rate at which the wait's tail falls, 1/s. */
  readonly decay: number;
}

/** Of a stable M/M/c. */
export function mmcMeans({ arrivals, service, servers }: Mmc): MmcMeans {
  const load = arrivals * service;
  const waitProbability = erlangC(servers, load);
  const decay = (servers - load) / service;
  return { load, waitProbability, wait: waitProbability / decay, decay };
}

export function mmc(station: Mmc, quantiles: readonly number[]): Steady {
  const { arrivals, service, servers } = station;
  invariant(arrivals >= 0 && service > 0, 'rates and times are positive');
  if (arrivals * service >= servers) return overload(arrivals * service, servers);
  const { load, waitProbability, wait, decay } = mmcMeans(station);
  const sojourn = wait + service;
  return {
    name: `M/M/${servers}`,
    exact: true,
    source:
      servers === 1
        ? 'Kleinrock, Queueing Systems vol. 1 (1975), §3.2'
        : 'Erlang (1917); Kleinrock, Queueing Systems vol. 1 (1975), §3.5',
    assumes: `Poisson arrivals, exponential service, ${servers === 1 ? 'one server' : `${servers} servers`}, one FIFO queue without a limit`,
    predictions: [
      share('utilisation', load / servers),
      share('wait probability', waitProbability),
      time('wait', wait),
      ...percentiles('wait', quantiles, (q) => waitQuantile(waitProbability, decay, q)),
      time('sojourn', sojourn),
      ...percentiles('sojourn', quantiles, (q) => sojournQuantile(station, q)),
      count('queue length', arrivals * wait),
      count('in system', arrivals * wait + load),
      perSecond('throughput', arrivals),
    ],
  };
}

/** P(W > t) = P(wait) e^(-decay t). */
export function waitQuantile(waitProbability: number, decay: number, q: number): number {
  return waitProbability <= 1 - q ? 0 : log(waitProbability / (1 - q)) / decay;
}

/**
 * P(T > t) = e^(-mu t) + C mu t e^(-min(mu, decay) t) g(|mu - decay| t) with g(x) = (1 - e^-x) / x: a wait that
 * is 0 or exponential, plus an exponential service. All terms are positive, and mu = decay is no special case.
 */
export function mmcSojournTail(station: Mmc): (t: number) => number {
  const { waitProbability, decay } = mmcMeans(station);
  const rate = 1 / station.service;
  const slower = Math.min(rate, decay);
  const apart = Math.abs(rate - decay);
  return (t) => {
    const x = apart * t;
    const g = x === 0 ? 1 : -expm1(-x) / x;
    return exp(-rate * t) + waitProbability * rate * t * exp(-slower * t) * g;
  };
}

function sojournQuantile(station: Mmc, q: number): number {
  // With one server the sojourn is exponential.
  if (station.servers === 1)
    return (-log(1 - q) * station.service) / (1 - station.arrivals * station.service);
  return quantileOfTail(mmcSojournTail(station), q, station.service);
}
