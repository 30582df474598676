/**
 * Reads of lists: which are beginnings of the longest one.
 *
 * An answer shows all that its reader saw, in order. As long as every answer is a beginning of the longest one, it
 * says no more than its last element does, and a list is judged as if it were a register. One that is not (a
 * replica that merged otherwise) is kept as it is. Knows no guarantee.
 */
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

/** An answer that is a beginning of the longest one, as versions. */
export function beginning({ operations, key }: SessionHistory, { longest }: Lists, answer: number): Odd {
  const { output } = operations[answer]!;
  const length = isList(output) ? output.length : 0;
  return { operation: answer, elements: longest[key[answer]!]?.elements.slice(0, length) ?? [] };
}
