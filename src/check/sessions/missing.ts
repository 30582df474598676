/**
 * What answers of lists lack.
 *
 * An answer shows everything, so what must be there can be missed: what its session had written or seen, and of
 * every element what the element's session had written or seen before. Answers that begin as the longest one does
 * are ordered by `order.ts`; here are the others, and of the longest ones what is in no order because it is not
 * there. Finds what is missing; tells nothing.
 */
import type { GuaranteeName } from '../../observe/guarantee-names.js';
import { isRead, NONE, type SessionHistory } from './history.js';
import { beginning, type Lists, type Odd } from './lists.js';

/** Something that must be in an answer and is not, or not where it must be. */
export interface Missing {
  readonly answer: number;
  /** The version that is missing or comes too late. */
  readonly version: number;
  /** Why it must be there: who saw it, or the element that must come after it. */
  readonly because: number;
  /** Whether it is there, but behind. */
  readonly late: boolean;
}

/** Elements that are looked at: where next to no answer begins as another does, that takes long. */
const VISITS_MAX = 30_000_000;

/** What an answer must show if it shows an element, or if its session did something before. */
interface Need {
  readonly version: number;
  readonly because: number;
}

interface Needs {
  /** Answers with what they must hold. */
  readonly answers: (readonly [answer: number, needs: readonly Need[]])[];
  /** Elements with what must come before them. `odd`: it is not in the order of the longest answer. */
  readonly elements: Map<number, { readonly odd: boolean; needs(): readonly Need[] }>;
}

/** The first answer that lacks something; `of` tells which sessions are judged. */
export function findMissing(
  history: SessionHistory,
  lists: Lists,
  guarantee: GuaranteeName,
  of: (operation: number) => boolean,
): Missing | 'nothing' | 'ran out' {
  const odd = new Map(lists.odd.map((each) => [each.operation, each]));
  const { answers, elements } = needsOf(history, lists, odd, guarantee);
  let visits = 0;
  for (const [answer, needs] of answers) {
    if (!of(answer)) continue;
    const shown = new Set((odd.get(answer) ?? beginning(history, lists, answer)).elements);
    visits += shown.size + needs.length;
    if (visits > VISITS_MAX) return 'ran out';
    const lacking = needs.find(({ version }) => version !== NONE && !shown.has(version));
    if (lacking !== undefined) return { answer, ...lacking, late: false };
  }
  if (elements.size === 0) return 'nothing';
  for (const answer of [...lists.odd, ...lists.longest]) {
    if (answer === undefined) continue;
    const places = new Map(answer.elements.map((version, place) => [version, place]));
    visits += places.size;
    for (const [place, element] of answer.elements.entries()) {
      const own = elements.get(element);
      if (own === undefined || !of(element) || !(own.odd || odd.has(answer.operation))) continue;
      const needs = own.needs();
      visits += needs.length;
      if (visits > VISITS_MAX) return 'ran out';
      const isThere = ({ version }: Need) => version === NONE || (places.get(version) ?? Infinity) <= place;
      const lacking = needs.find((each) => !isThere(each));
      if (lacking === undefined) continue;
      const late = places.has(lacking.version);
      return { answer: answer.operation, version: lacking.version, because: element, late };
    }
  }
  return 'nothing';
}

function needsOf(
  history: SessionHistory,
  lists: Lists,
  odd: ReadonlyMap<number, Odd>,
  guarantee: GuaranteeName,
): Needs {
  const { operations, slot, writes } = history;
  const needs: Needs = { answers: [], elements: new Map() };
  if (odd.size === 0 && guarantee !== 'monotonic-writes') return needs;
  /** Per session and key: what it appended and was told of, and what it was answered last. */
  const appends = new Map<number, number[]>();
  const answers = new Map<number, number>();
  const shownBy = (answer: number): Need[] =>
    (odd.get(answer) ?? beginning(history, lists, answer)).elements.map((version) => ({
      version,
      because: answer,
    }));
  for (const [i, { f, outcome }] of operations.entries()) {
    const at = slot[i]!;
    if (at === NONE) continue;
    const own = appends.get(at) ?? [];
    const answered = answers.get(at);
    if (writes[i] === 1) {
      const previous = own.at(-1);
      if (guarantee === 'monotonic-writes' && previous !== undefined)
        needs.elements.set(i, { odd: true, needs: () => [{ version: previous, because: previous }] });
      if (guarantee === 'writes-follow-reads' && answered !== undefined)
        needs.elements.set(i, { odd: odd.has(answered), needs: () => shownBy(answered) });
      if (outcome !== 'ok') continue;
      own.push(i);
      appends.set(at, own);
    } else if (isRead(f) && outcome === 'ok') {
      if (guarantee === 'read-your-writes' && odd.has(i))
        needs.answers.push([i, own.map((version) => ({ version, because: version }))]);
      if (guarantee === 'monotonic-reads' && answered !== undefined && (odd.has(i) || odd.has(answered)))
        needs.answers.push([i, shownBy(answered)]);
      answers.set(at, i);
    }
  }
  return needs;
}
