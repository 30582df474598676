/**
 * Between neighbours: entries go down the chain, what the tail has goes up (van Renesse and Schneider, §2).
 *
 * Update Propagation Invariant: each node has at least what its successor has. Messages of another configuration
 * are not for this one. Knows nothing of who decides on it.
 */
import { applyAndTell } from '../../state-machines/key-value.js';
import { cut, epochAt, store } from '../durable-log.js';
import { isHead, isTail, predecessorOf, type State, successorOf } from './state.js';
import type { Ctx, Entry, Forward, Have } from './types.js';

export function onForward(state: State, message: Forward, ctx: Ctx): void {
  const { epoch, prevIndex, prevEpoch, entries, committed, complete } = message;
  if (epoch !== state.config?.epoch || ctx.from !== predecessorOf(state)) return;
  if (epochAt(state.log, prevIndex) !== prevEpoch) return; // a gap: it will be sent again
  for (const entry of entries) {
    const held = epochAt(state.log, entry.index);
    if (held === entry.epoch) continue;
    if (held >= 0) cut(state, entry.index - 1, ctx);
    store(state, entry, ctx);
  }
  state.matched = Math.max(state.matched, prevIndex + entries.length);
  if (state.config.joining === state.id) state.complete = complete;
  advance(state, Math.min(committed, state.matched), false, ctx);
  settle(state, ctx);
}

/** Who joins drops what the chain does not have, and has caught up when it has on disk what the chain had. */
function catchUp(state: State, ctx: Ctx): void {
  const { matched, durableIndex, durableWrites, writes, complete, log } = state;
  if (complete < 0 || matched < complete) return;
  if (log.length > matched) cut(state, matched, ctx);
  else if (durableIndex >= complete && durableWrites === writes) state.joined = state.config!.epoch;
}

export function onHave(state: State, { epoch, index, entryEpoch, committed, tick }: Have, ctx: Ctx): void {
  if (epoch !== state.config?.epoch || ctx.from !== successorOf(state)) return;
  if (epochAt(state.log, index) !== entryEpoch) {
    if (tick) forward(state, 0, ctx); // it has something else: from the start
    return;
  }
  const isStuck = tick && index === state.had;
  state.sent = isStuck ? index : Math.max(state.sent, index);
  if (tick) state.had = index;
  advance(state, Math.min(committed, state.durableIndex), false, ctx);
  if (tick) forward(state, state.sent, ctx);
}

/** Something is on disk, or the configuration is another: passes on and applies what is due. */
export function settle(state: State, ctx: Ctx): void {
  if (isHead(state)) state.matched = state.log.length;
  const index = Math.min(state.matched, state.durableIndex);
  if (isTail(state)) advance(state, index, true, ctx);
  else if (state.sent >= 0 && state.sent < state.durableIndex) forward(state, state.sent, ctx);
  if (state.config?.joining === state.id) catchUp(state, ctx);
  tellPredecessor(state, false, ctx);
}

/** Sends what is on disk from behind `from`. */
function forward(state: State, from: number, ctx: Ctx): void {
  const { config, log, durableIndex, committed, complete } = state;
  const to = successorOf(state);
  if (to === undefined || config === undefined) return;
  const entries: readonly Entry[] = log.slice(from, durableIndex);
  const { epoch } = config;
  ctx.send(to, {
    kind: 'forward',
    epoch,
    prevIndex: from,
    prevEpoch: epochAt(log, from),
    entries,
    committed,
    complete,
  });
  state.sent = Math.max(state.sent, durableIndex);
}

export function tellPredecessor(state: State, tick: boolean, ctx: Ctx): void {
  const to = predecessorOf(state);
  const { config, durableIndex: index, log, committed } = state;
  if (to === undefined || config === undefined) return;
  const { epoch } = config;
  ctx.send(to, { kind: 'have', epoch, index, entryEpoch: epochAt(log, index), committed, tick });
}

/** The tail has everything up to `index`. The tail itself answers those who wait. */
export function advance(state: State, index: number, answering: boolean, ctx: Ctx): void {
  const before = state.committed;
  while (state.committed < index) {
    const { operation, request, index: at } = state.log[state.committed]!;
    state.committed += 1;
    const { outcome, left } = applyAndTell(state.machine, operation);
    if (left !== undefined) ctx.version(operation.key, left, [at]);
    if (!answering) continue;
    if (outcome === undefined) ctx.unknown(request, 'superseded by a later operation of its session');
    else if (outcome.ok) ctx.ok(request, outcome.value);
    else ctx.fail(request, outcome.error);
  }
  if (state.committed > before && !answering) tellPredecessor(state, false, ctx);
}
