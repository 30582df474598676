/**
 * What elections cost, measured from outside: how long there was no leader, and how often votes split.
 *
 * The two figures of the paper's §9.3 (figure 16). Judges nothing.
 */
import type { Instant, Measure, NodeId } from '../../../../src/model/index.js';

export interface ElectionMeasures {
  /** A node has this role in this term now. */
  saw(node: NodeId, role: string, term: number, now: Instant): void;
  crashed(node: NodeId, now: Instant): void;
  list(): readonly Measure[];
}

/** The first vote after a crash: it is split if several stand and nobody wins before a later term begins. */
interface FirstVote {
  term: number | undefined;
  candidates: number;
}

export function electionMeasures(): ElectionMeasures {
  /** Since when the last leader is down; `undefined` while there is one, or before the first. */
  let leaderlessSince: Instant | undefined;
  let leader: NodeId | undefined;
  let firstVote: FirstVote | undefined;
  const withoutLeader: number[] = [];
  const splits: number[] = [];
  const stands = (term: number) => {
    if (firstVote === undefined) return;
    firstVote.term ??= term;
    if (term === firstVote.term) firstVote.candidates++;
    else decided(firstVote.candidates > 1);
  };
  const decided = (isSplit: boolean) => {
    if (firstVote !== undefined) splits.push(isSplit ? 1 : 0);
    firstVote = undefined;
  };
  return {
    saw(node, role, term, now) {
      if (role === 'candidate') stands(term);
      if (role !== 'leader') return;
      decided(false);
      leader = node;
      if (leaderlessSince !== undefined) withoutLeader.push(now - leaderlessSince);
      leaderlessSince = undefined;
    },
    crashed(node, now) {
      if (node !== leader) return;
      leader = undefined;
      leaderlessSince = now;
      firstVote = { term: undefined, candidates: 0 };
    },
    list: () => [
      { key: 'failover', name: 'time to replace a crashed leader', unit: 'duration', values: withoutLeader },
      { key: 'split', name: 'first vote split', unit: 'share', values: splits },
    ],
  };
}
