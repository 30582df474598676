/**
 * The leader: appends, sends, counts who has what on disk, and so knows what is acknowledged.
 *
 * As in Raft (§5.3, §5.4.2) a log is brought into line from where it fits, and what earlier leaders left counts
 * only with an entry of one's own. Knows nothing of how it came to lead.
 */
import type { NodeId } from '../../../src/model/index.js';
import type { Operation } from '../../state-machines/key-value.js';
import { store } from '../durable-log.js';
import { applyCommitted } from './apply.js';
import { answerReads } from './reads.js';
import { beginRound, confirmRounds, send } from './sending.js';
import type { Peer, State } from './state.js';
import type { Appended, Ctx, Entry, Mismatch } from './types.js';

/** Begins to lead the node's present epoch. */
export function lead(state: State, ctx: Ctx): void {
  state.role = 'leader';
  state.leader = state.id;
  state.round = 0;
  state.confirmedRound = 0;
  state.peers.clear();
  const now = ctx.monotonicClock();
  for (const id of ctx.members)
    if (id !== state.id)
      state.peers.set(id, {
        id,
        next: state.log.length + 1,
        probing: false,
        match: 0,
        round: 0,
        heardAt: now,
      });
  ctx.cancelTimer('suspect');
  ctx.cancelTimer('claiming');
  ctx.cancelTimer('decide');
  ctx.track('role', 'leader');
  ctx.track('epoch', state.epoch);
  state.startIndex = append(state, { kind: 'begin' }, ctx).index;
  onBeat(state, ctx);
}

export function append(state: State, command: Operation | { readonly kind: 'begin' }, ctx: Ctx): Entry {
  const entry: Entry = { index: state.log.length + 1, epoch: state.epoch, command };
  store(state, entry, ctx);
  for (const peer of state.peers.values()) if (!peer.probing) send(state, peer, false, ctx);
  return entry;
}

export function onBeat(state: State, ctx: Ctx): void {
  if (state.role !== 'leader') return;
  beginRound(state, true, ctx);
  ctx.setTimer({ kind: 'beat' }, ctx.params.heartbeat);
  countCopies(state, ctx); // somebody may have fallen silent
}

export function onAppended(state: State, { epoch, matched, index, round }: Appended, ctx: Ctx): void {
  const peer = heard(state, epoch, round, ctx);
  if (peer === undefined) return;
  peer.match = Math.max(peer.match, index);
  if (matched + 1 >= peer.next) {
    peer.next = matched + 1;
    peer.probing = false;
  }
  if (!peer.probing && peer.next <= state.log.length) send(state, peer, false, ctx);
  countCopies(state, ctx);
  countRounds(state, ctx);
}

export function onMismatch(state: State, { epoch, prevIndex, next, round }: Mismatch, ctx: Ctx): void {
  const peer = heard(state, epoch, round, ctx);
  if (peer === undefined) return;
  countRounds(state, ctx);
  // Of before it was brought into line, or of before the message that is under way.
  if (prevIndex <= peer.match || (peer.probing && prevIndex !== peer.next - 1)) return;
  peer.probing = true;
  peer.next = Math.max(peer.match + 1, next);
  send(state, peer, false, ctx);
}

function heard(state: State, epoch: number, round: number, ctx: Ctx): Peer | undefined {
  if (state.role !== 'leader' || epoch !== state.epoch) return undefined;
  const peer = state.peers.get(ctx.from);
  if (peer === undefined) return undefined;
  peer.heardAt = ctx.monotonicClock();
  peer.round = Math.max(peer.round, round);
  return peer;
}

/** Finds out how far writes have as many copies as they need, and answers those who wait for that. */
export function countCopies(state: State, ctx: Ctx): void {
  if (state.role !== 'leader') return;
  const index = Math.min(reached(state, state.copies), keptUp(state, ctx));
  // Raft §5.4.2: entries of earlier leaders may be replaced until one of this leader's own counts.
  if (index > state.commitIndex && index >= state.startIndex) {
    state.commitIndex = index;
    applyCommitted(state, ctx);
  }
  answerReads(state, ctx);
}

/** The last entry that so many nodes have on disk, the leader among them. */
function reached(state: State, copies: number): number {
  if (copies === 1) return state.durableIndex;
  const matches = [...state.peers.values()].map(({ match }) => match).sort((a, b) => b - a);
  return Math.min(state.durableIndex, matches[copies - 2] ?? 0);
}

/** sync: the last entry that all who keep up have on disk. */
function keptUp(state: State, ctx: Ctx): number {
  if (ctx.params.replication !== 'sync') return Number.POSITIVE_INFINITY;
  const since = ctx.monotonicClock() - ctx.params.laggardAfter;
  let index = Number.POSITIVE_INFINITY;
  for (const { match, heardAt } of state.peers.values()) {
    if (heardAt >= since) index = Math.min(index, match);
    else if (match < state.log.length) ctx.sometimes('a silent follower no longer counts');
  }
  return index;
}

/** Reads wait for rounds to be answered. */
function countRounds(state: State, ctx: Ctx): void {
  confirmRounds(state, ctx);
  answerReads(state, ctx);
}

/** No leader any more: reads that waited are asked of the next one. Writes may yet be acknowledged by it. */
export function stepDown(state: State, leader: NodeId | undefined, ctx: Ctx): void {
  if (state.role === 'leader') {
    ctx.sometimes('a leader steps down');
    ctx.cancelTimer('beat');
    for (const { request } of state.reads) ctx.redirect(request, leader);
    state.reads = [];
    state.peers.clear();
    state.round = 0;
  }
  state.role = 'follower';
  state.leader = leader;
  ctx.track('role', 'follower');
}
