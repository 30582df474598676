/**
 * Log replication (§5.3): what a leader sends, what a follower takes, and where their logs meet.
 *
 * Batches are sent ahead of their acknowledgements while a follower keeps up; after a refusal the leader
 * probes, without entries, for the place where the logs meet. Knows nothing of clients or commitment.
 */
import type { NodeId } from '../../../src/model/index.js';
import { forgetPending } from './apply.js';
import { entriesFrom, entryAt, firstOfTerm, lastIndex, lastOfTerm, termAt } from './log.js';
import { becomeFollower, resetElectionTimer } from './role.js';
import { configOf, type Peer, type State } from './state.js';
import { sendDurably, storeEntry, truncateFrom } from './storage.js';
import type { Append, AppendReply, Command, Config, Ctx, Entry, InstallSnapshot } from './types.js';

/** Heartbeat rounds after which a snapshot that was not acknowledged is sent again. */
const SNAPSHOT_ROUNDS = 10;

/** §5.3: the leader appends the command to its own log. */
export function appendCommand(state: State, command: Command, ctx: Ctx): Entry {
  const entry: Entry = { index: lastIndex(state.log) + 1, term: state.term, command };
  storeEntry(state, entry, ctx);
  return entry;
}

/** Sends new entries to every follower that can take them now. */
export function replicate(state: State, ctx: Ctx): void {
  const last = lastIndex(state.log);
  const window = ctx.params.maxBatch * ctx.params.pipeline;
  let message: Append | undefined;
  for (const peer of state.peers.values()) {
    if (peer.probing || peer.snapshotRound > 0 || peer.next > last) continue;
    if (peer.next - peer.match > window) continue;
    // Followers that keep up all need the same entries: one message for all of them.
    if (message === undefined || message.prevIndex !== peer.next - 1) {
      if (peer.next <= state.log.snapshotIndex) {
        sendSnapshot(state, peer, ctx);
        continue;
      }
      message = appendFor(state, peer.next, ctx.params.maxBatch);
    }
    peer.next += message.entries.length;
    ctx.send(peer.id, message);
  }
}

/** Sends everybody a heartbeat, with entries for those that lack some; begins no round. */
export function sendHeartbeats(state: State, ctx: Ctx): void {
  for (const peer of state.peers.values()) sendAppend(state, peer, ctx);
}

/** Sends one follower its next batch, empty if there is nothing new, or probes where it was refused. */
export function sendAppend(state: State, peer: Peer, ctx: Ctx): void {
  if (peer.snapshotRound > 0) {
    if (state.round - peer.snapshotRound < SNAPSHOT_ROUNDS) {
      ctx.send(peer.id, presence(state));
      return;
    }
    peer.snapshotRound = 0;
  }
  if (peer.next <= state.log.snapshotIndex) {
    sendSnapshot(state, peer, ctx);
    return;
  }
  // A probe asks only whether the logs meet; entries follow once they do.
  const message = appendFor(state, peer.next, peer.probing ? 0 : ctx.params.maxBatch);
  peer.next += message.entries.length;
  ctx.send(peer.id, message);
}

function appendFor(state: State, next: number, max: number): Append {
  return {
    kind: 'append',
    term: state.term,
    prevIndex: next - 1,
    prevTerm: termAt(state.log, next - 1),
    entries: entriesFrom(state.log, next, max),
    commit: state.commitIndex,
    round: state.round,
  };
}

/** A heartbeat that says nothing of the log, for a follower that waits for a snapshot. */
const presence = (state: State): Append => ({
  kind: 'append',
  term: state.term,
  prevIndex: 0,
  prevTerm: 0,
  entries: [],
  commit: 0,
  round: state.round,
});

/** §7: the follower needs entries that the leader no longer has. */
function sendSnapshot(state: State, peer: Peer, ctx: Ctx): void {
  ctx.count('snapshots-sent');
  peer.snapshotRound = Math.max(1, state.round);
  peer.probing = true;
  peer.refused = Infinity;
  peer.next = state.snapshot.index + 1;
  const message: InstallSnapshot = {
    kind: 'installSnapshot',
    term: state.term,
    snapshot: state.snapshot,
    round: state.round,
  };
  ctx.send(peer.id, message);
}

/** The sender leads this term: follow it. */
export function followSender(state: State, term: number, ctx: Ctx): void {
  becomeFollower(state, term, ctx.from, ctx);
  state.heardAt = ctx.monotonicClock();
  resetElectionTimer(state, ctx);
}

