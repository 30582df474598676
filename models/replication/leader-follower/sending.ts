/**
 * What a leader sends: entries, and rounds of heartbeats that show whether it still leads.
 *
 * Knows nothing of what follows from an answer.
 */
import { epochAt } from '../durable-log.js';
import { majorityOf, type Peer, type State } from './state.js';
import type { Ctx } from './types.js';

/** Entries in one message. */
const BATCH_MAX = 64;

/** Sends everybody a message of a new round. */
export function beginRound(state: State, beat: boolean, ctx: Ctx): void {
  state.round += 1;
  for (const peer of state.peers.values()) send(state, peer, beat, ctx);
  confirmRounds(state, ctx);
}

export function send(state: State, peer: Peer, beat: boolean, ctx: Ctx): void {
  const prevIndex = peer.next - 1;
  const entries = state.log.slice(prevIndex, prevIndex + BATCH_MAX);
  if (!peer.probing) peer.next += entries.length; // as if it arrived; a gap comes back as a mismatch
  ctx.send(peer.id, {
    kind: 'append',
    epoch: state.epoch,
    prevIndex,
    prevEpoch: epochAt(state.log, prevIndex),
    entries,
    commit: state.commitIndex,
    round: state.round,
    beat,
  });
}

/** The last round that a majority answered, the leader among them. */
export function confirmRounds(state: State, ctx: Ctx): void {
  const others = majorityOf(ctx.members.length) - 1;
  const rounds = [...state.peers.values()].map(({ round }) => round).sort((a, b) => b - a);
  const confirmed = others === 0 ? state.round : (rounds[others - 1] ?? 0);
  state.confirmedRound = Math.max(state.confirmedRound, confirmed);
}
