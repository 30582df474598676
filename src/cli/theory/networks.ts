/**
 * Theories of networks, of many servers, and laws without a queue, by name.
 *
 * Data and wiring only; the formulas are in `src/stats`.
 */

import { CLOSED_CUSTOMERS_MAX } from '../../stats/theory/mva.js';
import {
  type ClosedStation,
  forkJoin,
  jackson,
  little,
  mva,
  type OpenStation,
  powerOfChoices,
  type Route,
  redundancy,
  tailAtScale,
  usl,
} from '../../stats/theory.js';
import { UsageError } from '../exit.js';
import {
  dataFile,
  distribution,
  many,
  meanTime,
  number,
  optional,
  positiveRate,
  quantity,
  rate,
  readMeanTime,
  readWhole,
  servers,
  whole,
} from './argument.js';
import { type Definition, define } from './definition.js';
import { readMeasurements } from './measurements.js';
import { ANY_SERVICE, MEAN_SERVICE } from './single-station.js';

export const NETWORKS: readonly Definition[] = [
  define({
    name: 'jackson',
    aliases: ['open-network'],
    about: 'stations with exponential service, customers from outside, routes by chance',
    example: "jackson --station web:10ms:2 --station db:20ms:1 --arrivals web:100/s --route 'web->db:0.4'",
    arguments: {
      station: many('name:service:servers', 'a station', readStation),
      arrivals: many('name:rate', 'customers from outside to a station (Poisson)', readArrivals),
      route: optional(many('from->to:share', 'where customers go next; the rest leave', readRoute)),
    },
    compute: ({ station, arrivals, route }) => openNetwork(station, arrivals, route ?? []),
  }),
  define({
    name: 'mva',
    aliases: ['closed-network'],
    about: 'a fixed number of customers who go round stations for ever',
    example: 'mva --station cpu:5ms:4 --station disk:30ms:1:2 --customers 20 --think 1s',
    arguments: {
      station: many('name:service:servers[:visits]', 'a station; inf servers make a delay', readStation),
      customers: whole('how many go round', 1, CLOSED_CUSTOMERS_MAX),
      think: optional(meanTime('mean time outside all stations between two rounds')),
    },
    compute: ({ station, customers, think }) => {
      distinct(station);
      return mva({ stations: station, customers, think: think ?? 0 });
    },
  }),
  define({
    name: 'power-of-d',
    aliases: ['two-choices', 'jsq-d'],
    about: 'the shortest of d random queues, of infinitely many',
    example: 'power-of-d --arrivals 9/s --service 100ms --choices 2',
    arguments: {
      arrivals: rate('customers per second and server (Poisson)'),
      service: meanTime(MEAN_SERVICE),
      choices: whole('queues looked at', 1, 1000),
    },
    compute: (system, quantiles) => powerOfChoices(system, quantiles),
  }),
  define({
    name: 'redundancy-d',
    aliases: ['redundancy'],
    about: 'copies to d of k servers; the first done cancels the others',
    example: 'redundancy-d --arrivals 50/s --service 100ms --servers 10 --copies 2',
    arguments: {
      arrivals: rate('customers per second of the whole system (Poisson)'),
      service: meanTime('mean service time of a copy (exponential)'),
      servers: servers(),
      copies: whole('copies of each request'),
    },
    compute: (system) => {
      if (system.copies <= system.servers) return redundancy(system);
      throw new UsageError(`--copies ${system.copies} is more than the ${system.servers} servers`);
    },
  }),
  define({
    name: 'fork-join',
    aliases: [],
    about: 'requests in n parts, one to each of n queues; done when all are',
    example: 'fork-join --arrivals 5/s --service 100ms --branches 2',
    arguments: {
      arrivals: rate('requests per second (Poisson)'),
      service: meanTime('mean service time of a part (exponential)'),
      branches: whole('parts and queues'),
    },
    compute: (system) => forkJoin(system),
  }),
  define({
    name: 'tail',
    aliases: ['tail-at-scale', 'fan-out'],
    about: 'the slowest of n independent answers',
    example: "tail --leaves 100 --service 'lognormal(p50=1ms, p99=10ms)'",
    arguments: { leaves: whole('answers to wait for'), service: distribution(ANY_SERVICE) },
    compute: (system, quantiles) => tailAtScale(system, quantiles),
  }),
  define({
    name: 'usl',
    aliases: ['universal-scalability-law'],
    about: 'throughput against concurrency, fitted to measured points',
    example: 'usl --measurements throughput.csv',
    arguments: { measurements: dataFile('CSV file with columns concurrency,throughput (per second)') },
    compute: ({ measurements }) => usl(readMeasurements(measurements)),
  }),
  define({
    name: 'little',
    aliases: ['littles-law'],
    about: "Little's law: the third figure from any two",
    example: 'little --arrivals 50/s --sojourn 200ms',
    arguments: {
      arrivals: optional(rate('customers per second')),
      inSystem: optional(number('how many are there on average')),
      sojourn: optional(meanTime('how long they stay on average')),
    },
    compute: (known) => {
      const given = Object.values(known).filter((value) => value !== undefined);
      if (given.length === 2) return little(known);
      throw new UsageError('give two of --arrivals, --in-system and --sojourn: the law says the third');
    },
  }),
];

