/**
 * Objects whose state is a single value: which values are still needed by what has not been taken.
 *
 * Only where the model says of every change what it leaves. Knows no order.
 */
import type { Operation } from '../../observe/history.js';
import type { Lanes } from '../causes/lanes.js';
import type { ObjectModel } from '../objects/model.js';
import { NONE } from '../sessions/history.js';

export interface Needs {
  take(node: number): void;
  undo(node: number): void;
  /** Whether it needs another value than there is. */
  isRefused(node: number): boolean;
  /** Whether it would end a value that somebody needs and nobody can bring back. */
  isWasteful(node: number): boolean;
  /** Whether nobody needs what it leaves, nor what there is. */
  isUnseen(node: number): boolean;
}

interface Asked<S> {
  readonly operations: readonly Operation[];
  readonly model: ObjectModel<S>;
  readonly initial: S;
  readonly key: Int32Array;
  readonly keys: number;
  readonly lanes: Lanes;
}

export function createNeeds<S>({
  operations,
  model,
  initial,
  key,
  keys,
  lanes,
}: Asked<S>): Needs | undefined {
  const { needs, leaves } = model;
  if (needs === undefined || leaves === undefined) return undefined;
  const numbers = new Map<string, number>();
  const numberOf = (k: number, value: string | number): number => {
    const name = `${k} ${typeof value} ${value}`;
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  };
  const need = new Int32Array(operations.length).fill(NONE);
  const leave = new Int32Array(operations.length).fill(NONE);
  for (const node of lanes.lanes.flat()) {
    const operation = operations[node]!;
    const wanted = needs(operation);
    const left = leaves(operation);
    if (left === undefined && model.isRead?.(operation) !== true) return undefined;
    if (wanted !== undefined) need[node] = numberOf(key[node]!, wanted);
    if (left !== undefined) leave[node] = numberOf(key[node]!, left);
  }
  const current = Int32Array.from({ length: keys }, (_, k) => numberOf(k, model.key(initial)));
  const before: number[] = [];
  /** Per value: who must have it, who could use it, and who leaves it, of those that have not been taken. */
  const must = new Int32Array(numbers.size);
  const could = new Int32Array(numbers.size);
  const bring = new Int32Array(numbers.size);
  const count = (node: number, by: 1 | -1) => {
    const [wanted, left] = [need[node]!, leave[node]!];
    if (wanted !== NONE) {
      could[wanted]! += by;
      if (operations[node]!.outcome === 'ok') must[wanted]! += by;
    }
    if (left !== NONE) bring[left]! += by;
  };
  for (const node of lanes.lanes.flat()) count(node, 1);
  return {
    take(node) {
      count(node, -1);
      before.push(current[key[node]!]!);
      if (leave[node] !== NONE) current[key[node]!] = leave[node]!;
    },
    undo(node) {
      count(node, 1);
      current[key[node]!] = before.pop()!;
    },
    isRefused: (node) => need[node] !== NONE && need[node] !== current[key[node]!],
    isWasteful(node) {
      const now = current[key[node]!]!;
      const own = need[node] === now && operations[node]!.outcome === 'ok' ? 1 : 0;
      return leave[node] !== now && must[now]! > own && bring[now] === 0;
    },
    isUnseen(node) {
      const [now, left] = [current[key[node]!]!, leave[node]!];
      return (
        need[node] === NONE && operations[node]!.outcome === 'ok' && could[now] === 0 && could[left] === 0
      );
    },
  };
}
