/**
 * A log on disk: what is written, what is durable, and the one sync that is under way.
 *
 * What is written while a sync is under way goes with the next one. Knows nothing of who replicates it, and how.
 */
import { type Duration, SECOND } from '../../src/model/index.js';

/** Indices begin at 1. */
interface Numbered {
  readonly index: number;
  readonly epoch: number;
}

export interface DurableLog<Entry> {
  /** The entry with index `i` is at `i - 1`. */
  readonly log: Entry[];
  durableIndex: number;
  /** Writes to the disk: made, under way to be durable, durable. */
  writes: number;
  syncingWrites: number;
  durableWrites: number;
  syncingIndex: number;
  syncingSince: Duration;
}

/** The disk, the clock, and a condition that tests should reach. */
interface Ctx {
  readonly disk: {
    log(name: string): readonly unknown[];
    append(name: string, record: unknown): void;
    truncate(name: string, length: number): void;
    sync(done: { readonly kind: 'synced'; readonly writes: number }): void;
  };
  monotonicClock(): Duration;
  sometimes(condition: 'entries are cut from a log'): void;
}

/** A sync that takes longer is asked for again: a full disk completes none. */
const SYNC_RETRY: Duration = 10 * SECOND;

/** As a node finds it when it starts: as far as records follow each other, as a crash may have torn the rest. */
export function openLog<Entry extends Numbered>({ disk }: Pick<Ctx, 'disk'>): DurableLog<Entry> {
  const records = disk.log('log') as readonly Entry[];
  const log: Entry[] = [];
  for (const entry of records) {
    if (entry?.index !== log.length + 1) break;
    log.push(entry);
  }
  if (records.length > log.length) disk.truncate('log', log.length);
  return {
    log,
    durableIndex: log.length,
    writes: 0,
    syncingWrites: 0,
    durableWrites: 0,
    syncingIndex: 0,
    syncingSince: 0,
  };
}

/** Epoch of the entry at `index`: 0 before the first, -1 if it is not there. */
export const epochAt = (log: readonly Numbered[], index: number): number =>
  index === 0 ? 0 : (log[index - 1]?.epoch ?? -1);

export function store<Entry>(state: DurableLog<Entry>, entry: Entry, ctx: Ctx): void {
  state.log.push(entry);
  ctx.disk.append('log', entry);
  state.writes += 1;
}

/** Cuts the log to its first `length` entries. */
export function cut(state: DurableLog<unknown>, length: number, ctx: Ctx): void {
  ctx.sometimes('entries are cut from a log');
  state.log.length = length;
  ctx.disk.truncate('log', length);
  state.writes += 1;
  state.durableIndex = Math.min(state.durableIndex, length);
  state.syncingIndex = Math.min(state.syncingIndex, length);
}

/** Starts a sync if something is not durable and none is under way. Called after every handler. */
export function startSync(state: DurableLog<unknown>, ctx: Ctx): void {
  if (state.writes === state.durableWrites) return;
  const now = ctx.monotonicClock();
  if (state.syncingWrites > 0 && now - state.syncingSince < SYNC_RETRY) return;
  state.syncingWrites = state.writes;
  state.syncingSince = now;
  state.syncingIndex = state.log.length;
  ctx.disk.sync({ kind: 'synced', writes: state.writes });
}

/** Whether this was the sync that is under way, and not one given up before. */
export function finishSync(state: DurableLog<unknown>, writes: number): boolean {
  if (writes !== state.syncingWrites) return false;
  state.durableWrites = writes;
  state.syncingWrites = 0;
  state.durableIndex = Math.max(state.durableIndex, state.syncingIndex);
  return true;
}
