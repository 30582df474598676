/**
 * Theories of orders of service, and of approximations for any arrivals and service, by name.
 *
 * Data and wiring only; the formulas are in `src/stats`.
 */
import type { Distribution } from '../../kernel/distribution.js';
import {
  allenCunneen,
  halfinWhitt,
  kingman,
  mg1,
  momentsOf,
  type PriorityClass,
  priorities,
  processorSharing,
  type Steady,
  squareRootStaffing,
  srpt,
  theoryOfQueue,
} from '../../stats/theory.js';
import { UsageError } from '../exit.js';
import {
  distribution,
  many,
  meanTime,
  number,
  optional,
  positiveRate,
  rate,
  ratio,
  readDistribution,
  servers,
} from './argument.js';
import { type Definition, define } from './definition.js';
import { ANY_SERVICE, ARRIVALS, MEAN_SERVICE } from './single-station.js';

const classes = () =>
  many<Omit<PriorityClass, 'priority'>>(
    'name:rate:service',
    'a class of customers, most urgent first; the same service for all if there are several servers',
    readClass,
  );

const moments = {
  arrivals: optional(rate('customers per second')),
  interarrival: optional(distribution('time between arrivals, of any kind, instead of --arrivals')),
  arrivalScv: optional(number('squared coefficient of variation of it (1 with --arrivals)')),
  service: distribution(ANY_SERVICE),
  serviceScv: optional(number('squared coefficient of variation of it, instead of its own')),
};

/** Erlang C is tried for up to about twice as many servers. */
const LOAD_MAX = 100_000;

export const DISCIPLINES: readonly Definition[] = [
  define({
    name: 'priority',
    aliases: ['cobham', 'non-preemptive'],
    about: 'classes by urgency; a service begun is finished',
    example: "priority --class 'gold:2/s:exponential(100ms)' --class 'free:5/s:exponential(100ms)'",
    arguments: { class: classes(), servers: optional(servers()) },
    compute: (queue) => byPriority(queue, false),
  }),
  define({
    name: 'preemptive',
    aliases: ['preemptive-resume'],
    about: 'classes by urgency; the more urgent interrupt',
    example: 'preemptive --class gold:2/s:100ms --class free:5/s:100ms',
    arguments: { class: classes(), servers: optional(servers()) },
    compute: (queue) => byPriority(queue, true),
  }),
  define({
    name: 'PS',
    aliases: ['M/G/1-PS', 'M/M/1-PS', 'M/G/c-PS', 'processor-sharing'],
    about: 'all present are served at once, at equal speed',
    example: "PS --arrivals 9/s --service 'lognormal(p50=50ms, p99=500ms)' --size 10ms",
    arguments: {
      arrivals: rate(ARRIVALS),
      service: distribution(ANY_SERVICE),
      servers: optional(servers()),
      size: optional(
        many('time', 'also the mean sojourn of who needs so long alone (one server)', (text) => ({
          name: `size ${text}`,
          size: meanTime('').read([text]),
        })),
      ),
    },
    compute: ({ size, servers: c = 1, ...station }) => {
      if (size !== undefined && c > 1) throw new UsageError('--size is known for one server only');
      return processorSharing({ ...station, servers: c }, size);
    },
  }),
  define({
    name: 'SRPT',
    aliases: ['M/G/1-SRPT'],
    about: 'the customer with the shortest remaining service is served',
    example: "SRPT --arrivals 9/s --service 'exponential(100ms)'",
    arguments: { arrivals: rate(ARRIVALS), service: distribution(ANY_SERVICE) },
    compute: (station) => {
      const result = srpt(station);
      if (result !== undefined) return result;
      throw new UsageError('SRPT is known for smooth service times: exponential, erlang, lognormal, …');
    },
  }),
  define({
    name: 'LIFO',
    aliases: ['M/G/1-LIFO', 'LCFS'],
    about: 'the last to come is served first: the means of FIFO',
    example: "LIFO --arrivals 9/s --service 'exponential(100ms)'",
    arguments: { arrivals: rate(ARRIVALS), service: distribution(ANY_SERVICE) },
    compute: ({ arrivals, service }) =>
      theoryOfQueue(
        {
          arrivals: { kind: 'poisson', rate: arrivals },
          service,
          servers: 1,
          queueLimit: Infinity,
          discipline: 'lifo',
        },
        [],
      ) ?? mg1({ arrivals, service }, []),
  }),
  define({
    name: 'kingman',
    aliases: ['GI/G/1', 'G/G/1', 'VUT'],
    about: 'one server, anything goes, approximately',
    example: "kingman --interarrival 'uniform(8ms, 14ms)' --service 'erlang(3, 10ms)'",
    arguments: moments,
    compute: (given) => kingman(twoMoments(given)),
  }),
  define({
    name: 'allen-cunneen',
    aliases: ['GI/G/c', 'G/G/c'],
    kendall: /^(?:M|GI?)\/G\/(?<servers>\d+|c)$/i,
    about: 'c servers, anything goes, approximately',
    example: "allen-cunneen --arrivals 18/s --service 'erlang(3, 100ms)' --servers 2",
    arguments: { ...moments, servers: servers() },
    compute: ({ servers: c, ...given }) => allenCunneen({ ...twoMoments(given), servers: c }),
  }),
  define({
    name: 'halfin-whitt',
    aliases: ['QED'],
    about: 'very many servers, in the limit',
    example: 'halfin-whitt --arrivals 980/s --service 1s --servers 1000',
    arguments: { arrivals: rate(ARRIVALS), service: meanTime(MEAN_SERVICE), servers: servers() },
    compute: (station, quantiles) => halfinWhitt(station, quantiles),
  }),
  define({
    name: 'staffing',
    aliases: ['square-root-staffing'],
    about: 'the fewest servers at which so few wait, by the square-root rule',
    example: 'staffing --arrivals 980/s --service 1s --wait-probability 20%',
    arguments: {
      arrivals: rate(ARRIVALS),
      service: meanTime(MEAN_SERVICE),
      waitProbability: ratio('the share of customers who may have to wait'),
    },
    compute: (of) => {
      if (!(of.waitProbability > 0 && of.waitProbability < 1))
        throw new UsageError('--wait-probability takes a share between 0% and 100%');
      if (of.arrivals * of.service <= LOAD_MAX) return squareRootStaffing(of);
      throw new UsageError(
        `arrivals times service make a load above ${LOAD_MAX}, more than this is computed for`,
      );
    },
  }),
];

