/**
 * What a leader does: takes office, beats, counts acknowledgements, commits (§5.3, §5.4.2).
 *
 * Ties the leader's concerns together: replication, rounds, reads, membership, transfer.
 */
import { applyCommitted } from './apply.js';
import { lastIndex, termAt } from './log.js';
import { advanceChange, onCommitted } from './membership.js';
import { answerReads } from './reads.js';
import { advancePeer, appendCommand, backUp, isStaleRefusal, sendAppend, trackPeers } from './replication.js';
import { becomeFollower, observeTerm } from './role.js';
import { beginRound, confirmRounds, hasLostQuorum } from './rounds.js';
import { quorumMatch, type State } from './state.js';
import { advanceTransfer, expireTransfer } from './transfer.js';
import type { AppendReply, Ctx, RaftMessage } from './types.js';

const HEARTBEAT: RaftMessage = { kind: 'heartbeat' };

/** Takes office: an entry of its own term at once (§8), which also commits what earlier leaders left. */
export function lead(state: State, ctx: Ctx): void {
  state.role = 'leader';
  state.leader = state.id;
  ctx.track('role', 'leader');
  ctx.count('elections-won');
  ctx.sometimes('a leader is elected');
  ctx.cancelTimer('election');
  state.peers.clear();
  trackPeers(state, [], ctx);
  state.round = 0;
  state.confirmedRound = 0;
  state.roundBegan.length = 0;
  state.quorumAt = ctx.monotonicClock();
  state.quorumTimeout = ctx.params.electionTimeout();
  state.leaseForfeited = false;
  state.noopIndex = lastIndex(state.log) + 1;
  appendCommand(state, { kind: 'noop' }, ctx); // §8
  beginRound(state, ctx);
  ctx.setTimer(HEARTBEAT, ctx.params.heartbeat);
}

/** §5.2: tells everybody that it leads, if it still knows that it does. */
export function onHeartbeatTimer(state: State, ctx: Ctx): void {
  if (state.role !== 'leader') return;
  if (hasLostQuorum(state, ctx)) {
    ctx.count('quorum-lost');
    ctx.sometimes('a leader steps down for lack of a quorum');
    becomeFollower(state, state.term, undefined, ctx); // dissertation §6.2
    return;
  }
  expireTransfer(state, ctx);
  advanceChange(state, ctx);
  beginRound(state, ctx);
  answerReads(state, ctx);
  ctx.setTimer(HEARTBEAT, ctx.params.heartbeat);
}

export function onAppendReply(state: State, reply: AppendReply, ctx: Ctx): void {
  observeTerm(state, reply.term, ctx);
  if (state.role !== 'leader' || reply.term !== state.term) return;
  const peer = state.peers.get(ctx.from);
  if (peer === undefined) return;
  if (reply.round > peer.round) {
    peer.round = reply.round;
    if (reply.round > state.confirmedRound && confirmRounds(state)) answerReads(state, ctx);
  }
  if (reply.success) {
    advancePeer(peer, reply.index);
    if (reply.index > state.commitIndex) advanceCommit(state, ctx);
    if (state.change !== undefined) advanceChange(state, ctx);
    if (state.transfer !== undefined) advanceTransfer(state, ctx);
    const isBehind = peer.next <= lastIndex(state.log) && !peer.probing;
    if (isBehind && state.peers.has(peer.id)) sendAppend(state, peer, ctx);
  } else if (!isStaleRefusal(peer, reply)) {
    backUp(state, peer, reply);
    sendAppend(state, peer, ctx);
  }
}

/** The leader's own writes are durable: they count towards commitment now. */
export function countOwnEntries(state: State, ctx: Ctx): void {
  if (state.role === 'leader') advanceCommit(state, ctx);
}

/** Commits what a quorum has stored. */
function advanceCommit(state: State, ctx: Ctx): void {
  const agreed = Math.min(quorumMatch(state), lastIndex(state.log));
  if (agreed <= state.commitIndex) return;
  noteEarlierTerm(state, agreed, ctx);
  if (termAt(state.log, agreed) !== state.term) return; // §5.4.2: only entries of its own term by counting
  state.commitIndex = agreed;
  applyCommitted(state, ctx);
  answerReads(state, ctx);
  onCommitted(state, ctx);
}

/** §5.4.2, figure 8: entries that an earlier leader left are the ones that counting does not commit. */
function noteEarlierTerm(state: State, agreed: number, ctx: Ctx): void {
  if (state.commitIndex >= state.noopIndex - 1) return;
  if (agreed < state.noopIndex) ctx.sometimes('an entry of an earlier term is not committed by counting');
  else ctx.sometimes('entries of an earlier term are committed by a later leader');
}
