/**
 * A history as session guarantees look at it: sessions, keys, and of each operation which write it saw.
 *
 * A version is what one write left under one key. It has the number of the operation that wrote it; the first
 * value of a key has a number of its own. Works where values tell writes apart: a value that two operations may
 * have written, or that is also the first one, is known to nobody and is not judged. Knows no guarantee.
 */
import type { Json, Operation } from '../../observe/history.js';
import { isList, jsonKey } from '../objects/value.js';

/** No version, or one that cannot be told. */
export const NONE = -1;

export interface SessionHistory {
  readonly operations: readonly Operation[];
  /** How many keys there are. */
  readonly keys: number;
  readonly sessions: number;
  /** Per operation: its session and its key, numbered by first appearance. Failed ones have key {@link NONE}. */
  readonly session: Int32Array;
  readonly key: Int32Array;
  /** Per operation: its session and key together, numbered by first appearance; as many as `slots`. */
  readonly slot: Int32Array;
  readonly slots: number;
  /** Per operation: 1 if it leaves a version, should it take effect. */
  readonly writes: Uint8Array;
  /** Per operation: the version that its session was told of; for a list the last element. */
  readonly saw: Int32Array;
  /** Per operation: 1 if some answer shows the version that it left. */
  readonly seen: Uint8Array;
  /** Of a compare-and-set, answered or not: the version that it replaces. */
  readonly replaces: Int32Array;
  /** Two operations of one session at once: then it is no session. */
  readonly overlap: number | undefined;
  /** The version of a key before the first write. */
  first(key: number): number;
  /** The version with that value; {@link NONE} if nobody or more than one wrote it. */
  find(key: number, value: Json): number;
  /** Whether the value is neither the first one nor written by anybody, answered or not. */
  isUnheardOf(key: number, value: Json): boolean;
}

/** What is known of an object: registers have a first value, lists begin empty. */
export type Shape = { readonly kind: 'register'; readonly initial: Json } | { readonly kind: 'list' };

/** `operations` in order of invocation. What reads of lists saw is left open; see `lists.ts`. */
export function readHistory(operations: readonly Operation[], shape: Shape): SessionHistory {
  const count = operations.length;
  const session = new Int32Array(count);
  const key = new Int32Array(count).fill(NONE);
  const writes = new Uint8Array(count);
  const sessions = new Map<number | string, number>();
  const keys = new Map<string | number | undefined, number>();
  /** Per key: the operation that wrote each value, or {@link NONE} if there are several. */
  const writers: Map<string | number, number>[] = [];
  const over: number[] = [];
  let overlap: number | undefined;
  for (let i = 0; i < count; i++) {
    const operation = operations[i]!;
    const s = numberOf(sessions, operation.process);
    session[i] = s;
    if (operation.start < (over[s] ?? -1)) overlap ??= i;
    if (operation.end !== Number.POSITIVE_INFINITY) over[s] = Math.max(over[s] ?? -1, operation.end);
    if (operation.outcome === 'fail') continue;
    const k = numberOf(keys, keyOf(operation.key));
    key[i] = k;
    writers[k] ??= new Map();
    const value = writtenBy(operation);
    if (value === undefined) continue;
    writes[i] = 1;
    const name = jsonKey(value);
    writers[k].set(name, writers[k].has(name) ? NONE : i);
  }
  const initialName = shape.kind === 'register' ? jsonKey(shape.initial) : undefined;
  const first = (k: number) => count + k;
  const find = (k: number, value: Json): number => {
    const name = jsonKey(value);
    const writer = writers[k]!.get(name);
    if (name !== initialName) return writer ?? NONE;
    return writer === undefined ? first(k) : NONE;
  };
  const isUnheardOf = (k: number, value: Json) => {
    const name = jsonKey(value);
    return name !== initialName && !writers[k]!.has(name);
  };
  // A write whose value does not tell it from others is no version that anybody could know again.
  for (let i = 0; i < count; i++)
    if (writes[i] === 1 && find(key[i]!, writtenBy(operations[i]!)!) !== i) writes[i] = 0;
  const { saw, seen, replaces } = answers(operations, shape, { key, find });
  const { slot, slots } = pairsOf(session, key, keys.size);
  const counts = { keys: keys.size, sessions: sessions.size, slots, overlap };
  return { operations, ...counts, session, key, slot, writes, saw, seen, replaces, first, find, isUnheardOf };
}

/** Numbers pairs of numbers by first appearance; none where there is no key. */
export function pairsOf(
  first: Int32Array,
  key: Int32Array,
  keys: number,
): { readonly slot: Int32Array; readonly slots: number } {
  const slot = new Int32Array(first.length).fill(NONE);
  const numbers = new Map<number, number>();
  for (let i = 0; i < first.length; i++)
    if (key[i] !== NONE) slot[i] = numberOf(numbers, first[i]! * keys + key[i]!);
  return { slot, slots: numbers.size };
}

function answers(
  operations: readonly Operation[],
  shape: Shape,
  { key, find }: Pick<SessionHistory, 'key' | 'find'>,
): Pick<SessionHistory, 'saw' | 'seen' | 'replaces'> {
  const count = operations.length;
  const saw = new Int32Array(count).fill(NONE);
  const replaces = new Int32Array(count).fill(NONE);
  const seen = new Uint8Array(count);
  if (shape.kind === 'list') return { saw, seen, replaces };
  for (let i = 0; i < count; i++) {
    const k = key[i]!;
    const { f, input, output, outcome } = operations[i]!;
    if (k === NONE) continue;
    if (f === 'cas' && isList(input) && input.length === 2) replaces[i] = find(k, input[0]!);
    if (outcome !== 'ok') continue;
    if (isRead(f)) saw[i] = find(k, output);
    else if (f === 'cas') saw[i] = replaces[i]!;
    if (saw[i]! >= 0 && saw[i]! < count) seen[saw[i]!] = 1;
  }
  return { saw, seen, replaces };
}

export const isRead = (f: string): boolean => f === 'read' || f === 'r';

/** What the operation leaves behind if it takes effect; `undefined` if it writes nothing. */
export function writtenBy({ f, input }: Operation): Json | undefined {
  if (f === 'write' || f === 'append') return input;
  return f === 'cas' && isList(input) && input.length === 2 ? input[1] : undefined;
}

const keyOf = (key: Json | undefined): string | number | undefined =>
  key === undefined ? undefined : jsonKey(key);

function numberOf<T>(numbers: Map<T, number>, name: T): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

/** Why nothing can be said of a history in which one session does two things at once. */
export function overlapping({ operations }: SessionHistory, operation: number): string {
  const { process, start } = operations[operation]!;
  return `process ${process} invokes another operation (event ${start}) before it was answered: it is no session`;
}
