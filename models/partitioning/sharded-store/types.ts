/** What the nodes of a sharded store say to each other and store. Types only; records never change once made. */
import type { Context, Json, NodeId, ParamsOf, Request } from '../../../src/model/index.js';
import type { Operation, Outcome } from './machine.js';
import type { params } from './params.js';
import type { Condition } from './testing.js';

/** Whose each slot is to be, from which change of members on. */
export interface Config {
  /** Counts changes of members, from 1. */
  readonly epoch: number;
  /** By slot: who had it before, and who is to have it. */
  readonly from: readonly NodeId[];
  readonly owners: readonly NodeId[];
  /** All owners have all that is theirs. */
  readonly complete: boolean;
}

export type Item =
  | { readonly kind: 'key'; readonly key: Json; readonly value: Json }
  | {
      readonly kind: 'session';
      readonly client: number;
      readonly sequence: number;
      readonly outcome: Outcome;
    };

/** A piece of a slot on its way from its old owner to its new one. */
export interface Chunk {
  readonly slot: number;
  /** Of the configuration that the move is for. */
  readonly epoch: number;
  /** Which try of the old owner: it begins anew when it has crashed. Grows from try to try. */
  readonly attempt: number;
  /** From 1, within the attempt. */
  readonly number: number;
  readonly items: readonly Item[];
  /** With it the new owner has everything, and owns the slot. */
  readonly last: boolean;
}

/** What a node writes down; its durable state is what they come to, one after the other. */
export type Record =
  | { readonly kind: 'applied'; readonly slot: number; readonly operation: Operation }
  /** It begins to copy a slot; its place in the log numbers the attempt. */
  | { readonly kind: 'copy'; readonly slot: number }
  | { readonly kind: 'taken'; readonly chunk: Chunk }
  /** It owns the slot no more. */
  | { readonly kind: 'given'; readonly slot: number; readonly epoch: number; readonly to: NodeId }
  /** The new owner has everything; it is deleted here. */
  | { readonly kind: 'dropped'; readonly slot: number };

/** A client's request on its way to the owner. */
export type Forward = {
  readonly kind: 'forward';
  readonly request: Request;
  readonly slot: number;
  readonly hops: number;
  /** As far as the sender knows, the receiver has had the slot since this configuration. */
  readonly epoch: number;
};

export type Message =
  | Request
  | Forward
  /** From the coordinator. */
  | { readonly kind: 'config'; readonly config: Config }
  /** To the coordinator: how many slots the sender does not have yet that are to be its own. */
  | { readonly kind: 'report'; readonly epoch: number; readonly missing: number }
  | { readonly kind: 'chunk'; readonly chunk: Chunk; readonly bytes: number }
  /** It is durable here up to this chunk; `owned`: the slot, for good. */
  | {
      readonly kind: 'took';
      readonly slot: number;
      readonly epoch: number;
      readonly attempt: number;
      readonly number: number;
      readonly owned: boolean;
    }
  /** To oneself: what was not answered is sent again; the next chunk may go. */
  | { readonly kind: 'tick' }
  | { readonly kind: 'pace' }
  /** The slot is here: those who waited for it are next. */
  | { readonly kind: 'arrived'; readonly slot: number }
  /** The server is done with it. */
  | { readonly kind: 'served'; readonly request: Request; readonly slot: number; readonly hops: number }
  | { readonly kind: 'packed'; readonly chunk: Chunk }
  | { readonly kind: 'unpacked'; readonly name: string; readonly chunk: Chunk; readonly from: NodeId }
  /** The disk: the records up to this number are durable. */
  | { readonly kind: 'synced'; readonly records: number };

/** What a node says when the records up to `after` are durable. */
export type Saying = { readonly after: number } & (
  | { readonly kind: 'answer'; readonly request: Request; readonly outcome: Outcome | undefined }
  | { readonly kind: 'send'; readonly to: NodeId; readonly message: Message }
);

export type Params = ParamsOf<typeof params>;

/** With the conditions that it notes spelled out, so that a slip of the pen is a compile error. */
export interface Ctx extends Context<Params, Message> {
  sometimes(condition: Condition): void;
}
