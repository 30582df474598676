/** What nodes that stamp remember and say; JSON-shaped. */
import type { Context, Duration, Instant, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import type { ClockName, Stamp } from './clocks.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';

/** Names an event in the whole group; a node's are numbered from 1. */
export interface EventId {
  readonly node: NodeId;
  readonly number: number;
}

export interface Event extends EventId {
  readonly stamp: Stamp;
  /** What the node's own clock showed. */
  readonly wall: Instant;
  /** Of a receipt: the write that the message told of. Absent for a write. */
  readonly cause?: EventId;
}

export interface State {
  readonly clock: ClockName;
  readonly uncertainty: Duration;
  /** The node's latest event; survives crashes. */
  last: Event | undefined;
  /** The number of the write that was answered latest. */
  answered: number;
}

export type Message =
  | Request
  /** A write may be seen now, if it need not wait any longer. */
  | { readonly kind: 'commit'; readonly request: Request; readonly write: Event }
  | { readonly kind: 'news'; readonly write: Event };

/** With the conditions that it notes spelled out, so that a slip of the pen is a compile error. */
export interface Ctx extends Context<ParamsOf<typeof params>, Message> {
  sometimes(condition: Condition): void;
}
