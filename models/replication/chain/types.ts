/** What the nodes of a chain and their master say to each other and store. Types only; entries never change. */
import type { Context, Duration, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import type { Operation } from '../../state-machines/key-value.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';

/** Who is in the chain, the head first. */
export interface Config {
  readonly epoch: number;
  readonly chain: readonly NodeId[];
  /** The last of the chain if it has just joined: it answers nobody before the master knows that it has everything. */
  readonly joining: NodeId | undefined;
}

export interface Entry {
  readonly index: number;
  /** Of the configuration whose head accepted it. */
  readonly epoch: number;
  readonly operation: Operation;
  /** Whom the tail answers. */
  readonly request: Request;
}

export type Forward = {
  readonly kind: 'forward';
  readonly epoch: number;
  readonly prevIndex: number;
  readonly prevEpoch: number;
  readonly entries: readonly Entry[];
  /** Up to here the sender knows that the tail has everything. */
  readonly committed: number;
  /** With this a node that joins has all that the chain had before. */
  readonly complete: number;
};

/** To the predecessor: what is on disk here, and what the tail is known to have. */
export type Have = {
  readonly kind: 'have';
  readonly epoch: number;
  readonly index: number;
  readonly entryEpoch: number;
  readonly committed: number;
  /** Because it was time: what has not come by then is sent again. */
  readonly tick: boolean;
};

/** To the master: `life` names this incarnation, `joined` the epoch in which the sender has caught up, or 0. */
export type Renew = {
  readonly kind: 'renew';
  readonly life: number;
  readonly sentAt: Duration;
  readonly joined: number;
};

export type Renewed = {
  readonly kind: 'renewed';
  readonly life: number;
  readonly sentAt: Duration;
  readonly config: Config;
};

/** CRAQ: how far is the tail? */
export type Ask = {
  readonly kind: 'ask';
  readonly epoch: number;
  readonly life: number;
  readonly id: number;
};

export type Version = {
  readonly kind: 'version';
  readonly epoch: number;
  readonly life: number;
  readonly id: number;
  readonly committed: number;
};

export type Message =
  | Request
  | Forward
  | Have
  | Renew
  | Renewed
  /** The master: there is a new configuration; ask for it. */
  | { readonly kind: 'nudge' }
  | Ask
  | Version
  /** Timer. */
  | { readonly kind: 'tick' }
  /** The disk: this sync is complete. */
  | { readonly kind: 'synced'; readonly writes: number };

export type Params = ParamsOf<typeof params>;

export interface Ctx extends Context<Params, Message> {
  sometimes(condition: Condition): void;
}