function byPriority(
  queue: { readonly class: readonly Omit<PriorityClass, 'priority'>[]; readonly servers: number | undefined },
  preemptive: boolean,
): Steady {
  const names = queue.class.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`--class ${twice} is there twice`);
  const result = priorities({
    classes: queue.class.map((each, priority) => ({ ...each, priority })),
    servers: queue.servers ?? 1,
    preemptive,
  });
  if (result !== undefined) return result;
  throw new UsageError(
    'with several servers, priorities are known for one exponential service: exponential(100ms) for every class',
  );
}

function readClass(text: string): Omit<PriorityClass, 'priority'> {
  const [name = '', per, ...service] = text.split(':');
  if (name === '' || per === undefined || service.length === 0)
    throw new UsageError(`takes name:rate:service, as in gold:2/s:100ms, not "${text}"`);
  return { name, rate: positiveRate(per), service: readDistribution(service.join(':')) };
}

interface Moments {
  readonly arrivals: number | undefined;
  readonly interarrival: Distribution | undefined;
  readonly arrivalScv: number | undefined;
  readonly service: Distribution;
  readonly serviceScv: number | undefined;
}

function twoMoments({ arrivals, interarrival, arrivalScv, service, serviceScv }: Moments) {
  if ((arrivals === undefined) === (interarrival === undefined))
    throw new UsageError('give either --arrivals <rate> or --interarrival <distribution>');
  const between = interarrival === undefined ? undefined : momentsOf(interarrival);
  const served = momentsOf(service);
  const scvs = [arrivalScv ?? between?.scv ?? 1, serviceScv ?? served.scv] as const;
  if (!scvs.every(Number.isFinite))
    throw new UsageError('a time without a finite variance has no such approximation');
  return {
    arrivals: arrivals ?? 1 / between!.mean,
    arrivalScv: scvs[0],
    service: served.mean,
    serviceScv: scvs[1],
  };
}
