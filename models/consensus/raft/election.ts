/**
 * Elections (§5.2, §5.4.1) with a round of pre-votes (dissertation §9.6).
 *
 * Knows nothing of what a leader does; `leader.ts` takes over when an election is won.
 */
import { lead } from './leader.js';
import { isUpToDate, lastIndex, lastTerm } from './log.js';
import { isVoter, voteResult } from './quorum.js';
import {
  becomeFollower,
  hearsLeader,
  observeTerm,
  redrawElectionTimeout,
  resetElectionTimer,
} from './role.js';
import { configOf, type State } from './state.js';
import { sendDurably, storeVote } from './storage.js';
import type { Ctx, PreVote, PreVoteReply, TimeoutNow, Vote, VoteReply } from './types.js';

/** Nothing heard for an election timeout: ask whether an election could be won at all. */
export function onElectionTimeout(state: State, ctx: Ctx): void {
  if (state.role === 'leader') return;
  if (state.role === 'candidate') ctx.sometimes('an election has no winner');
  redrawElectionTimeout(state, ctx);
  resetElectionTimer(state, ctx);
  if (!mayStand(state)) return;
  if (hearsLeader(state, ctx)) return;
  if (ctx.params.preVote) startPreVote(state, ctx);
  else campaign(state, false, ctx);
}

/**
 * Dissertation §4.2.2, figure 4.6: also a node that the latest members leave out stands for election, until that
 * is known to be committed. Nobody else may have them in the log, and then nobody else could be elected.
 */
function mayStand({ configs, commitIndex, id }: State): boolean {
  for (let i = configs.length - 1; i >= 0; i--) {
    const { index, config } = configs[i]!;
    if (isVoter(config, id)) return true;
    if (index <= commitIndex) return false;
  }
  return false;
}

/** Dissertation §9.6: no new term before a majority would vote for this node. */
function startPreVote(state: State, ctx: Ctx): void {
  becomeFollower(state, state.term, undefined, ctx);
  state.role = 'pre-candidate';
  state.attempt += 1;
  state.preVotes.clear();
  state.preVotes.set(state.id, true);
  const { log } = state;
  const ask: PreVote = {
    kind: 'preVote',
    term: state.term + 1,
    lastIndex: lastIndex(log),
    lastTerm: lastTerm(log),
    attempt: state.attempt,
  };
  for (const to of ctx.members) {
    if (to !== state.id && isVoter(configOf(state), to)) ctx.send(to, ask);
  }
  countPreVotes(state, ctx);
}

/** Would this node vote for the sender? Changes nothing here. */
export function onPreVote(state: State, ask: PreVote, ctx: Ctx): void {
  const granted =
    ask.term > state.term &&
    !hearsLeader(state, ctx) && // §9.6: not while this node hears its leader
    isUpToDate(state.log, ask.lastIndex, ask.lastTerm); // §5.4.1
  if (!granted) ctx.sometimes('a pre-vote is refused');
  const term = granted ? ask.term : state.term;
  const reply: PreVoteReply = { kind: 'preVoteReply', term, granted, attempt: ask.attempt };
  ctx.send(ctx.from, reply);
}

export function onPreVoteReply(state: State, reply: PreVoteReply, ctx: Ctx): void {
  if (!reply.granted) observeTerm(state, reply.term, ctx);
  if (state.role !== 'pre-candidate' || reply.attempt !== state.attempt) return;
  if (reply.granted && reply.term !== state.term + 1) return; // granted for an earlier term
  state.preVotes.set(ctx.from, reply.granted);
  countPreVotes(state, ctx);
}

function countPreVotes(state: State, ctx: Ctx): void {
  const result = voteResult(configOf(state), state.preVotes);
  if (result === 'won') campaign(state, false, ctx);
  else if (result === 'lost') becomeFollower(state, state.term, undefined, ctx);
}

/** §5.2: a new term, a vote for oneself, and the same asked of everybody, once that is durable. */
export function campaign(state: State, byTransfer: boolean, ctx: Ctx): void {
  ctx.count('elections-started');
  state.role = 'candidate';
  state.leader = undefined;
  state.byTransfer = byTransfer;
  state.term += 1;
  state.votedFor = state.id;
  storeVote(state, ctx);
  ctx.track('term', state.term);
  ctx.track('role', 'candidate');
  state.votes.clear();
  redrawElectionTimeout(state, ctx);
  resetElectionTimer(state, ctx);
  const { log } = state;
  const ask: Vote = {
    kind: 'vote',
    term: state.term,
    lastIndex: lastIndex(log),
    lastTerm: lastTerm(log),
    transfer: byTransfer,
  };
  for (const to of ctx.members) {
    if (to !== state.id && isVoter(configOf(state), to)) sendDurably(state, to, ask, ctx);
  }
}

/** A candidate's term and vote are durable: now its own vote counts too. */
export function countOwnVote(state: State, ctx: Ctx): void {
  if (state.role !== 'candidate' || state.durableWrites !== state.writes) return;
  state.votes.set(state.id, true);
  countVotes(state, ctx);
}

export function onVote(state: State, ask: Vote, ctx: Ctx): void {
  if (!ask.transfer && hearsLeader(state, ctx)) return; // dissertation §4.2.3: not even the term is taken
  observeTerm(state, ask.term, ctx);
  const granted =
    ask.term === state.term && // §5.1: not for a past term
    (state.votedFor === undefined || state.votedFor === ctx.from) && // §5.2: one vote per term
    isUpToDate(state.log, ask.lastIndex, ask.lastTerm); // §5.4.1
  if (!isUpToDate(state.log, ask.lastIndex, ask.lastTerm))
    ctx.sometimes('a candidate with an older log is refused');
  if (granted) {
    if (state.votedFor === undefined) {
      state.votedFor = ctx.from;
      storeVote(state, ctx); // figure 2: before the answer leaves
    }
    resetElectionTimer(state, ctx);
  }
  const reply: VoteReply = { kind: 'voteReply', term: state.term, granted };
  sendDurably(state, ctx.from, reply, ctx);
}

export function onVoteReply(state: State, reply: VoteReply, ctx: Ctx): void {
  observeTerm(state, reply.term, ctx);
  if (state.role !== 'candidate' || reply.term !== state.term) return;
  state.votes.set(ctx.from, reply.granted);
  countVotes(state, ctx);
}

function countVotes(state: State, ctx: Ctx): void {
  const result = voteResult(configOf(state), state.votes);
  if (result === 'won') lead(state, ctx);
  else if (result === 'lost') {
    ctx.sometimes('an election has no winner');
    becomeFollower(state, state.term, undefined, ctx);
  }
}

/** Dissertation §3.10: the leader asks this node to take over; no need to wait for its silence. */
export function onTimeoutNow(state: State, message: TimeoutNow, ctx: Ctx): void {
  if (message.term !== state.term || state.role === 'leader') return;
  if (isVoter(configOf(state), state.id)) campaign(state, true, ctx);
}
