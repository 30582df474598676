/**
 * The one true order: every committed entry by index, as first committed by anyone, and a store of its own
 * to which each is applied once.
 *
 * Independent of the replicas' own store (`../machine.ts`) on purpose. Lists are kept once per key, since
 * they only grow; a record remembers how long its list was.
 */
import type { Json } from '../../../../src/model/index.js';
import type { Entry } from '../types.js';

export interface Committed {
  readonly entry: Entry;
  /** Term of the node that was first to know it committed. */
  readonly inTerm: number;
  /** What it left under its key; absent if it touched none. */
  readonly after: Value | undefined;
  /** Number of keys and of sessions after it. */
  readonly keys: number;
  readonly sessions: number;
}

export interface Value {
  readonly key: Json;
  readonly index: number;
  readonly value: Json;
  /** Instead of `value`, the first `length` elements of `list`. */
  readonly list: readonly Json[] | undefined;
  readonly length: number;
}

export interface Ledger {
  /** The entry with index `i + 1` is at `i`. */
  readonly committed: Committed[];
  readonly values: Map<Json, Value>;
  /** Sequence of the last operation applied, by session. */
  readonly sessions: Map<number, number>;
}

export const newLedger = (): Ledger => ({ committed: [], values: new Map(), sessions: new Map() });

/** Enters the next committed entry. */
export function enter(ledger: Ledger, entry: Entry, inTerm: number): void {
  const after = applied(ledger, entry);
  const { values, sessions } = ledger;
  ledger.committed.push({ entry, inTerm, after, keys: values.size, sessions: sessions.size });
}

function applied(ledger: Ledger, entry: Entry): Value | undefined {
  const { command } = entry;
  if (command.kind !== 'operation') return undefined;
  const key = keyOf(command.key);
  const before = ledger.values.get(key);
  if (command.f === 'read') return before;
  if ((ledger.sessions.get(command.client) ?? 0) >= command.sequence) return before;
  ledger.sessions.set(command.client, command.sequence);
  const next = changed(before, key, entry.index, command.f, command.value);
  if (next !== undefined && next !== before) ledger.values.set(key, next);
  return next;
}

function changed(
  before: Value | undefined,
  key: Json,
  index: number,
  f: string,
  input: Json,
): Value | undefined {
  if (f === 'write') return single(key, index, input);
  if (f === 'cas') {
    const [expected, wanted] = input as readonly [Json, Json];
    const now = before === undefined ? null : before.list === undefined ? before.value : before.list;
    return JSON.stringify(now) === JSON.stringify(expected) ? single(key, index, wanted) : before;
  }
  if (before !== undefined && before.list === undefined && before.value !== null) return before;
  const list = (before?.list ?? []) as Json[];
  list.push(input);
  return { key, index, value: null, list, length: list.length };
}

function single(key: Json, index: number, value: Json): Value {
  if (!Array.isArray(value)) return { key, index, value, list: undefined, length: 0 };
  const list: readonly Json[] = [...value];
  return { key, index, value: null, list, length: list.length };
}

export const keyOf = (key: Json): Json =>
  typeof key === 'object' && key !== null ? JSON.stringify(key) : key;

/** Whether a replica's value is this one. A list is compared by length and last element: it only grows. */
export function matches(expected: Value | undefined, actual: Json): boolean {
  if (expected === undefined) return actual === null;
  const { list, length } = expected;
  if (list === undefined) {
    return actual === expected.value || JSON.stringify(actual) === JSON.stringify(expected.value);
  }
  if (!Array.isArray(actual) || actual.length !== length) return false;
  return length === 0 || JSON.stringify(actual[length - 1]) === JSON.stringify(list[length - 1]);
}

export const show = (value: Value | undefined): string => {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value.list === undefined ? value.value : value.list.slice(0, value.length));
};
