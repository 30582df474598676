/**
 * The log on disk: what is written, what is durable, and the one sync that is under way.
 *
 * Knows nothing of who leads. What is written while a sync is under way goes with the next one.
 */
import { type Duration, SECOND } from '../../../src/model/index.js';
import type { State } from './state.js';
import type { Ctx, Entry } from './types.js';

/** A sync that takes longer is asked for again: a full disk completes none. */
const SYNC_RETRY: Duration = 10 * SECOND;

export function store(state: State, entry: Entry, ctx: Ctx): void {
  state.log.push(entry);
  ctx.disk.append('log', entry);
  state.writes += 1;
}

/** Cuts the log to its first `length` entries. */
export function cut(state: State, length: number, ctx: Ctx): void {
  ctx.sometimes('entries are cut from a log');
  state.log.length = length;
  ctx.disk.truncate('log', length);
  state.writes += 1;
  state.durableIndex = Math.min(state.durableIndex, length);
  state.syncingIndex = Math.min(state.syncingIndex, length);
}

/** Starts a sync if something is not durable and none is under way. Called after every handler. */
export function startSync(state: State, ctx: Ctx): void {
  if (state.writes === state.durableWrites) return;
  const now = ctx.monotonicClock();
  if (state.syncingWrites > 0 && now - state.syncingSince < SYNC_RETRY) return;
  state.syncingWrites = state.writes;
  state.syncingSince = now;
  state.syncingIndex = state.log.length;
  ctx.disk.sync({ kind: 'synced', writes: state.writes });
}

/** Whether this was the sync that is under way, and not one given up before. */
export function finishSync(state: State, writes: number): boolean {
  if (writes !== state.syncingWrites) return false;
  state.durableWrites = writes;
  state.syncingWrites = 0;
  state.durableIndex = Math.max(state.durableIndex, state.syncingIndex);
  return true;
}

/** Writes down the epochs, in an instant. */
export const storeEpochs = ({ highest, led }: State, ctx: Ctx): void => ctx.persist({ highest, led });
