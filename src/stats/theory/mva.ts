/**
 * Closed networks: N customers who go round stations for ever, with exponential service at single and multiple
 * servers and delays (think times) of any kind.
 *
 * The figures are those of exact mean value analysis (M. Reiser & S. S. Lavenberg, Journal of the ACM 27, 1980).
 * They are computed by convolution (J. P. Buzen, Communications of the ACM 16, 1973), which for several servers
 * does not subtract where MVA does: each station's weights are its steady state under one common throughput,
 * scaled to probabilities so that nothing overflows.
 */
import { invariant } from '../../kernel/invariant.js';
import { count, type Prediction, perSecond, share, type Theory, time } from './prediction.js';

export interface ClosedStation {
  readonly name: string;
  /** Mean of one visit, s; exponential, or of any kind where servers are Infinity. */
  readonly service: number;
  /** Infinity makes it a delay. */
  readonly servers: number;
  /** Per round; mean. */
  readonly visits: number;
}

export interface ClosedNetwork {
  readonly stations: readonly ClosedStation[];
  readonly customers: number;
  /** Mean time outside all stations between two rounds, s; may be 0. */
  readonly think: number;
}

/** The time grows with the square of the customers. */
export const CLOSED_CUSTOMERS_MAX = 20_000;

export function mva({ stations, customers, think }: ClosedNetwork): Theory {
  invariant(customers >= 1 && customers <= CLOSED_CUSTOMERS_MAX, 'customers are counted');
  const all =
    think > 0 ? [...stations, { name: '', service: think, servers: Infinity, visits: 1 }] : stations;
  const network = convolve(all, customers);
  const { throughput } = network;
  const each = stations.map((station, i): AtStation => {
    return { station, flow: throughput * station.visits, ...network.of(i) };
  });
  return {
    name: 'closed network',
    exact: true,
    source: 'Reiser & Lavenberg, Journal of the ACM 27 (1980); Buzen, Communications of the ACM 16 (1973)',
    assumes: `${customers} customers, exponential service (delays of any kind), FIFO, independent routing`,
    predictions: [
      ...each.flatMap(predictionsOf),
      perSecond('throughput', throughput),
      time('sojourn', customers / throughput - think),
      count('in system', customers - throughput * think),
    ],
  };
}

interface AtStation {
  readonly station: ClosedStation;
  readonly flow: number;
  readonly inSystem: number;
  readonly queue: number;
}

function predictionsOf({ station, flow, inSystem, queue }: AtStation): readonly Prediction[] {
  const { name, service, servers } = station;
  return [
    ...(servers === Infinity ? [] : [share('utilisation', (flow * service) / servers, name)]),
    time('wait', flow > 0 ? queue / flow : 0, name),
    time('sojourn', flow > 0 ? inSystem / flow : 0, name),
    count('queue length', queue, name),
    count('in system', inSystem, name),
    perSecond('throughput', flow, name),
  ];
}

interface Convolved {
  readonly throughput: number;
  readonly of: (station: number) => { readonly inSystem: number; readonly queue: number };
}

function convolve(stations: readonly ClosedStation[], customers: number): Convolved {
  const guess = busiest(stations, customers);
  const weights = stations.map((station) => weightsOf(station, guess, customers));
  // upTo[i] is of the stations before i, from[i] of i and those after.
  const upTo: (readonly number[])[] = [[1]];
  for (const each of weights) upTo.push(product(upTo.at(-1)!, each, customers));
  const from: (readonly number[])[] = [[1]];
  for (const each of weights.toReversed()) from.unshift(product(each, from[0]!, customers));
  const total = upTo.at(-1)!;
  const normal = total[customers]!;
  invariant(normal > 0, 'a closed network has a steady state');
  const throughput = (guess * (total[customers - 1] ?? 0)) / normal;
  return {
    throughput,
    of(i) {
      const others = product(upTo[i]!, from[i + 1]!, customers);
      const { servers } = stations[i]!;
      let [inSystem, queue] = [0, 0];
      weights[i]!.forEach((weight, n) => {
        const chance = (weight * (others[customers - n] ?? 0)) / normal;
        inSystem += n * chance;
        queue += Math.max(0, n - servers) * chance;
      });
      return { inSystem, queue };
    },
  };
}

/** An upper bound of the throughput (P. J. Denning & J. P. Buzen, Computing Surveys 10, 1978), at which to scale. */
function busiest(stations: readonly ClosedStation[], customers: number): number {
  const round = stations.reduce((sum, { service, visits }) => sum + service * visits, 0);
  invariant(round > 0, 'a round takes time');
  return stations.reduce(
    (least, { service, visits, servers }) => Math.min(least, servers / (service * visits)),
    customers / round,
  );
}

/** Proportional to (load)^n / (product of min(i, servers)), summing to 1 over 0 .. customers. */
function weightsOf(
  { service, visits, servers }: ClosedStation,
  throughput: number,
  customers: number,
): readonly number[] {
  const load = throughput * service * visits;
  // From the largest on, both ways, so that neither end overflows.
  const mode = Math.min(customers, load < servers ? Math.floor(load) : customers);
  const weights: number[] = Array(customers + 1).fill(0);
  weights[mode] = 1;
  for (let n = mode; n > 0; n--)
    weights[n - 1] = load === 0 ? 0 : (weights[n]! * Math.min(n, servers)) / load;
  for (let n = mode; n < customers; n++) weights[n + 1] = (weights[n]! * load) / Math.min(n + 1, servers);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Coefficients 0 .. most of the product of two polynomials. */
function product(a: readonly number[], b: readonly number[], most: number): readonly number[] {
  if (a.length === 1) return b;
  if (b.length === 1) return a;
  const result: number[] = Array(most + 1).fill(0);
  for (let i = 0; i <= most; i++) {
    const x = a[i] ?? 0;
    if (x === 0) continue;
    for (let j = 0; i + j <= most; j++) result[i + j] = result[i + j]! + x * (b[j] ?? 0);
  }
  return result;
}
