/**
 * Which theory holds for a station, if any: what a simulation lays beside its figures.
 *
 * Says only what the discipline leaves true: means for those that do not look at service times, percentiles for
 * first come first served. Knows no models and no scenarios.
 */
import { type Distribution, mean } from '../../kernel/distribution.js';
import { allenCunneen, kingman } from './approximations.js';
import { batches, equalBatches } from './batches.js';
import { erlangA } from './erlang-a.js';
import { gim1 } from './gim1.js';
import { mdc } from './mdc.js';
import { mg1, momentsOf } from './mg1.js';
import { mmc } from './mmc.js';
import { mmck } from './mmck.js';
import { isStable, type Steady, type Theory } from './prediction.js';
import { type PriorityClass, priorities } from './priority.js';
import { infiniteServers, processorSharing } from './sharing.js';
import { srpt } from './srpt.js';
import { STATES_MAX } from './weights.js';

/** A station as theory sees it; times in seconds, rates per second. */
export interface QueueDescription {
  readonly arrivals:
    | {
        readonly kind: 'poisson';
        /** Arrivals per second, each of `batch` customers. */
        readonly rate: number;
        readonly batch?: number;
      }
    | { readonly kind: 'renewal'; readonly interarrival: Distribution };
  readonly service: Distribution;
  /** May be Infinity. */
  readonly servers: number;
  /** Waiting room; may be Infinity. */
  readonly queueLimit: number;
  readonly discipline: 'fifo' | 'lifo' | 'random' | 'priority' | 'preemptive' | 'processor-sharing' | 'srpt';
  readonly patience?: Distribution;
  /** For the priority disciplines; the least `priority` goes first. */
  readonly classes?: readonly PriorityClass[];
}

/**
 * The closed form for this station if there is an exact (or, marked `exact: false`, a standard approximate) one;
 * `undefined` if there is none or no steady state.
 */
export function theoryOfQueue(queue: QueueDescription, quantiles: readonly number[]): Theory | undefined {
  const result = choose(asPoisson(queue), quantiles);
  return result !== undefined && isStable(result) ? result : undefined;
}

/** Exponential times between arrivals are Poisson arrivals. */
function asPoisson(queue: QueueDescription): QueueDescription {
  const { arrivals } = queue;
  if (arrivals.kind !== 'renewal' || arrivals.interarrival.kind !== 'exponential') return queue;
  return { ...queue, arrivals: { kind: 'poisson', rate: 1 / arrivals.interarrival.mean } };
}

function choose(queue: QueueDescription, quantiles: readonly number[]): Steady | undefined {
  switch (queue.discipline) {
    case 'fifo':
      return firstCome(queue, quantiles);
    case 'lifo':
    case 'random':
      return anyOrder(queue);
    case 'priority':
    case 'preemptive':
      return byPriority(queue, quantiles);
    case 'processor-sharing':
      return shared(queue, quantiles);
    case 'srpt':
      return shortest(queue, quantiles);
  }
}

/** The rate of Poisson arrivals one by one. */
function poissonRate({ arrivals }: QueueDescription): number | undefined {
  return arrivals.kind === 'poisson' && (arrivals.batch ?? 1) === 1 ? arrivals.rate : undefined;
}

function firstCome(queue: QueueDescription, quantiles: readonly number[]): Steady | undefined {
  const { arrivals, service, servers, queueLimit, patience } = queue;
  const rate = poissonRate(queue);
  if (arrivals.kind === 'poisson' && rate === undefined) return ofBatches(queue, quantiles);
  if (patience !== undefined) return impatient(queue, rate, quantiles);
  if (servers === Infinity)
    return rate === undefined ? undefined : infiniteServers({ arrivals: rate, service }, quantiles);
  if (queueLimit !== Infinity) return limited(queue, rate, quantiles);
  if (rate === undefined) return ofRenewals(queue, quantiles);
  if (service.kind === 'exponential')
    return mmc({ arrivals: rate, service: service.mean, servers }, quantiles);
  if (service.kind === 'constant') return mdc({ arrivals: rate, service: service.value, servers }, quantiles);
  if (servers === 1) return mg1({ arrivals: rate, service }, quantiles);
  const { mean: time, scv } = momentsOf(service);
  return Number.isFinite(scv)
    ? allenCunneen({ arrivals: rate, arrivalScv: 1, service: time, serviceScv: scv, servers })
    : undefined;
}

