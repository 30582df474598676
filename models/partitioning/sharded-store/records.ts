/**
 * What the records of a node come to: the one place where slots change, but for what follows from a commitment.
 *
 * The same when a record is written and when the log is read again after a crash. Knows nothing of messages.
 */
import { invariant } from '../../../src/model/index.js';
import { applyOperation, emptyMachine } from '../../state-machines/key-value.js';
import type { Entry, Slot, State } from './state.js';
import type { Chunk, Item, Record } from './types.js';

/** A whole copy of nothing. */
export const emptySlot = (view: number): Slot => ({
  view,
  machine: emptyMachine(),
  applied: 0,
  pending: [],
  arriving: undefined,
  cameAlong: new Set(),
  lastRecord: 0,
  tenure: undefined,
});

/** After a crash: everything on disk is durable. */
export function replay(state: State, records: readonly Record[]): void {
  for (const record of records) applyRecord(state, record);
  state.durableRecords = state.records;
}

export function applyRecord(state: State, record: Record): void {
  state.records += 1;
  const number = record.kind === 'taken' ? record.chunk.slot : record.slot;
  if (record.kind === 'taken') take(state, record.chunk);
  const slot = state.slots.get(number);
  invariant(slot !== undefined, 'a record is of a slot that is here');
  slot.lastRecord = state.records;
  if (record.kind === 'entries') {
    const { view, after, operations, committed } = record;
    while (slot.applied < committed && slot.pending.length > 0) applyNext(state, number, slot);
    invariant(after >= slot.applied, 'what is committed stays');
    slot.view = view;
    slot.pending.length = Math.min(slot.pending.length, after - slot.applied);
    for (const operation of operations) slot.pending.push({ operation, record: state.records });
  } else if (record.kind === 'dropped') {
    state.slots.delete(number);
    state.events.push({ kind: 'deleted', slot: number });
  }
}

/** The next operation of the log is committed. */
export function applyNext(state: State, number: number, slot: Slot): Entry {
  const entry = slot.pending.shift()!;
  const { operation } = entry;
  applyOperation(slot.machine, operation);
  slot.cameAlong.delete(operation.client);
  slot.applied += 1;
  state.events.push({ kind: 'applied', slot: number, position: slot.applied, operation, view: slot.view });
  return entry;
}

/** A chunk; the first of an attempt begins anew, the last one makes the copy whole. */
function take(state: State, { slot, view, attempt, number, items, position }: Chunk): void {
  if (number === 1) {
    if (state.slots.has(slot)) state.events.push({ kind: 'deleted', slot });
    state.slots.set(slot, { ...emptySlot(view), arriving: { attempt, received: 0 } });
  }
  const taken = state.slots.get(slot);
  invariant(taken?.arriving?.received === number - 1, 'chunks are taken one after the other');
  for (const item of items) put(taken, item);
  taken.arriving.received = number;
  if (position === undefined) return;
  taken.arriving = undefined;
  taken.applied = position;
}

function put({ machine, cameAlong }: Slot, item: Item): void {
  if (item.kind === 'key') {
    machine.data.set(item.key, item.value);
    return;
  }
  const { client, sequence, outcome } = item;
  machine.sessions.set(client, { sequence, outcome });
  cameAlong.add(client);
}
