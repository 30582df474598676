/**
 * The follower: takes what its leader sends if it fits, cuts what does not, and says what it has on disk.
 *
 * A leader that comes back finds here that it has been replaced, and loses what its successor does not have: by
 * the epochs of entries, as in Kafka's KIP-101. Knows nothing of how leaders are chosen.
 */
import type { NodeId } from '../../../src/model/index.js';
import { cut, epochAt, store } from '../durable-log.js';
import { applyCommitted, undo } from './apply.js';
import { heardLeader } from './detector.js';
import { stepDown } from './leader.js';
import { type State, storeEpochs } from './state.js';
import type { Append, Ctx, Entry } from './types.js';

export function onAppend(state: State, message: Append, ctx: Ctx): void {
  const { epoch, prevIndex, prevEpoch, entries, commit, round, beat } = message;
  if (!obeys(state, epoch)) {
    ctx.sometimes('an old leader is refused');
    ctx.send(ctx.from, { kind: 'fenced', epoch: state.epoch });
    return;
  }
  follow(state, epoch, ctx.from, ctx);
  heardLeader(state, beat, ctx);
  state.round = Math.max(state.round, round);
  if (epochAt(state.log, prevIndex) !== prevEpoch) {
    ctx.send(ctx.from, {
      kind: 'mismatch',
      epoch,
      prevIndex,
      next: nextWanted(state, prevIndex),
      round: state.round,
    });
    return;
  }
  takeOver(state, entries, ctx);
  state.matched = Math.max(state.matched, prevIndex + entries.length);
  state.commitIndex = Math.max(state.commitIndex, Math.min(commit, state.matched));
  applyCommitted(state, ctx);
  acknowledge(state, ctx);
}

/** Fencing: no node takes orders from a leader of an epoch lower than one it granted or followed. */
const obeys = (state: State, epoch: number): boolean =>
  state.fencing ? epoch >= state.epoch : state.role !== 'leader' || epoch > state.epoch;

function follow(state: State, epoch: number, leader: NodeId, ctx: Ctx): void {
  enterEpoch(state, epoch, ctx);
  if (state.role !== 'follower' || state.leader !== leader) stepDown(state, leader, ctx);
}

/** Goes into another epoch, of which nothing is known yet. */
export function enterEpoch(state: State, epoch: number, ctx: Ctx): void {
  if (epoch === state.epoch) return;
  if (state.role !== 'follower') stepDown(state, undefined, ctx);
  state.leader = undefined;
  state.epoch = epoch;
  state.matched = 0;
  state.round = 0;
  state.beatAt = undefined;
  if (epoch > state.highest) {
    state.highest = epoch;
    storeEpochs(state, ctx);
  }
}

/** Where the leader should go on: behind what is there, or before everything of the epoch that does not fit. */
function nextWanted({ log }: State, prevIndex: number): number {
  if (prevIndex > log.length) return log.length + 1;
  let next = prevIndex;
  while (next > 1 && epochAt(log, next - 1) === epochAt(log, prevIndex)) next -= 1;
  return next;
}

/** Adds what is new. An entry that differs goes, with all that follow it. */
function takeOver(state: State, entries: readonly Entry[], ctx: Ctx): void {
  for (const entry of entries) {
    const held = epochAt(state.log, entry.index);
    if (held === entry.epoch) continue;
    if (held >= 0) {
      cut(state, entry.index - 1, ctx);
      undo(state, ctx);
    }
    store(state, entry, ctx);
  }
}

/** Tells the leader what is on disk of what it sent. */
export function acknowledge(state: State, ctx: Ctx): void {
  if (state.role !== 'follower' || state.leader === undefined) return;
  const { epoch, matched, durableIndex, round } = state;
  const index = Math.min(matched, durableIndex);
  ctx.send(state.leader, { kind: 'appended', epoch, matched, index, round });
}
