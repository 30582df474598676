/**
 * From a record with fields, as any format yields it, to a history event.
 *
 * Knows what Jepsen's fields mean and which may be missing; knows no syntax.
 */
import type { HistoryEvent, Json } from './history.js';
import type { HistoryProblem } from './problem.js';
import { PROBLEMS_MAX } from './problem.js';

export type Fields = { readonly [key: string]: Json };

/** What reading a text gives: all that could be understood, and everything that could not. */
export interface HistoryText {
  readonly events: readonly HistoryEvent[];
  readonly problems: readonly HistoryProblem[];
  /** How many events had a value written as Jepsen's `#jepsen.independent/tuple [key value]`. */
  readonly tuples: number;
}

interface Draft {
  readonly fields: Fields;
  readonly line: number;
}

const TYPES = ['invoke', 'ok', 'fail', 'info'] as const;
const KNOWN: ReadonlySet<string> = new Set([
  'index',
  'type',
  'process',
  'f',
  'value',
  'time',
  'time_ns',
  'error',
]);

/** Collects records in order, then turns them into events. */
export interface EventCollector {
  add(fields: Fields, line: number): void;
  complain(problem: HistoryProblem): void;
  finish(tuples: number): HistoryText;
}

export function createEventCollector(): EventCollector {
  const drafts: Draft[] = [];
  const problems: HistoryProblem[] = [];
  const complain = (problem: HistoryProblem) => {
    if (problems.length < PROBLEMS_MAX) problems.push(problem);
  };
  return {
    add: (fields, line) => {
      drafts.push({ fields, line });
    },
    complain,
    finish(tuples) {
      const events = toEvents(drafts, complain);
      problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
      return { events, problems, tuples };
    },
  };
}

/**
 * A history that names no process at all is one process; one that names no `f` at all is of transactions
 * (Elle's examples are written so). A field missing in some records only is an error there.
 */
function toEvents(drafts: readonly Draft[], complain: (problem: HistoryProblem) => void): HistoryEvent[] {
  const noProcess = drafts.every((draft) => draft.fields.process === undefined);
  const noF = drafts.every((draft) => draft.fields.f === undefined);
  const numbered = hasRisingIndices(drafts);
  const someIndex = drafts.find((draft) => draft.fields.index !== undefined && draft.fields.index !== null);
  if (!numbered && someIndex !== undefined) {
    complain({
      severity: 'warning',
      line: someIndex.line,
      expected: 'indices that rise from line to line, or none',
      received: 'indices that are missing, repeated or fall',
      hint: 'the order of the lines counts; the indices were replaced by positions',
    });
  }
  const events: HistoryEvent[] = [];
  for (const [position, draft] of drafts.entries()) {
    const event = toEvent(draft, position, numbered, noProcess, noF, complain);
    if (event !== undefined) events.push(event);
  }
  return events;
}

function hasRisingIndices(drafts: readonly Draft[]): boolean {
  let last = -1;
  for (const { fields } of drafts) {
    const index = fields.index;
    if (typeof index !== 'number' || !Number.isSafeInteger(index) || index <= last) return false;
    last = index;
  }
  return true;
}

function toEvent(
  { fields, line }: Draft,
  position: number,
  numbered: boolean,
  noProcess: boolean,
  noF: boolean,
  complain: (problem: HistoryProblem) => void,
): HistoryEvent | undefined {
  const wrong = (name: string, expected: string, hint: string) =>
    complain({
      severity: 'error',
      line,
      index: position,
      expected: `${name} to be ${expected}`,
      received: fields[name] === undefined ? `no ${name}` : JSON.stringify(fields[name]),
      hint,
    });
  const type = TYPES.find((known) => known === fields.type);
  const process = noProcess ? 0 : fields.process;
  const f = noF ? 'txn' : fields.f;
  // Some say the unit in the name.
  const time = timeOf(fields.time ?? fields.time_ns);
  if (type === undefined) wrong('type', 'invoke, ok, fail or info', 'every event is one of these four');
  const goodProcess = typeof process === 'number' || typeof process === 'string';
  if (!goodProcess) wrong('process', 'a number or a name', 'without it a completion finds no invocation');
  if (typeof f !== 'string') wrong('f', 'the name of an operation', 'such as read, write or cas');
  if (time === undefined) wrong('time', 'nanoseconds as a number, or absent', 'only used for messages');
  if (type === undefined || !goodProcess || typeof f !== 'string' || time === undefined) return undefined;
  const index = numbered ? (fields.index as number) : position;
  const event = { index, type, process, f, value: fields.value ?? null, time };
  const extra = extraOf(fields);
  if (fields.error === undefined && extra === undefined) return event;
  return {
    ...event,
    ...(fields.error === undefined ? {} : { error: fields.error }),
    ...(extra === undefined ? {} : { extra }),
  };
}

/** A time may be missing, and may be too large for a double, in which case the text comes as digits. */
function timeOf(time: Json | undefined): number | undefined {
  if (time === undefined || time === null) return 0;
  if (typeof time === 'number') return time;
  return typeof time === 'string' && /^-?\d+$/.test(time) ? Number(time) : undefined;
}

function extraOf(fields: Fields): Readonly<Record<string, Json>> | undefined {
  let extra: Record<string, Json> | undefined;
  for (const key in fields) {
    if (KNOWN.has(key)) continue;
    extra ??= {};
    // A record can name a field `__proto__`; only defining it keeps it an ordinary field.
    Object.defineProperty(extra, key, {
      value: fields[key] as Json,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return extra;
}

/** The fields of an event in the order in which they are written; absent ones left out. */
export function fieldsOf(event: HistoryEvent): [string, Json][] {
  const fields: [string, Json][] = [
    ['index', event.index],
    ['type', event.type],
    ['process', event.process],
    ['f', event.f],
    ['value', event.value],
    ['time', event.time],
  ];
  if (event.error !== undefined) fields.push(['error', event.error]);
  if (event.extra !== undefined) fields.push(...Object.entries(event.extra));
  return fields;
}
