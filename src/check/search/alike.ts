/**
 * Which operations are the same call, so that it does not matter which of them takes effect.
 */
import type { Operation } from '../../observe/history.js';
import { jsonKey } from '../objects/value.js';

/** Tells whether two operations are the same call; keys are made when first asked for. */
export function createAlikeness(operations: readonly Operation[]): (a: number, b: number) => boolean {
  const keys = new Map<number, string | number>();
  const keyOf = (index: number): string | number => {
    let key = keys.get(index);
    if (key === undefined) {
      const { f, input, output, outcome } = operations[index] as Operation;
      key = jsonKey([f, outcome, input, outcome === 'ok' ? output : null]);
      keys.set(index, key);
    }
    return key;
  };
  return (a, b) => (operations[a] as Operation).f === (operations[b] as Operation).f && keyOf(a) === keyOf(b);
}
