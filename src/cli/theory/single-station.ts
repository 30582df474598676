/**
 * Theories of one station that a person can ask for by name.
 *
 * Data and wiring only; the formulas are in `src/stats`.
 */

import {
  batches,
  equalBatches,
  erlangA,
  finiteSource,
  geometricBatches,
  gim1,
  infiniteServers,
  mdc,
  mg1,
  mmc,
  mmck,
  retrial,
} from '../../stats/theory.js';
import { UsageError } from '../exit.js';
import { choice, distribution, meanTime, optional, rate, servers, whole } from './argument.js';
import { type Definition, define } from './definition.js';

export const ARRIVALS = 'customers per second (Poisson)';
export const MEAN_SERVICE = 'mean service time (exponential); 3/s is 1/3 s';
export const ANY_SERVICE = 'service time, of any kind; 20ms alone is constant';

/** More room than this is as good as no limit. */
const CAPACITY_MAX = 1_000_000;
const CUSTOMERS_MAX = 1_000_000;
const BATCH_MAX = 1000;
const capacity = () => whole('room for so many, in service included', 1, CAPACITY_MAX);

export const SINGLE_STATION: readonly Definition[] = [
  define({
    name: 'M/M/c',
    aliases: ['erlang-c'],
    kendall: /^M\/M\/(?<servers>\d+|c)$/i,
    about: 'one queue, c servers, everything exponential',
    example: 'M/M/c --arrivals 1.6/s --service 1s --servers 2',
    arguments: { arrivals: rate(ARRIVALS), service: meanTime(MEAN_SERVICE), servers: servers() },
    compute: (station, quantiles) => mmc(station, quantiles),
  }),
  define({
    name: 'M/G/c/c',
    aliases: ['erlang-b', 'M/M/c/c'],
    kendall: /^M\/[MG]\/(?<servers>\d+|c)\/c$/i,
    about: 'c servers and no queue: who finds none free is lost',
    example: 'erlang-b --arrivals 10/s --service 1s --servers 15',
    arguments: {
      arrivals: rate(ARRIVALS),
      service: meanTime('mean service time, of any kind'),
      servers: servers(),
    },
    compute: (station) => {
      const lost = mmck({ ...station, capacity: station.servers }, []);
      const name = `M/G/${station.servers}/${station.servers}`;
      return {
        ...lost,
        name,
        assumes: 'Poisson arrivals, service of any kind, who finds no free server is lost',
      };
    },
  }),
  define({
    name: 'M/M/c/K',
    aliases: [],
    kendall: /^M\/M\/(?<servers>\d+|c)\/(?<capacity>\d+|K)$/i,
    about: 'room for K, those in service included; who finds none is lost',
    example: 'M/M/2/10 --arrivals 1.6/s --service 1s',
    arguments: {
      arrivals: rate(ARRIVALS),
      service: meanTime(MEAN_SERVICE),
      servers: servers(),
      capacity: optional(capacity()),
      queueLimit: optional(whole('room to wait, instead of --capacity', 0, CAPACITY_MAX)),
    },
    compute: ({ capacity: room, queueLimit, ...station }, quantiles) => {
      if ((room === undefined) === (queueLimit === undefined))
        throw new UsageError('give either --capacity <n> or --queue-limit <n>');
      return mmck(withRoom({ ...station, capacity: room ?? station.servers + queueLimit! }), quantiles);
    },
  }),
  define({
    name: 'M/M/inf',
    aliases: ['M/M/infinity', 'M/M/∞'],
    about: 'a server for everyone, exponential service',
    example: 'M/M/inf --arrivals 100/s --service 50ms',
    arguments: { arrivals: rate(ARRIVALS), service: meanTime(MEAN_SERVICE) },
    compute: ({ arrivals, service }, quantiles) =>
      infiniteServers({ arrivals, service: { kind: 'exponential', mean: service } }, quantiles),
  }),
  define({
    name: 'M/G/inf',
    aliases: ['M/G/infinity', 'M/G/∞', 'M/D/inf'],
    about: 'a server for everyone, service of any kind',
    example: "M/G/inf --arrivals 100/s --service 'lognormal(p50=1ms, p99=10ms)'",
    arguments: { arrivals: rate(ARRIVALS), service: distribution(ANY_SERVICE) },
    compute: (station, quantiles) => infiniteServers(station, quantiles),
  }),
  define({
    name: 'M/M/c//N',
    aliases: ['finite-source', 'machine-repairman'],
    kendall: /^M\/M\/(?<servers>\d+|c)\/\/(?<customers>\d+|N)$/i,
    about: 'N customers who think, ask, wait and are served, again and again',
    example: 'M/M/c//N --customers 20 --think 10s --service 1s --servers 2',
    arguments: {
      customers: whole('how many there are', 1, CUSTOMERS_MAX),
      think: meanTime('mean time from an answer to the next request (exponential)'),
      service: meanTime(MEAN_SERVICE),
      servers: servers(),
    },
    compute: (source, quantiles) => finiteSource(source, quantiles),
  }),
  define({
    name: 'M/M/c+M',
    aliases: ['erlang-a'],
    kendall: /^M\/M\/(?<servers>\d+|c)(?:\/(?<capacity>\d+|K))?\+M$/i,
    about: 'like M/M/c, but who has waited longer than a patience leaves',
    example: 'M/M/c+M --arrivals 100/min --service 3min --servers 300 --patience 2min',
    arguments: {
      arrivals: rate(ARRIVALS),
      service: meanTime(MEAN_SERVICE),
      servers: servers(),
      patience: meanTime('mean patience (exponential)'),
      capacity: optional(capacity()),
    },
    compute: ({ capacity: room, ...station }, quantiles) =>
      erlangA(withRoom({ ...station, capacity: room ?? Infinity }), quantiles),
  }),
  define({
    name: 'M/D/c',
    aliases: [],
    kendall: /^M\/D\/(?<servers>\d+|c)$/i,
    about: 'constant service, c servers',
    example: 'M/D/1 --arrivals 9/s --service 100ms',
    arguments: {
      arrivals: rate(ARRIVALS),
      service: meanTime('service time, the same for all'),
      servers: servers(),
    },
    compute: (station, quantiles) => mdc(station, quantiles),
  }),
  define({
    name: 'M/G/1',
    aliases: ['pollaczek-khinchine'],
    about: 'one server, service of any kind',
    example: "M/G/1 --arrivals 500/s --service 'lognormal(p50=1ms, p99=10ms)'",
    arguments: { arrivals: rate(ARRIVALS), service: distribution(ANY_SERVICE) },
    compute: (station, quantiles) => mg1(station, quantiles),
  }),
  define({
    name: 'GI/M/1',
    aliases: ['G/M/1', 'D/M/1'],
    about: 'times between arrivals of any kind, exponential service',
    example: "GI/M/1 --interarrival 'erlang(3, 12ms)' --service 10ms",
    arguments: {
      interarrival: distribution('time between arrivals, of any kind; 20ms alone is constant'),
      service: meanTime(MEAN_SERVICE),
    },
    compute: (station, quantiles) => gim1(station, quantiles),
  }),
  define({
    name: 'M^X/M/1',
    aliases: ['M[X]/M/1', 'batch'],
    about: 'customers who come in batches',
    example: 'M^X/M/1 --arrivals 2/s --batch 3 --service 100ms',
    arguments: {
      arrivals: rate('batches per second (Poisson)'),
      batch: whole('customers in a batch; the mean if they are geometric', 1, BATCH_MAX),
      sizes: optional(choice('whether all batches are equal', ['fixed', 'geometric'])),
      service: meanTime(MEAN_SERVICE),
    },
    compute: ({ arrivals, batch, sizes, service }, quantiles) =>
      batches(
        {
          arrivals,
          service: { kind: 'exponential', mean: service },
          sizes: sizes === 'geometric' ? geometricBatches(batch) : equalBatches(batch),
        },
        quantiles,
      ),
  }),
  define({
    name: 'retrial',
    aliases: ['M/M/1-retrial'],
    about: 'one server and no queue: who finds it busy tries again later',
    example: 'retrial --arrivals 0.5/s --service 1s --retry 5s',
    arguments: {
      arrivals: rate(ARRIVALS),
      service: meanTime(MEAN_SERVICE),
      retry: meanTime('mean time between tries (exponential)'),
      orbit: optional(
        choice('who tries again: each for itself, or only the first in line', ['each', 'first']),
      ),
    },
    compute: ({ orbit, ...station }) => retrial({ ...station, orbit: orbit ?? 'each' }),
  }),
];

function withRoom<T extends { readonly servers: number; readonly capacity: number }>(station: T): T {
  if (station.capacity >= station.servers) return station;
  throw new UsageError(
    `--capacity ${station.capacity} has no room for ${station.servers} in service: it counts them too`,
  );
}
