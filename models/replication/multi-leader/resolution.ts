/**
 * How conflicts are resolved: what an operation does to a key, wherever and in whatever allowed order it comes.
 *
 * An interface, and which implementation goes with which parameters. Knows nothing of messages or disks.
 */
import type { Ask, Instant, Json } from '../../../src/model/index.js';
import { crdtCounter, crdtList, crdtRegister, crdtSet } from './crdts.js';
import { lastWriteWins } from './last-write-wins.js';
import { mergedSiblings } from './merged-siblings.js';
import type { Op, Params } from './types.js';

/** An operation that is about to be taken: its stamp, and chance for what its client left open. */
export interface Ticket {
  readonly time: Instant;
  readonly origin: number;
  readonly number: number;
  random(): number;
}

export type Prepared<E> = { readonly effect: E } | { readonly refused: string };

export interface Resolution<S, E> {
  readonly empty: S;
  /** What a client's operation, asked of this content, is to do everywhere. */
  prepare(content: S, ask: Ask, ticket: Ticket): Prepared<E>;
  /** The content after an operation; `heads` are those that no other one of the key has seen, it included. */
  apply(content: S, op: Op, heads: readonly Op[]): S;
  /** What a client reads. */
  read(content: S): Json;
  /** Of the operation and what is there, the one whose effect is gone though the other had not seen it. */
  loss?(content: S, op: Op): Loss | undefined;
}

export interface Loss {
  readonly lost: Op;
  /** It had seen the one that it lost to. */
  readonly isKnowing: boolean;
}

export type Choice = Pick<Params, 'conflicts' | 'object'>;
export type Resolve = (choice: Choice) => Resolution<unknown, unknown>;

export const resolutionOf: Resolve = ({ conflicts, object }) => {
  if (conflicts === 'lww') return lastWriteWins(object);
  if (conflicts === 'merge') return mergedSiblings(object);
  return CRDTS[object];
};

const CRDTS: Readonly<Record<Params['object'], Resolution<unknown, unknown>>> = {
  register: crdtRegister,
  counter: crdtCounter,
  set: crdtSet,
  'list-append': crdtList,
};
