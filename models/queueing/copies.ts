/**
 * What goes between a station and whoever sends it copies of a request: the words of redundancy and hedging.
 *
 * Stations understand them; any other model is sent plain requests, which cannot be taken back.
 */
import type { Message, NodeId, Request } from '../../src/model/index.js';

/** A request that may be taken back. Its reply is that of the request. */
export interface Copy extends Message {
  readonly kind: 'copy';
  readonly request: Request;
  /** Whether whoever asked wants to know when it begins to be served. */
  readonly tellStart: boolean;
}

/** Takes back the copy of that id of whoever sends this, wherever it stands; harmless if it is gone. */
export interface Cancel extends Message {
  readonly kind: 'cancel';
  readonly id: number;
}

/** The copy of that id begins to be served. */
export interface Started extends Message {
  readonly kind: 'started';
  readonly id: number;
}

/** The same request under a name of one's own, so that the answer comes to oneself. */
export const onwards = (request: Request, self: NodeId, id: number): Request => ({
  kind: 'request',
  from: self,
  id,
  session: request.session,
  sequence: request.sequence,
  f: request.f,
  key: request.key,
  value: request.value,
});

/** Ids from here on belong to this incarnation, so that no late reply answers another's question. */
const IDS_OF_AN_INCARNATION = 2 ** 28;

interface Durable {
  readonly incarnation: number;
}

/** The first id of an incarnation, and what the next one needs to know. `durable` is what the last one kept. */
export function firstId(durable: unknown): { readonly id: number; readonly keep: Durable } {
  const incarnation = ((durable as Durable | undefined)?.incarnation ?? -1) + 1;
  return { id: incarnation * IDS_OF_AN_INCARNATION + 1, keep: { incarnation } };
}
