/**
 * Rules about elections: election safety and one vote per term (§5.2), candidates as up to date as their
 * voters (§5.4.1), leader completeness (§5.4.3), pre-votes (dissertation §9.6).
 */
import type { Instant, NodeId } from '../../../../src/model/index.js';
import type { State } from '../state.js';
import type { Committed } from './ledger.js';
import { describe, endOf, type Found, isQuorum, type Seen, termIn, type Watch } from './watch.js';

/** §5.2: at most one leader per term. */
export function checkElectionSafety(watch: Watch, seen: Seen, state: State): Found {
  const other = watch.leaders.get(state.term);
  watch.leaders.set(state.term, seen.id);
  watch.judged['election-safety'] += 1;
  if (other === undefined || other === seen.id) return undefined;
  return {
    rule: 'election-safety',
    explanation: `${watch.name(seen.id)} and ${watch.name(other)} were both elected leader of term ${state.term}.`,
  };
}

/** §5.2: a node votes for one candidate per term, also if it crashes in between. */
export function checkVotes(watch: Watch, seen: Seen, state: State): Found {
  let ballots = watch.ballots.get(state.term);
  if (ballots === undefined) {
    ballots = new Map();
    watch.ballots.set(state.term, ballots);
  }
  for (const [voter, granted] of state.votes) {
    if (!granted) continue;
    watch.judged['one-vote-per-term'] += 1;
    const other = ballots.get(voter);
    ballots.set(voter, seen.id);
    const casting = watch.nodes.get(voter)?.state;
    if (casting !== undefined && !hasVotedFor(casting, seen.id, state.term)) {
      return {
        rule: 'one-vote-per-term',
        explanation: `${watch.name(seen.id)} counts a vote of ${watch.name(voter)} in term ${state.term} that it did not give there: it is in term ${casting.term} and voted for ${casting.votedFor === undefined ? 'nobody' : watch.name(casting.votedFor)}.`,
      };
    }
    if (casting?.term === state.term && casting.durableWrites < casting.voteWrite) {
      return {
        rule: 'one-vote-per-term',
        explanation: `${watch.name(seen.id)} counts the vote of ${watch.name(voter)} in term ${state.term} before it is on disk: a crash would take it back.`,
      };
    }
    if (other === undefined || other === seen.id) continue;
    return {
      rule: 'one-vote-per-term',
      explanation: `${watch.name(voter)} voted in term ${state.term} for ${watch.name(other)} and for ${watch.name(seen.id)}.`,
    };
  }
  return undefined;
}

/** Whether `voter` gave its vote in `term` to `candidate`, or may have before it went on to a later term. */
const hasVotedFor = (voter: State, candidate: NodeId, term: number): boolean =>
  voter.term > term || (voter.term === term && voter.votedFor === candidate);

/** §5.2: whom a node follows was elected in that very term. */
export function checkFollowed(watch: Watch, seen: Seen, state: State): Found {
  const { leader, term } = state;
  if (leader === undefined || leader === seen.id || watch.leaders.get(term) === leader) return undefined;
  return {
    rule: 'election-safety',
    explanation: `${watch.name(seen.id)} follows ${watch.name(leader)} in term ${term}, in which ${watch.name(leader)} was never elected.`,
  };
}

/** §5.2, figure 2: after a crash a node still knows the vote that a candidate counts on. */
export function checkVoteKept(watch: Watch, seen: Seen, state: State): Found {
  const logTerm = termIn(state, endOf(state)) ?? 0;
  if (logTerm > state.term) {
    return {
      rule: 'one-vote-per-term',
      explanation: `${watch.name(seen.id)} restarted in term ${state.term} although its log has entries of term ${logTerm}: it forgot the term and may vote in it again.`,
    };
  }
  for (const other of watch.nodes.values()) {
    const candidate = other.state;
    if (!other.up || candidate === undefined || other.id === seen.id) continue;
    if (candidate.role !== 'candidate' && candidate.role !== 'leader') continue;
    if (candidate.votes.get(seen.id) !== true) continue;
    watch.judged['one-vote-per-term'] += 1;
    if (state.term > candidate.term) continue;
    if (state.term === candidate.term && state.votedFor === other.id) continue;
    return {
      rule: 'one-vote-per-term',
      explanation: `${watch.name(seen.id)} restarted in term ${state.term} and forgot its vote for ${watch.name(other.id)} in term ${candidate.term}: it may vote again.`,
    };
  }
  return undefined;
}

