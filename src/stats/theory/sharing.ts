/**
 * Processor sharing, infinitely many servers: queues whose means depend on the service times' mean alone.
 *
 * Sources: L. Kleinrock, "Time-shared systems: a theoretical treatment", Journal of the ACM 14 (1967); Kleinrock,
 * Queueing Systems vol. 2 (1976), §4.4 (eq. 4.17, 4.18); F. P. Kelly, Reversibility and Stochastic Networks
 * (1979), §3.3, for several servers and insensitivity; L. Takács (1962) for M/G/inf.
 */
import { type Distribution, mean, quantile } from '../../kernel/distribution.js';
import { mmcMeans } from './mmc.js';
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

export interface Sharing {
  readonly arrivals: number;
  /** s, alone on a server. */
  readonly service: Distribution;
  /** n customers share min(n, servers) of them evenly, each at most one. */
  readonly servers: number;
}

/** `sizes`: service times, s, for which to say the mean sojourn (one server). */
export function processorSharing(
  { arrivals, service, servers }: Sharing,
  sizes: readonly { readonly name: string; readonly size: number }[] = [],
): Steady {
  const time1 = mean(service);
  const load = arrivals * time1;
  if (load >= servers) return overload(load, servers);
  const { wait } = mmcMeans({ arrivals, service: time1, servers });
  const sojourn = wait + time1;
  return {
    name: `M/G/${servers}-PS`,
    exact: true,
    source: 'Kleinrock, Queueing Systems vol. 2 (1976), eq. 4.17-4.18; Kelly (1979), §3.3',
    assumes: 'Poisson arrivals, any independent service times; all present are served at equal speed',
    predictions: [
      share('utilisation', load / servers),
      time('sojourn', sojourn),
      // The mean sojourn of who needs x is in proportion to x, so this is also the slowdown of each.
      ...(servers === 1 ? sizes.map(({ name, size }) => time('sojourn', size / (1 - load), name)) : []),
      count('slowdown', sojourn / time1),
      count('in system', arrivals * sojourn),
      perSecond('throughput', arrivals),
    ],
  };
}

/** M/G/inf: nobody waits. Of M/M/inf too, whose service is exponential. */
export function infiniteServers(
  { arrivals, service }: Omit<Sharing, 'servers'>,
  quantiles: readonly number[],
): Theory {
  const time1 = mean(service);
  return {
    name: service.kind === 'exponential' ? 'M/M/inf' : 'M/G/inf',
    exact: true,
    source:
      'Takács, Introduction to the Theory of Queues (1962); Kleinrock, Queueing Systems vol. 1 (1975), §3.4',
    assumes: 'Poisson arrivals, any independent service times, a server for everyone',
    predictions: [
      share('wait probability', 0),
      time('wait', 0),
      time('sojourn', time1),
      ...percentiles('sojourn', quantiles, quantile(service)),
      count('queue length', 0),
      count('in system', arrivals * time1),
      perSecond('throughput', arrivals),
    ],
  };
}
