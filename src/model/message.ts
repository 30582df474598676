/**
 * What travels between nodes: messages, and the request/reply pair that clients and callers use.
 *
 * Pure data, JSON-shaped. A message is owned by nobody once it is sent: sender and receiver must treat it
 * as frozen (a run with `freeze` on, as in the tests, enforces it).
 */
import type { Json } from '../kernel/json.js';

/** A node's number in the world, dense from 0. Names such as `db/1` are for people: `ctx.name(id)`. */
export type NodeId = number;

/** Anything with a `kind`; the kind selects the handler. */
export interface Message {
  readonly kind: string;
}

/** What a client or a calling node asks for. */
export interface Ask {
  /** The operation's name: `read`, `write`, `cas`, `append`, or whatever the model understands. */
  readonly f: string;
  readonly key?: Json | undefined;
  readonly value?: Json | undefined;
}

/** A request as a node receives it. Keep it to answer later: `ctx.ok(request, value)`. */
export interface Request extends Message, Ask {
  readonly kind: 'request';
  /** Who asked, and who gets the reply. */
  readonly from: NodeId;
  /** Names this attempt at the asker; the reply carries it back. */
  readonly id: number;
  /** The client session the request belongs to; a session has one operation outstanding at a time. */
  readonly session: number;
  /** Ordinal of the operation in its session, from 1; a retried operation keeps its number. */
  readonly sequence: number;
  /** What the last answer to this session said that it has seen; absent before there was any. */
  readonly token?: Json;
}

/**
 * An answer. `ok`: it happened. `fail`: it did not and never will. `unknown`: it may have happened.
 * `redirect`: this node did nothing; ask the node `to` instead (or any other, if absent).
 */
export interface Reply extends Message {
  readonly kind: 'reply';
  readonly id: number;
  readonly status: 'ok' | 'fail' | 'unknown' | 'redirect';
  readonly value: Json;
  readonly error?: string | undefined;
  readonly to?: NodeId | undefined;
  /** With a redirect: where things are now, for clients that find keys themselves. */
  readonly news?: Json;
  /** What the session has seen with this answer; it comes back with its next request. */
  readonly token?: Json;
}

/**
 * What a call came to, as a value: calls never throw. `error` is `timeout`, `redirect` (then `to` is the node
 * to ask instead, if that is known), or what the other side said.
 */
export type CallResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: string; readonly to?: NodeId | undefined };
