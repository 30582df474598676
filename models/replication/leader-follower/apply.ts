/**
 * Applying what is committed, in the order of the log, and answering the clients that wait for it.
 *
 * Knows nothing of how entries come to be committed. What a failover takes away after it was applied is undone by
 * applying the log again from its start.
 */
import type { Json, Request } from '../../../src/model/index.js';
import { applyAndTell, emptyMachine, type Outcome } from '../../state-machines/key-value.js';
import { epochAt } from '../durable-log.js';
import type { State } from './state.js';
import type { Ctx } from './types.js';

export function applyCommitted(state: State, ctx: Ctx): void {
  while (state.lastApplied < state.commitIndex) {
    const { index, epoch, command } = state.log[state.lastApplied]!;
    state.lastApplied = index;
    if (command.kind === 'begin') continue;
    const { outcome, left } = applyAndTell(state.machine, command);
    if (left !== undefined) ctx.version(command.key, left, [epoch, index]);
    const request = state.pending.get(index);
    if (request === undefined) continue;
    state.pending.delete(index);
    answer(state, request, outcome, ctx);
  }
}

/** The log has been cut: what went with it is neither committed nor applied, and nobody knows what becomes of it. */
export function undo(state: State, ctx: Ctx): void {
  const { length } = state.log;
  for (const [index, request] of state.pending) {
    if (index <= length) continue;
    state.pending.delete(index);
    ctx.unknown(request, 'replaced by another leader');
  }
  state.commitIndex = Math.min(state.commitIndex, length);
  if (state.lastApplied <= length) return;
  state.machine = emptyMachine();
  state.lastApplied = 0;
  applyCommitted(state, ctx);
}

export function answer(
  state: State,
  request: Request,
  outcome: Outcome | 'superseded' | undefined,
  ctx: Ctx,
): void {
  if (outcome === undefined || outcome === 'superseded')
    ctx.unknown(request, 'superseded by a later operation of its session');
  else if (outcome.ok) ctx.ok(request, outcome.value, tokenOf(state, ctx));
  else ctx.fail(request, outcome.error);
}

/** What a session has seen when it gets an answer now: the last entry applied. */
export const tokenOf = (state: State, { params }: Ctx): Json | undefined =>
  params.reads === 'token' ? [epochAt(state.log, state.lastApplied), state.lastApplied] : undefined;
