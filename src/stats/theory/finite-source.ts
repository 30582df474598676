/**
 * M/M/c//N, the machine repairman: N customers who think, ask, wait for one of c servers, are served, and think
 * again.
 *
 * An arrival finds what a system of N - 1 customers looks like at any time. Sources: Kleinrock, Queueing Systems
 * vol. 1 (1975), §3.8-3.9; K. C. Sevcik & I. Mitrani, Journal of the ACM 28 (1981), for what arrivals find.
 */
import { asCustomersSee } from './first-come.js';
import { share, type Theory } from './prediction.js';
import { birthDeath, meanOf } from './weights.js';

export interface FiniteSource {
  readonly customers: number;
  /** Mean time between an answer and the next request, s; exponential. */
  readonly think: number;
  readonly service: number;
  readonly servers: number;
}

export function finiteSource(source: FiniteSource, quantiles: readonly number[]): Theory {
  const { customers, think, service } = source;
  const servers = Math.min(source.servers, customers);
  const steady = (n: number) =>
    birthDeath(
      (busy) => (n - busy) / think,
      (busy) => Math.min(busy, servers) / service,
      n,
    );
  const states = steady(customers);
  const found = steady(customers - 1);
  const throughput = meanOf(states, (n) => Math.min(n, servers)) / service;
  const queue = meanOf(states, (n) => Math.max(0, n - servers));
  const system = meanOf(states, (n) => n);
  const first = { found, service, servers };
  return {
    name: `M/M/${source.servers}//${customers}`,
    exact: true,
    source:
      'Kleinrock, Queueing Systems vol. 1 (1975), §3.8-3.9; Sevcik & Mitrani (1981) for what arrivals find',
    assumes: `${customers} customers with exponential think times, exponential service, FIFO`,
    predictions: [
      share('utilisation', (throughput * service) / source.servers),
      ...asCustomersSee(first, { throughput, queue, system }, quantiles),
    ],
  };
}
