/**
 * Erlang's formulas: how often all of `c` servers are busy under an offered load of `a` erlangs (arrival rate
 * times mean service time), where arrivals are Poisson.
 *
 * Knows no times. Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of
 * significance in automatic telephone exchanges", Elektroteknikeren 13 (1917); L. Kleinrock, Queueing Systems
 * vol. 1 (1975), eq. 3.43 (B) and 3.40 (C).
 */
import { invariant } from '../../kernel/invariant.js';

/** The time of the recursion grows with the servers; nobody has more than these at one station. */
export const SERVERS_MAX = 1_000_000;

/**
 * Erlang B: the share of customers lost by `servers` servers without a queue. Holds for any service time.
 * The recursion B(n) = a B(n-1) / (n + a B(n-1)) adds positive terms only, so it neither overflows nor
 * cancels (A. A. Jagers & E. A. van Doorn, Operations Research Letters 5, 1986).
 */
export function erlangB(servers: number, load: number): number {
  invariant(Number.isInteger(servers) && servers >= 0 && servers <= SERVERS_MAX, 'servers are counted');
  invariant(load >= 0 && Number.isFinite(load), 'a load is finite');
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
}

/** Erlang C: the share of customers who wait for one of `servers` servers; `load` < `servers`. */
export function erlangC(servers: number, load: number): number {
  invariant(load < servers, 'a queue without a limit carries less load than it has servers');
  const blocked = erlangB(servers, load);
  return (servers * blocked) / (servers - load + load * blocked);
}
