/**
 * What the records of a node come to: the one place where slots change.
 *
 * The same when a record is written and when the log is read again after a crash. Knows nothing of messages.
 */
import { invariant } from '../../../src/model/index.js';
import { applyOperation, emptyMachine } from './machine.js';
import type { Slot, State } from './state.js';
import type { Chunk, Item, Record } from './types.js';

/** One that was here from the start. */
export const ownedSlot = (): Slot => slotOf('owned', 1, 0);

const slotOf = (status: Slot['status'], epoch: number, attempt: number): Slot => ({
  status,
  epoch,
  machine: emptyMachine(),
  cameAlong: new Set(),
  to: undefined,
  copying: false,
  attempt,
  received: 0,
  takenAt: 0,
  lastRecord: 0,
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
  if (record.kind === 'applied') {
    applyOperation(slot.machine, record.operation);
    slot.cameAlong.delete(record.operation.client);
  } else if (record.kind === 'copy') slot.copying = true;
  else if (record.kind === 'given') {
    const { epoch, to } = record;
    Object.assign(slot, { status: 'given', epoch, to });
    state.epochs[number] = epoch;
    state.gaveTo.set(number, to);
    state.hands += 1;
  } else if (record.kind === 'dropped') {
    state.slots.delete(number);
    state.hands += 1;
  }
}

/** A chunk; the first of an attempt begins anew, the last one makes it the owner. */
function take(state: State, { slot, epoch, attempt, number, items, last }: Chunk): void {
  if (number === 1) state.slots.set(slot, slotOf('taking', epoch, attempt));
  const taken = state.slots.get(slot);
  invariant(taken !== undefined && taken.received === number - 1, 'chunks are taken one after the other');
  for (const item of items) put(taken, item);
  taken.received = number;
  if (!last) return;
  taken.status = 'owned';
  taken.takenAt = state.records;
  state.epochs[slot] = epoch;
  state.gaveTo.delete(slot);
  state.hands += 1;
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
