/** Ways to resolve conflicts with a mistake in each: what the tests of the right ones must find. */
import {
  applyToOrSet,
  dotsOf,
  type OrSet,
  type OrSetOperation,
} from '../../../models/replication/crdt/or-set.js';
import type { PNCounter } from '../../../models/replication/crdt/pn-counter.js';
import type { Rga, RgaOperation } from '../../../models/replication/crdt/rga.js';
import {
  crdtCounter,
  crdtList,
  crdtRegister,
  crdtSet,
} from '../../../models/replication/multi-leader/crdts.js';
import { lastWriteWins } from '../../../models/replication/multi-leader/last-write-wins.js';
import type { Resolution } from '../../../models/replication/multi-leader/resolution.js';
import type { Op } from '../../../models/replication/multi-leader/types.js';

/** Totals of the same replica are added up, though the later one includes the earlier. */
export const mergedBySum = (a: PNCounter, b: PNCounter): PNCounter => {
  const sum = (x: readonly number[], y: readonly number[]) =>
    Array.from({ length: Math.max(x.length, y.length) }, (_, index) => (x[index] ?? 0) + (y[index] ?? 0));
  return { up: sum(a.up, b.up), down: sum(a.down, b.down) };
};
export const counterMergedBySum: typeof crdtCounter = {
  ...crdtCounter,
  apply: (counter, { effect }) => mergedBySum(counter, effect as PNCounter),
};

/** Of two writes at the same time the one that comes later stays. */
export const registerTiesByArrival: typeof crdtRegister = {
  ...crdtRegister,
  apply(register, { effect }) {
    const write = effect as NonNullable<typeof register>;
    return register === undefined || write.stamp.time >= register.stamp.time ? write : register;
  },
};

/** The same for whole values, with stamps so coarse that they are often the same. */
export function lastWriteTiesByArrival(unit: number): Resolution<Op | undefined, unknown> {
  const right = lastWriteWins('register');
  const time = ({ stamp }: Op) => Math.floor(stamp.time / unit);
  return {
    empty: undefined,
    prepare: (winner: Op | undefined, ask, ticket) => right.prepare(winner, ask, ticket),
    apply: (winner, op) => (winner === undefined || time(op) >= time(winner) ? op : winner),
    read: (winner: Op | undefined) => right.read(winner),
  };
}

/** A removal takes away all that it finds, whether its sender had seen it or not. */
export const setRemovesUnseen: typeof crdtSet = {
  ...crdtSet,
  apply(set: OrSet, { effect }: Op): OrSet {
    const operation = effect as OrSetOperation;
    const seen = operation.add === null ? dotsOf(set, operation.element) : operation.seen;
    return applyToOrSet(set, { ...operation, seen });
  },
};

/** An element goes right behind the one that it follows, whoever is there. */
export const listWithoutOrder: typeof crdtList = {
  ...crdtList,
  apply(list: Rga, { effect }: Op): Rga {
    const operation = effect as RgaOperation | null;
    if (operation?.kind !== 'insert') return crdtList.apply(list, { effect } as Op, []);
    const { id, after, element } = operation;
    const at = list.findIndex((cell) => cell.id.time === after?.time && cell.id.origin === after.origin) + 1;
    return [...list.slice(0, at), { id, element, deleted: false }, ...list.slice(at)];
  },
};
