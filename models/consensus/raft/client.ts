/**
 * Client requests (§8): to the leader, once each, in the order of the log.
 *
 * Knows nothing of how entries are replicated.
 */
import type { Json, Request } from '../../../src/model/index.js';
import { answer } from './apply.js';
import { lastIndex } from './log.js';
import { answered } from './machine.js';
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
  const problem = problemWith(request);
  if (problem !== undefined) {
    ctx.fail(request, problem);
    return;
  }
  const client = clientOf(request);
  const known = request.f === 'read' ? undefined : answered(state.machine, client, request.sequence);
  if (known !== undefined) {
    ctx.sometimes('a retried request is answered from its session');
    answer(request, known, ctx); // §8: a retried operation that was applied gets the same answer
    return;
  }
  if (lastIndex(state.log) - state.commitIndex >= UNCOMMITTED_MAX) {
    ctx.redirect(request, state.id); // not `fail`: an earlier attempt may be among them
    return;
  }
  const { f, sequence, key = null, value = null } = request;
  const entry = appendCommand(state, { kind: 'operation', client, sequence, f, key, value }, ctx);
  state.pending.set(entry.index, request);
  replicate(state, ctx);
}

/** The session's name in the whole system: sessions are numbered by the node that asks. */
const clientOf = (request: Request): number => request.from * 4_294_967_296 + request.session;

function problemWith(request: Request): string | undefined {
  const value: Json = request.value ?? null;
  switch (request.f) {
    case 'read':
    case 'write':
    case 'append':
      return undefined;
    case 'cas':
      return Array.isArray(value) && value.length === 2 ? undefined : 'cas needs [old, new]';
    default:
      return `unknown operation ${request.f}`;
  }
}
