/**
 * Batches: customers who come several at a time to one server, first come first served (M^X/G/1).
 *
 * `arrivals` are batches. Sources: M. L. Chaudhry & J. G. C. Templeton, A First Course in Bulk Queues (1983),
 * §3.1; percentiles, for exponential service, from the number that a customer finds before it: those present and
 * those of its own batch who go first.
 */
import type { Distribution } from '../../kernel/distribution.js';
import { sojournQuantiles, waitQuantiles } from './first-come.js';
import { momentsOf } from './mg1.js';
import { count, overload, percentiles, perSecond, type Steady, share, time } from './prediction.js';
import { tailsOf } from './weights.js';

export interface Batches {
  /** Batches per second. */
  readonly arrivals: number;
  /** Of each customer, s. */
  readonly service: Distribution;
  /** sizes[n]: the share of batches of n customers; sizes[0] is 0. */
  readonly sizes: readonly number[];
}

/** More states than this are not worth their percentiles. */
const STATES_MAX = 200_000;
const NEGLIGIBLE = 1e-22;
const SIZES_MAX = 100_000;

/** Every batch of so many. */
export const equalBatches = (size: number): readonly number[] =>
  Array.from({ length: size + 1 }, (_, n) => (n === size ? 1 : 0));

/** Sizes 1, 2, … with this mean, each as likely as before times a constant. */
export function geometricBatches(mean: number): readonly number[] {
  const sizes = [0];
  let share = 1 / mean;
  for (let n = 1; n <= SIZES_MAX && share > NEGLIGIBLE / mean; n++) {
    sizes.push(share);
    share *= 1 - 1 / mean;
  }
  return sizes;
}

export function batches(queue: Batches, quantiles: readonly number[]): Steady {
  const { arrivals, service, sizes } = queue;
  const { mean: time1, square } = momentsOf(service);
  const size = sizes.reduce((sum, p, n) => sum + p * n, 0);
  const sizeSquare = sizes.reduce((sum, p, n) => sum + p * n * n, 0);
  const customers = arrivals * size;
  const load = customers * time1;
  if (load >= 1) return overload(load, 1);
  // Whole batches queue as in M/G/1; within its own batch a customer waits for those before it.
  const mates = (sizeSquare - size) / (2 * size);
  const wait = ((customers * square) / 2 + mates * time1) / (1 - load);
  const found = service.kind === 'exponential' ? before(queue, time1, size, load) : undefined;
  const first = found === undefined ? undefined : { found, service: time1, servers: 1 };
  return {
    name: service.kind === 'exponential' ? 'M^X/M/1' : 'M^X/G/1',
    exact: true,
    source: 'Chaudhry & Templeton, A First Course in Bulk Queues (1983), §3.1',
    assumes: 'Poisson arrivals of whole batches, independent service times, one server, FIFO without a limit',
    predictions: [
      share('utilisation', load),
      share('wait probability', 1 - (1 - load) / size),
      time('wait', wait),
      ...(first === undefined ? [] : percentiles('wait', quantiles, waitQuantiles(first))),
      time('sojourn', wait + time1),
      ...(first === undefined ? [] : percentiles('sojourn', quantiles, sojournQuantiles(first))),
      count('queue length', customers * wait),
      count('in system', customers * wait + load),
      perSecond('throughput', customers),
    ],
  };
}

/** How many a customer finds before it. */
function before(
  { arrivals, sizes }: Batches,
  service: number,
  size: number,
  load: number,
): readonly number[] | undefined {
  // larger[k]: the share of batches of more than k; flow up across n + 1/2 is flow down.
  const larger = tailsOf(sizes).slice(1, sizes.length);
  const present = [1 - load];
  for (let n = 0; n < larger.length || present[n]! > NEGLIGIBLE; n++) {
    if (n > STATES_MAX) return undefined;
    let up = 0;
    for (let k = 0; k <= n && k < larger.length; k++) up += present[n - k]! * larger[k]!;
    present.push(arrivals * service * up);
  }
  const found: number[] = Array(present.length + larger.length).fill(0);
  present.forEach((p, n) => {
    larger.forEach((share, k) => {
      found[n + k] = found[n + k]! + (p * share) / size;
    });
  });
  return found;
}