function ofBatches(
  { arrivals, service, servers, queueLimit, patience }: QueueDescription,
  quantiles: readonly number[],
): Steady | undefined {
  if (arrivals.kind !== 'poisson' || servers !== 1 || queueLimit !== Infinity || patience !== undefined)
    return undefined;
  return batches({ arrivals: arrivals.rate, service, sizes: equalBatches(arrivals.batch ?? 1) }, quantiles);
}

function impatient(
  { service, servers, queueLimit, patience }: QueueDescription,
  rate: number | undefined,
  quantiles: readonly number[],
): Steady | undefined {
  if (rate === undefined || servers === Infinity) return undefined;
  if (service.kind !== 'exponential' || patience?.kind !== 'exponential') return undefined;
  const station = { arrivals: rate, service: service.mean, servers, patience: patience.mean };
  return erlangA({ ...station, capacity: servers + queueLimit }, quantiles);
}

/** Where nobody can wait, the loss depends on the mean service alone (Erlang; B. A. Sevastyanov, 1957). */
function limited(
  { service, servers, queueLimit }: QueueDescription,
  rate: number | undefined,
  quantiles: readonly number[],
): Steady | undefined {
  if (rate === undefined) return undefined;
  const capacity = servers + queueLimit;
  if (capacity > STATES_MAX) return undefined;
  if (service.kind === 'exponential')
    return mmck({ arrivals: rate, service: service.mean, servers, capacity }, quantiles);
  if (queueLimit > 0) return undefined;
  const insensitive = mmck({ arrivals: rate, service: mean(service), servers, capacity }, []);
  return {
    ...insensitive,
    name: `M/G/${servers}/${servers}`,
    assumes: 'Poisson arrivals, service of any kind, who finds no free server is lost',
  };
}

function ofRenewals(
  { arrivals, service, servers }: QueueDescription,
  quantiles: readonly number[],
): Steady | undefined {
  if (arrivals.kind !== 'renewal') return undefined;
  if (servers === 1 && service.kind === 'exponential')
    return gim1({ interarrival: arrivals.interarrival, service: service.mean }, quantiles);
  const [between, served] = [momentsOf(arrivals.interarrival), momentsOf(service)];
  if (!Number.isFinite(between.scv) || !Number.isFinite(served.scv)) return undefined;
  const moments = {
    arrivals: 1 / between.mean,
    arrivalScv: between.scv,
    service: served.mean,
    serviceScv: served.scv,
  };
  return servers === 1 ? kingman(moments) : allenCunneen({ ...moments, servers });
}

/**
 * Orders that do not look at service times share the law of the number in the system, so the means of wait and
 * sojourn (Kleinrock, Queueing Systems vol. 2, §3.4); percentiles differ. Not so where patience ends waits.
 */
function anyOrder(queue: QueueDescription): Theory | undefined {
  if (queue.patience !== undefined) return undefined;
  const fifo = firstCome(queue, []);
  if (fifo === undefined || !isStable(fifo)) return undefined;
  const words = queue.discipline === 'lifo' ? 'last come first served' : 'random order of service';
  return { ...fifo, name: `${fifo.name}, ${words}`, assumes: fifo.assumes.replace('FIFO', words) };
}

function byPriority(queue: QueueDescription, quantiles: readonly number[]): Steady | undefined {
  const { classes, servers, queueLimit, patience, discipline } = queue;
  if (poissonRate(queue) === undefined || patience !== undefined) return undefined;
  if (servers === Infinity) return firstCome(queue, quantiles);
  if (classes === undefined || classes.length === 0 || queueLimit !== Infinity) return undefined;
  return priorities({ classes, servers, preemptive: discipline === 'preemptive' });
}

function shared(queue: QueueDescription, quantiles: readonly number[]): Steady | undefined {
  const rate = poissonRate(queue);
  if (rate === undefined || queue.patience !== undefined || queue.queueLimit !== Infinity) return undefined;
  if (queue.servers === Infinity) return firstCome(queue, quantiles);
  return processorSharing({ arrivals: rate, service: queue.service, servers: queue.servers });
}

function shortest(queue: QueueDescription, quantiles: readonly number[]): Steady | undefined {
  const rate = poissonRate(queue);
  if (rate === undefined || queue.patience !== undefined || queue.queueLimit !== Infinity) return undefined;
  if (queue.servers === Infinity) return firstCome(queue, quantiles);
  return queue.servers === 1 ? srpt({ arrivals: rate, service: queue.service }) : undefined;
}
