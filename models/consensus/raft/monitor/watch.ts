/**
 * What Raft's monitor remembers of each node between two looks, and of the group as a whole.
 *
 * It reads the nodes' states and nothing else, and uses none of the handlers' own functions, so that a
 * mistake in them is not repeated here. It never changes a state.
 */
import type { Instant, NodeId, Violation } from '../../../../src/model/index.js';
import type { PendingRead, State } from '../state.js';
import type { Config, Entry, Snapshot } from '../types.js';
import type { Ledger } from './ledger.js';

/** The five properties of figure 3, then what they rest on. */
export const RULES = [
  'election-safety',
  'leader-append-only',
  'log-matching',
  'leader-completeness',
  'state-machine-safety',
  'one-vote-per-term',
  'elected-by-majority',
  'votes-up-to-date',
  'pre-vote',
  'undisturbed-leader',
  'check-quorum',
  'read-round',
  'no-op-first',
  'commit-by-majority',
  'acknowledged-is-stored',
  'back-up',
  'snapshot-complete',
  'membership-by-joint',
] as const;

export type Rule = (typeof RULES)[number];

/** A node as it was when the monitor last looked. */
export interface Seen {
  readonly id: NodeId;
  /** Its state; the last one of its previous life while it is down. `undefined` before its first start. */
  state: State | undefined;
  up: boolean;
  term: number;
  role: State['role'];
  votedFor: NodeId | undefined;
  leader: NodeId | undefined;
  /** A copy of its log: `entries[i]` has index `base + 1 + i`. */
  base: number;
  baseTerm: number;
  readonly entries: Entry[];
  /** How many writes it had made when it had made that of each entry; 0 for what was on disk when it started. */
  readonly wrote: number[];
  /** The last entry that was on disk when it started, and still is what it was. */
  foundUpTo: number;
  durableIndex: number;
  commitIndex: number;
  lastApplied: number;
  snapshot: Snapshot | undefined;
  config: Config | undefined;
  /** Votes in hand when last looked at. */
  votes: number;
  attempt: number;
  /** The last term in which it stood because its leader had asked it to; it forgets that itself in a crash. */
  transferTerm: number;
  /** When it began its latest round of pre-votes, and when each node had last heard a leader then. */
  attemptAt: Instant;
  heardByThen: readonly Instant[];
  /** Its own note of when it heard a leader, and when it did: when that note changed, or a leader knew of it. */
  heardNote: number;
  heardAt: Instant;
  /** As a leader: its rounds of the last lease, and which of them each follower was seen to answer. */
  readonly rounds: { readonly round: number; readonly at: Instant }[];
  readonly answered: number[];
  /** As a leader: the latest round begun, the latest one answered, and the read that came last. */
  round: number;
  confirmedRound: number;
  lastRead: PendingRead | undefined;
  /** What it, as a leader, believed each follower to have stored. */
  readonly matches: number[];
  /** Changes of its log since the last full comparison. */
  changes: number;
}

/** An entry, the term of the one before it, and what else was seen at its index. */
export interface Variant {
  readonly entry: Entry;
  readonly prevTerm: number;
  readonly other: Variant | undefined;
}

/** Everything the rules share. */
export interface Watch {
  readonly nodes: ReadonlyMap<NodeId, Seen>;
  readonly ledger: Ledger;
  /** Who led each term. */
  readonly leaders: Map<number, NodeId>;
  /** Whom the leader of each term asked to take over. */
  readonly handovers: Map<number, Set<NodeId>>;
  /** Whom each node's vote went to, by term. */
  readonly ballots: Map<number, Map<NodeId, NodeId>>;
  /** Every entry seen at each index, one per term. */
  readonly variants: (Variant | undefined)[];
  /** How often each rule was put to a real test. */
  readonly judged: Record<Rule, number>;
  name(node: NodeId): string;
}

export type Found = Violation | undefined;

export const newSeen = (id: NodeId): Seen => ({
  id,
  state: undefined,
  up: false,
  term: 0,
  role: 'follower',
  votedFor: undefined,
  leader: undefined,
  base: 0,
  baseTerm: 0,
  entries: [],
  wrote: [],
  foundUpTo: 0,
  durableIndex: 0,
  commitIndex: 0,
  lastApplied: 0,
  snapshot: undefined,
  config: undefined,
  votes: 0,
  attempt: 0,
  transferTerm: 0,
  attemptAt: 0,
  heardByThen: [],
  heardNote: 0,
  heardAt: -Infinity,
  rounds: [],
  answered: [],
  round: 0,
  confirmedRound: 0,
  lastRead: undefined,
  matches: [],
  changes: 0,
});

/** Term of the entry at `index` in a state's log: -1 if it is not there, `undefined` if compacted away. */
export function termIn(state: State, index: number): number | undefined {
  const { snapshotIndex, snapshotTerm, entries } = state.log;
  if (index < snapshotIndex) return undefined;
  if (index === snapshotIndex) return snapshotTerm;
  return entries[index - snapshotIndex - 1]?.term ?? -1;
}

export const endOf = (state: State): number => state.log.snapshotIndex + state.log.entries.length;

/** Whether more than half of `voters` satisfy `holds`; true of nobody. */
export function moreThanHalf(voters: readonly NodeId[], holds: (voter: NodeId) => boolean): boolean {
  let holding = 0;
  for (const voter of voters) if (holds(voter)) holding += 1;
  return voters.length === 0 || holding * 2 > voters.length;
}

/** A quorum of the configuration: more than half of each of its sets. */
export const isQuorum = (config: Config, holds: (voter: NodeId) => boolean): boolean =>
  moreThanHalf(config.voters, holds) && moreThanHalf(config.outgoing, holds);

export const describe = (entry: Entry): string => {
  const { command } = entry;
  if (command.kind === 'noop') return 'no-op';
  if (command.kind === 'config') return `members ${JSON.stringify(command.config)}`;
  return `${command.f} ${JSON.stringify(command.key)} ${JSON.stringify(command.value)}`;
};

/** Whether two entries ask for the same. */
export const isSame = (a: Entry, b: Entry): boolean =>
  a === b || a.command === b.command || JSON.stringify(a.command) === JSON.stringify(b.command);
