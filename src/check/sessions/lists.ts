/**
 * Reads of lists: which are beginnings of the longest one, and what the others lack.
 *
 * An answer shows all that its reader saw, in order. As long as every answer is a beginning of the longest one, it
 * says no more than its last element does. One that is not (a replica that merged otherwise) is looked at element
 * by element: what its reader had written or seen must be in it, and of every element what its writer had written
 * or seen before.
 */
import type { GuaranteeName } from '../../observe/guarantee-names.js';
import type { Json } from '../../observe/history.js';
import { isList, sameJson } from '../objects/value.js';
import { isRead, NONE, type SessionHistory } from './history.js';

/** An answer that is no beginning of the longest one: element by element, {@link NONE} where it cannot be told. */
export interface Odd {
  readonly operation: number;
  readonly elements: readonly number[];
}

export interface Lists {
  /** Per key: the elements of the longest answer, and the operation that got it. */
  readonly longest: readonly (Odd | undefined)[];
  /** In order of invocation. */
  readonly odd: readonly Odd[];
}

/** Finds the longest answers, and notes of every other what its reader saw. */
export function readLists(history: SessionHistory): Lists {
  const { operations, key, saw, seen } = history;
  const raw: ({ readonly operation: number; readonly list: readonly Json[] } | undefined)[] = [];
  const answers: { readonly operation: number; readonly list: readonly Json[] }[] = [];
  operations.forEach(({ f, outcome, output }, operation) => {
    if (!isRead(f) || outcome !== 'ok') return;
    const list = isList(output) ? output : [];
    answers.push({ operation, list });
    if (list.length > (raw[key[operation]!]?.list.length ?? -1)) raw[key[operation]!] = { operation, list };
  });
  const versions = (operation: number, list: readonly Json[]): Odd => {
    const elements = list.map((value) => history.find(key[operation]!, value));
    for (const element of elements) if (element !== NONE) seen[element] = 1;
    return { operation, elements };
  };
  const longest = raw.map((each) => each && versions(each.operation, each.list));
  const odd: Odd[] = [];
  for (const { operation, list } of answers) {
    const k = key[operation]!;
    if (!begins(raw[k]!.list, list)) odd.push(versions(operation, list));
    else saw[operation] = list.length === 0 ? history.first(k) : longest[k]!.elements[list.length - 1]!;
  }
  return { longest, odd };
}

const begins = (whole: readonly Json[], part: readonly Json[]): boolean =>
  whole === part || part.every((item, i) => item === whole[i] || sameJson(item, whole[i]!));

/** Something that must be in an answer and is not, or not where it must be. */
export interface Missing {
  readonly answer: number;
  /** The version that is missing or comes too late. */
  readonly version: number;
  /** Why it must be there: the operation that saw it, or after whose write it must come. */
  readonly because: number;
  /** Whether it is there, but behind. */
  readonly late: boolean;
}

/** Elements that are looked at; histories of nothing but odd answers are not judged to their end. */
const VISITS_MAX = 30_000_000;

/** The first odd answer that breaks the guarantee. `of` tells which sessions are judged. */
export function missingFromOdd(
  history: SessionHistory,
  { odd, longest }: Lists,
  guarantee: GuaranteeName,
  of: (operation: number) => boolean,
): Missing | undefined {
  if (odd.length === 0) return undefined;
  const needs = needsOf(history, { odd, longest }, guarantee);
  const oddAt = new Map(odd.map((each) => [each.operation, each]));
  let visits = 0;
  for (const [answer, before] of needs.reads) {
    const own = oddAt.get(answer);
    if (!of(answer)) continue;
    const { elements } = own ?? beginning(history, longest, answer);
    const there = new Set(elements);
    visits += elements.length + before.length;
    if (visits > VISITS_MAX) return undefined;
    const lacking = before.find(({ version }) => version !== NONE && !there.has(version));
    if (lacking !== undefined) return { answer, ...lacking, late: false };
  }
  for (const { operation: answer, elements } of odd) {
    const places = new Map(elements.map((version, place) => [version, place]));
    for (const [place, element] of elements.entries()) {
      const before = element === NONE || !of(element) ? [] : (needs.elements.get(element)?.() ?? []);
      visits += before.length + 1;
      if (visits > VISITS_MAX) return undefined;
      const lacking = before.find(
        ({ version }) => version !== NONE && !((places.get(version) ?? Infinity) <= place),
      );
      if (lacking !== undefined)
        return { answer, version: lacking.version, because: element, late: places.has(lacking.version) };
    }
  }
  return undefined;
}

interface Need {
  readonly version: number;
  readonly because: number;
}

interface Needs {
  /** Answers that are odd, or come after odd ones, with what they must hold. */
  readonly reads: readonly (readonly [answer: number, before: readonly Need[]])[];
  /** Elements with what must come before them. */
  readonly elements: ReadonlyMap<number, () => readonly Need[]>;
}

function needsOf(history: SessionHistory, { odd, longest }: Lists, guarantee: GuaranteeName): Needs {
  const { operations, session, key, writes } = history;
  const oddAt = new Map(odd.map((each) => [each.operation, each]));
  const oddKeys = new Set(odd.map(({ operation }) => key[operation]!));
  const reads: [number, Need[]][] = [];
  const elements = new Map<number, () => readonly Need[]>();
  /** Per session and key: its acknowledged appends, and its last answer. */
  const own = new Map<number, number[]>();
  const last = new Map<number, number>();
  const seenBy = (answer: number): Need[] =>
    (oddAt.get(answer) ?? beginning(history, longest, answer)).elements.map((version) => ({
      version,
      because: answer,
    }));
  operations.forEach(({ f, outcome }, i) => {
    if (!oddKeys.has(key[i]!)) return;
    const slot = session[i]! * history.keys + key[i]!;
    const appended = own.get(slot) ?? [];
    const answered = last.get(slot);
    if (writes[i] === 1) {
      const previous = appended.at(-1);
      if (guarantee === 'monotonic-writes' && previous !== undefined)
        elements.set(i, () => [{ version: previous, because: previous }]);
      if (guarantee === 'writes-follow-reads' && answered !== undefined)
        elements.set(i, () => seenBy(answered));
      if (outcome === 'ok') appended.push(i);
      own.set(slot, appended);
    } else if (isRead(f) && outcome === 'ok') {
      if (guarantee === 'read-your-writes' && oddAt.has(i))
        reads.push([i, appended.map((version) => ({ version, because: version }))]);
      const odd_ = oddAt.has(i) || (answered !== undefined && oddAt.has(answered));
      if (guarantee === 'monotonic-reads' && answered !== undefined && odd_)
        reads.push([i, seenBy(answered)]);
      last.set(slot, i);
    }
  });
  return { reads, elements };
}

/** An answer that is a beginning of the longest one. */
function beginning({ operations, key }: SessionHistory, longest: Lists['longest'], answer: number): Odd {
  const { output } = operations[answer]!;
  const length = isList(output) ? output.length : 0;
  return { operation: answer, elements: longest[key[answer]!]?.elements.slice(0, length) ?? [] };
}
