/**
 * Changing term and role (§5.1, §5.2): stepping down, and who is known to lead.
 *
 * Knows nothing of how elections are won or logs replicated.
 */
import type { NodeId } from '../../../src/model/index.js';
import type { State } from './state.js';
import { storeVote } from './storage.js';
import type { Ctx, RaftMessage } from './types.js';

const ELECTION: RaftMessage = { kind: 'election' };

/** Waits for a leader from now on. */
export function resetElectionTimer(state: State, ctx: Ctx): void {
  ctx.setTimer(ELECTION, state.electionTimeout);
}

/** How long to wait is drawn anew for each term and each attempt to be elected (§5.2). */
export function redrawElectionTimeout(state: State, ctx: Ctx): void {
  state.electionTimeout = ctx.params.electionTimeout();
}

/** §4.2.3 of the dissertation: whoever heard from a leader within the lease lets nobody depose it. */
export function hearsLeader(state: State, ctx: Ctx): boolean {
  return state.role === 'leader' || ctx.monotonicClock() - state.heardAt < ctx.params.lease;
}

/** §5.1: whoever sees a later term takes it over and becomes a follower. */
export function observeTerm(state: State, term: number, ctx: Ctx): void {
  if (term > state.term) becomeFollower(state, term, undefined, ctx);
}

/** Follows `leader` (or waits for one) in `term`. */
export function becomeFollower(state: State, term: number, leader: NodeId | undefined, ctx: Ctx): void {
  const later = term > state.term;
  if (later) {
    state.term = term;
    state.votedFor = undefined;
    redrawElectionTimeout(state, ctx);
    storeVote(state, ctx);
    ctx.track('term', term);
  }
  const before = state.role;
  state.role = 'follower';
  state.leader = leader;
  if (before === 'follower') return;
  if (before !== 'pre-candidate') ctx.track('role', 'follower');
  if (before === 'leader') {
    if (later) ctx.sometimes('a leader finds out that it was replaced');
    resign(state, later, ctx);
    ctx.cancelTimer('heartbeat');
    resetElectionTimer(state, ctx);
  }
}

/**
 * What a deposed leader owes its clients. Reads and requests that it held back were not carried out: ask
 * the next leader. Requests in its log may still be committed by another leader, so they stay until this
 * node sees what became of their place in the log; the client's timeout covers the rest.
 */
function resign(state: State, later: boolean, ctx: Ctx): void {
  const { change, transfer } = state;
  for (const read of state.reads) ctx.redirect(read.request, state.leader);
  state.reads.length = 0;
  if (change !== undefined) {
    if (change.logged) ctx.unknown(change.request, 'the leader was deposed');
    else ctx.fail(change.request, 'the leader was deposed before the change began');
    state.change = undefined;
  }
  if (transfer !== undefined) {
    if (later && transfer.sent) {
      ctx.sometimes('leadership is transferred');
      ctx.ok(transfer.request, transfer.target);
    } else ctx.unknown(transfer.request, 'the leader lost its quorum');
    for (const request of transfer.held) ctx.redirect(request, transfer.target);
    state.transfer = undefined;
  }
  state.peers.clear();
}
