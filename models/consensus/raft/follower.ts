/**
 * What a follower does with its leader's messages: entries and heartbeats (§5.3), snapshots (§7).
 *
 * Knows nothing of how a leader decides what to send.
 */
import { applyCommitted, forgetPending, restore } from './apply.js';
import { termAt } from './log.js';
import { acknowledge, followSender, refuse, refuseTerm, takeEntries } from './replication.js';
import type { State } from './state.js';
import { replaceBySnapshot, storeSnapshot } from './storage.js';
import type { Append, Ctx, InstallSnapshot } from './types.js';

export function onAppend(state: State, message: Append, ctx: Ctx): void {
  if (message.term < state.term) {
    refuseTerm(state, ctx);
    return;
  }
  followSender(state, message.term, ctx);
  const agreed = takeEntries(state, message, ctx);
  if (agreed < 0) {
    refuse(state, message, ctx);
    return;
  }
  // Figure 2: no further than the last entry known to agree with the leader's.
  const commit = Math.min(message.commit, agreed);
  if (commit > state.commitIndex) {
    state.commitIndex = commit;
    applyCommitted(state, ctx);
  }
  acknowledge(state, agreed, message.round, ctx);
}

export function onInstallSnapshot(state: State, message: InstallSnapshot, ctx: Ctx): void {
  if (message.term < state.term) {
    refuseTerm(state, ctx);
    return;
  }
  followSender(state, message.term, ctx);
  const { snapshot } = message;
  if (snapshot.index > state.commitIndex) {
    // Figure 13: entries after the snapshot are kept if the log agrees with its last one.
    if (termAt(state.log, snapshot.index) === snapshot.term) storeSnapshot(state, snapshot, ctx);
    else {
      forgetPending(state, 0, ctx);
      replaceBySnapshot(state, snapshot, ctx);
    }
    restore(state, snapshot);
    forgetApplied(state, ctx);
    ctx.count('snapshots-installed');
    ctx.sometimes('a snapshot is installed');
  }
  acknowledge(state, snapshot.index, message.round, ctx);
}

/** Requests whose entries the snapshot covers: they happened, but with what result is not known here. */
function forgetApplied(state: State, ctx: Ctx): void {
  for (const [index, request] of state.pending) {
    if (index > state.lastApplied) continue;
    state.pending.delete(index);
    ctx.unknown(request, 'applied by a snapshot');
  }
}
