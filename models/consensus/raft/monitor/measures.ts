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

interface Round {
  readonly term: number;
  candidates: number;
}

export function electionMeasures(): ElectionMeasures {
  /** Since when the last leader is down; `undefined` while there is one, or before the first. */
  let leaderlessSince: Instant | undefined;
  let leader: NodeId | undefined;
  let round: Round | undefined;
  const withoutLeader: number[] = [];
  const splitVotes: number[] = [];
  /** The round is over: a later term began, or a leader was found. */
  const close = (won: boolean) => {
    if (round !== undefined) splitVotes.push(!won && round.candidates > 1 ? 1 : 0);
    round = undefined;
  };
  return {
    saw(node, role, term, now) {
      if (role === 'candidate') {
        if (round !== undefined && term > round.term) close(false);
        if (round === undefined) round = { term, candidates: 1 };
        else if (term === round.term) round.candidates++;
      } else if (role === 'leader') {
        if (round?.term === term) close(true);
        leader = node;
        if (leaderlessSince !== undefined) withoutLeader.push(now - leaderlessSince);
        leaderlessSince = undefined;
      }
    },
    crashed(node, now) {
      if (node !== leader) return;
      leader = undefined;
      leaderlessSince = now;
    },
    list: () => [
      { name: 'time to replace a crashed leader', unit: 'duration', values: withoutLeader },
      { name: 'split votes', unit: 'share', values: splitVotes },
    ],
  };
}
