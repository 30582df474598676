/** What a test of a sharded store should know. Data only; a condition is noted where it comes about. */
import type { AdminRequest, Assumptions } from '../../../src/model/index.js';

/** There is one copy of each key, and one coordinator: whoever is gone must come back. Nothing rests on clocks. */
export const assumes = (): Assumptions => ({ never: ['message-altered', 'record-lost'], goneMax: 0 });

export const admin: readonly AdminRequest[] = [{ f: 'change-membership', of: 'coordinator', nodesMin: 1 }];

export const sometimes = [
  'a change of members is completed',
  'a change of members waits for the one before',
  'a slot is handed over',
  'a request is handed on by the old owner',
  'a slot is given away while a request for it waits for the server',
  'a request waits for a slot that is on its way',
  'a key that was copied is written again',
  'a retried request is answered from its session',
  'a session that moved answers a retried request',
  'an owner crashes in the middle of a move',
  'whoever gave a slot away crashes before it is taken',
  'whoever takes a slot crashes in the middle of it',
  'the coordinator crashes in the middle of a change',
  'a chunk of an earlier attempt comes late',
  'a slot comes back before it is known to be taken',
  'a chunk comes again',
] as const;

export type Condition = (typeof sometimes)[number];