/** §5.2, §6: whoever leads was elected by a majority; by both of them while the members change. */
export function checkElectedByMajority(watch: Watch, seen: Seen, state: State): Found {
  const { config } = seen;
  if (config === undefined) return undefined;
  watch.judged['elected-by-majority'] += 1;
  if (isQuorum(config, (voter) => state.votes.get(voter) === true)) return undefined;
  const voters = [...state.votes].filter(([, granted]) => granted).map(([voter]) => watch.name(voter));
  return {
    rule: 'elected-by-majority',
    explanation: `${watch.name(seen.id)} leads term ${state.term} with the votes of ${voters.join(', ')} alone; the voters are ${JSON.stringify(config)}.`,
  };
}

/** §5.4.1: nobody votes for a candidate whose log is less up to date than its own. */
export function checkElectedUpToDate(
  watch: Watch,
  seen: Seen,
  state: State,
  end: number,
  endTerm: number,
): Found {
  for (const [voter, granted] of state.votes) {
    const other = watch.nodes.get(voter);
    if (!granted || voter === seen.id || other?.state === undefined || other.term !== state.term) continue;
    watch.judged['votes-up-to-date'] += 1;
    const voterEnd = endOf(other.state);
    const voterTerm = termIn(other.state, voterEnd) ?? 0;
    if (voterTerm < endTerm || (voterTerm === endTerm && voterEnd <= end)) continue;
    return {
      rule: 'votes-up-to-date',
      explanation: `${watch.name(voter)}, whose log ends at index ${voterEnd} of term ${voterTerm}, voted in term ${state.term} for ${watch.name(seen.id)}, whose log ended at index ${end} of term ${endTerm}.`,
    };
  }
  return undefined;
}

