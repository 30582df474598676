/**
 * What a checker that counts is given, and what it answers.
 *
 * It answers twice: in Jepsen's words, as the map that its users know, and in sentences with the operations that
 * show it. Knows no checker.
 */
import type { Json, Operation } from '../../observe/history.js';
import { jsonKey } from '../objects/value.js';
import type { Verdict } from '../verdict.js';

/** Jepsen's map without `valid?`, which follows from the verdict. */
export type TallyMap = { readonly [name: string]: Json };

/** One thing that is wrong, and the fewest operations that show it. */
export interface TallyFailure {
  readonly explanation: string;
  readonly window: readonly Operation[];
}

export interface Tally {
  readonly verdict: Verdict;
  /** Why the verdict is `unknown`. */
  readonly reason?: string;
  /** Operations that the verdict rests on. */
  readonly judged: number;
  readonly map: TallyMap;
  /** At most {@link FAILURES_MAX}: the map counts them all. */
  readonly failures: readonly TallyFailure[];
}

export interface TallyOptions {
  /** Of `set-full`: an element that a later read lacks is wrong even if it comes back. */
  readonly linearizable?: boolean;
  /** Of `long-fork`: how many keys each read asks for; as many as the first one if absent. */
  readonly groupSize?: number;
}

export interface TallyChecker {
  /** Operations beside which nothing can be judged, and why. */
  readonly refuses?: { readonly [f: string]: string };
  /** What the values of an operation should have been, if they make no sense. */
  malformed?(operation: Operation): string | undefined;
  /** Judges one object. Operations are in the order of their invocations, failed ones among them. */
  check(operations: readonly Operation[], options: TallyOptions): Tally;
}

export const FAILURES_MAX = 10;

/** The first failures of each kind, in turn, so that none hides another. */
export function someOf(...kinds: readonly (readonly TallyFailure[])[]): readonly TallyFailure[] {
  const some: TallyFailure[] = [];
  for (let at = 0; at < FAILURES_MAX && kinds.some((kind) => at < kind.length); at++)
    for (const kind of kinds) {
      const failure = kind[at];
      if (failure !== undefined && some.length < FAILURES_MAX) some.push(failure);
    }
  return some;
}

/** Tells of the first ones of a list. */
export const tellSome = <T>(list: readonly T[], tell: (item: T) => TallyFailure): readonly TallyFailure[] =>
  list.slice(0, FAILURES_MAX).map(tell);

/** An operation as Jepsen shows it: its completion, or its invocation where that is all. */
export function eventOf({ f, process, input, output, outcome, start, end }: Operation): TallyMap {
  const index = Number.isFinite(end) ? end : start;
  return { index, type: outcome, process, f, value: outcome === 'ok' && output !== null ? output : input };
}

/** Calls what happened in its order: every invocation, and every completion that is known. */
export function inOrder(
  operations: readonly Operation[],
  { started, ended }: { started(operation: Operation): void; ended(operation: Operation): void },
): void {
  const byEnd = operations.filter(({ end }) => Number.isFinite(end)).sort((a, b) => a.end - b.end);
  let next = 0;
  for (const operation of operations) {
    for (; next < byEnd.length && byEnd[next]!.end < operation.start; next++) ended(byEnd[next]!);
    started(operation);
  }
  for (; next < byEnd.length; next++) ended(byEnd[next]!);
}

/** Numbers by size before everything else by its text: an order of all values, for lists that people read. */
export function compareJson(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  const [x, y] = typeof a === 'string' && typeof b === 'string' ? [a, b] : [jsonKey(a), jsonKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

export const sorted = (values: Iterable<Json>): Json[] => [...values].sort(compareJson);

/** The list that a read answered; nothing stands for an empty one. */
export const listOf = (value: Json): readonly Json[] => (value ?? []) as readonly Json[];
