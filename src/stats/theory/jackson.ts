/**
 * Open networks of queues: Poisson arrivals from outside, exponential service, routing by chance.
 *
 * Each station is an M/M/c of its own with the arrivals that the traffic equations give. Source: J. R. Jackson,
 * "Networks of waiting lines", Operations Research 5 (1957); Kleinrock, Queueing Systems vol. 1 (1975), §4.8.
 */
import { invariant } from '../../kernel/invariant.js';
import { solve } from './linear.js';
import { mmcMeans } from './mmc.js';
import { count, overload, type Prediction, perSecond, type Steady, share, time } from './prediction.js';

export interface OpenStation {
  readonly name: string;
  /** Arrivals from outside, 1/s. */
  readonly arrivals: number;
  /** Mean, s. */
  readonly service: number;
  readonly servers: number;
}

export interface Route {
  /** Names of stations. */
  readonly from: string;
  readonly to: string;
  /** Those of a station sum to at most 1; the rest leave. */
  readonly probability: number;
}

/** Unstable where a station is, or where nobody ever leaves. */
export function jackson(stations: readonly OpenStation[], routes: readonly Route[]): Steady {
  const flows = trafficEquations(stations, routes);
  const outside = stations.reduce((sum, { arrivals }) => sum + arrivals, 0);
  if (flows === undefined)
    return {
      unstable: 'some customers can never leave: routes lead them round in a circle with probability 1',
    };
  for (const [i, { name, service, servers }] of stations.entries()) {
    const load = flows[i]! * service;
    if (load >= servers) return { unstable: `at ${name}, ${overload(load, servers).unstable}` };
  }
  const each = stations.map((station, i) => ofStation(station, flows[i]!));
  const inSystem = each.reduce((sum, { system }) => sum + system, 0);
  return {
    name: 'Jackson network',
    exact: true,
    source: 'Jackson, Operations Research 5 (1957); Kleinrock, Queueing Systems vol. 1 (1975), §4.8',
    assumes: 'Poisson arrivals, exponential service, FIFO without limits, independent routing',
    predictions: [
      ...each.flatMap(({ predictions }) => predictions),
      time('sojourn', inSystem / outside),
      count('in system', inSystem),
      perSecond('throughput', outside),
    ],
  };
}

function ofStation(
  { name, service, servers }: OpenStation,
  arrivals: number,
): { readonly system: number; readonly predictions: readonly Prediction[] } {
  const { load, waitProbability, wait } = mmcMeans({ arrivals, service, servers });
  const system = arrivals * wait + load;
  return {
    system,
    predictions: [
      share('utilisation', load / servers, name),
      share('wait probability', waitProbability, name),
      time('wait', wait, name),
      time('sojourn', wait + service, name),
      count('queue length', arrivals * wait, name),
      count('in system', system, name),
      perSecond('throughput', arrivals, name),
    ],
  };
}

/** Flow through each station: flow(j) = arrivals(j) + sum of flow(i) p(i, j). `undefined` if there is none. */
export function trafficEquations(
  stations: readonly OpenStation[],
  routes: readonly Route[],
): readonly number[] | undefined {
  const at = new Map(stations.map(({ name }, i) => [name, i]));
  const n = stations.length;
  const matrix = stations.map((_, i) => stations.map((__, j): number => (i === j ? 1 : 0)));
  for (const { from, to, probability } of routes) {
    const [i, j] = [at.get(from), at.get(to)];
    invariant(i !== undefined && j !== undefined, 'a route joins stations');
    matrix[j]![i] = matrix[j]![i]! - probability;
  }
  const solved = solve(
    matrix,
    stations.map(({ arrivals }) => arrivals),
  );
  invariant(solved === undefined || solved.length === n, 'every station has a flow');
  // Who cannot leave makes a singular system, or with rounding one that is absurd.
  if (solved?.every((flow) => Number.isFinite(flow) && flow >= -1e-9))
    return solved.map((x) => Math.max(0, x));
  return undefined;
}
