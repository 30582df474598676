/** What the nodes of a sharded store say to each other and store. Types only; records never change once made. */
import type { Context, Json, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import type { Operation, Outcome } from '../../state-machines/key-value.js';
import type { Layout } from '../types.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';

/** Who holds a slot, and which of them answers for it. Views of a slot are numbered without gaps. */
export interface View {
  readonly number: number;
  readonly owner: NodeId;
  /** Each has every operation that was ever committed, on disk. The owner is one of them. */
  readonly holders: readonly NodeId[];
}

/** All that the coordinator has decided. */
export interface Config {
  /** Counts decisions: the larger, the newer. */
  readonly version: number;
  /** Counts changes of what is to be, from 1. */
  readonly change: number;
  /** By slot. */
  readonly views: readonly View[];
  /** Who is to hold each slot, the owner first. */
  readonly targets: readonly (readonly NodeId[])[];
  /** Not heard of for a while; no target names them. */
  readonly gone: readonly NodeId[];
  /** Every slot is held as it is to be. */
  readonly complete: boolean;
}

/** What the coordinator writes at once, before it tells anybody. */
export interface Durable {
  readonly config: Config;
  readonly layout: Layout;
  /** Who shall be a member, whether there or gone. */
  readonly wanted: readonly string[];
}

export type Item =
  | { readonly kind: 'key'; readonly key: Json; readonly value: Json }
  | {
      readonly kind: 'session';
      readonly client: number;
      readonly sequence: number;
      readonly outcome: Outcome;
    };

/** A piece of a slot on its way to a node that is to hold it, too. */
export interface Chunk {
  readonly slot: number;
  /** In which the owner sends it. */
  readonly view: number;
  /** Which try of the owner in this view. Grows from try to try. */
  readonly attempt: number;
  /** From 1, within the attempt. */
  readonly number: number;
  readonly items: readonly Item[];
  /** With the last one: how many operations are in all the items together. */
  readonly position: number | undefined;
}

/** What a node writes down; its durable state is what they come to, one after the other. */
export type Record =
  /** In this view its log has these operations behind position `after`, and nothing else. */
  | {
      readonly kind: 'entries';
      readonly slot: number;
      readonly view: number;
      readonly after: number;
      readonly operations: readonly Operation[];
      readonly committed: number;
    }
  | { readonly kind: 'taken'; readonly chunk: Chunk }
  | { readonly kind: 'dropped'; readonly slot: number };

/** A client's request on its way to the owner. */
export type Forward = {
  readonly kind: 'forward';
  readonly request: Request;
  readonly slot: number;
  readonly hops: number;
  /** As far as the sender knows, the receiver owns the slot in this view. */
  readonly view: number;
};

export interface Proposal {
  readonly slot: number;
  readonly view: View;
}

export type Message =
  | Request
  | Forward
  /** From the coordinator. */
  | { readonly kind: 'config'; readonly config: Config }
  /** To the coordinator: the sender is there, knows so much, and would have these views be next. */
  | { readonly kind: 'report'; readonly version: number; readonly proposals: readonly Proposal[] }
  /** From the owner to another holder: its log behind position `after`, and how much of all is committed. */
  | {
      readonly kind: 'append';
      readonly slot: number;
      readonly view: number;
      readonly after: number;
      readonly operations: readonly Operation[];
      readonly committed: number;
      /** Counts rounds in which the owner makes sure that it still is. */
      readonly round: number;
      readonly bytes: number;
    }
  /** So much of the owner's log is on disk here, and no later view is known here. */
  | {
      readonly kind: 'appended';
      readonly slot: number;
      readonly view: number;
      readonly length: number;
      readonly round: number;
    }
  | { readonly kind: 'chunk'; readonly chunk: Chunk; readonly bytes: number }
  /** It is on disk here. */
  | {
      readonly kind: 'took';
      readonly slot: number;
      readonly view: number;
      readonly attempt: number;
      readonly number: number;
    }
  /** To oneself: what was not answered is sent again; the next chunk may go. */
  | { readonly kind: 'tick' }
  | { readonly kind: 'pace' }
  /** The server is done with it. */
  | { readonly kind: 'served'; readonly request: Request; readonly slot: number; readonly hops: number }
  | { readonly kind: 'packed'; readonly attempt: number }
  | { readonly kind: 'unpacked'; readonly name: string; readonly chunk: Chunk; readonly from: NodeId }
  /** The disk: the records up to this number are durable. */
  | { readonly kind: 'synced'; readonly records: number };

/** What a node sends when the records up to `after` are durable. */
export interface Saying {
  readonly after: number;
  readonly to: NodeId;
  readonly message: Message;
}

export type Params = ParamsOf<typeof params>;

/** With the conditions that it notes spelled out, so that a slip of the pen is a compile error. */
export interface Ctx extends Context<Params, Message> {
  sometimes(condition: Condition): void;
}

/** What a group is, to whoever is not one of its nodes. */
export type Group = Pick<Ctx, 'params' | 'members' | 'name'>;
