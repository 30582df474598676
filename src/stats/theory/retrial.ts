/**
 * The M/M/1 retrial queue: who finds the server busy goes into orbit and tries again.
 *
 * `wait` is the time from arrival to the begin of service. Sources: G. I. Falin & J. G. C. Templeton, Retrial
 * Queues (1997), §1.2 (each customer tries by itself); G. Fayolle, "A simple telephone exchange with delayed
 * feedbacks", Teletraffic Analysis and Computer Performance Evaluation (1986), for a constant rate of the orbit.
 */
import { count, overload, perSecond, type Steady, share, time } from './prediction.js';

export interface Retrial {
  readonly arrivals: number;
  /** Mean, s; exponential. */
  readonly service: number;
  /** Mean time between tries, s; exponential. */
  readonly retry: number;
  /** `each` customer tries by itself, or the orbit is a line of which the `first` tries. */
  readonly orbit: 'each' | 'first';
}

export function retrial({ arrivals, service, retry, orbit }: Retrial): Steady {
  const load = arrivals * service;
  if (load >= 1) return overload(load, 1);
  // Share of time in which the first of the orbit would have to try for all to get in: below 1 or it grows.
  const tries = load * (1 + arrivals * retry);
  if (orbit === 'first' && tries >= 1)
    return {
      unstable: `one try every ${retry} s does not bring the orbit back in: it grows without bound unless tries take less than ${Number(((1 / load - 1) / arrivals).toPrecision(6))} s`,
    };
  const waiting =
    orbit === 'each'
      ? (load * (load + arrivals * retry)) / (1 - load)
      : (load * arrivals * (retry + service + arrivals * retry * service)) / (1 - tries);
  const wait = waiting / arrivals;
  return {
    name: `M/M/1 with retrials${orbit === 'each' ? '' : ', constant rate'}`,
    exact: true,
    source:
      orbit === 'each'
        ? 'Falin & Templeton, Retrial Queues (1997), §1.2'
        : 'Fayolle, A simple telephone exchange with delayed feedbacks (1986)',
    assumes:
      'Poisson arrivals, exponential service and times between tries, one server, no queue but the orbit',
    predictions: [
      share('utilisation', load),
      share('wait probability', load),
      time('wait', wait),
      time('sojourn', wait + service),
      count('queue length', waiting),
      count('in system', waiting + load),
      perSecond('throughput', arrivals),
    ],
  };
}