function readStation(text: string): ClosedStation {
  const [name = '', service, count, visits, ...more] = text.split(':');
  if (name === '' || service === undefined || count === undefined || more.length > 0)
    throw new UsageError(`takes name:service:servers, as in db:20ms:1, not "${text}"`);
  return {
    name,
    service: readMeanTime(service),
    servers: count === 'inf' ? Infinity : readWhole(count, 1, 1_000_000),
    visits: visits === undefined ? 1 : number('', Number.MIN_VALUE).read([visits]),
  };
}

interface Arrivals {
  readonly name: string;
  readonly rate: number;
}

function readArrivals(text: string): Arrivals {
  const [name = '', per, ...more] = text.split(':');
  if (per === undefined || more.length > 0)
    throw new UsageError(`takes name:rate, as in web:100/s, not "${text}"`);
  return { name, rate: positiveRate(per) };
}

function readRoute(text: string): Route {
  const match = /^(.+)->(.+):([^:]+)$/.exec(text);
  if (match === null) throw new UsageError(`takes from->to:share, as in web->db:0.4, not "${text}"`);
  const [, from = '', to = '', share = ''] = match;
  return { from, to, probability: quantity('ratio', share) };
}

function distinct(stations: readonly { readonly name: string }[]): readonly string[] {
  const names = stations.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`--station ${twice} is there twice`);
  return names;
}

function openNetwork(
  stations: readonly ClosedStation[],
  arrivals: readonly Arrivals[],
  routes: readonly Route[],
) {
  const names = distinct(stations);
  const check = (option: string, name: string) => {
    if (!names.includes(name))
      throw new UsageError(`${option}: there is no station "${name}", only ${names.join(', ')}`);
  };
  for (const { name } of arrivals) check('--arrivals', name);
  for (const { from, to } of routes) for (const name of [from, to]) check('--route', name);
  for (const name of names) {
    const leaving = routes.reduce((sum, { from, probability }) => sum + (from === name ? probability : 0), 0);
    if (leaving > 1 + 1e-9)
      throw new UsageError(
        `--route: the shares that leave ${name} sum to ${Number(leaving.toPrecision(6))}, more than 1`,
      );
  }
  const open = stations.map((station): OpenStation => {
    if (station.servers === Infinity || station.visits !== 1)
      throw new UsageError(`--station ${station.name}: takes name:service:servers with a number of servers`);
    const of = arrivals.filter(({ name }) => name === station.name);
    return { ...station, arrivals: of.reduce((sum, each) => sum + each.rate, 0) };
  });
  return jackson(open, routes);
}
