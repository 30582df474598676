/**
 * Raft's safety properties (figure 3 of the paper), and the promises that they rest on, checked after every
 * handler from the nodes' states alone.
 *
 * Looks only at what changed since the last look. Knows nothing of messages or of the clients' history.
 */
import type { Instant, Monitor, NodeId } from '../../../src/model/index.js';
import {
  checkAcknowledgedKept,
  checkApplied,
  checkCommit,
  checkCommitted,
  checkFollowers,
  checkRestored,
  checkSnapshotTerm,
} from './monitor/commits.js';
import {
  checkElectedByMajority,
  checkElectedUpToDate,
  checkElectionSafety,
  checkFirstEntry,
  checkFollowed,
  checkHandover,
  checkLeaderCompleteness,
  checkPreVote,
  checkUndisturbed,
  checkVoteKept,
  checkVotes,
  noteAttempt,
} from './monitor/elections.js';
import { newLedger } from './monitor/ledger.js';
import { checkDurable, checkLog } from './monitor/logs.js';
import { electionMeasures } from './monitor/measures.js';
import {
  checkForfeited,
  checkQuorumHeard,
  checkReadRounds,
  checkRoundAnswered,
  checkRoundsBegun,
  noteRounds,
} from './monitor/rounds.js';
import { endOf, type Found, newSeen, RULES, type Rule, type Seen, type Watch } from './monitor/watch.js';
import type { State } from './state.js';
import type { Entry } from './types.js';

export function monitor(members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const watch: Watch = {
    nodes: new Map(members.map((id) => [id, newSeen(id)])),
    ledger: newLedger(),
    leaders: new Map(),
    handovers: new Map(),
    ballots: new Map(),
    variants: [],
    judged: Object.fromEntries(RULES.map((rule) => [rule, 0])) as Record<Rule, number>,
    name,
  };
  const measures = electionMeasures();
  return {
    rules: RULES,
    judged: (rule) => watch.judged[rule as Rule] ?? 0,
    crashed: (node, now) => {
      watch.nodes.get(node)!.up = false;
      measures.crashed(node, now);
    },
    measures: measures.list,
    after: (node, state, now) => {
      const seen = watch.nodes.get(node)!;
      const isStart = seen.state !== state;
      if (state.role !== seen.role || state.term !== seen.term)
        measures.saw(node, state.role, state.term, now);
      const found = (isStart ? started(watch, seen, state) : undefined) ?? handled(watch, seen, state, now);
      remember(seen, state);
      return found;
    },
  };
}

const NOTHING: readonly Entry[] = [];

/** A node started: it begins with what its disk kept. */
function started(watch: Watch, seen: Seen, state: State): Found {
  seen.state = state;
  seen.up = true;
  seen.role = 'follower';
  seen.votedFor = state.votedFor;
  seen.term = state.term;
  seen.base = state.log.snapshotIndex;
  seen.baseTerm = state.log.snapshotTerm;
  seen.entries.length = 0;
  seen.wrote.length = 0;
  seen.foundUpTo = endOf(state);
  seen.durableIndex = state.durableIndex;
  seen.commitIndex = state.log.snapshotIndex;
  seen.lastApplied = state.log.snapshotIndex;
  seen.leader = undefined;
  seen.votes = 0;
  seen.attempt = state.attempt;
  seen.heardNote = state.heardAt;
  seen.snapshot = undefined;
  seen.matches.length = 0;
  return checkVoteKept(watch, seen, state) ?? checkAcknowledgedKept(watch, seen, state);
}

function handled(watch: Watch, seen: Seen, state: State, now: Instant): Found {
  if (state.heardAt !== seen.heardNote) {
    seen.heardNote = state.heardAt;
    seen.heardAt = now;
  }
  if (state.attempt !== seen.attempt) noteAttempt(watch, seen, state, now);
  if (state.role === 'candidate' && state.byTransfer) seen.transferTerm = state.term;
  if (state.role === 'leader') noteLeading(watch, seen, state, now);
  const { base } = seen;
  const end = base + seen.entries.length;
  const endTerm = seen.entries[seen.entries.length - 1]?.term ?? seen.baseTerm;
  const isCommitting = state.commitIndex !== seen.commitIndex;
  // Entries that a snapshot takes away in the same step can be seen only in the copy.
  const before = isCommitting ? compactedAway(seen, state) : NOTHING;
  const hasNewTerm = state.role !== seen.role || state.term !== seen.term;
  return (
    (state.snapshot !== seen.snapshot ? checkSnapshotTerm(watch, seen, state) : undefined) ??
    (hasLogChanged(seen, state) ? checkLog(watch, seen, state) : undefined) ??
    (state.durableIndex > seen.durableIndex ? checkDurable(watch, seen, state) : undefined) ??
    (hasNewTerm && state.role === 'candidate' ? checkCampaign(watch, seen, state, now) : undefined) ??
    (hasNewTerm || state.votes.size !== seen.votes ? checkBallots(watch, seen, state) : undefined) ??
    (hasNewTerm && state.role === 'leader' ? checkElected(watch, seen, state, end, endTerm) : undefined) ??
    (isCommitting ? checkCommit(watch, seen, state) : undefined) ??
    (isCommitting ? checkCommitted(watch, seen, state, before, base) : undefined) ??
    (state.lastApplied !== seen.lastApplied ? checkApplied(watch, seen, state) : undefined) ??
    (state.snapshot !== seen.snapshot ? checkRestored(watch, seen, state) : undefined) ??
    (state.votedFor !== seen.votedFor ? checkUndisturbed(watch, seen, state, now) : undefined) ??
    (state.role === 'leader' ? checkFollowers(watch, seen, state) : undefined) ??
    (state.leader !== seen.leader ? checkFollowed(watch, seen, state) : undefined) ??
    (state.role === 'leader' ? checkRounds(watch, seen, state, hasNewTerm) : undefined)
  );
}

