/** Closed forms of stations that are visited from outside: one by one, or as a Jackson network. */
import type { Distribution } from '../../kernel/distribution.js';
import {
  batches,
  equalBatches,
  geometricBatches,
  isStable,
  jackson,
  type PriorityClass,
  type QueueDescription,
  type Theory,
  theoryOfQueue,
} from '../../stats/theory.js';
import type { Flow } from './flows.js';
import type { StationTheory } from './station-theory.js';
import type { TheoryStation } from './stations.js';

export function openTheories(
  stations: readonly TheoryStation[],
  flows: readonly Flow[],
  quantiles: readonly number[],
): readonly StationTheory[] {
  if (stations.some(({ next }) => next.length > 0)) return network(stations, flows);
  return stations.flatMap((station) => {
    const theory = alone(
      station,
      flows.filter(({ to }) => to === station.name),
      quantiles,
    );
    return theory === undefined ? [] : [{ of: station.name, theory }];
  });
}

type Poisson = Flow & { readonly arrivals: { readonly kind: 'poisson' } };
const isPoisson = (flow: Flow): flow is Poisson => flow.arrivals.kind === 'poisson';
const single = ({ arrivals }: Poisson): boolean =>
  arrivals.batch.kind === 'fixed' && arrivals.batch.count === 1;

function alone(
  station: TheoryStation,
  flows: readonly Flow[],
  quantiles: readonly number[],
): Theory | undefined {
  const [first] = flows;
  if (first === undefined) return undefined;
  if (flows.length === 1 && isPoisson(first) && !single(first)) return batched(station, first, quantiles);
  const arrivals = together(flows);
  if (arrivals === undefined) return undefined;
  const operations = operationsOf(flows);
  return theoryOfQueue({ ...queueOf(station, operations), arrivals }, quantiles);
}

/** Poisson processes merge into one; others only stand alone. */
function together(flows: readonly Flow[]): QueueDescription['arrivals'] | undefined {
  if (flows.every(isPoisson) && flows.every(single))
    return { kind: 'poisson', rate: flows.reduce((sum, { arrivals }) => sum + arrivals.rate, 0) };
  const [first] = flows;
  return flows.length === 1 && first?.arrivals.kind === 'renewal' ? first.arrivals : undefined;
}

/** Operations at each node of a station, per second. */
function operationsOf(flows: readonly Flow[]): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  for (const { arrivals, operations } of flows)
    for (const { f, weight } of operations) {
      const rate = arrivals.kind === 'poisson' ? arrivals.rate : 1;
      rates.set(f, (rates.get(f) ?? 0) + rate * weight);
    }
  return rates;
}

function queueOf(
  station: TheoryStation,
  operations: ReadonlyMap<string, number>,
): Omit<QueueDescription, 'arrivals'> {
  const { servers, queueLimit, discipline, service, patience, priorities } = station;
  const place = (f: string) => (priorities.includes(f) ? priorities.indexOf(f) : priorities.length);
  const classes = [...operations].map(
    ([name, rate]): PriorityClass => ({ name, rate, service: service(name), priority: place(name) }),
  );
  return {
    service: mixed(classes),
    servers,
    queueLimit,
    discipline,
    classes,
    ...(patience === undefined ? {} : { patience }),
  };
}

/** The service time of whoever comes. */
function mixed(classes: readonly PriorityClass[]): Distribution {
  const [first] = classes;
  const same = classes.every(({ service }) => JSON.stringify(service) === JSON.stringify(first!.service));
  if (same) return first!.service;
  const total = classes.reduce((sum, { rate }) => sum + rate, 0);
  return {
    kind: 'mixture',
    branches: classes.map(({ rate, service }) => ({ weight: rate / total, of: service })),
  };
}

function batched(
  station: TheoryStation,
  { arrivals, operations }: Poisson,
  quantiles: readonly number[],
): Theory | undefined {
  const { servers, queueLimit, discipline, patience } = station;
  if (servers !== 1 || queueLimit !== Infinity || discipline !== 'fifo' || patience !== undefined)
    return undefined;
  const { batch, rate } = arrivals;
  const sizes = batch.kind === 'fixed' ? equalBatches(batch.count) : geometricBatches(batch.mean);
  const { service } = queueOf(station, operationsOf([{ to: station.name, arrivals, operations }]));
  const result = batches({ arrivals: rate, service, sizes }, quantiles);
  return isStable(result) ? result : undefined;
}

function network(stations: readonly TheoryStation[], flows: readonly Flow[]): readonly StationTheory[] {
  if (!flows.every(isPoisson) || !flows.every(single)) return [];
  const open = stations.map((station) => {
    const { name, nodes, servers, queueLimit, discipline, patience } = station;
    const service = mean1(station, flows);
    const product = discipline === 'fifo' && queueLimit === Infinity && patience === undefined && nodes === 1;
    if (!product || service === undefined || servers === Infinity) return undefined;
    const arrivals = flows.filter(({ to }) => to === name).reduce((sum, flow) => sum + flow.arrivals.rate, 0);
    return { name, arrivals, service, servers };
  });
  if (!open.every((station) => station !== undefined)) return [];
  const routes = stations.flatMap(({ name, next }) =>
    next.map(({ group, share }) => ({ from: name, to: group, probability: share })),
  );
  const result = jackson(open, routes);
  return isStable(result) ? [{ of: undefined, theory: result }] : [];
}

/** The mean of an exponential service that is the same for all operations of the scenario. */
function mean1({ service }: TheoryStation, flows: readonly Flow[]): number | undefined {
  const services = flows.flatMap(({ operations }) => operations.map(({ f }) => service(f)));
  const [first] = services;
  const same = services.every((each) => JSON.stringify(each) === JSON.stringify(first));
  return first?.kind === 'exponential' && same ? first.mean : undefined;
}
