/**
 * For every element of a set: when it was known, and the last reads that have it and that lack it.
 *
 * Of reads, the last is the one that began last. They are looked at from the last one back: an element that was in
 * each of them so far, and is not in the next, was last missing there. So nobody asks every read for every element,
 * and the time is linear in what was read. Judges nothing.
 */
import type { Json, Operation } from '../../../observe/history.js';
import { createNumbering, type Numbering } from '../numbering.js';
import { compareJson, listOf } from '../tally.js';

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

/** An element while reads are looked at. */
interface Draft extends Element {
  known: Operation | undefined;
  lastWith: Operation | undefined;
  lastWithout: Operation | undefined;
  /** In how many of the last reads it was without a gap. */
  streak: number;
}

/** An element that some read has more than once: how often the read of that rank had it so far, and the worst one. */
interface Again {
  readonly value: Json;
  count: number;
  read: Operation;
  rank: number;
  times: number;
}

export interface LookedUp {
  readonly elements: readonly Element[];
  readonly duplicated: readonly Duplicate[];
}

export function lookUp(operations: readonly Operation[]): LookedUp {
  const numbering = createNumbering();
  const drafts = draftsOf(operations, numbering);
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok').reverse();
  /** By element, the rank of the read in which it was met last. */
  const metIn: number[] = [];
  const again = new Map<number, Again>();
  for (const [rank, read] of reads.entries()) {
    for (const value of listOf(read.output)) {
      const number = numbering.of(value);
      if (metIn[number] === rank) {
        noteAgain(again, number, value, rank, read);
        continue;
      }
      metIn[number] = rank;
      const draft = drafts[number];
      if (draft === undefined || read.end < draft.add.start) continue;
      if (draft.streak === rank) draft.streak++;
      draft.lastWith ??= read;
      if (draft.known === undefined || read.end < draft.known.end) draft.known = read;
    }
  }
  const longest = reads.filter(outlasting());
  for (const draft of drafts) draft.lastWithout = lastWithout(draft, reads, longest);
  return { elements: drafts, duplicated: [...again.values()].sort((a, b) => compareJson(a.value, b.value)) };
}

const NOTHING = { known: undefined, lastWith: undefined, lastWithout: undefined, streak: 0 };

function draftsOf(operations: readonly Operation[], numbering: Numbering): Draft[] {
  const drafts: Draft[] = [];
  const adds = operations.filter(({ f }) => f === 'add');
  for (const add of adds) {
    const { input: value } = add;
    drafts[numbering.of(value)] = { value, add, ...NOTHING };
  }
  for (const add of adds) {
    if (add.outcome !== 'ok') continue;
    const draft = drafts[numbering.find(add.input)]!;
    if (add.end < draft.add.start) continue;
    if (draft.known === undefined || add.end < draft.known.end) draft.known = add;
  }
  return drafts;
}

/** One more of an element that this read has already. */
function noteAgain(
  again: Map<number, Again>,
  number: number,
  value: Json,
  rank: number,
  read: Operation,
): void {
  let noted = again.get(number);
  if (noted === undefined) {
    noted = { value, count: 1, read, rank, times: 1 };
    again.set(number, noted);
  }
  noted.times = (noted.rank === rank ? noted.times : 1) + 1;
  noted.rank = rank;
  if (noted.times > noted.count) {
    noted.count = noted.times;
    noted.read = read;
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
