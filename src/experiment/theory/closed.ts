/** Closed forms of stations that the same few customers visit again and again. */
import { finiteSource, mva } from '../../stats/theory.js';
import type { ClosedFlow } from './flows.js';
import type { StationTheory } from './station-theory.js';
import type { TheoryStation } from './stations.js';

/** Rounds of the traffic equations; what is left then is far below what a float can tell. */
const ROUNDS_MAX = 100_000;
const CUSTOMERS_MAX = 20_000;

export function closedTheories(
  stations: readonly TheoryStation[],
  { to, customers, think, operations }: ClosedFlow,
  quantiles: readonly number[],
): readonly StationTheory[] {
  if (customers > CUSTOMERS_MAX) return [];
  const each = stations.map((station) => {
    const { name, nodes, servers, queueLimit, discipline, patience } = station;
    const services = operations.map(({ f }) => station.service(f));
    const [service] = services;
    const same = services.every((other) => JSON.stringify(other) === JSON.stringify(service));
    const product = discipline === 'fifo' && queueLimit === Infinity && patience === undefined && nodes === 1;
    if (!product || !same || service?.kind !== 'exponential') return undefined;
    return { name, service: service.mean, servers };
  });
  if (!each.every((station) => station !== undefined)) return [];
  const [only] = each;
  const thinking = meanThink(think);
  if (thinking === undefined) return [];
  if (
    each.length === 1 &&
    stations[0]!.next.length === 0 &&
    think.kind === 'exponential' &&
    only!.servers !== Infinity
  ) {
    const { name, service, servers } = only!;
    return [
      { of: name, theory: finiteSource({ customers, think: think.mean, service, servers }, quantiles) },
    ];
  }
  const visits = visitsOf(stations, to);
  if (visits === undefined) return [];
  const visited = each.map((station) => ({ ...station, visits: visits.get(station.name) ?? 0 }));
  const theory = mva({
    stations: visited.filter((station) => station.visits > 0),
    customers,
    think: thinking,
  });
  return [{ of: undefined, theory }];
}

/** Delays may be of any kind, so their mean is enough. */
function meanThink(think: ClosedFlow['think']): number | undefined {
  if (think.kind === 'constant') return think.value;
  return think.kind === 'exponential' ? think.mean : undefined;
}

/** Visits to each station per round; `undefined` if somebody may never get out. */
function visitsOf(
  stations: readonly TheoryStation[],
  first: string,
): ReadonlyMap<string, number> | undefined {
  const visits = new Map(stations.map(({ name }) => [name, 0]));
  let moving = new Map([[first, 1]]);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const onward = new Map<string, number>();
    let left = 0;
    for (const [name, share] of moving) {
      visits.set(name, (visits.get(name) ?? 0) + share);
      for (const { group, share: next } of stations.find((station) => station.name === name)?.next ?? []) {
        onward.set(group, (onward.get(group) ?? 0) + share * next);
        left += share * next;
      }
    }
    if (left < 1e-15) return visits;
    moving = onward;
  }
  return undefined;
}
