/**
 * Lists against the order of causes: an answer shows all that is in its past, in an order that causes allow.
 *
 * The same definition as for registers (Bouajjani et al., POPL 2017, §3): for each answer, its past can be put in an
 * order that keeps causes before effects and explains it. A list shows all of that order, so it can be read off.
 */
import { NONE, type SessionHistory } from '../sessions/history.js';
import { type Lists, type Odd, readLists } from '../sessions/lists.js';
import type { Finding, NotFound } from './finding.js';
import { happenedIn, type Lanes, type Link, lanesOf, withSilentLanes } from './lanes.js';
import { type Past, pastOf } from './past.js';
import { countWithin, type Written, writtenIn } from './written.js';

/** Elements of answers that do not begin as others do, all together, that are looked at. */
const ODD_MAX = 2_000_000;

export interface ListAnswers {
  readonly history: SessionHistory;
  readonly lists: Lists;
  readonly lanes: Lanes;
  readonly written: readonly (readonly Written[])[];
  /** Per read that is a beginning of the longest answer: how many elements it shows; else {@link NONE}. */
  readonly length: Int32Array;
  /** Per append: its place in the longest answer, from 1; `Infinity` if it is not in it. */
  readonly rank: Float64Array;
}

/** Notes in the history what reads saw. */
export function listAnswersOf(history: SessionHistory): ListAnswers {
  const { operations, key, writes } = history;
  const lists = readLists(history);
  const lanes = lanesOf(history, happenedIn(history));
  const rank = new Float64Array(operations.length).fill(Infinity);
  for (const longest of lists.longest)
    longest?.elements.forEach((element, i) => {
      if (element !== NONE) rank[element] = Math.min(rank[element]!, i + 1);
    });
  const length = new Int32Array(operations.length).fill(NONE);
  const odd = new Set(lists.odd.map(({ operation }) => operation));
  operations.forEach(({ outcome, output }, i) => {
    if (outcome !== 'ok' || key[i] === NONE || writes[i] === 1 || odd.has(i)) return;
    if (lists.longest[key[i]!] !== undefined && isAnswer(operations[i]!.f))
      length[i] = Array.isArray(output) ? output.length : 0;
  });
  return { history, lists, lanes, written: writtenIn(history, lanes), length, rank };
}

const isAnswer = (f: string): boolean => f === 'read' || f === 'r';

/** Of the answers for which `of` holds. */
export function findInLists(
  answers: ListAnswers,
  of: (operation: number) => boolean,
): { readonly found: Finding | NotFound; readonly lanes: Lanes; readonly links: readonly Link[] } {
  const wrong = wrongElements(answers, of);
  if (wrong !== undefined) return { found: wrong, lanes: answers.lanes, links: [] };
  const oddElements = answers.lists.odd.reduce((sum, { elements }) => sum + elements.length, 0);
  if (oddElements > ODD_MAX) return { found: 'too large', lanes: answers.lanes, links: [] };
  const causes = knownCauses(answers);
  return { ...causes, found: findInCauses(answers, causes, of) };
}

function findInCauses(
  answers: ListAnswers,
  { lanes, links }: { readonly lanes: Lanes; readonly links: readonly Link[] },
  of: (operation: number) => boolean,
): Finding | NotFound {
  const { history, lists } = answers;
  const past = pastOf(lanes, links);
  if (past.kind === 'too large') return 'too large';
  if (past.kind === 'circle')
    return { kind: 'circle', nodes: past.nodes.filter((node) => node < history.operations.length) };
  return (
    lackingIn(answers, past, of) ??
    [...lists.longest, ...lists.odd].reduce<Finding | undefined>(
      (found, answer) =>
        found ?? (answer && of(answer.operation) ? disorder(answer, past, lanes) : undefined),
      undefined,
    ) ??
    'nothing'
  );
}