/** What the monitor learns of others from what a leader knows of them. */
function noteLeading(watch: Watch, seen: Seen, state: State, now: Instant): void {
  noteRounds(watch, seen, state, now);
  const { transfer, term } = state;
  if (!transfer?.sent) return;
  const asked = watch.handovers.get(term);
  if (asked === undefined) watch.handovers.set(term, new Set([transfer.target]));
  else asked.add(transfer.target);
}

/** A new term begins with pre-votes, or because a leader asked for it. */
function checkCampaign(watch: Watch, seen: Seen, state: State, now: Instant): Found {
  return state.byTransfer ? checkHandover(watch, seen, state) : checkPreVote(watch, seen, state, now);
}

/** The copy of the entries that this step compacted away; none if a snapshot replaced a log that differed. */
function compactedAway(seen: Seen, state: State): readonly Entry[] {
  const { snapshotIndex, snapshotTerm } = state.log;
  if (snapshotIndex === seen.base) return NOTHING;
  const covered = seen.entries[snapshotIndex - seen.base - 1];
  return covered?.term === snapshotTerm ? seen.entries.slice() : NOTHING;
}

/** A leader's rounds count from its election. */
function checkRounds(watch: Watch, seen: Seen, state: State, isNew: boolean): Found {
  if (isNew) {
    seen.round = 0;
    seen.confirmedRound = 0;
    seen.lastRead = undefined;
  }
  const { reads, confirmedRound } = state;
  const isAsked = reads.length > 0 && reads[reads.length - 1] !== seen.lastRead;
  return (
    checkRoundsBegun(watch, seen, state) ??
    checkForfeited(watch, seen, state) ??
    (state.roundBegan.length > 1 ? checkQuorumHeard(watch, seen, state) : undefined) ??
    (confirmedRound > seen.confirmedRound ? checkRoundAnswered(watch, seen, state) : undefined) ??
    (isAsked ? checkReadRounds(watch, seen, state) : undefined)
  );
}

function hasLogChanged(seen: Seen, state: State): boolean {
  const { snapshotIndex, entries } = state.log;
  if (snapshotIndex !== seen.base || entries.length !== seen.entries.length) return true;
  return entries[entries.length - 1] !== seen.entries[entries.length - 1];
}

/** Votes count while a node stands for election, and as the reason why it leads. */
function checkBallots(watch: Watch, seen: Seen, state: State): Found {
  const isStanding = state.role === 'candidate' || state.role === 'leader';
  return isStanding ? checkVotes(watch, seen, state) : undefined;
}

function checkElected(watch: Watch, seen: Seen, state: State, end: number, endTerm: number): Found {
  seen.matches.length = 0;
  return (
    checkElectionSafety(watch, seen, state) ??
    checkElectedByMajority(watch, seen, state) ??
    checkFirstEntry(watch, seen, state) ??
    checkElectedUpToDate(watch, seen, state, end, endTerm) ??
    checkLeaderCompleteness(watch, seen, state)
  );
}

function remember(seen: Seen, state: State): void {
  seen.term = state.term;
  seen.role = state.role;
  seen.votedFor = state.votedFor;
  seen.leader = state.leader;
  seen.round = state.round;
  seen.confirmedRound = state.confirmedRound;
  if (state.reads.length > 0) seen.lastRead = state.reads[state.reads.length - 1];
  seen.votes = state.votes.size;
  seen.durableIndex = state.durableIndex;
  seen.commitIndex = state.commitIndex;
  seen.lastApplied = state.lastApplied;
  seen.snapshot = state.snapshot;
  seen.config = state.configs[state.configs.length - 1]!.config;
}
