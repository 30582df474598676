/**
 * Taking a copy of a slot: chunks one after the other, each on disk before it is confirmed.
 *
 * A chunk names its view and attempt, since messages come late and twice (Slicer's assignments have generations for the
 * same reason: Adya et al., OSDI 2016). Knows nothing of who becomes a holder.
 */
import type { NodeId } from '../../../src/model/index.js';
import type { Slot, State } from './state.js';
import { tell, write } from './storage.js';
import type { Chunk, Ctx, Message } from './types.js';

export function onChunk(state: State, chunk: Chunk, from: NodeId, ctx: Ctx): void {
  const { slot, view, attempt, number } = chunk;
  const work = isNext(state.slots.get(slot), chunk) ? ctx.params.moveService() : 0;
  const name = `${slot} ${view} ${attempt} ${number}`;
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
  const { slot, view, attempt, number } = chunk;
  const held = state.slots.get(slot);
  if (isNext(held, chunk)) write(state, { kind: 'taken', chunk }, ctx);
  else if (isHere(held, chunk)) ctx.sometimes('a chunk comes again');
  else {
    if (held !== undefined) ctx.sometimes('a chunk of an earlier attempt comes late');
    return;
  }
  tell(state, from, { kind: 'took', slot, view, attempt, number }, state.slots.get(slot)!.lastRecord, ctx);
}

/** The first of a later view or attempt than what is here, or the one behind those that are here. */
function isNext(held: Slot | undefined, { view, attempt, number }: Chunk): boolean {
  if (held === undefined || view > held.view) return number === 1;
  const { arriving } = held;
  if (view < held.view || arriving === undefined || attempt < arriving.attempt) return false;
  return attempt > arriving.attempt ? number === 1 : number === arriving.received + 1;
}

function isHere(held: Slot | undefined, { view, attempt, number }: Chunk): boolean {
  if (held?.view !== view) return false;
  const { arriving } = held;
  return arriving === undefined || (attempt === arriving.attempt && number <= arriving.received);
}
