/**
 * The CRDTs as resolutions: clients' operations in their words, and what is sent for each.
 *
 * Counters and registers send a state of their own that the others merge; sets and lists send operations, which need
 * causal delivery. Nothing is ever lost to a conflict but a register's older value.
 */
import type { Ask, Json } from '../../../src/model/index.js';
import { type LwwRegister, mergeLww } from '../crdt/lww-register.js';
import {
  additionTo,
  applyToOrSet,
  EMPTY_OR_SET,
  elementsOf,
  type OrSet,
  type OrSetOperation,
  removalFrom,
} from '../crdt/or-set.js';
import { deltaOfPN, EMPTY_PN_COUNTER, mergePN, type PNCounter, valueOfPN } from '../crdt/pn-counter.js';
import {
  applyToRga,
  deletionFrom,
  EMPTY_RGA,
  elementsOfRga,
  insertionInto,
  type Rga,
  type RgaOperation,
} from '../crdt/rga.js';
import { amountOf, placeFor, refusal } from './plain.js';
import type { Prepared, Resolution, Ticket } from './resolution.js';
import type { Op } from './types.js';

type Register = LwwRegister<Json> | undefined;

export const crdtRegister: Resolution<Register, LwwRegister<Json>> = {
  empty: undefined,
  prepare: (_register: Register, ask: Ask, { time, origin, number }: Ticket) =>
    ask.f === 'write'
      ? { effect: { stamp: { time, origin, number }, value: ask.value ?? null } }
      : refusal('register', ask),
  apply: (register: Register, { effect }: Op) => mergeLww(register, effect as LwwRegister<Json>),
  read: (register: Register) => register?.value ?? null,
};

export const crdtCounter: Resolution<PNCounter, PNCounter> = {
  empty: EMPTY_PN_COUNTER,
  prepare(counter: PNCounter, ask: Ask, { origin }: Ticket): Prepared<PNCounter> {
    if (ask.f !== 'add' && ask.f !== 'inc' && ask.f !== 'dec') return refusal('counter', ask);
    const amount = amountOf(ask);
    if (amount === undefined) return { refused: `${ask.f} needs a number` };
    return { effect: deltaOfPN(counter, origin, amount) };
  },
  apply: (counter: PNCounter, { effect }: Op) => mergePN(counter, effect as PNCounter),
  read: valueOfPN,
};

export const crdtSet: Resolution<OrSet, OrSetOperation> = {
  empty: EMPTY_OR_SET,
  prepare(set: OrSet, ask: Ask, { origin, number }: Ticket): Prepared<OrSetOperation> {
    const element = ask.value ?? null;
    if (ask.f === 'add') return { effect: additionTo(set, element, { origin, number }) };
    return ask.f === 'remove' ? { effect: removalFrom(set, element) } : refusal('set', ask);
  },
  apply: (set: OrSet, { effect }: Op) => applyToOrSet(set, effect as OrSetOperation),
  read: elementsOf,
};

/** `null`: there was nothing to delete. */
type ListEffect = RgaOperation | null;

export const crdtList: Resolution<Rga, ListEffect> = {
  empty: EMPTY_RGA,
  prepare(list: Rga, ask: Ask, { time, origin, number, random }: Ticket): Prepared<ListEffect> {
    const element = ask.value ?? null;
    const id = { time, origin, number };
    switch (ask.f) {
      case 'append':
        return { effect: insertionInto(list, list.length, element, id) };
      case 'insert':
        return { effect: insertionInto(list, placeFor(elementsOfRga(list).length, random), element, id) };
      case 'remove':
        return { effect: deletionFrom(list, element) ?? null };
      default:
        return refusal('list-append', ask);
    }
  },
  apply: (list: Rga, { effect }: Op) => (effect === null ? list : applyToRga(list, effect as RgaOperation)),
  read: elementsOfRga,
};
