/**
 * Client requests (§8): to the leader, once each, in the order of the log.
 *
 * Knows nothing of how entries are replicated.
 */
import type { Request } from '../../../src/model/index.js';
import { answered, operationOf } from '../../state-machines/key-value.js';
import { answer } from './apply.js';
import { lastIndex } from './log.js';
import { onChangeMembership } from './membership.js';
import { readAsLeader, readStale } from './reads.js';
import { appendCommand, replicate } from './replication.js';
import type { State } from './state.js';
import { holdBack, onTransfer } from './transfer.js';
import type { Ctx } from './types.js';

/** Entries that may wait for commitment at once; beyond that clients are told to ask again later. */
const UNCOMMITTED_MAX = 10_000;

export function onRequest(state: State, request: Request, ctx: Ctx): void {
  if (request.f === 'read' && ctx.params.reads === 'stale') {
    readStale(state, request, ctx);
    return;
  }
  if (state.role !== 'leader') {
    ctx.redirect(request, state.leader);
    return;
  }
  if (request.f === 'change-membership') onChangeMembership(state, request, ctx);
  else if (request.f === 'transfer') onTransfer(state, request, ctx);
  else if (state.transfer !== undefined) holdBack(state.transfer, request, ctx);
  else if (request.f === 'read' && ctx.params.reads !== 'log') readAsLeader(state, request, ctx);
  else propose(state, request, ctx);
}

/** Puts the operation into the log; the answer comes when it is applied. */
function propose(state: State, request: Request, ctx: Ctx): void {
  const operation = operationOf(request);
  if (typeof operation === 'string') {
    ctx.fail(request, operation);
    return;
  }
  const known = operation.f === 'read' ? undefined : answered(state.machine, operation);
  if (known !== undefined) {
    ctx.sometimes('a retried request is answered from its session');
    answer(request, known === 'superseded' ? undefined : known, ctx); // §8: the same answer
    return;
  }
  if (lastIndex(state.log) - state.commitIndex >= UNCOMMITTED_MAX) {
    ctx.redirect(request, state.id); // not `fail`: an earlier attempt may be among them
    return;
  }
  const entry = appendCommand(state, operation, ctx);
  state.pending.set(entry.index, request);
  replicate(state, ctx);
}
