/** What a test of a sharded store should know. Data only; a condition is noted where it comes about. */
import type { AdminRequest, Assumptions } from '../../../src/model/index.js';

/**
 * A slot goes on as long as one holder of its last view does, and the coordinator is one node: whoever is gone must
 * come back. Up to all but one of the holders may be gone for good if they had time to be replaced; but a node that is
 * only cut off is replaced, too, and what is left may then be one. Nothing rests on clocks.
 */
export const assumes = (): Assumptions => ({ never: ['message-altered', 'record-lost'], goneMax: 0 });

export const admin: readonly AdminRequest[] = [{ f: 'change-membership', of: 'coordinator', nodesMin: 1 }];

export const sometimes = [
  'a change of members is completed',
  'a change of members begins before the last one is complete',
  'a slot is handed over',
  'a request is handed on by the old owner',
  'a slot is given away while a request for it waits for the server',
  'a request waits for a slot that is on its way',
  'a read waits until the other holders have confirmed the view',
  'a key that was copied is written again',
  'a retried request is answered from its session',
  'a session that moved answers a retried request',
  'an owner starts again in its own view',
  'whoever is getting a copy crashes in the middle of it',
  'the coordinator crashes in the middle of a change',
  'a chunk of an earlier attempt comes late',
  'a chunk comes again',
  'a view is proposed when another is decided already',
  'a newcomer without whom nothing is committed is gone',
  'a node that was gone is back',
  'an append of an earlier view is refused',
  'operations that were never committed are forgotten',
  'a new owner commits what it inherited',
  'an owner that is gone is replaced',
  'a holder that is gone is left out',
] as const;

export type Condition = (typeof sometimes)[number];
