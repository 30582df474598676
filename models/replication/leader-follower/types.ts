/** What leader and followers say to each other and store. Types only; entries never change once made. */
import type { Context, ParamsOf, Request } from '../../../src/model/index.js';
import type { Operation } from '../../state-machines/key-value.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';

/** `begin` is the first entry of each leader: with it all before it is settled. */
export interface Entry {
  readonly index: number;
  readonly epoch: number;
  readonly command: Operation | { readonly kind: 'begin' };
}

/** How far a log goes on disk: the epoch of its last entry, and its length. */
export interface Position {
  readonly epoch: number;
  readonly index: number;
}

export type Append = {
  readonly kind: 'append';
  readonly epoch: number;
  readonly prevIndex: number;
  readonly prevEpoch: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
  /** The leader's latest round of heartbeats; the reply carries it back. */
  readonly round: number;
  /** Sent because it was time, not because there was something to say: what phi is measured by. */
  readonly beat: boolean;
};

/** The follower's log is the leader's up to `matched`, and up to `index` it has it on disk. */
export type Appended = {
  readonly kind: 'appended';
  readonly epoch: number;
  readonly matched: number;
  readonly index: number;
  readonly round: number;
};

/** The follower's log does not fit at `prevIndex`; the leader should go on from `next`. */
export type Mismatch = {
  readonly kind: 'mismatch';
  readonly epoch: number;
  readonly prevIndex: number;
  readonly next: number;
  readonly round: number;
};

export type Message =
  | Request
  | Append
  | Appended
  | Mismatch
  /** Refused: there is this epoch already. */
  | { readonly kind: 'fenced'; readonly epoch: number }
  /** The sender misses its leader and asks for an epoch. */
  | { readonly kind: 'claim'; readonly epoch: number }
  | { readonly kind: 'granted'; readonly epoch: number; readonly position: Position }
  /** The receiver is to lead this epoch. */
  | { readonly kind: 'promote'; readonly epoch: number }
  /** Timers: the leader is suspected; the claim goes out; the grants are counted; the next heartbeat. */
  | { readonly kind: 'suspect' }
  | { readonly kind: 'claiming' }
  | { readonly kind: 'decide' }
  | { readonly kind: 'beat' }
  /** The disk: the writes up to this number are durable. */
  | { readonly kind: 'synced'; readonly writes: number };

export type Params = ParamsOf<typeof params>;

/** With the conditions that it notes spelled out, so that a slip of the pen is a compile error. */
export interface Ctx extends Context<Params, Message> {
  sometimes(condition: Condition): void;
}
