/**
 * The log on disk, with one sync under way at a time; and what is said when it is durable.
 *
 * A node says nothing that a crash could make untrue: answers, reads among them, and chunks wait for the last record of
 * their slot. Knows nothing of moves.
 */
import { type Duration, type Request, SECOND } from '../../../src/model/index.js';
import type { Outcome } from './machine.js';
import { applyRecord } from './records.js';
import type { State } from './state.js';
import type { Ctx, Message, Record, Saying } from './types.js';

/** A sync that takes longer is asked for again: a full disk completes none. */
const SYNC_RETRY: Duration = 10 * SECOND;

export function write(state: State, record: Record, ctx: Ctx): void {
  ctx.disk.append('log', record);
  applyRecord(state, record);
}

/** Answers a client once the records up to `after` are durable. */
export function answer(
  state: State,
  request: Request,
  outcome: Outcome | undefined,
  after: number,
  ctx: Ctx,
): void {
  say(state, { kind: 'answer', after, request, outcome }, ctx);
}

/** Sends to another node once the records up to `after` are durable. */
export function tell(state: State, to: number, message: Message, after: number, ctx: Ctx): void {
  say(state, { kind: 'send', after, to, message }, ctx);
}

function say(state: State, saying: Saying, ctx: Ctx): void {
  if (saying.after > state.durableRecords) state.sayings.push(saying);
  else if (saying.kind === 'send') ctx.send(saying.to, saying.message);
  else reply(saying.request, saying.outcome, ctx);
}

function reply(request: Request, outcome: Outcome | undefined, ctx: Ctx): void {
  if (outcome === undefined) ctx.unknown(request, 'superseded by a later operation of its session');
  else if (outcome.ok) ctx.ok(request, outcome.value);
  else ctx.fail(request, outcome.error);
}

/** Starts a sync if something is not durable and none is under way. Called after every handler. */
export function startSync(state: State, ctx: Ctx): void {
  if (state.records === state.durableRecords) return;
  const now = ctx.monotonicClock();
  if (state.syncingRecords > 0 && now - state.syncingSince < SYNC_RETRY) return;
  state.syncingRecords = state.records;
  state.syncingSince = now;
  ctx.disk.sync({ kind: 'synced', records: state.records });
}

export function finishSync(state: State, records: number, ctx: Ctx): void {
  if (records !== state.syncingRecords) return; // one given up before
  state.durableRecords = records;
  state.syncingRecords = 0;
  const { sayings } = state;
  state.sayings = [];
  for (const saying of sayings) say(state, saying, ctx);
}
