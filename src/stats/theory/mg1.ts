/**
 * M/G/1: Poisson arrivals, any independent service times, one server.
 *
 * Sources: F. Pollaczek (1930), A. Y. Khinchine (1932); Kleinrock, Queueing Systems vol. 1 (1975), §5.6 (eq. 5.61).
 */
import { type Distribution, mean, variance } from '../../kernel/distribution.js';
import { mdcWaitQuantile } from './mdc.js';
import { type WaitingPhases, waitingPhases } from './phase-type.js';
import {
  count,
  overload,
  type Prediction,
  percentiles,
  perSecond,
  type Steady,
  share,
  time,
} from './prediction.js';

export interface Mg1 {
  /** Customers per second. */
  readonly arrivals: number;
  readonly service: Distribution;
}

/** Mean, second moment and squared coefficient of variation. */
export function momentsOf(d: Distribution): {
  readonly mean: number;
  readonly square: number;
  readonly scv: number;
} {
  const m = mean(d);
  const v = variance(d);
  return { mean: m, square: v + m * m, scv: v / (m * m) };
}

export function mg1(station: Mg1, quantiles: readonly number[]): Steady {
  const { arrivals, service } = station;
  const { mean: time1, square } = momentsOf(service);
  const load = arrivals * time1;
  if (load >= 1) return overload(load, 1);
  const wait = (arrivals * square) / (2 * (1 - load));
  return {
    name: 'M/G/1',
    exact: true,
    source: 'Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing Systems vol. 1 (1975), eq. 5.61',
    assumes: 'Poisson arrivals, independent service times, one server, FIFO without a limit',
    predictions: [
      share('utilisation', load),
      share('wait probability', load),
      ...timesOf(station, wait, time1, quantiles),
      count('queue length', arrivals * wait),
      count('in system', arrivals * wait + load),
      perSecond('throughput', arrivals),
    ],
  };
}

/** Percentiles where the service is a mixture of sums of exponentials, or constant. */
function timesOf(station: Mg1, wait: number, service: number, quantiles: readonly number[]) {
  const phases =
    station.service.kind === 'constant' ? constantWaits(station.arrivals, service) : waitingPhases(station);
  const of = (metric: string, at: ((q: number) => number) | undefined): readonly Prediction[] =>
    at === undefined ? [] : percentiles(metric, quantiles, at);
  return [
    time('wait', wait),
    ...of('wait', phases?.wait),
    time('sojourn', wait + service),
    ...of('sojourn', phases?.sojourn),
  ];
}

function constantWaits(arrivals: number, service: number): WaitingPhases {
  const wait = mdcWaitQuantile({ arrivals, service, servers: 1 });
  return { wait, sojourn: (q) => wait(q) + service };
}
