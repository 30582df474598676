/**
 * What an owner sends to the other holders: the end of its log, how much of it is committed, and the latest round.
 *
 * Every message has all that the other is not known to have: what is lost or out of order does no harm. Knows nothing
 * of what follows from the answers.
 */
import type { NodeId } from '../../../src/model/index.js';
import { lengthOf, type Peer, type Slot, type State, type Tenure } from './state.js';
import { tell } from './storage.js';
import type { Ctx } from './types.js';

export function sendToAll(state: State, number: number, slot: Slot, { peers }: Tenure, ctx: Ctx): void {
  for (const to of peers.keys()) sendLog(state, number, slot, to, ctx);
}

export function sendLog(state: State, number: number, slot: Slot, to: NodeId, ctx: Ctx): void {
  const { applied, pending, view } = slot;
  const { since, round, peers } = slot.tenure!;
  const after = peers.get(to)!.acked;
  const operations = pending.slice(after - applied).map(({ operation }) => operation);
  const bytes = 64 + operations.length * ctx.params.valueSize;
  const message = { slot: number, view, after, operations, committed: applied, round, bytes };
  // In a view that a crash could make it forget it would say other things later.
  tell(state, to, { kind: 'append', ...message }, since, ctx);
}

/** What others have not confirmed goes again. */
export function sendAgain(state: State, ctx: Ctx): void {
  for (const [number, slot] of state.slots) {
    const { tenure } = slot;
    if (tenure === undefined) continue;
    for (const [to, { acked, round, whole }] of tenure.peers)
      if (whole && (acked < lengthOf(slot) || round < tenure.round)) sendLog(state, number, slot, to, ctx);
  }
}

/** The least of these over all others; `most` if there are none. */
export const leastOf = (peers: ReadonlyMap<NodeId, Peer>, most: number, of: (peer: Peer) => number): number =>
  [...peers.values()].reduce((least, peer) => Math.min(least, of(peer)), most);
