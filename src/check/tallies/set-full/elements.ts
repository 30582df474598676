/**
 * For every element of a set: when it was known, and the last reads that have it and that lack it.
 *
 * Of reads, the last is the one that began last. They are looked at from the last one back: an element that was in
 * each of them so far, and is not in the next, was last missing there. So nobody asks every read for every element,
 * and the time is linear in what was read. Judges nothing.
 */
import type { Json, Operation } from '../../../observe/history.js';
import { jsonKey } from '../../objects/value.js';
import { bagOf, entriesOf } from '../bag.js';
import { listOf } from '../tally.js';

export interface Element {
  readonly value: Json;
  /** The last attempt to add it: whoever tries again begins anew. */
  readonly add: Operation;
  /** The acknowledgement, or the first read that has it. */
  readonly known: Operation | undefined;
  readonly lastWith: Operation | undefined;
  readonly lastWithout: Operation | undefined;
}

export interface Duplicate {
  readonly value: Json;
  /** How often one read has it at most. */
  readonly count: number;
  readonly read: Operation;
}

interface Draft {
  readonly value: Json;
  add: Operation;
  known: Operation | undefined;
  lastWith: Operation | undefined;
  lastWithout: Operation | undefined;
  /** In how many of the last reads it was without a gap. */
  streak: number;
}

export interface LookedUp {
  readonly elements: readonly Element[];
  readonly duplicated: ReadonlyMap<string | number, Duplicate>;
}

export function lookUp(operations: readonly Operation[]): LookedUp {
  const drafts = draftsOf(operations);
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok').reverse();
  const duplicated = new Map<string | number, Duplicate>();
  for (const [rank, read] of reads.entries()) {
    const list = listOf(read.output);
    const keys = new Set(list.map(jsonKey));
    if (keys.size < list.length) noteDuplicates(duplicated, list, read);
    for (const key of keys) {
      const draft = drafts.get(key);
      if (draft === undefined || read.end < draft.add.start) continue;
      if (draft.streak === rank) draft.streak++;
      draft.lastWith ??= read;
      if (draft.known === undefined || read.end < draft.known.end) draft.known = read;
    }
  }
  const elements = [...drafts.values()];
  const longest = reads.filter(outlasting());
  for (const draft of elements) draft.lastWithout = lastWithout(draft, reads, longest);
  return { elements, duplicated };
}

function draftsOf(operations: readonly Operation[]): Map<string | number, Draft> {
  const drafts = new Map<string | number, Draft>();
  const adds = operations.filter(({ f }) => f === 'add');
  for (const add of adds) {
    const { input: value } = add;
    const nothing = { known: undefined, lastWith: undefined, lastWithout: undefined, streak: 0 };
    drafts.set(jsonKey(value), { value, add, ...nothing });
  }
  for (const add of adds) {
    if (add.outcome !== 'ok') continue;
    const draft = drafts.get(jsonKey(add.input))!;
    if (add.end < draft.add.start) continue;
    if (draft.known === undefined || add.end < draft.known.end) draft.known = add;
  }
  return drafts;
}

function noteDuplicates(
  duplicated: Map<string | number, Duplicate>,
  list: readonly Json[],
  read: Operation,
): void {
  for (const { value, count } of entriesOf(bagOf(list))) {
    const worst = duplicated.get(jsonKey(value));
    if (count > Math.max(1, worst?.count ?? 0)) duplicated.set(jsonKey(value), { value, count, read });
  }
}

/** Of reads from the last one back, those that ended after all that began later. */
function outlasting(): (read: Operation) => boolean {
  let latest = -1;
  return ({ end }) => {
    if (end <= latest) return false;
    latest = end;
    return true;
  };
}

/**
 * The last read that lacks it, of those that were still going on when somebody began to add it. That is the one past
 * the streak, unless it had been answered by then. If so, an element with a streak was never missing since; one
 * without can only have been seen by reads beside its add, of which the last one tells.
 */
function lastWithout(
  { streak, add, lastWith }: Draft,
  reads: readonly Operation[],
  longest: readonly Operation[],
): Operation | undefined {
  const next = reads[streak];
  if (next === undefined || next.end >= add.start) return next;
  if (streak > 0) return undefined;
  const beside = longest.find(({ end }) => end >= add.start);
  return beside === lastWith ? undefined : beside;
}
