/** What fork and join holds and hears. */
import type { Context, Message, NodeId, ParamsOf, Reply, Request, Ticket } from '../../../src/model/index.js';
import type { Cancel, Copy } from '../copies.js';
import type { params } from './params.js';

interface About<K extends string> extends Message {
  readonly kind: K;
  /** The join's number. */
  readonly n: number;
}

/** Never comes: a join is held until it is released. */
interface Joined extends Message {
  readonly kind: 'joined';
}

export type ForkMessage = Request | Reply | About<'hedge'> | About<'expired'> | Joined;

export type Ctx = Context<ParamsOf<typeof params>, ForkMessage, Copy | Cancel>;

/** A request that waits for its leaves. A branch is what one of them was asked, with its hedge if it has one. */
export interface Join {
  readonly request: Request;
  readonly ticket: Ticket;
  /** Whom each branch asked first, and whom then, where it was hedged. */
  readonly leaves: readonly NodeId[];
  readonly hedges: (NodeId | undefined)[];
  readonly answered: boolean[];
  /** Copies of each branch that came to nothing. */
  readonly lost: number[];
  hedged: boolean;
  /** Answers that it still needs. */
  missing: number;
  /** Branches that may still come to nothing. */
  spare: number;
}

export interface State {
  /** Numbers the joins. The copies of join n have ids from n times twice the fan-out. */
  next: number;
  /** Leaves in whatever order the last draw left them. */
  readonly deck: NodeId[];
  readonly joins: Map<number, Join>;
}
