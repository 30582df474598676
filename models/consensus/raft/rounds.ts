/**
 * Heartbeat rounds: how a leader knows that it still leads, and since when it can be sure.
 *
 * Every message to a follower carries the number of the latest round begun, and its reply carries it back.
 * A round that a quorum answered proves that nobody else was elected before the round began. Three things
 * rest on it: ReadIndex (§8, dissertation §6.4), leases (§6.4.1) and check-quorum (§6.2).
 */
import { sendHeartbeats } from './replication.js';
import { quorumRound, type State } from './state.js';
import type { Ctx } from './types.js';

/** Begins a round: a message to everybody. */
export function beginRound(state: State, ctx: Ctx): void {
  state.round += 1;
  state.roundBegan.push(ctx.monotonicClock());
  sendHeartbeats(state, ctx);
  confirmRounds(state);
}

/** Works out the latest round that a quorum answered. Returns whether it is a later one than before. */
export function confirmRounds(state: State): boolean {
  const answered = Math.min(state.round, quorumRound(state));
  const newer = answered - state.confirmedRound;
  if (newer <= 0) return false;
  state.quorumAt = state.roundBegan[newer - 1]!; // from when it was sent, not from when it was answered
  state.roundBegan.splice(0, newer);
  state.confirmedRound = answered;
  return true;
}

/** Dissertation §6.2: a leader that a quorum has not answered for an election timeout steps down. */
export const hasLostQuorum = (state: State, ctx: Ctx): boolean =>
  ctx.monotonicClock() - state.quorumAt > state.quorumTimeout;

/**
 * Dissertation §6.4.1: whether nobody else can have been elected yet. A quorum promised not to vote for
 * `lease` after hearing the round, which was not before it began. Their clocks may run fast by
 * `driftBound`, ours slow by as much; beyond that assumption the promise is worth nothing.
 */
export function leaseHolds(state: State, ctx: Ctx): boolean {
  const { lease, driftBound } = ctx.params;
  const safe = (lease * (1 - driftBound)) / (1 + driftBound);
  if (state.confirmedRound === 0 || state.leaseForfeited) return false;
  return ctx.monotonicClock() - state.quorumAt < safe;
}
