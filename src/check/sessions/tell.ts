/**
 * What is told of a broken session guarantee: which session, what it was told by whom, and what it should have seen.
 *
 * Takes what the checker found; decides nothing.
 */
import type { GuaranteeName } from '../../observe/guarantee-names.js';
import type { Operation } from '../../observe/history.js';
import { nameOf, when } from '../explain.js';
import { listAppend } from '../objects/list-append.js';
import { casRegister } from '../objects/register.js';
import { showJson } from '../objects/value.js';
import type { Edge } from './graph.js';
import { type SessionHistory, writtenBy } from './history.js';
import type { Missing } from './missing.js';
import type { Gap } from './servers.js';
import { versionsOf } from './wanted.js';

export interface Told {
  /** One paragraph for people. */
  readonly explanation: string;
  /** The operations that show it, in the order of their invocations. */
  readonly window: readonly Operation[];
}

interface Telling {
  readonly history: SessionHistory;
  readonly guarantee: GuaranteeName;
  readonly object: string;
}

/** Of a long chain of reasons, so many are told at each end. */
const REASONS_SHOWN = 3;

/** An operation by name, with who answered, and when. */
export function wordsForOperation(object: string, timed: boolean): (operation: Operation) => string {
  const model = object === 'list-append' ? listAppend() : casRegister();
  return (operation) => {
    const { key, node, completedAt, end, outcome } = operation;
    const name = `${nameOf(model, operation)}${key === undefined ? '' : ` on key ${showJson(key)}`}`;
    if (outcome !== 'ok') return `${name}, which was never answered,`;
    return `${name}, answered ${node === undefined ? '' : `by ${node} `}${when(completedAt, end, timed)},`;
  };
}

export interface Words {
  /** The operation by name, with its key. */
  name(operation: number): string;
  /** The same with who answered, and when. */
  answered(operation: number): string;
  value(version: number): string;
  process(operation: number): string;
  on(operation: number): string;
}

export function wordsFor({ history, object }: Pick<Telling, 'history' | 'object'>): Words {
  const { operations } = history;
  const model = object === 'list-append' ? listAppend() : casRegister();
  const timed = operations.some(({ invokedAt }) => invokedAt !== 0);
  const on = (i: number) =>
    operations[i]!.key === undefined ? '' : ` on key ${showJson(operations[i]!.key!)}`;
  const name = (i: number) => `${nameOf(model, operations[i]!)}${on(i)}`;
  const answered = wordsForOperation(object, timed);
  return {
    name,
    on,
    answered: (i) => answered(operations[i]!),
    value: (version) =>
      version >= operations.length ? 'the first value' : showJson(writtenBy(operations[version]!)!),
    process: (i) => `process ${operations[i]!.process}`,
  };
}

export function told(
  { history }: Pick<Telling, 'history'>,
  explanation: string,
  involved: readonly number[],
): Told {
  const { operations } = history;
  const ids = [...new Set(involved.filter((i) => i < operations.length))].sort((a, b) => a - b);
  return { explanation, window: ids.map((i) => operations[i]!) };
}

/** Edges in a circle, first the one that is wanted. */
export function tellCircle(telling: Telling, circle: readonly Edge[]): Told {
  const { history, guarantee } = telling;
  const words = wordsFor(telling);
  const [wanted, ...rest] = joined(circle, history);
  const { from, to, by } = wanted!;
  const opening = {
    'read-your-writes': () =>
      `${words.answered(by)} does not see what its own session had written: ${words.answered(from)} came before it, and ${words.value(to)} is older than ${words.value(from)}.`,
    'monotonic-reads': () =>
      `${words.answered(by)} goes back in time: its session had seen ${words.value(from)} before (${words.answered(sawBefore(history, by, from)).replace(/,$/, '')}), and ${words.value(to)} is older than that.`,
    'monotonic-writes': () =>
      `The writes of ${words.process(to)} took effect out of its order: ${words.answered(from)} came before ${words.name(to)}, yet ${words.value(to)} is older than ${words.value(from)}.`,
    'writes-follow-reads': () =>
      `${words.name(to)} took effect before what its session had seen: it had been told of ${words.value(from)}${words.on(by)}, yet ${words.value(to)} is older than that.`,
  }[guarantee]();
  // That nothing is older than the first value needs no reason.
  const path = to >= history.operations.length ? [] : rest;
  const reasons = path.map((edge) => reasonFor(edge, telling, words)).filter((text) => text !== '');
  const shown =
    reasons.length <= 2 * REASONS_SHOWN
      ? reasons
      : [
          ...reasons.slice(0, REASONS_SHOWN),
          `and so on over ${reasons.length - 2 * REASONS_SHOWN} more`,
          ...reasons.slice(-REASONS_SHOWN),
        ];
  const why = shown.length === 0 ? '' : ` ${capital(shown.join('; '))}.`;
  return told(
    telling,
    `${capital(opening)}${why}`,
    circle.flatMap(({ by: reader, from: seen, to: last, reason }) => [
      ...[reader, seen, last],
      ...(guarantee === 'monotonic-reads' && reason === 'wanted' ? [sawBefore(history, reader, seen)] : []),
    ]),
  );
}

