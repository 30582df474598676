/**
 * The log on disk, with one sync under way at a time; and what is said when it is durable.
 *
 * A node says nothing that a crash could make untrue. Knows nothing of views and moves.
 */
import { type Duration, SECOND } from '../../../src/model/index.js';
import { applyRecord } from './records.js';
import type { State } from './state.js';
import type { Ctx, Message, Record, Saying } from './types.js';

/** A sync that takes longer is asked for again: a full disk completes none. */
const SYNC_RETRY: Duration = 10 * SECOND;

export function write(state: State, record: Record, ctx: Ctx): void {
  ctx.disk.append('log', record);
  applyRecord(state, record);
}

/** Sends to a node, oneself perhaps, once the records up to `after` are durable. */
export function tell(state: State, to: number, message: Message, after: number, ctx: Ctx): void {
  say(state, { after, to, message }, ctx);
}

function say(state: State, saying: Saying, ctx: Ctx): void {
  const { after, to, message } = saying;
  if (after > state.durableRecords) state.sayings.push(saying);
  else if (to === state.id) ctx.after(0, message);
  else ctx.send(to, message);
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
