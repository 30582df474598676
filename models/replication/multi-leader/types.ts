/** What members tell each other, and what each of them holds. Data only. */
import type { Context, Duration, Instant, Json, ParamsOf, Request } from '../../../src/model/index.js';
import type { Stamp } from '../crdt/lww-register.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';
import type { VersionVector } from './version-vector.js';

/** A client's operation as it was taken by one member, and as it travels. Members are named by their index. */
export interface Op {
  /** Who took it, as which of its operations (from 1), and when by its clock. Nothing else is needed to name it. */
  readonly stamp: Stamp;
  /** What its writer had seen, and what the writers of that had seen, and so on. */
  readonly deps: VersionVector;
  readonly key: Json;
  /** What it does to the key; the way to resolve conflicts knows how to read it. */
  readonly effect: unknown;
  /** The client's session and which of its operations this is, so that a retry is known again. */
  readonly client: number;
  readonly sequence: number;
}

/** What a member keeps under one key. Replaced, never changed. */
export interface Entry {
  readonly key: Json;
  /** Operations that no other one of this key has seen: more than one are in conflict. */
  readonly heads: readonly Op[];
  readonly content: unknown;
}

/** What a member knows of one that it sends to. */
export interface Peer {
  /** What it is known to have, durably. */
  acked: VersionVector;
  /** What has been sent to it, and what had been by the last look at what to send again. */
  sent: VersionVector;
  sentBefore: VersionVector;
  /** It waits to be told what this member has. */
  owed: 'nothing' | 'ack' | 'more';
}

/** An answer that must not leave before everything that it rests on is durable. */
export interface Held {
  readonly length: number;
  readonly request: Request;
  readonly value: Json;
}

export interface State {
  /** This member's index. */
  readonly self: number;
  /** `params.conflicts`, `params.object` and `params.delivery`, for whoever sees states alone. */
  readonly conflicts: Params['conflicts'];
  readonly object: Params['object'];
  readonly delivery: Params['delivery'];

  /** Every operation that took effect here, in that order; so it is on disk. Its first `durable` ones are safe. */
  readonly log: Op[];
  durable: number;
  /** How long the log was when the sync under way began, and when that was; 0: none is. */
  syncing: number;
  syncingSince: Duration;
  /** The same operations by who took them. */
  readonly byOrigin: readonly Op[][];
  seen: VersionVector;
  durableSeen: VersionVector;
  /** The same and all that those operations rest on: without causal delivery some of that may still be to come. */
  past: VersionVector;
  /** The latest time among stamps. */
  latest: Instant;

  readonly entries: Map<string, Entry>;
  /** Operations that met one of their key that did not know of them, nor they of it. */
  readonly met: Op[];
  /** Received, but something that they rest on is missing. */
  readonly waiting: Op[];
  /** By member index; only those that it talks to. */
  readonly peers: Map<number, Peer>;
  readonly held: Held[];
  /** The latest operation of each client session. */
  readonly sessions: Map<number, number>;
}

export type Message =
  | Request
  /** Operations, in an order in which the receiver can apply them. `again`: it lacked them; more may follow. */
  | { readonly kind: 'ops'; readonly ops: readonly Op[]; readonly again: boolean }
  /** What the sender has, durably. `again`: it wants what it lacks. */
  | { readonly kind: 'ack'; readonly seen: VersionVector; readonly again: boolean }
  /** Anti-entropy: what the sender has, durably; it wants what it lacks. `answer`: so does an answer, and that is all. */
  | { readonly kind: 'compare'; readonly seen: VersionVector; readonly answer: boolean }
  /** Timers. */
  | { readonly kind: 'resend' }
  | { readonly kind: 'antiEntropy' }
  /** The disk: the log up to that length is durable. */
  | { readonly kind: 'synced'; readonly length: number };

export type Params = ParamsOf<typeof params>;
/** With the conditions that it notes spelled out, so that a slip of the pen is a compile error. */
export interface Ctx extends Context<Params, Message> {
  sometimes(condition: Condition): void;
}
