/**
 * Who comes to which station, as far as theory can follow: clients and sources, an open or a closed network.
 *
 * `undefined` where anything in the scenario is not understood, for then no flow is known for sure.
 */

import { inSeconds } from '../../kernel/distribution/in-seconds.js';
import { type Distribution, mean } from '../../kernel/distribution.js';
import { invariant } from '../../kernel/invariant.js';
import type { Queue } from '../../model/model.js';
import type { BatchSize, ClientGroup, NodeGroup, Scenario } from '../../scenario/scenario.js';
import type { Models } from '../simulate.js';
import type { TheoryStation } from './stations.js';

/** Customers of one kind on their way to each node of one station group. */
export interface Flow {
  readonly to: string;
  /** At each node of the group. */
  readonly arrivals:
    | { readonly kind: 'poisson'; readonly rate: number; readonly batch: BatchSize }
    | { readonly kind: 'renewal'; readonly interarrival: Distribution };
  /** Shares of the operations. */
  readonly operations: readonly { readonly f: string; readonly weight: number }[];
}

export interface ClosedFlow {
  readonly kind: 'closed';
  readonly to: string;
  readonly customers: number;
  /** s */
  readonly think: Distribution;
  readonly operations: Flow['operations'];
}

export type Flows = { readonly kind: 'open'; readonly flows: readonly Flow[] } | ClosedFlow;

const ALONE: BatchSize = { kind: 'fixed', count: 1 };

export function flowsOf(
  scenario: Scenario,
  models: Models,
  stations: readonly TheoryStation[],
): Flows | undefined {
  const { clients, nodes } = scenario;
  const names = new Set(stations.map(({ name }) => name));
  const sources = nodes.filter(({ name }) => !names.has(name));
  const [first] = clients;
  const constantLatency = scenario.network.latency.kind === 'constant';
  if (first?.arrivals.kind === 'closed') {
    const alone = clients.length === 1 && sources.length === 0;
    return alone && names.has(first.target) && steady(first, scenario) ? closed(first, scenario) : undefined;
  }
  const ofClients = clients.map((group) => {
    const station = stations.find(({ name }) => name === group.target);
    if (station === undefined || !steady(group, scenario)) return undefined;
    return ofClient(group, station, clients.length === 1, constantLatency);
  });
  const ofSources = sources.map((group) => ofSource(group, models, stations, constantLatency));
  const flows = [...ofClients, ...ofSources];
  return flows.every((flow) => flow !== undefined) ? { kind: 'open', flows: flows.flat() } : undefined;
}

/** Asks all the time, once per operation, and is not turned away by limits of its own. */
const steady = (group: ClientGroup, { duration }: Scenario): boolean =>
  group.from === 0 &&
  group.until >= duration &&
  group.maxOperations === Infinity &&
  group.retryAfter === undefined;

function closed(group: ClientGroup, { network }: Scenario): ClosedFlow | undefined {
  invariant(group.arrivals.kind === 'closed', 'a closed loop has a think time');
  // Time on the network is think time as far as the stations are concerned, but for its law.
  if (network.latency.kind !== 'constant' || network.latency.value !== 0) return undefined;
  const think = inSeconds(group.arrivals.think);
  return { kind: 'closed', to: group.target, customers: group.count, think, operations: group.operations };
}

function ofClient(
  { arrivals, route, count, operations }: ClientGroup,
  { name, nodes }: TheoryStation,
  only: boolean,
  constantLatency: boolean,
): readonly Flow[] | undefined {
  const flow = (at: Flow['arrivals']): readonly Flow[] => [{ to: name, arrivals: at, operations }];
  const [rate, batch] = poissonOf(arrivals);
  const atRandom = nodes === 1 || route === 'random';
  if (rate !== undefined && atRandom && (constantLatency || single(batch)) && (nodes === 1 || single(batch)))
    return flow({ kind: 'poisson', rate: rate / nodes, batch });
  // Every n-th of a Poisson process; with several clients each takes turns of its own.
  if (
    rate !== undefined &&
    route === 'round-robin' &&
    single(batch) &&
    only &&
    constantLatency &&
    count === 1
  )
    return flow({ kind: 'renewal', interarrival: { kind: 'erlang', shape: nodes, mean: nodes / rate } });
  if (nodes > 1 || !constantLatency || !only) return undefined;
  if (arrivals.kind === 'constant')
    return flow({ kind: 'renewal', interarrival: { kind: 'constant', value: 1 / arrivals.rate } });
  if (arrivals.kind === 'renewal')
    return flow({ kind: 'renewal', interarrival: inSeconds(arrivals.interarrival) });
  return undefined;
}

const single = (batch: BatchSize): boolean => batch.kind === 'fixed' && batch.count === 1;

function poissonOf(arrivals: ClientGroup['arrivals']): readonly [number | undefined, BatchSize] {
  if (arrivals.kind === 'poisson') return [arrivals.rate, ALONE];
  if (arrivals.kind === 'batches' && arrivals.of.kind === 'poisson') return [arrivals.of.rate, arrivals.size];
  return [undefined, ALONE];
}

/** A source sends to nodes at random: Poisson arrivals stay so, others only where there is one to go to. */
function ofSource(
  { model, params, count }: NodeGroup,
  models: Models,
  stations: readonly TheoryStation[],
  constantLatency: boolean,
): readonly Flow[] | undefined {
  const queue: Queue | undefined = models.get(model)?.queue;
  if (queue?.kind !== 'source' || !queue.plain(params)) return undefined;
  const [interarrival, targets] = [params[queue.interarrival], params[queue.targets]];
  if (typeof interarrival !== 'object' || !('distribution' in interarrival)) return undefined;
  if (typeof targets !== 'object' || !('nodes' in targets)) return undefined;
  const to = targets.nodes.map((name) => stations.find((station) => station.name === name));
  if (!to.every((station) => station !== undefined)) return undefined;
  const batch: BatchSize = { kind: 'fixed', count: params[queue.batch] as number };
  const between = inSeconds(interarrival.distribution);
  const choices = to.reduce((sum, { nodes }) => sum + nodes, 0);
  const operations = [{ f: 'request', weight: 1 }];
  if (
    between.kind === 'exponential' &&
    (choices === 1 || single(batch)) &&
    (constantLatency || single(batch))
  ) {
    const rate = count / mean(between) / choices;
    return to.map(({ name }): Flow => ({ to: name, arrivals: { kind: 'poisson', rate, batch }, operations }));
  }
  if (choices > 1 || count > 1 || !single(batch) || !constantLatency) return undefined;
  return [{ to: to[0]!.name, arrivals: { kind: 'renewal', interarrival: between }, operations }];
}
