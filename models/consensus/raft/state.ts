/**
 * What a Raft node holds in memory (the paper's figure 2, and what the extensions need).
 *
 * Data only. Whatever must survive a crash is written to disk by `storage.ts`, the only file that writes.
 */
import type { Duration, NodeId, Request } from '../../../src/model/index.js';
import type { Machine } from '../../state-machines/key-value.js';
import type { Log } from './log.js';
import { quorumReached } from './quorum.js';
import type { Config, RaftMessage, Snapshot } from './types.js';

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** What a leader knows of one other server. */
export interface Peer {
  readonly id: NodeId;
  /** Next entry to send; runs ahead of what is acknowledged while the follower keeps up. */
  next: number;
  /** Last entry known to be stored there. */
  match: number;
  /** Looking for the place where the logs meet. */
  probing: boolean;
  /** While probing: the last `prevIndex` that it refused, so that no probe goes there again; else Infinity. */
  refused: number;
  /** Round of the last snapshot sent, 0 if none is under way. */
  snapshotRound: number;
  /** Latest heartbeat round that it answered. */
  round: number;
}

/** A read that waits for its leader to prove that it still leads (§8, dissertation §6.4). */
export interface PendingRead {
  readonly request: Request;
  /** The state must include this entry. */
  readonly index: number;
  /** A quorum must have answered this heartbeat round. */
  readonly round: number;
}

/** A membership change under way, as its leader sees it. */
export interface Change {
  request: Request;
  readonly voters: readonly NodeId[];
  /** Monotonic time at which servers that do not catch up end the change. */
  readonly deadline: Duration;
  /** False while new servers, without a vote, are catching up. */
  logged: boolean;
}

/** A leadership transfer under way (dissertation §3.10). */
export interface Transfer {
  request: Request;
  readonly target: NodeId;
  readonly deadline: Duration;
  /** Client requests that came meanwhile. */
  readonly held: Request[];
  sent: boolean;
}

/** Something to send once the first `writes` writes are durable. */
export interface Held {
  readonly writes: number;
  readonly to: NodeId;
  readonly message: RaftMessage;
}

export interface State {
  readonly id: NodeId;
  /** `params.lease`, for the monitor. */
  readonly lease: Duration;
  /** How long it waits for its leader in this term. */
  electionTimeout: Duration;
  /** `params.preVote`, for the monitor. */
  readonly preVote: boolean;

  // Persistent (figure 2).
  term: number;
  votedFor: NodeId | undefined;
  readonly log: Log;
  snapshot: Snapshot;

  // Volatile, all servers.
  role: Role;
  /** Who leads this term, where known. */
  leader: NodeId | undefined;
  /** Monotonic time of the last word from a leader. A start counts as one: what was heard before is forgotten. */
  heardAt: Duration;
  commitIndex: number;
  lastApplied: number;
  readonly machine: Machine;
  /** The configurations in the log, oldest first; the first one holds at the start of the log. The last is in force. */
  readonly configs: { readonly index: number; readonly config: Config }[];
  /** Requests whose entries this node appended as leader, by index. */
  readonly pending: Map<number, Request>;

  // Candidates.
  /** Number of the latest round of pre-votes. */
  attempt: number;
  readonly preVotes: Map<NodeId, boolean>;
  readonly votes: Map<NodeId, boolean>;
  /** The campaign was asked for by the leader. */
  byTransfer: boolean;

  // Leaders.
  readonly peers: Map<NodeId, Peer>;
  /** Index of the first entry of this leader's term. */
  noopIndex: number;
  /** Heartbeat rounds: the latest one begun, the latest one that a quorum answered, when each began. */
  round: number;
  confirmedRound: number;
  readonly roundBegan: Duration[];
  /** When the latest round that a quorum answered began. */
  quorumAt: Duration;
  /** How long this leader goes on without a quorum. */
  quorumTimeout: Duration;
  readonly reads: PendingRead[];
  change: Change | undefined;
  transfer: Transfer | undefined;
  /** After a transfer was asked for, somebody may be elected although this leader was heard: no leases. */
  leaseForfeited: boolean;

  // The disk: writes made, made durable, and being made durable; last entry durable and being made so.
  writes: number;
  durableWrites: number;
  /** Number of the write that stored the present term and vote. */
  voteWrite: number;
  syncingWrites: number;
  syncingSince: Duration;
  durableIndex: number;
  syncingIndex: number;
  /** Index of the first record of the log on disk. */
  diskFirst: number;
  /** Number of the write that stored `snapshot`; what it covers stays on disk until that is durable. */
  snapshotWrite: number;
  readonly outbox: Held[];
}

/** The configuration in force: the latest in the log, committed or not (§6). */
export const configOf = (state: State): Config => state.configs[state.configs.length - 1]!.config;

/** The last entry that `node` is known to have stored; a leader counts its own only once it is durable. */
export function matchOf(state: State, node: NodeId): number {
  if (node === state.id) return state.durableIndex;
  return state.peers.get(node)?.match ?? 0;
}

/** The latest heartbeat round that `node` answered. */
export function roundOf(state: State, node: NodeId): number {
  if (node === state.id) return state.round;
  return state.peers.get(node)?.round ?? 0;
}

/** The last entry that a quorum has stored. */
export const quorumMatch = (state: State): number => quorumReached(configOf(state), state, matchOf);

/** The latest heartbeat round that a quorum answered. */
export const quorumRound = (state: State): number => quorumReached(configOf(state), state, roundOf);
