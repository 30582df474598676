/**
 * What is wrong within a single transaction: it does not see what it read or wrote itself (internal
 * consistency, INT in Cerone et al. 2015), or sees what it is only going to write.
 */
import type { Json } from '../../observe/history.js';
import type { MicroOp, Transaction } from '../../observe/transaction.js';
import type { FindingCollector } from './findings.js';
import { show } from './findings.js';
import type { Identity } from './writes.js';
import { identityOf } from './writes.js';

/** What a transaction knows a key to hold; of a list, perhaps its end only. */
interface Known {
  readonly value: Json;
  readonly endOnly: boolean;
}

/** @param isSure whether nobody else wrote that value of that key */
export function findInside(
  transactions: readonly Transaction[],
  isSure: (key: Json, value: Json) => boolean,
  out: FindingCollector,
): void {
  for (const { id, outcome, steps } of transactions) {
    if (outcome !== 'ok' || steps.length < 2) continue;
    const internal = internalBreach(steps);
    if (internal !== undefined) {
      const { step, expected } = internal;
      out.add(
        () => ({
          type: 'internal',
          transactions: [id],
          key: step[1],
          seen: step[2],
          expected,
          explanation: `it read ${show(step[1])} as ${show(step[2])}, but by its own earlier steps it had to be ${show(expected)}`,
        }),
        'internal',
      );
    }
    const future = futureRead(steps);
    if (future === undefined || !isSure(future.step[1], future.value)) continue;
    const { step, value } = future;
    out.add(
      () => ({
        type: 'future-read',
        transactions: [id],
        key: step[1],
        seen: step[2],
        expected: value,
        explanation: `it read ${show(step[1])} as ${show(step[2])}, with ${show(value)}, which it wrote only afterwards`,
      }),
      'future-read',
    );
  }
}

/** The first read that contradicts what the transaction did before. */
export function internalBreach(steps: readonly MicroOp[]): { step: MicroOp; expected: Json } | undefined {
  const state = new Map<Identity, Known>();
  for (const step of steps) {
    const [f, key, value = null] = step;
    const identity = identityOf(key);
    const known = state.get(identity);
    if (f === 'w') state.set(identity, { value, endOnly: false });
    else if (f === 'append') {
      const list = known === undefined ? [] : asList(known.value);
      state.set(identity, { value: [...list, value], endOnly: known === undefined || known.endOnly });
    } else {
      if (known !== undefined && !agrees(value, known)) {
        return { step, expected: known.endOnly ? ['...', ...asList(known.value)] : known.value };
      }
      state.set(identity, { value, endOnly: false });
    }
  }
  return undefined;
}

const asList = (value: Json): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);

function agrees(seen: Json, { value, endOnly }: Known): boolean {
  if (endOnly) {
    const [got, end] = [asList(seen), asList(value)];
    const skip = got.length - end.length;
    return skip >= 0 && end.every((each, at) => same(each, got[skip + at] as Json));
  }
  if (Array.isArray(seen) && Array.isArray(value)) {
    return seen.length === value.length && seen.every((each: Json, at) => same(each, value[at]));
  }
  return same(seen, value) || (isEmpty(seen) && isEmpty(value));
}

const isEmpty = (value: Json): boolean => value === null || (Array.isArray(value) && value.length === 0);

const same = (a: Json, b: Json): boolean => a === b || identityOf(a) === identityOf(b);

/** The first read that saw what the transaction wrote only later. */
export function futureRead(steps: readonly MicroOp[]): { step: MicroOp; value: Json } | undefined {
  for (const [at, [f, key, value]] of steps.entries()) {
    if (f === 'r') continue;
    for (const step of steps.slice(0, at)) {
      if (!same(step[1], key)) continue;
      const seen = step[2] ?? null;
      if (step[0] !== 'r') {
        if (same(seen, value)) break; // it had written it already
      } else if (Array.isArray(seen) ? seen.some((each) => same(each, value)) : same(seen, value)) {
        return { step, value };
      }
    }
  }
  return undefined;
}
