/**
 * The owner's log: operations in order, of which those that all others have on disk, too, are committed.
 *
 * PacificA (Lin et al., MSR-TR-2008-25): a prepared list of which a prefix is committed; the committed list of the
 * primary is a part of the prepared list of every replica. All others are all holders of the view, and whomever this
 * owner may have proposed as one: as long as it does not know whether they are. Knows nothing of who decides on views.
 */
import type { Request } from '../../../src/model/index.js';
import { answered, type Operation } from '../../state-machines/key-value.js';
import { noteCommitted } from './copying.js';
import { answerReads } from './reads.js';
import { applyNext } from './records.js';
import { reply } from './reply.js';
import { leastOf, sendToAll } from './sending.js';
import { durableLength, lengthOf, type Slot, type State, type Tenure } from './state.js';
import { write } from './storage.js';
import type { Ctx, Message } from './types.js';

/** Adds an operation to the log, to be answered when it is committed. */
export function propose(
  state: State,
  number: number,
  slot: Slot,
  { operation, request }: { readonly operation: Operation; readonly request: Request },
  ctx: Ctx,
): void {
  const tenure = slot.tenure!;
  const after = lengthOf(slot);
  const { view, applied: committed } = slot;
  write(state, { kind: 'entries', slot: number, view, after, operations: [operation], committed }, ctx);
  tenure.requests.set(after + 1, request);
  state.open.add(number);
  sendToAll(state, number, slot, tenure, ctx);
}

export function onAppended(
  state: State,
  { slot: number, view, length, round }: Extract<Message, { kind: 'appended' }>,
  ctx: Ctx,
): void {
  const slot = state.slots.get(number);
  const peer = slot?.tenure?.peers.get(ctx.from);
  if (slot?.tenure?.view.number !== view || peer === undefined) return;
  peer.acked = Math.max(peer.acked, length);
  peer.round = Math.max(peer.round, round);
  advance(state, number, slot, slot.tenure, ctx);
}

/** More of what this node owns is on disk here. */
export function advanceAll(state: State, ctx: Ctx): void {
  for (const number of state.open) {
    const slot = state.slots.get(number);
    if (slot?.tenure !== undefined) advance(state, number, slot, slot.tenure, ctx);
    else state.open.delete(number);
  }
}

/** Commits what all have on disk, and answers those who wait for it. */
function advance(state: State, number: number, slot: Slot, tenure: Tenure, ctx: Ctx): void {
  const { peers, requests, inherited } = tenure;
  const committed = leastOf(peers, durableLength(slot, state), ({ acked }) => acked);
  while (slot.applied < committed) {
    const { operation } = applyNext(state, number, slot);
    if (slot.applied <= inherited) ctx.sometimes('a new owner commits what it inherited');
    noteCommitted(state, number, operation, ctx);
    const request = requests.get(slot.applied);
    requests.delete(slot.applied);
    if (request !== undefined) reply(request, answered(slot.machine, operation), ctx);
  }
  if (slot.pending.length === 0) state.open.delete(number);
  answerReads(state, number, slot, tenure, ctx);
}
