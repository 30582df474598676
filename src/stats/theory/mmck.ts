/**
 * M/M/c/K: like M/M/c, but with room for K customers, those in service included; who finds no room is lost.
 * K = c is Erlang's loss system.
 *
 * Waits and sojourns are those of customers who get in. Sources: Kleinrock, Queueing Systems vol. 1 (1975), §3.6
 * and §3.5; D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, Fundamentals of Queueing Theory (4th ed.,
 * 2008), §2.4-2.5.
 */
import { invariant } from '../../kernel/invariant.js';
import { asCustomersSee } from './first-come.js';
import type { Mmc } from './mmc.js';
import { share, type Theory } from './prediction.js';
import { birthDeath, meanOf } from './weights.js';

export interface Mmck extends Mmc {
  /** Room, servers included; finite. */
  readonly capacity: number;
}

export function mmck(station: Mmck, quantiles: readonly number[]): Theory {
  const { arrivals, service, servers, capacity } = station;
  invariant(capacity >= servers && Number.isInteger(capacity), 'there is room for those in service');
  const states = birthDeath(
    () => arrivals,
    (n) => Math.min(n, servers) / service,
    capacity,
  );
  const full = states[capacity] ?? 0;
  const enter = meanOf(states, (n) => (n < capacity ? 1 : 0));
  const throughput = arrivals * enter;
  const queue = meanOf(states, (n) => Math.max(0, n - servers));
  const system = meanOf(states, (n) => n);
  // Poisson arrivals see the steady state (R. W. Wolff, 1982); those who enter, all but its last state.
  const found = states.slice(0, capacity).map((p) => p / enter);
  const first = { found, service, servers };
  return {
    name: `M/M/${servers}/${capacity}`,
    exact: true,
    source:
      'Kleinrock, Queueing Systems vol. 1 (1975), §3.5-3.6; Gross et al., Fundamentals of Queueing Theory, §2.4',
    assumes: `Poisson arrivals, exponential service, FIFO, room for ${capacity} (in service included); waits of those who get in`,
    predictions: [
      share('utilisation', (throughput * service) / servers),
      ...asCustomersSee(first, { throughput, queue, system }, quantiles),
      share('loss probability', full),
      share(
        'all busy',
        meanOf(states, (n) => (n >= servers ? 1 : 0)),
      ),
    ],
  };
}
