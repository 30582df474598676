/**
 * Client requests: writes and reads at the leader, reads elsewhere if they may be, and tokens.
 *
 * A token names the last entry that the session has seen the effect of (Terry et al., PDIS 1994, keep the same as
 * a vector). Whoever has applied that entry shows everything the session knows. A leader of that epoch or a later
 * one whose log does not have it knows that it is lost; the session is told so, and a new one begins.
 */
import type { Request } from '../../../src/model/index.js';
import { answered, lookUp, operationOf } from '../../state-machines/key-value.js';
import { epochAt } from '../durable-log.js';
import { answer, tokenOf } from './apply.js';
import { append } from './leader.js';
import { waitForRead } from './reads.js';
import type { State } from './state.js';
import type { Ctx } from './types.js';

/** Entries that may wait to be acknowledged; beyond that clients are told to ask again. */
const PENDING_MAX = 10_000;

export function onRequest(state: State, request: Request, ctx: Ctx): void {
  const isLeader = state.role === 'leader';
  const knows = knowledge(state, request);
  if (isLeader && knows === 'lost') {
    ctx.sometimes('a session is told that what it saw is lost');
    ctx.unknown(request, 'what this session has seen was lost in a failover');
  } else if (request.f === 'read') read(state, request, knows, ctx);
  else if (!isLeader || knows === 'later') ctx.redirect(request, isLeader ? undefined : state.leader);
  else write(state, request, ctx);
}

type Knowledge = 'applied' | 'not yet' | 'later' | 'lost';

/** Whether this node has what the session saw: `later`: it is of an epoch that this node knows nothing of. */
function knowledge(state: State, { token }: Request): Knowledge {
  if (!Array.isArray(token)) return 'applied';
  const [epoch, index] = token as readonly number[] as readonly [number, number];
  const held = epochAt(state.log, index);
  if (held === epoch) return index <= state.lastApplied ? 'applied' : 'not yet';
  return epoch > state.epoch ? 'later' : 'lost';
}

function read(state: State, request: Request, knows: Knowledge, ctx: Ctx): void {
  const { reads } = ctx.params;
  const isLeader = state.role === 'leader';
  // Who has just started has applied nothing until a leader has spoken.
  const mayAnswer = reads !== 'leader' && state.leader !== undefined;
  if (mayAnswer && (reads === 'any' || knows === 'applied'))
    ctx.ok(request, lookUp(state.machine, request.key ?? null), tokenOf(state, ctx));
  else if (isLeader && knows !== 'later') waitForRead(state, request, ctx);
  else {
    if (mayAnswer) ctx.sometimes('a node does not have yet what the session saw');
    ctx.redirect(request, isLeader ? undefined : state.leader);
  }
}

function write(state: State, request: Request, ctx: Ctx): void {
  const operation = operationOf(request);
  if (typeof operation === 'string') {
    ctx.fail(request, operation);
    return;
  }
  const known = answered(state.machine, operation);
  if (known !== undefined) {
    ctx.sometimes('a retried request is answered from its session');
    answer(state, request, known, ctx);
  } else if (state.pending.size >= PENDING_MAX) ctx.redirect(request, state.id);
  else state.pending.set(append(state, operation, ctx).index, request);
}
