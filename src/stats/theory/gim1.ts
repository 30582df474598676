/**
 * GI/M/1: any independent times between arrivals, exponential service, one server.
 *
 * Source: Kleinrock, Queueing Systems vol. 1 (1975), §6.4: sigma is the root in (0, 1) of
 * sigma = A*(mu (1 - sigma)), where A* is the Laplace transform of the time between arrivals.
 */
import { type Distribution, mean } from '../../kernel/distribution.js';
import { log } from '../../kernel/math.js';
import { laplaceComplement } from './laplace.js';
import { waitQuantile } from './mmc.js';
import { count, overload, percentiles, perSecond, type Steady, share, time } from './prediction.js';
import { rootBetween } from './root.js';

export interface Gim1 {
  /** s */
  readonly interarrival: Distribution;
  /** Mean, s. */
  readonly service: number;
}

export function gim1({ interarrival, service }: Gim1, quantiles: readonly number[]): Steady {
  const arrivals = 1 / mean(interarrival);
  const load = arrivals * service;
  if (!(load < 1)) return overload(load, 1);
  const idle = idleShare(interarrival, service);
  const decay = idle / service;
  const waitProbability = 1 - idle;
  const wait = waitProbability / decay;
  return {
    name: 'GI/M/1',
    exact: true,
    source: 'Kleinrock, Queueing Systems vol. 1 (1975), §6.4',
    assumes: 'independent times between arrivals, exponential service, one server, FIFO without a limit',
    predictions: [
      share('utilisation', load),
      share('wait probability', waitProbability),
      time('wait', wait),
      ...percentiles('wait', quantiles, (q) => waitQuantile(waitProbability, decay, q)),
      time('sojourn', 1 / decay),
      ...percentiles('sojourn', quantiles, (q) => -log(1 - q) / decay),
      count('queue length', arrivals * wait),
      count('in system', arrivals / decay),
      perSecond('throughput', arrivals),
    ],
  };
}

/** 1 - sigma: how many arrivals find the server idle. The root of (1 - A*(mu x)) / x = 1, which falls in x. */
function idleShare(interarrival: Distribution, service: number): number {
  const complement = laplaceComplement(interarrival);
  const excess = (x: number) => complement(x / service) / x - 1;
  let low = 0.5;
  while (low > Number.MIN_VALUE && excess(low) < 0) low /= 2;
  return rootBetween(excess, low, 1);
}
