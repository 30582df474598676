/**
 * Whom it hurts when some workers are gone: measured, and the odds.
 *
 * If the workers of one tenant fail, another has lost all of its own with probability 1 / C(n, k) in shuffle shards of k out
 * of n (hypergeometric), and k/n in cells; where everybody uses all workers, everybody feels it. Pure functions.
 */
import type { Measure } from '../../../src/model/index.js';
import { overlaps } from '../algorithms/shuffle.js';

/** What became of a tenant's requests. */
export interface Harm {
  requests: number;
  /** Workers that did not answer in time. */
  retried: number;
  failed: number;
  /** Whose turn it is, among its workers. */
  turn: number;
  /** Whether it asked for anything but an ordinary request: then it is not one of those who are hurt. */
  poisonous: boolean;
}

export interface Odds {
  /** Of having none of one's workers left, and of having lost one at least. */
  readonly cutOff: number | undefined;
  readonly touched: number | undefined;
}

export function oddsOf(isolation: 'none' | 'cells' | 'shuffle', workers: number, each: number): Odds {
  if (isolation === 'none') return { cutOff: undefined, touched: 1 };
  if (isolation === 'cells') {
    const odds = 1 / Math.floor(workers / each);
    return { cutOff: odds, touched: odds };
  }
  const odds = overlaps(workers, each).map((overlap) => overlap.odds);
  return { cutOff: odds.at(-1)!, touched: 1 - odds[0]! };
}

/** A tenant is cut off if most of its requests failed, and touched if one had to try again. */
export function measures(
  runs: readonly { readonly tenants: readonly Harm[]; readonly odds: Odds }[],
): readonly Measure[] {
  const all = runs.flatMap(({ tenants }) =>
    tenants.filter(({ requests, poisonous }) => requests > 0 && !poisonous),
  );
  const odds = runs[0]?.odds;
  const share = (name: string, hurt: (harm: Harm) => boolean, theory: number | undefined): Measure => ({
    name,
    unit: 'share',
    values: all.map((harm) => (hurt(harm) ? 1 : 0)),
    ...(theory === undefined ? {} : { theory }),
  });
  return [
    share('tenants cut off', ({ failed, requests }) => failed > requests / 2, odds?.cutOff),
    share('tenants that lost a worker at least', ({ retried }) => retried > 0, odds?.touched),
  ];
}
