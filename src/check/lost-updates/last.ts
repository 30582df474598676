/** The last writes of each key, and the reads after all of them, as real time tells. Knows no guarantee. */
import type { Operation } from '../../observe/history.js';
import { isRead, NONE, type SessionHistory } from '../sessions/history.js';

/** Of each key the write that began when all others had been answered. None where one was never answered. */
export function lastWrites({ operations, key, keys }: SessionHistory): number[] {
  const last = new Int32Array(keys).fill(NONE);
  const othersEnd = new Float64Array(keys).fill(-1);
  operations.forEach(({ f, outcome, end }, i) => {
    const k = key[i]!;
    if (k === NONE || isRead(f)) return;
    if (last[k] !== NONE) othersEnd[k] = Math.max(othersEnd[k]!, operations[last[k]!]!.end);
    if (outcome === 'info') othersEnd[k] = end;
    last[k] = i;
  });
  return [...last].filter((i) => i !== NONE && operations[i]!.start > othersEnd[key[i]!]!);
}

/** Per key: answers that were asked for when every write had been answered. None where one was never answered. */
export function readsAfterAll(
  { operations, key, keys }: SessionHistory,
  answers: (operation: Operation) => boolean,
): readonly (readonly number[])[] {
  const written = new Float64Array(keys).fill(-1);
  operations.forEach(({ f, end }, i) => {
    if (key[i] !== NONE && !isRead(f)) written[key[i]!] = Math.max(written[key[i]!]!, end);
  });
  const found: number[][] = Array.from({ length: keys }, () => []);
  operations.forEach((operation, i) => {
    const k = key[i]!;
    if (k === NONE || operation.outcome !== 'ok' || !answers(operation)) return;
    if (operation.start > written[k]!) found[k]!.push(i);
  });
  return found;
}
