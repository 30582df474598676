/**
 * The owner carries a request out: once, and answers when it is durable. Knows nothing of other nodes.
 *
 * A retried request is known by its session; sessions are kept by slot, since a retry has the same key and so comes to
 * wherever the slot is (as RIFL's completion records migrate with the objects: Lee et al., SOSP 2015).
 */
import type { Request } from '../../../src/model/index.js';
import { answered, keyInData, lookUp, type Operation, operationOf } from './machine.js';
import type { Slot, State } from './state.js';
import { answer, write } from './storage.js';
import type { Ctx } from './types.js';

export function carryOut(state: State, number: number, request: Request, ctx: Ctx): void {
  const slot = state.slots.get(number)!;
  state.served += 1;
  if (request.f === 'read') {
    const value = lookUp(slot.machine, request.key ?? null);
    answer(state, request, { ok: true, value }, slot.lastRecord, ctx);
    return;
  }
  const operation = operationOf(request);
  if (typeof operation === 'string') {
    ctx.fail(request, operation);
    return;
  }
  if (answered(slot.machine, operation) === undefined) {
    write(state, { kind: 'applied', slot: number, operation }, ctx);
    noteWritten(state, number, operation, ctx);
  } else noteRetried(slot, operation, ctx);
  const outcome = answered(slot.machine, operation);
  answer(state, request, outcome === 'superseded' ? undefined : outcome, slot.lastRecord, ctx);
}

/** What is being copied has changed: the key goes again. */
function noteWritten({ copy }: State, number: number, { key, client }: Operation, ctx: Ctx): void {
  if (copy?.slot !== number) return;
  if (!copy.keys.has(keyInData(key))) ctx.sometimes('a key that was copied is written again');
  copy.keys.add(keyInData(key));
  copy.sessions.add(client);
}

function noteRetried({ cameAlong }: Slot, { client }: Operation, ctx: Ctx): void {
  ctx.sometimes('a retried request is answered from its session');
  if (cameAlong.has(client)) ctx.sometimes('a session that moved answers a retried request');
}
