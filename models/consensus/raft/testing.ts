/**
 * What a test of Raft should know: what it takes for granted, what may be asked of it, and what should happen.
 *
 * Data only; a condition is noted by `ctx.sometimes` at the line where it comes about.
 */
import type { AdminRequest, Assumptions } from '../../../src/model/index.js';

/** Parameters as a scenario sets them. */
type Settings = Readonly<Record<string, unknown>>;

/**
 * Dissertation §6.4.1: a lease is `lease * (1 - driftBound) / (1 + driftBound)` on the leader's clock, a promise
 * `lease` on a follower's. At a drift of `d` either way the lease lasts at most its length / (1 - d) of true time
 * and the promise at least `lease / (1 + d)`: the lease is over first as long as d <= driftBound. Nothing else
 * rests on clocks. A record lost from the disk may be a vote or an acknowledged entry, which no rule makes up for.
 */
export const assumes = ({ reads, driftBound, members }: Settings): Assumptions => ({
  never: ['message-altered', 'record-lost'],
  // Spare nodes do not vote.
  ...(Number(members) > 0 && { goneMax: Math.ceil(Number(members) / 2) - 1 }),
  ...(reads === 'lease' && { clockDriftMax: Number(driftBound) }),
});

/** A single member is a cluster, too: it commits on its own until others join it. */
export const admin: readonly AdminRequest[] = [
  { f: 'transfer', of: 'leader' },
  { f: 'change-membership', of: 'leader', nodesMin: 1 },
];

const ALWAYS = [
  'a leader is elected',
  'an election has no winner',
  'a candidate with an older log is refused',
  'a leader finds out that it was replaced',
  'a leader steps down for lack of a quorum',
  'an entry of an earlier term is not committed by counting',
  'entries of an earlier term are committed by a later leader',
  'conflicting entries are removed from a log',
  'a membership change is joint',
  'a membership change is completed',
  'a leader completes a change that another began',
  'a leader that is no member any more steps down',
  'a configuration is removed from a log',
  'leadership is transferred',
  'a retried request is answered from its session',
] as const;
const WITH_PRE_VOTE = ['a pre-vote is refused'] as const;
const WITH_SNAPSHOTS = [
  'a snapshot is taken',
  'a snapshot is installed',
  'a node starts from a snapshot',
] as const;
const WITH_ROUNDS = ['a read waits for a round of heartbeats'] as const;
const WITH_LEASES = ['a read is answered under a lease'] as const;

export type Condition = (
  | typeof ALWAYS
  | typeof WITH_PRE_VOTE
  | typeof WITH_SNAPSHOTS
  | typeof WITH_ROUNDS
  | typeof WITH_LEASES
)[number];

/** Those that can come about with these parameters. */
export const sometimes = ({ preVote, snapshotEvery, reads }: Settings): readonly Condition[] => [
  ...ALWAYS,
  ...(preVote === true ? WITH_PRE_VOTE : []),
  ...(snapshotEvery === 0 ? [] : WITH_SNAPSHOTS),
  ...(reads === 'read-index' || reads === 'lease' ? WITH_ROUNDS : []),
  ...(reads === 'lease' ? WITH_LEASES : []),
];
