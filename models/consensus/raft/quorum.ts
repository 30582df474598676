/**
 * Majorities, simple and joint (§5.2, §5.3, §6): what a quorum has agreed on.
 *
 * Pure functions over a configuration and what each voter said; knows nothing of logs or messages.
 */
import type { NodeId } from '../../../src/model/index.js';
import type { Config } from './types.js';

export type VoteResult = 'won' | 'lost' | 'pending';

/** The number of voters that makes a majority. */
export const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1;

/** Outcome of a vote among `voters`; a voter that is not in `votes` has not answered. Nobody to ask: won. */
export function majorityVote(voters: readonly NodeId[], votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  if (voters.length === 0) return 'won';
  let granted = 0;
  let refused = 0;
  for (const voter of voters) {
    const vote = votes.get(voter);
    if (vote === true) granted += 1;
    else if (vote === false) refused += 1;
  }
  const needed = majorityOf(voters.length);
  if (granted >= needed) return 'won';
  return voters.length - refused < needed ? 'lost' : 'pending';
}

/** Outcome of a vote: while a change is under way both majorities are needed (§6). */
export function voteResult(config: Config, votes: ReadonlyMap<NodeId, boolean>): VoteResult {
  const incoming = majorityVote(config.voters, votes);
  const outgoing = majorityVote(config.outgoing, votes);
  if (incoming === 'lost' || outgoing === 'lost') return 'lost';
  return incoming === 'won' && outgoing === 'won' ? 'won' : 'pending';
}

/**
 * The highest value that a majority of `voters` has reached, where `reached(source, voter)` is how far each
 * one is. `Infinity` if there are no voters.
 */
export function majorityReached<S>(
  voters: readonly NodeId[],
  source: S,
  reached: (source: S, voter: NodeId) => number,
): number {
  if (voters.length === 0) return Infinity;
  const descending: number[] = [];
  for (const voter of voters) {
    const value = reached(source, voter);
    let at = descending.length;
    while (at > 0 && descending[at - 1]! < value) {
      descending[at] = descending[at - 1]!;
      at -= 1;
    }
    descending[at] = value;
  }
  return descending[majorityOf(voters.length) - 1]!;
}

/** The highest value that the configuration has agreed on: while joint, both majorities must (§6). */
export function quorumReached<S>(
  config: Config,
  source: S,
  reached: (source: S, voter: NodeId) => number,
): number {
  return Math.min(
    majorityReached(config.voters, source, reached),
    majorityReached(config.outgoing, source, reached),
  );
}

/** Whether the node has a vote in this configuration. */
export const isVoter = (config: Config, node: NodeId): boolean =>
  config.voters.includes(node) || config.outgoing.includes(node);
