/**
 * Another holder takes over the owner's log, and says how much of it is on disk here.
 *
 * Whoever has taken part in a view answers to no earlier one, so that an owner that has been replaced gets nothing
 * done (PacificA: replicas ignore messages of other configurations; Vertical Paxos: a configuration is sealed
 * by whoever goes on from it). Knows nothing of requests.
 */
import type { Operation } from '../../state-machines/key-value.js';
import { applyNext } from './records.js';
import { leave } from './routing.js';
import { isWhole, lengthOf, type Slot, type State } from './state.js';
import { tell, write } from './storage.js';
import type { Ctx, Message } from './types.js';

type Append = Extract<Message, { kind: 'append' }>;

export function onAppend(state: State, message: Append, ctx: Ctx): void {
  const { slot: number, view, after, operations, committed, round } = message;
  const slot = state.slots.get(number);
  // A newcomer whose copy is not whole has nothing yet to which this could be added.
  if (!isWhole(slot) || after > lengthOf(slot)) return;
  if (view < slot.view) {
    ctx.sometimes('an append of an earlier view is refused');
    return;
  }
  take(state, slot, message, ctx);
  const length = after + operations.length;
  while (slot.applied < Math.min(committed, length) && slot.pending.length > 0)
    applyNext(state, number, slot);
  tell(state, ctx.from, { kind: 'appended', slot: number, view, length, round }, slot.lastRecord, ctx);
}

/** What is new goes behind what is here; in a new view it takes the place of what differs, and was never committed. */
function take(state: State, slot: Slot, message: Append, ctx: Ctx): void {
  const { slot: number, view, after, operations } = message;
  const { applied: committed, pending } = slot;
  let kept = Math.max(after, committed);
  while (isSame(pending[kept - committed]?.operation, operations[kept - after])) kept += 1;
  const news = operations.slice(kept - after);
  const isNew = view > slot.view;
  if (!isNew && news.length === 0) return;
  if (isNew && kept < lengthOf(slot)) ctx.sometimes('operations that were never committed are forgotten');
  if (slot.tenure !== undefined) leave(state, number, slot, ctx);
  write(state, { kind: 'entries', slot: number, view, after: kept, operations: news, committed }, ctx);
}

const isSame = (mine: Operation | undefined, theirs: Operation | undefined): boolean =>
  mine !== undefined && mine.client === theirs?.client && mine.sequence === theirs.sequence;
