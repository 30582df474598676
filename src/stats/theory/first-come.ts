/**
 * How long a customer waits and stays behind those it finds, first come first served, with exponential
 * service: the percentiles of every such queue, whatever made the queue.
 *
 * Knows only what an entering customer finds. Time is cut into the exponential stages in which `c` busy
 * servers finish services (uniformisation: A. Jensen, Skandinavisk Aktuarietidskrift 36, 1953): of Poisson
 * many stages, each moves the customer one place up; in service, each ends its own with probability 1/c.
 */
import { count, type Prediction, percentiles, perSecond, share, time } from './prediction.js';
import { quantileOfTail } from './root.js';
import { meanOf, poisson, tailsOf } from './weights.js';

export interface FirstCome {
  /** found[n]: the share of entering customers who find n in the system. */
  readonly found: readonly number[];
  /** s */
  readonly service: number;
  readonly servers: number;
}

/** P(W > t). */
export function waitTail({ found, service, servers }: FirstCome): (t: number) => number {
  // Place k of 1, 2, … waits for k stages; P(still waiting after m stages) = P(place > m).
  const behind = tailsOf(found).slice(servers);
  return (t) => over(t * (servers / service), (m) => behind[m] ?? 0);
}

/** P(T > t), T being wait and service. */
export function sojournTail(queue: FirstCome): (t: number) => number {
  const { found, service, servers } = queue;
  const behind = tailsOf(found).slice(servers);
  const goesOn = 1 - 1 / servers;
  // inService[m]: P(in service after m stages).
  const inService = [1 - (behind[0] ?? 0)];
  const present = (m: number): number => {
    for (let k = inService.length; k <= m; k++)
      inService.push(inService[k - 1]! * goesOn + ((behind[k - 1] ?? 0) - (behind[k] ?? 0)));
    return (behind[m] ?? 0) + inService[m]!;
  };
  return (t) => over(t * (servers / service), present);
}

/** The mean of f(m) over Poisson m of mean x. */
function over(x: number, f: (m: number) => number): number {
  const { from, values } = poisson(x);
  return values.reduce((sum, weight, i) => sum + weight * f(from + i), 0);
}

export const waitQuantiles = (queue: FirstCome): ((q: number) => number) => {
  const tail = waitTail(queue);
  return (q) => quantileOfTail(tail, q, queue.service);
};

export const sojournQuantiles = (queue: FirstCome): ((q: number) => number) => {
  const tail = sojournTail(queue);
  return (q) => quantileOfTail(tail, q, queue.service);
};

/** What customers see who enter so many a second, when so many wait and are there on average. */
export const asCustomersSee = (
  first: FirstCome,
  mean: { readonly throughput: number; readonly queue: number; readonly system: number },
  quantiles: readonly number[],
): readonly Prediction[] => [
  share(
    'wait probability',
    meanOf(first.found, (n) => (n >= first.servers ? 1 : 0)),
  ),
  time('wait', mean.queue / mean.throughput),
  ...percentiles('wait', quantiles, waitQuantiles(first)),
  time('sojourn', mean.system / mean.throughput),
  ...percentiles('sojourn', quantiles, sojournQuantiles(first)),
  count('queue length', mean.queue),
  count('in system', mean.system),
  perSecond('throughput', mean.throughput),
];
