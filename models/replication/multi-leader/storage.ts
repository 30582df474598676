/**
 * The log on disk: one sync at a time, and what has to wait for it.
 *
 * Nothing leaves a member before what it rests on is durable: operations, acknowledgements, and answers to clients,
 * reads included, as what somebody has read must not be gone after a crash.
 */
import { type Duration, type Json, MILLISECOND, type Request } from '../../../src/model/index.js';
import { LOG } from './state.js';
import type { Ctx, Op, State } from './types.js';

/** A sync that takes longer than this is asked for again, as a full disk completes none. Either of them will do. */
const SYNC_RETRY: Duration = 500 * MILLISECOND;

/** Writes what took effect in this handler. */
export function store(ops: readonly Op[], ctx: Ctx): void {
  for (const op of ops) ctx.disk.append(LOG, op);
}

/** Answers a client as soon as all that took effect so far is durable. */
export function answerDurably(state: State, request: Request, value: Json, ctx: Ctx): void {
  if (state.durable === state.log.length) ctx.ok(request, value);
  else state.held.push({ length: state.log.length, request, value });
}

/** Starts a sync if something is not durable and none is under way. */
export function startSync(state: State, ctx: Ctx): void {
  if (state.durable === state.log.length) return;
  const isSyncing = state.syncing > 0;
  if (isSyncing && ctx.monotonicClock() - state.syncingSince < SYNC_RETRY) return;
  state.syncing = state.log.length;
  state.syncingSince = ctx.monotonicClock();
  ctx.disk.sync({ kind: 'synced', length: state.log.length });
}

/** A sync is complete: who waited for it is answered. */
export function finishSync(state: State, length: number, ctx: Ctx): void {
  if (length === state.syncing) state.syncing = 0;
  if (length <= state.durable) return; // one that was given up, and a later one came first
  const seen = [...state.durableSeen];
  for (let at = state.durable; at < length; at++) {
    const { origin, number } = state.log[at]!.stamp;
    seen[origin] = number;
  }
  state.durable = length;
  state.durableSeen = seen;
  const due = state.held.findIndex((each) => each.length > length);
  const answered = state.held.splice(0, due === -1 ? state.held.length : due);
  for (const { request, value } of answered) ctx.ok(request, value);
}
