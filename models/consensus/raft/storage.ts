/**
 * Raft's storage: every write to disk, what is durable, and what has to wait for it.
 *
 * One sync is under way at a time; what is written meanwhile goes with the next one (group commit).
 * A crash may lose or tear writes that are not synced, so whatever a message promises is durable before the
 * message leaves: `sendDurably` holds it back until then (figure 2: "updated on stable storage before
 * responding"). Knows nothing of elections or replication.
 */
import { type Duration, type NodeId, SECOND } from '../../../src/model/index.js';
import { compact, type Log, lastIndex } from './log.js';
import type { State } from './state.js';
import type { Ctx, Entry, RaftMessage, Snapshot } from './types.js';

const HARD = 'term-and-vote';
const SNAPSHOT = 'snapshot';
const LOG = 'log';

/** A sync that takes longer than this is asked for again: a full disk completes none. */
const SYNC_RETRY: Duration = 10 * SECOND;

/** Records the term and the vote. */
export function storeVote(state: State, ctx: Ctx): void {
  ctx.disk.write(HARD, { term: state.term, votedFor: state.votedFor ?? null });
  state.writes += 1;
  state.voteWrite = state.writes;
}

/** Adds an entry at the end of the log. */
export function storeEntry(state: State, entry: Entry, ctx: Ctx): void {
  state.log.entries.push(entry);
  if (entry.command.kind === 'config') {
    state.configs.push({ index: entry.index, config: entry.command.config });
  }
  ctx.disk.append(LOG, entry);
  state.writes += 1;
}

/** Removes the entry at `index` and all that follow it. */
export function truncateFrom(state: State, index: number, ctx: Ctx): void {
  state.log.entries.length = index - state.log.snapshotIndex - 1;
  ctx.disk.truncate(LOG, index - state.diskFirst);
  state.writes += 1;
  state.durableIndex = Math.min(state.durableIndex, index - 1);
  state.syncingIndex = Math.min(state.syncingIndex, index - 1);
  // §6: without its entry a configuration no longer holds; the one before it does again.
  while (state.configs.length > 1 && state.configs[state.configs.length - 1]!.index >= index) {
    state.configs.pop();
    ctx.sometimes('a configuration is removed from a log');
  }
}

/** Replaces the snapshot and forgets the entries that it covers. They leave the disk once it is durable. */
export function storeSnapshot(state: State, snapshot: Snapshot, ctx: Ctx): void {
  ctx.disk.write(SNAPSHOT, snapshot);
  state.writes += 1;
  state.snapshotWrite = state.writes;
  state.snapshot = snapshot;
  compact(state.log, snapshot.index, snapshot.term);
  while (state.configs.length > 1 && state.configs[1]!.index <= snapshot.index) state.configs.shift();
}

/** Replaces the whole log by a snapshot. The snapshot first: a torn write must not leave neither of them. */
export function replaceBySnapshot(state: State, snapshot: Snapshot, ctx: Ctx): void {
  storeSnapshot(state, snapshot, ctx);
  state.log.entries.length = 0;
  ctx.disk.truncate(LOG, 0);
  state.diskFirst = snapshot.index + 1;
  state.durableIndex = Math.min(state.durableIndex, snapshot.index);
  state.syncingIndex = Math.min(state.syncingIndex, snapshot.index);
  state.configs.length = 0;
  state.configs.push({ index: snapshot.index, config: snapshot.config });
}

/** Sends `message` when all that this node has written so far is durable. */
export function sendDurably(state: State, to: NodeId, message: RaftMessage, ctx: Ctx): void {
  if (state.durableWrites === state.writes) ctx.send(to, message);
  else state.outbox.push({ writes: state.writes, to, message });
}

/** Starts a sync if something is not durable and none is under way. Called after every handler. */
export function startSync(state: State, ctx: Ctx): void {
  if (state.writes === state.durableWrites) return;
  const isSyncing = state.syncingWrites > 0;
  if (isSyncing && ctx.monotonicClock() - state.syncingSince < SYNC_RETRY) return;
  state.syncingWrites = state.writes;
  state.syncingSince = ctx.monotonicClock();
  state.syncingIndex = lastIndex(state.log);
  ctx.disk.sync({ kind: 'synced', writes: state.writes });
}

/** A sync is complete: what waited for it may leave. */
export function finishSync(state: State, writes: number, ctx: Ctx): void {
  if (writes !== state.syncingWrites) return; // given up before, a later one is under way
  state.durableWrites = writes;
  state.syncingWrites = 0;
  state.durableIndex = Math.max(state.durableIndex, state.syncingIndex);
  dropCovered(state, ctx);
  let sent = 0;
  while (sent < state.outbox.length && state.outbox[sent]!.writes <= writes) {
    const held = state.outbox[sent]!;
    ctx.send(held.to, held.message);
    sent += 1;
  }
  if (sent > 0) state.outbox.splice(0, sent);
}

/** Drops from disk what a durable snapshot covers. */
function dropCovered(state: State, ctx: Ctx): void {
  const covered = state.snapshot.index + 1 - state.diskFirst;
  if (state.durableWrites < state.snapshotWrite || covered <= 0) return;
  ctx.disk.discard(LOG, covered);
  state.diskFirst += covered;
}

export interface Stored {
  readonly term: number;
  readonly votedFor: NodeId | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly log: Log;
  /** Index of the first record of the log on disk. */
  readonly diskFirst: number;
  /** How many records of the log on disk make sense; the rest is to be cut off. */
  readonly usable: number;
}

/**
 * What the disk holds after a start. The log goes on from the snapshot as far as indexes follow each other;
 * records that a crash tore away, or that do not fit the snapshot, end it.
 */
export function load(ctx: Ctx): Stored {
  const hard = ctx.disk.read(HARD) as { term: number; votedFor: NodeId | null } | undefined;
  const snapshot = ctx.disk.read(SNAPSHOT) as Snapshot | undefined;
  const records = ctx.disk.log(LOG) as readonly Entry[];
  const base = snapshot?.index ?? 0;
  const log: Log = { snapshotIndex: base, snapshotTerm: snapshot?.term ?? 0, entries: [] };
  const diskFirst = records[0]?.index ?? base + 1;
  let usable = 0;
  while (usable < records.length && records[usable]!.index === diskFirst + usable) usable += 1;
  const covering = records[base - diskFirst];
  const fits = diskFirst === base + 1 || (base > 0 && covering?.term === snapshot?.term);
  if (!fits || base - diskFirst >= usable) usable = 0;
  for (let i = base + 1 - diskFirst; i < usable; i++) log.entries.push(records[i]!);
  return { term: hard?.term ?? 0, votedFor: hard?.votedFor ?? undefined, snapshot, log, diskFirst, usable };
}

/** Cuts off the records that {@link load} could not use. */
export function dropUnusable(state: State, stored: Stored, ctx: Ctx): void {
  if (ctx.disk.log(LOG).length === stored.usable) return;
  ctx.disk.truncate(LOG, stored.usable);
  if (stored.usable === 0) state.diskFirst = state.log.snapshotIndex + 1;
  state.writes += 1;
}
