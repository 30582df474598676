/**
 * Rules about heartbeat rounds, which reads and leases rest on: check-quorum (dissertation §6.2), rounds that
 * a quorum of voters answered, reads that wait for a round of their own (§6.4).
 */
import type { Instant } from '../../../../src/model/index.js';
import type { State } from '../state.js';
import { type Found, isQuorum, type Seen, type Watch } from './watch.js';

/**
 * A follower that answered a round has heard its leader, and not before the round began. Whoever looks into the
 * follower's own notes for that only repeats its mistakes.
 */
export function noteRounds(watch: Watch, seen: Seen, state: State, now: Instant): void {
  const { rounds, answered } = seen;
  if (seen.role !== 'leader' || seen.term !== state.term) {
    rounds.length = 0;
    answered.length = 0;
  }
  for (let round = (rounds.at(-1)?.round ?? 0) + 1; round <= state.round; round++)
    rounds.push({ round, at: now });
  while (rounds.length > 1 && now - rounds[0]!.at > state.lease) rounds.shift();
  for (const { id, round } of state.peers.values()) {
    if (answered[id] === round) continue;
    answered[id] = round;
    const began = rounds[round - rounds[0]!.round];
    const follower = watch.nodes.get(id)!;
    if (began !== undefined && began.at > follower.heardAt) follower.heardAt = began.at;
  }
}

/** A follower answers no round that has not begun: an answer of another term, or to no round at all. */
export function checkRoundsBegun(watch: Watch, seen: Seen, state: State): Found {
  for (const { id, round } of state.peers.values()) {
    if (round <= state.round) continue;
    return {
      rule: 'check-quorum',
      explanation: `${watch.name(seen.id)}, leader of term ${state.term}, has begun ${state.round} rounds, and takes round ${round} for answered by ${watch.name(id)}.`,
    };
  }
  return undefined;
}

/** Dissertation §3.10, §6.4.1: whoever asked another node to take over may be deposed at any time: no lease holds. */
export function checkForfeited(watch: Watch, seen: Seen, state: State): Found {
  if (!state.transfer?.sent) return undefined;
  watch.judged['undisturbed-leader'] += 1;
  if (state.leaseForfeited) return undefined;
  return {
    rule: 'undisturbed-leader',
    explanation: `${watch.name(seen.id)}, leader of term ${state.term}, asked ${watch.name(state.transfer.target)} to take over, and still counts on its lease.`,
  };
}

/** Dissertation §6.2: a leader begins no round when a quorum has been silent for an election timeout. */
export function checkQuorumHeard(watch: Watch, seen: Seen, state: State): Found {
  const { roundBegan, quorumTimeout } = state;
  if (roundBegan.length < 2) return undefined;
  watch.judged['check-quorum'] += 1;
  const silent = roundBegan[roundBegan.length - 1]! - roundBegan[0]!;
  if (silent <= quorumTimeout) return undefined;
  return {
    rule: 'check-quorum',
    explanation: `${watch.name(seen.id)} still leads term ${state.term} although no quorum has answered for ${Math.round(silent / 1e6)} ms.`,
  };
}

/** Dissertation §6.4: a round is over when a quorum of those who vote has answered it. */
export function checkRoundAnswered(watch: Watch, seen: Seen, state: State): Found {
  const round = state.confirmedRound;
  watch.judged['check-quorum'] += 1;
  const answered = (voter: number) => voter === seen.id || (state.peers.get(voter)?.round ?? 0) >= round;
  const { config } = state.configs[state.configs.length - 1]!;
  // The members may have changed in the same step, after the round was found answered.
  if (isQuorum(config, answered) || (seen.config !== undefined && isQuorum(seen.config, answered))) {
    return undefined;
  }
  const who = [...state.peers.keys()].filter(answered).map(watch.name);
  return {
    rule: 'check-quorum',
    explanation: `${watch.name(seen.id)}, leader of term ${state.term}, took round ${round} for answered by a quorum, but only ${who.join(', ') || 'nobody'} answered; the voters are ${JSON.stringify(config)}.`,
  };
}

/** Dissertation §6.4: only a round that begins after a read came proves that its leader still led then. */
export function checkReadRounds(watch: Watch, seen: Seen, state: State): Found {
  const { reads } = state;
  for (let i = reads.length - 1; i >= 0 && reads[i] !== seen.lastRead; i--) {
    watch.judged['read-round'] += 1;
    if (reads[i]!.round > seen.round) continue;
    return {
      rule: 'read-round',
      explanation: `${watch.name(seen.id)}, leader of term ${state.term}, lets a read wait for round ${reads[i]!.round}, which began before the read came: it does not prove that nobody else leads.`,
    };
  }
  return undefined;
}
