/**
 * Objects whose state is a single value: who needs which value, and who leaves it.
 *
 * Values are small numbers here. Only for partitions in which every change says what it leaves.
 */
import type { Operation } from '../../observe/history.js';
import type { ObjectModel } from '../objects/model.js';

export interface Values {
  readonly count: number;
  /** Per operation: the value in which alone it is legal, or -1. */
  readonly need: Int32Array;
  /** Per operation: the value that it leaves, or -1. */
  readonly leave: Int32Array;
  /** The number of a value by the key of its state, or -1 if nobody needs or leaves it. */
  idOf(key: string | number): number;
  /** Whether somebody who must happen and starts after `position` needs a value. */
  isNeededAfter(value: number, position: number): boolean;
  /** Whether anybody at all who starts after `position` could use a value. */
  isUsefulAfter(value: number, position: number): boolean;
  /** Whether somebody who starts after `position` leaves a value. */
  isLeftAfter(value: number, position: number): boolean;
}

export function createValues<S>(model: ObjectModel<S>, operations: readonly Operation[]): Values | undefined {
  if (model.needs === undefined || model.leaves === undefined) return undefined;
  const ids = new Map<string | number, number>();
  const need = new Int32Array(operations.length).fill(-1);
  const leave = new Int32Array(operations.length).fill(-1);
  const lastNeed: number[] = [];
  const lastUse: number[] = [];
  const lastLeave: number[] = [];
  const numberOf = (key: string | number): number => {
    let id = ids.get(key);
    if (id === undefined) {
      id = ids.size;
      ids.set(key, id);
      lastNeed.push(-1);
      lastUse.push(-1);
      lastLeave.push(-1);
    }
    return id;
  };
  for (const [index, operation] of operations.entries()) {
    const needed = model.needs(operation);
    const left = model.leaves(operation);
    if (left === undefined && model.isRead?.(operation) !== true) return undefined;
    // Operations come in the order of their starts, so the last one seen is the last to start.
    if (needed !== undefined) {
      const id = numberOf(needed);
      need[index] = id;
      lastUse[id] = operation.start;
      if (operation.outcome !== 'info') lastNeed[id] = operation.start;
    }
    if (left !== undefined) {
      const id = numberOf(left);
      leave[index] = id;
      lastLeave[id] = operation.start;
    }
  }
  const after = (starts: readonly number[]) => (value: number, position: number) =>
    value >= 0 && (starts[value] as number) > position;
  return {
    count: ids.size,
    need,
    leave,
    idOf: (key) => ids.get(key) ?? -1,
    isNeededAfter: after(lastNeed),
    isUsefulAfter: after(lastUse),
    isLeftAfter: after(lastLeave),
  };
}
