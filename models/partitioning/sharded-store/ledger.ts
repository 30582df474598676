/**
 * What was ever committed, slot by slot, as only somebody who sees all nodes can know it. Sees states; changes none.
 */
import type { NodeId } from '../../../src/model/index.js';
import {
  applyOperation,
  emptyMachine,
  type Machine,
  type Operation,
} from '../../state-machines/key-value.js';
import { durableLength, isWhole, type State } from './state.js';

/** A slot's history. */
export interface Ledger {
  readonly operations: Operation[];
  /** What they come to. */
  readonly machine: Machine;
  /** In which view, and by whom, the last one was committed. */
  view: number;
  by: NodeId | undefined;
}

export const emptyLedger = (): Ledger => ({
  operations: [],
  machine: emptyMachine(),
  view: 0,
  by: undefined,
});

/** What a node lacks of what was committed, in words; `undefined` if it has everything on disk. */
export function lackOf(state: State, number: number, { operations, machine }: Ledger): string | undefined {
  const slot = state.slots.get(number);
  if (slot === undefined) return 'has no copy';
  if (!isWhole(slot)) return 'has only a part of the copy';
  const durable = durableLength(slot, state);
  if (durable < operations.length) return `has ${durable} of ${operations.length} operations on disk`;
  const mine: Machine = { data: new Map(slot.machine.data), sessions: new Map(slot.machine.sessions) };
  for (const { operation } of slot.pending.slice(0, operations.length - slot.applied))
    applyOperation(mine, operation);
  const [has, should] = [contentsOf(mine), contentsOf(machine)];
  return has === should ? undefined : `has ${has}, not ${should}`;
}

/** Keys and sessions, in an order that is the same everywhere. */
function contentsOf({ data, sessions }: Machine): string {
  const sorted = (entries: Iterable<readonly [unknown, unknown]>) =>
    [...entries].map((entry) => JSON.stringify(entry)).sort();
  return `${sorted(data).join(' ')} | ${sorted(sessions).join(' ')}`;
}