/** The answer, to the same session before this one, that showed a version. */
function sawBefore({ slot, saw }: SessionHistory, operation: number, version: number): number {
  let before = operation - 1;
  while (slot[before] !== slot[operation] || saw[before] !== version) before--;
  return before;
}

/** What a session had seen leads over its reads to its write: told as one step. */
function joined(circle: readonly Edge[], history: SessionHistory): Edge[] {
  const isRead = (node: number) => node >= versionsOf(history);
  if (!circle.some(({ from, to }) => isRead(from) || isRead(to))) return [...circle];
  const steps: Edge[] = [];
  // Begin where a version leads to a read, so that every step ends at a version.
  const at = circle.findIndex(({ from }) => !isRead(from));
  let open: Edge | undefined;
  for (const edge of [...circle.slice(at), ...circle.slice(0, at)]) {
    open = open === undefined ? edge : { ...open, to: edge.to, reason: edge.reason };
    if (isRead(edge.to)) continue;
    steps.push(open);
    open = undefined;
  }
  const first = steps.findIndex(({ reason }) => reason === 'wanted');
  return [...steps.slice(first), ...steps.slice(0, first)];
}

/** Why `from` is before `to`. */
function reasonFor({ from, to, reason, by }: Edge, { guarantee }: Telling, words: Words): string {
  const [a, b] = [words.value(from), words.value(to)];
  switch (reason) {
    case 'first':
      return `nothing is older than ${a}`;
    case 'wrote both':
      return `${words.process(by)} wrote ${a} before it wrote ${b}`;
    case 'saw before writing':
      return `${words.process(by)} had read ${a} before it wrote ${b}`;
    case 'replaced':
      return `${words.name(by)} put ${b} in the place of ${a}`;
    case 'listed':
      return `${words.answered(by)} shows ${a} before ${b}`;
    case 'lacking':
      return `${words.answered(by)} is the longest answer and lacks ${b}`;
    case 'known':
      return `${a} took effect before ${b}`;
    case 'wanted':
      return {
        'read-your-writes': `${words.process(by)} wrote ${a} and then read ${b}`,
        'monotonic-reads': `${words.process(by)} read ${a} and then ${b}`,
        'monotonic-writes': `${words.process(by)} wrote ${a} before it wrote ${b}`,
        'writes-follow-reads': `${words.process(by)} had read ${a} before it wrote ${b}`,
      }[guarantee];
  }
}

/** An answer that is no beginning of the longest one, and lacks what it must show. */
export function tellMissing(telling: Telling, { answer, version, because, late }: Missing): Told {
  const { guarantee } = telling;
  const words = wordsFor(telling);
  const value = words.value(version);
  const lacks = late ? `shows ${value} too late` : `lacks ${value}`;
  const why = {
    'read-your-writes': () =>
      `its own session had written that before: ${words.answered(because)} came earlier`,
    'monotonic-reads': () => `its own session had seen that before: ${words.answered(because)} came earlier`,
    'monotonic-writes': () =>
      `it shows ${words.value(because)}, which ${words.process(because)} appended after that`,
    'writes-follow-reads': () =>
      `it shows ${words.value(because)}, which ${words.process(because)} appended after it had seen that`,
  }[guarantee]();
  const text = `${capital(words.answered(answer))} ${lacks}, although ${why.replace(/, came/, ' came')}.`;
  return told(telling, text, [answer, version, because]);
}

/** A server that shows a later write and lacks an earlier one. */
export function tellGap(telling: Telling, { showed, lacked, earlier, because }: Gap): Told {
  const { history, guarantee } = telling;
  const words = wordsFor(telling);
  const later = history.saw[showed]!;
  const writer = words.process(later);
  const before =
    guarantee === 'monotonic-writes'
      ? `${writer} had written ${words.value(earlier)}${words.on(earlier)} before it wrote ${words.value(later)}${words.on(later)}: ${words.answered(earlier)} came before ${words.name(later)}`
      : `${writer} had seen ${words.value(earlier)}${words.on(earlier)} before it wrote ${words.value(later)}${words.on(later)}: ${words.answered(because)} came before ${words.name(later)}`;
  const text =
    `${capital(words.answered(showed))} shows a write, and ${words.answered(lacked)} after it lacks an earlier one. ` +
    `${capital(before)}. A server that has the later write must have the earlier one.`;
  return told(telling, text, [showed, lacked, later, earlier, because]);
}

export const capital = (text: string): string => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
