/** What a station holds and hears. */
import type { Context, Message, ParamsOf, Request, Ticket, WorkOptions } from '../../../src/model/index.js';
import type { Cancel, Copy, Started } from '../copies.js';
import type { params } from './params.js';

interface About<K extends string> extends Message {
  readonly kind: K;
  readonly request: Request;
}

/** A request that was away comes back; it may stay away `retries` more times. */
interface Back extends About<'back'> {
  readonly retries: number;
}

export type StationMessage =
  | Request
  | Copy
  | Cancel
  | About<'served'>
  | About<'begun'>
  | About<'gave-up'>
  | Back;

export type Ctx = Context<ParamsOf<typeof params>, StationMessage, Started>;

export interface State {
  /** Nobody balks, loses patience, comes back or goes before others: there is nothing to ask of a request. */
  readonly plain: boolean;
  /** Nobody is told when a request has been served. */
  readonly silent: boolean;
  /** What goes with the work of each operation, once it was seen. */
  readonly options: Map<string, WorkOptions>;
  /** Copies that may be taken back. */
  readonly copies: Map<string, Ticket>;
}
