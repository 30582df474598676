/**
 * Taking a slot: chunks one after the other, each on disk before it is confirmed; with the last one it is ours.
 *
 * A chunk names its move by epoch and attempt, since messages come late and twice, and whoever gives begins anew after a
 * crash (Slicer's assignments have generations for the same reason: Adya et al., OSDI 2016). What comes for a move that
 * is over is confirmed again: the other may not have heard.
 */
import type { NodeId } from '../../../src/model/index.js';
import { report } from './reporting.js';
import type { Slot, State } from './state.js';
import { tell, write } from './storage.js';
import type { Chunk, Ctx, Message } from './types.js';

export function onChunk(state: State, chunk: Chunk, from: NodeId, ctx: Ctx): void {
  const { slot, epoch, attempt, number } = chunk;
  const isNew = epoch > state.epochs[slot]! && isNext(state.slots.get(slot), chunk);
  const work = isNew ? ctx.params.moveService() : 0;
  const name = `${slot} ${attempt} ${number}`;
  if (work === 0) takeChunk(state, chunk, from, ctx);
  // Sent again while it waits for the server: once is enough, or whoever is slow would be swamped.
  else if (!state.unpacking.has(name)) {
    state.unpacking.add(name);
    ctx.serve('server', work, { kind: 'unpacked', name, chunk, from });
  }
}

export function onUnpacked(
  state: State,
  { name, chunk, from }: Extract<Message, { kind: 'unpacked' }>,
  ctx: Ctx,
): void {
  state.unpacking.delete(name);
  takeChunk(state, chunk, from, ctx);
}

function takeChunk(state: State, chunk: Chunk, from: NodeId, ctx: Ctx): void {
  const { slot, epoch } = chunk;
  const held = state.slots.get(slot);
  if (epoch <= state.epochs[slot]!) confirm(state, chunk, true, from, ctx);
  else if (held?.status === 'owned')
    return; // no correct node sends that
  else if (isNext(held, chunk)) {
    giveUp(state, slot, ctx);
    write(state, { kind: 'taken', chunk }, ctx);
    confirm(state, chunk, chunk.last, from, ctx);
    if (!chunk.last) return;
    ctx.after(0, { kind: 'arrived', slot });
    report(state, ctx);
  } else if (isOf(held, chunk) && chunk.number <= held!.received) {
    ctx.sometimes('a chunk comes again');
    confirm(state, chunk, false, from, ctx);
  } else if (held !== undefined && chunk.attempt < held.attempt)
    ctx.sometimes('a chunk of an earlier attempt comes late');
}

/** It comes back before the word is here that it was taken; when that comes, it must not delete what is new. */
function giveUp(state: State, slot: number, ctx: Ctx): void {
  if (state.copy?.slot !== slot) return;
  ctx.sometimes('a slot comes back before it is known to be taken');
  state.copy = undefined;
}

const isOf = (held: Slot | undefined, { epoch, attempt }: Chunk): boolean =>
  held?.status === 'taking' && held.epoch === epoch && held.attempt === attempt;

/** The first of a move, of a later attempt, or the one behind those that are here. */
function isNext(held: Slot | undefined, chunk: Chunk): boolean {
  if (isOf(held, chunk)) return chunk.number === held!.received + 1;
  const isLater = held?.status !== 'taking' || chunk.epoch > held.epoch || chunk.attempt > held.attempt;
  return chunk.number === 1 && isLater;
}

function confirm(
  state: State,
  { slot, epoch, attempt, number }: Chunk,
  owned: boolean,
  from: NodeId,
  ctx: Ctx,
): void {
  const after = state.slots.get(slot)?.lastRecord ?? 0;
  tell(state, from, { kind: 'took', slot, epoch, attempt, number, owned }, after, ctx);
}
