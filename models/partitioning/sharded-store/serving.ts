/**
 * The owner carries a request out: once, and answers when that can be lost no more. Knows nothing of other nodes.
 *
 * A retried request is known by its session; sessions are kept by slot, since a retry has the same key and so comes to
 * wherever the slot is (as RIFL's completion records migrate with the objects: Lee et al., SOSP 2015).
 */
import type { Request } from '../../../src/model/index.js';
import { answered, operationOf } from '../../state-machines/key-value.js';
import { read } from './reads.js';
import { propose } from './replication.js';
import { reply } from './reply.js';
import type { Slot, State } from './state.js';
import type { Ctx } from './types.js';

export function carryOut(state: State, number: number, slot: Slot, request: Request, ctx: Ctx): void {
  state.served += 1;
  if (request.f === 'read') {
    read(state, number, slot, request, ctx);
    return;
  }
  const operation = operationOf(request);
  if (typeof operation === 'string') {
    ctx.fail(request, operation);
    return;
  }
  const outcome = answered(slot.machine, operation);
  if (outcome === undefined) propose(state, number, slot, { operation, request }, ctx);
  else {
    ctx.sometimes('a retried request is answered from its session');
    if (slot.cameAlong.has(operation.client)) ctx.sometimes('a session that moved answers a retried request');
    reply(request, outcome, ctx);
  }
}
