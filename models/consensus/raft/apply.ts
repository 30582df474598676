/**
 * Applying committed entries in order (§5.3), answering the clients that wait for them, and taking
 * snapshots of the result (§7).
 *
 * Knows nothing of how entries come to be committed.
 */
import type { Request } from '../../../src/model/index.js';
import { applyAndTell, type Outcome } from '../../state-machines/key-value.js';
import { entryAt, termAt } from './log.js';
import type { State } from './state.js';
import { storeSnapshot } from './storage.js';
import type { Config, Ctx, Snapshot } from './types.js';

/** Applies what is committed and not applied yet. */
export function applyCommitted(state: State, ctx: Ctx): void {
  while (state.lastApplied < state.commitIndex) {
    const entry = entryAt(state.log, state.lastApplied + 1);
    if (entry === undefined) break;
    state.lastApplied += 1;
    if (entry.command.kind !== 'operation') continue;
    const { outcome, left } = applyAndTell(state.machine, entry.command);
    if (left !== undefined) ctx.version(entry.command.key, left, [entry.index]);
    if (state.pending.size > 0) answerPending(state, entry.index, outcome, ctx);
  }
  const every = ctx.params.snapshotEvery;
  if (every > 0 && state.lastApplied - state.snapshot.index >= every) takeSnapshot(state, ctx);
}

/** Tells a client what came of its operation. */
export function answer(request: Request, outcome: Outcome | undefined, ctx: Ctx): void {
  if (outcome === undefined) ctx.unknown(request, 'superseded by a later operation of its session');
  else if (outcome.ok) ctx.ok(request, outcome.value);
  else ctx.fail(request, outcome.error);
}

function answerPending(state: State, index: number, outcome: Outcome | undefined, ctx: Ctx): void {
  const request = state.pending.get(index);
  if (request === undefined) return;
  state.pending.delete(index);
  answer(request, outcome, ctx);
}

/**
 * Entries from `from` on leave this log before they are applied. Another leader may still have and commit
 * them, so their clients are told no more than that.
 */
export function forgetPending(state: State, from: number, ctx: Ctx): void {
  for (const [index, request] of state.pending) {
    if (index < from) continue;
    state.pending.delete(index);
    ctx.unknown(request, 'overwritten by another leader');
  }
}

/** §7: writes down the state and forgets the entries that led to it. */
export function takeSnapshot(state: State, ctx: Ctx): void {
  const index = state.lastApplied;
  const snapshot: Snapshot = {
    index,
    term: termAt(state.log, index),
    config: configAt(state, index),
    data: [...state.machine.data],
    sessions: [...state.machine.sessions],
  };
  storeSnapshot(state, snapshot, ctx);
  ctx.count('snapshots-taken');
  ctx.sometimes('a snapshot is taken');
}

/** Goes on from a snapshot. */
export function restore(state: State, snapshot: Snapshot): void {
  const { data, sessions } = state.machine;
  data.clear();
  for (const [key, value] of snapshot.data) data.set(key, value);
  sessions.clear();
  for (const [client, session] of snapshot.sessions) sessions.set(client, session);
  state.commitIndex = snapshot.index;
  state.lastApplied = snapshot.index;
}

/** The configuration that holds after the entry at `index`. */
function configAt(state: State, index: number): Config {
  let { config } = state.configs[0]!;
  for (const change of state.configs) if (change.index <= index) config = change.config;
  return config;
}