/**
 * A follower takes entries. Returns the last index known to agree with the leader's log, or -1 if the
 * message was refused.
 */
export function takeEntries(state: State, message: Append, ctx: Ctx): number {
  const { log } = state;
  const { prevIndex, prevTerm, entries } = message;
  // What the snapshot covers is committed, hence the same on the leader.
  if (prevIndex >= log.snapshotIndex && termAt(log, prevIndex) !== prevTerm) return -1; // §5.3 consistency check
  for (const entry of entries) {
    if (entry.index <= log.snapshotIndex) continue;
    const own = entryAt(log, entry.index);
    if (own !== undefined) {
      if (own.term === entry.term) continue;
      ctx.sometimes('conflicting entries are removed from a log');
      forgetPending(state, entry.index, ctx);
      truncateFrom(state, entry.index, ctx); // §5.3: a conflicting entry and all that follow it
    }
    storeEntry(state, entry, ctx);
  }
  return prevIndex + entries.length;
}

/** Tells the leader how far the logs agree, once that much is durable here. */
export function acknowledge(state: State, index: number, round: number, ctx: Ctx): void {
  sendDurably(state, ctx.from, reply(state, true, index, 0, 0, round), ctx);
}

/** §5.3: refuses, naming the term in the way and where it begins here. */
export function refuse(state: State, message: Append, ctx: Ctx): void {
  const { log } = state;
  const { prevIndex, round } = message;
  const last = lastIndex(log);
  ctx.count('appends-refused');
  if (prevIndex > last) {
    ctx.send(ctx.from, reply(state, false, prevIndex, last + 1, 0, round));
    return;
  }
  const conflictTerm = termAt(log, prevIndex);
  const conflictIndex = firstOfTerm(log, conflictTerm);
  ctx.send(ctx.from, reply(state, false, prevIndex, conflictIndex, conflictTerm, round));
}

/**
 * §5.1: answers a leader of a past term with the present one. The answer is for no round: if the same node
 * leads the present term by now, its rounds count from 1 again, and this one would pass for a later one.
 */
export function refuseTerm(state: State, ctx: Ctx): void {
  sendDurably(state, ctx.from, reply(state, false, 0, 0, 0, 0), ctx);
}

const reply = (
  state: State,
  success: boolean,
  index: number,
  conflictIndex: number,
  conflictTerm: number,
  round: number,
): AppendReply => ({
  kind: 'appendReply',
  term: state.term,
  success,
  index,
  conflictIndex,
  conflictTerm,
  round,
});

/** The follower holds everything up to `index`; a probe that found its place ends. */
export function advancePeer(peer: Peer, index: number): void {
  if (peer.probing && index >= peer.next - 1) {
    peer.probing = false;
    peer.snapshotRound = 0;
    peer.refused = Infinity;
  }
  if (index > peer.match) peer.match = index;
  if (peer.next <= peer.match) peer.next = peer.match + 1;
}

/** §5.3: backs up past the whole conflicting term, or to the end of that term where this log has it too. */
export function backUp(state: State, peer: Peer, refusal: AppendReply): void {
  const { log } = state;
  const shared = refusal.conflictTerm > 0 ? lastOfTerm(log, refusal.conflictTerm) : -1;
  const next = shared >= 0 && shared < refusal.index ? shared + 1 : refusal.conflictIndex;
  peer.next = Math.max(peer.match + 1, next);
  peer.refused = refusal.index;
  peer.probing = true;
}

/** A refusal that says nothing new: of a batch sent before the last back-up, or older than what is known. */
export const isStaleRefusal = (peer: Peer, refusal: AppendReply): boolean =>
  refusal.index <= peer.match || refusal.index >= peer.next;

/** Keeps one record for each server that is to receive the log: voters, and servers that catch up. */
export function trackPeers(state: State, learners: readonly NodeId[], ctx: Ctx): void {
  const config: Config = configOf(state);
  for (const id of ctx.members) {
    const wanted =
      id !== state.id &&
      (config.voters.includes(id) || config.outgoing.includes(id) || learners.includes(id));
    if (!wanted) state.peers.delete(id);
    else if (!state.peers.has(id)) {
      const next = lastIndex(state.log) + 1;
      state.peers.set(id, {
        id,
        next,
        match: 0,
        probing: false,
        refused: Infinity,
        snapshotRound: 0,
        round: 0,
      });
    }
  }
}