/** Elements that nobody appended, or that are there twice. */
export function wrongElements(
  { history, lists }: ListAnswers,
  of: (operation: number) => boolean,
): Finding | undefined {
  const { operations, key } = history;
  for (const answer of [...lists.longest, ...lists.odd]) {
    if (answer === undefined || !of(answer.operation)) continue;
    const { operation: read, elements } = answer;
    const values = operations[read]!.output;
    const list = Array.isArray(values) ? values : [];
    if (list.some((value) => history.isUnheardOf(key[read]!, value))) return { kind: 'unheard of', read };
    const version = elements.find((element, i) => element !== NONE && elements.indexOf(element) < i);
    if (new Set(elements).size < elements.length && version !== undefined)
      return { kind: 'twice', read, version };
  }
  return undefined;
}

/**
 * From each element to who saw it. Those of the longest answer go through a lane of the key's own that collects them
 * in order, with a node for every length that some answer has.
 */
function knownCauses({ history, lists, lanes, length }: ListAnswers): { lanes: Lanes; links: Link[] } {
  const { operations, key } = history;
  const lengths: number[][] = lists.longest.map(() => []);
  for (let i = 0; i < operations.length; i++) if (length[i]! > 0) lengths[key[i]!]!.push(length[i]!);
  const distinct = lengths.map((each) => [...new Set(each)].sort((a, b) => a - b));
  const links: Link[] = [];
  const nodeOf = new Map<number, number>();
  const keys = lists.longest.length;
  let node = operations.length;
  distinct.forEach((ends, k) => {
    let from = 0;
    for (const end of ends) {
      nodeOf.set(end * keys + k, node);
      for (; from < end; from++) links.push({ from: lists.longest[k]!.elements[from]!, to: node });
      node++;
    }
  });
  for (let i = 0; i < operations.length; i++)
    if (length[i]! > 0) links.push({ from: nodeOf.get(length[i]! * keys + key[i]!)!, to: i });
  for (const { operation, elements } of lists.odd)
    for (const element of elements) links.push({ from: element, to: operation });
  const silent = withSilentLanes(
    lanes,
    distinct.map((ends) => ends.length),
  );
  return { lanes: silent, links: links.filter(({ from }) => from !== NONE) };
}

/** An append in an answer's past that it does not show. */
function lackingIn(
  { history, lists, written, length, rank }: ListAnswers,
  past: Past,
  of: (operation: number) => boolean,
): Finding | undefined {
  const highest = written.map((lanes) =>
    lanes.map(({ operations }) => {
      let most = 0;
      return operations.map((each) => (most = Math.max(most, rank[each]!)));
    }),
  );
  const shown = new Map(lists.odd.map(({ operation, elements }) => [operation, new Set(elements)]));
  for (let read = 0; read < length.length; read++) {
    const all = shown.get(read);
    if ((length[read] === NONE && all === undefined) || !of(read)) continue;
    const k = history.key[read]!;
    for (const [l, own] of written[k]!.entries()) {
      const count = countWithin(own, past.reach(read, own.lane));
      if (count === 0) continue;
      if (all === undefined && highest[k]![l]![count - 1]! <= length[read]!) continue;
      const version = own.operations
        .slice(0, count)
        .find((each) => (all === undefined ? rank[each]! > length[read]! : !all.has(each)));
      if (version !== undefined) return { kind: 'lacking', read, version };
    }
  }
  return undefined;
}

/** Two elements of an answer of which the one that comes later is in the past of the other. */
function disorder(
  { operation: read, elements }: Odd,
  past: Past,
  { lane, place }: Lanes,
): Finding | undefined {
  /** Per lane: the earliest element that comes later in the answer. */
  const earliest = new Map<number, number>();
  for (let i = elements.length - 1; i >= 0; i--) {
    const first = elements[i]!;
    if (first === NONE) continue;
    for (const [l, then] of earliest)
      if (place[then]! < past.reach(first, l)) return { kind: 'order', read, first, then };
    const known = earliest.get(lane[first]!);
    if (known === undefined || place[first]! < place[known]!) earliest.set(lane[first]!, first);
  }
  return undefined;
}