/** §5.4.3: whoever is elected holds everything that was committed in earlier terms. */
export function checkLeaderCompleteness(watch: Watch, seen: Seen, state: State): Found {
  const { committed } = watch.ledger;
  for (let index = Math.max(1, state.log.snapshotIndex); index <= committed.length; index++) {
    const found = checkHolds(watch, seen.id, state, committed[index - 1]!);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** §5.4.3 for an entry that is found committed while leaders of later terms are in office. */
export function checkLeadersHold(watch: Watch, committed: Committed): Found {
  for (const other of watch.nodes.values()) {
    if (!other.up || other.state?.role !== 'leader') continue;
    const found = checkHolds(watch, other.id, other.state, committed);
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkHolds(watch: Watch, id: NodeId, state: State, committed: Committed): Found {
  const { entry, inTerm } = committed;
  if (inTerm >= state.term) return undefined;
  watch.judged['leader-completeness'] += 1;
  const term = termIn(state, entry.index);
  if (term === undefined || term === entry.term) return undefined;
  const instead = term < 0 ? 'nothing' : `an entry of term ${term}`;
  return {
    rule: 'leader-completeness',
    explanation: `"${describe(entry)}" was committed at index ${entry.index} in term ${inTerm}, but ${watch.name(id)}, leader of term ${state.term}, holds ${instead} there: a committed entry is lost.`,
  };
}

/** Remembers when a round of pre-votes began, and who had heard a leader by then. */
export function noteAttempt(watch: Watch, seen: Seen, state: State, now: Instant): void {
  seen.attempt = state.attempt;
  seen.attemptAt = now;
  seen.heardByThen = [...watch.nodes.values()].map((node) => node.heardAt);
}

/**
 * Dissertation §9.6: a new term needs pre-votes from a quorum, and none of them from a node that heard its
 * leader. Half the lease is allowed for clocks that run fast.
 */
export function checkPreVote(watch: Watch, seen: Seen, state: State, now: Instant): Found {
  if (!state.preVote) return undefined;
  watch.judged['pre-vote'] += 1;
  const config = state.configs[state.configs.length - 1]!.config;
  if (!isQuorum(config, (voter) => state.preVotes.get(voter) === true)) {
    return {
      rule: 'pre-vote',
      explanation: `${watch.name(seen.id)} began term ${state.term} without pre-votes from a quorum.`,
    };
  }
  let i = 0;
  for (const voter of watch.nodes.keys()) {
    const heardAt = seen.heardByThen[i++] ?? -Infinity;
    if (voter === seen.id || state.preVotes.get(voter) !== true) continue;
    if (now - heardAt >= state.lease / 2) continue;
    return {
      rule: 'pre-vote',
      explanation: `${watch.name(seen.id)} began term ${state.term} with a pre-vote of ${watch.name(voter)}, which had heard its leader ${Math.round((now - heardAt) / 1e6)} ms before.`,
    };
  }
  return undefined;
}

/** Dissertation §3.10: nobody campaigns in its leader's place unless the leader asked for it, in that term. */
export function checkHandover(watch: Watch, seen: Seen, { term }: State): Found {
  watch.judged['undisturbed-leader'] += 1;
  if (watch.handovers.get(term - 1)?.has(seen.id)) return undefined;
  return {
    rule: 'undisturbed-leader',
    explanation: `${watch.name(seen.id)} began term ${term} as if the leader of term ${term - 1} had asked it to take over, which it had not.`,
  };
}

/** §8: a new leader begins its term with an entry of its own. */
export function checkFirstEntry(watch: Watch, seen: Seen, state: State): Found {
  watch.judged['no-op-first'] += 1;
  const last = state.log.entries[state.log.entries.length - 1];
  if (last?.term === state.term && last.command.kind === 'noop') return undefined;
  return {
    rule: 'no-op-first',
    explanation: `${watch.name(seen.id)}, elected leader of term ${state.term}, did not begin it with a no-op.`,
  };
}

/**
 * §5.2: a vote stands for its term. Dissertation §4.2.3: nobody votes a leader out that it has just heard;
 * half the lease is for fast clocks.
 */
export function checkUndisturbed(watch: Watch, seen: Seen, state: State, now: Instant): Found {
  const { votedFor } = state;
  if (seen.votedFor !== undefined && seen.term === state.term) {
    return {
      rule: 'one-vote-per-term',
      explanation: `${watch.name(seen.id)} took back its vote for ${watch.name(seen.votedFor)} in term ${state.term}: it may vote again.`,
    };
  }
  const standing = votedFor === undefined ? undefined : watch.nodes.get(votedFor);
  const candidate = standing?.state;
  if (standing === undefined || candidate === undefined || votedFor === seen.id) return undefined;
  if (candidate.term < state.term) {
    return {
      rule: 'one-vote-per-term',
      explanation: `${watch.name(seen.id)} voted in term ${state.term} for ${watch.name(candidate.id)}, which only stood for election in earlier terms.`,
    };
  }
  if (candidate.term !== state.term || standing.transferTerm === state.term) return undefined;
  watch.judged['undisturbed-leader'] += 1;
  if (now - seen.heardAt >= state.lease / 2) return undefined;
  return {
    rule: 'undisturbed-leader',
    explanation: `${watch.name(seen.id)} voted for ${watch.name(candidate.id)} in term ${state.term}, ${Math.round((now - seen.heardAt) / 1e6)} ms after it heard its leader.`,
  };
}
