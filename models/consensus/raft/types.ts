/**
 * What Raft nodes say to each other and store: messages, log entries, configurations, snapshots.
 *
 * Types only. Entries, configurations and snapshots are never changed once made, so nodes, messages and
 * disks share them by reference.
 */
import type { Context, Json, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import type { Operation, Session } from '../../state-machines/key-value.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';

/** Who votes. `outgoing` is C_old while a change is under way (joint consensus, §6), else empty. */
export interface Config {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
}

/** What a log entry asks of every replica. */
export type Command =
  | { readonly kind: 'noop' }
  | Operation
  | { readonly kind: 'config'; readonly config: Config };

export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly command: Command;
}

/** The state after applying entries up to `index`, with all that is needed to go on from there (§7). */
export interface Snapshot {
  readonly index: number;
  /** Term of the entry at `index`: the next entry's consistency check needs it. */
  readonly term: number;
  readonly config: Config;
  readonly data: readonly (readonly [Json, Json])[];
  readonly sessions: readonly (readonly [number, Session])[];
}

export type Vote = {
  readonly kind: 'vote';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Asked for by the leader itself: voters do not wait for it to fall silent (dissertation §3.10). */
  readonly transfer: boolean;
};

export type PreVote = {
  readonly kind: 'preVote';
  /** The term the sender would campaign in; nobody's term changes by it. */
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
  /** Which of the sender's attempts this is; the reply carries it back. */
  readonly attempt: number;
};

export type PreVoteReply = {
  readonly kind: 'preVoteReply';
  readonly term: number;
  readonly granted: boolean;
  readonly attempt: number;
};

export type VoteReply = { readonly kind: 'voteReply'; readonly term: number; readonly granted: boolean };

export type Append = {
  readonly kind: 'append';
  readonly term: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  /** The leader's latest heartbeat round; the reply carries it back (ReadIndex, leases, check-quorum). */
  readonly round: number;
};

export type AppendReply = {
  readonly kind: 'appendReply';
  readonly term: number;
  readonly success: boolean;
  /** On success: the last index known to match. On refusal: the `prevIndex` that did not. */
  readonly index: number;
  /** On refusal: where the leader should look next, and the term found there (0: the log is too short). */
  readonly conflictIndex: number;
  readonly conflictTerm: number;
  readonly round: number;
};

export type InstallSnapshot = {
  readonly kind: 'installSnapshot';
  readonly term: number;
  readonly snapshot: Snapshot;
  readonly round: number;
};

export type TimeoutNow = { readonly kind: 'timeoutNow'; readonly term: number };

export type RaftMessage =
  | Request
  | PreVote
  | PreVoteReply
  | Vote
  | VoteReply
  | Append
  | AppendReply
  | InstallSnapshot
  /** Asks the receiver to campaign at once (dissertation §3.10). */
  | TimeoutNow
  /** Timer: nothing heard from a leader for an election timeout. */
  | { readonly kind: 'election' }
  /** Timer of the leader. */
  | { readonly kind: 'heartbeat' }
  /** The disk: the first `writes` writes of this incarnation are durable. */
  | { readonly kind: 'synced'; readonly writes: number };

export type Params = ParamsOf<typeof params>;
/** With the conditions that it notes spelled out, so that a slip of the pen is a compile error. */
export interface Ctx extends Context<Params, RaftMessage> {
  sometimes(condition: Condition): void;
}
