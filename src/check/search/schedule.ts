/**
 * The order of invocations and completions of one partition, with a slot for every open operation.
 *
 * Slots are small numbers that are used again once their operation is over, so that a set of open
 * operations is a few machine words however long the history. Knows no object.
 */
import type { Operation } from '../../observe/history.js';

export const INVOKE = 0;
/** The operation must have taken effect by now. */
export const RETURN = 1;
/** From here on nobody can notice whether the unfinished operation took effect. */
export const RETIRE = 2;

export interface Schedule {
  readonly length: number;
  /** Per event: `INVOKE`, `RETURN` or `RETIRE`. */
  readonly kind: Uint8Array;
  /** Per event: index of the operation in the partition. */
  readonly operation: Int32Array;
  /** Per event: position in the history. */
  readonly position: Float64Array;
  /** Per operation: its slot. */
  readonly slot: Int32Array;
  readonly slots: number;
}

/**
 * Orders the events of operations that are given in the order of their invocations. `retireAt` says from
 * which position on an operation without completion matters to nobody (`Infinity`: never).
 */
export function scheduleOf(
  operations: readonly Operation[],
  retireAt: (operation: Operation) => number,
): Schedule {
  const count = operations.length;
  const ends: number[] = [];
  const endOf = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const operation = operations[at] as Operation;
    // Half a position later: whoever completes there may still need it.
    const end = operation.outcome === 'info' ? retireAt(operation) + 0.5 : operation.end;
    endOf[at] = end;
    if (end !== Infinity) ends.push(at);
  }
  ends.sort((a, b) => (endOf[a] as number) - (endOf[b] as number) || a - b);
  const length = count + ends.length;
  const kind = new Uint8Array(length);
  const order = new Int32Array(length);
  const position = new Float64Array(length);
  const slot = new Int32Array(count);
  const free: number[] = [];
  let slots = 0;
  let started = 0;
  let ended = 0;
  for (let event = 0; event < length; event++) {
    const next = ends[ended];
    const start = started < count ? (operations[started] as Operation).start : Infinity;
    // At one position the invocation comes first: a completion without one stands for both.
    if (next === undefined || start <= (endOf[next] as number)) {
      order[event] = started;
      position[event] = start;
      slot[started] = free.pop() ?? slots++;
      started++;
    } else {
      order[event] = next;
      position[event] = endOf[next] as number;
      kind[event] = (operations[next] as Operation).outcome === 'info' ? RETIRE : RETURN;
      free.push(slot[next] as number);
      ended++;
    }
  }
  return { length, kind, operation: order, position, slot, slots };
}
