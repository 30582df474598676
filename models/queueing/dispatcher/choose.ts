/**
 * Whom a dispatcher hands a request to.
 *
 * Knows how many requests each server has of this dispatcher, nothing of the requests.
 */
import type { NodeId } from '../../../src/model/index.js';
import { anyOf, shuffleFront } from '../choose.js';
import type { Ctx, State } from './types.js';

/** Copies of each request. */
export const most = ({ params }: Ctx): number =>
  params.policy === 'redundant' ? Math.min(params.choices, params.servers.length) : 1;

export function choose(state: State, ctx: Ctx): readonly NodeId[] {
  const { servers, policy, choices } = ctx.params;
  const { deck } = state;
  const uniform = () => ctx.random();
  switch (policy) {
    case 'random':
      return [anyOf(servers, uniform)];
    case 'round-robin':
      return [servers[state.turn++ % servers.length]!];
    case 'least-outstanding':
      return [leastOf(servers, servers.length, state, uniform)];
    case 'power-of-d':
      shuffleFront(deck, Math.min(choices, deck.length), uniform);
      return [leastOf(deck, Math.min(choices, deck.length), state, uniform)];
    case 'redundant':
      shuffleFront(deck, most(ctx), uniform);
      return deck.slice(0, most(ctx));
  }
}

/** The one of the first `count` with the fewest requests under way; of equals, each as likely. */
function leastOf(
  nodes: readonly NodeId[],
  count: number,
  { outstanding }: State,
  uniform: () => number,
): NodeId {
  let best: NodeId[] = [];
  let least = Infinity;
  for (let i = 0; i < count; i++) {
    const has = outstanding.get(nodes[i]!) ?? 0;
    if (has < least) best = [];
    if (has <= least) best.push(nodes[i]!);
    least = Math.min(least, has);
  }
  return best.length === 1 ? best[0]! : anyOf(best, uniform);
}
