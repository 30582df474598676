/**
 * Histories as Jepsen writes them: EDN maps, one after another or in one vector.
 *
 * Pure: text in, events and problems out, and back. Whatever the text holds, reading never throws.
 */
import { createEdnReader } from './edn-value.js';
import type { Fields, HistoryText } from './event-fields.js';
import { createEventCollector, fieldsOf } from './event-fields.js';
import type { HistoryEvent, Json } from './history.js';
import { excerpt, PROBLEMS_MAX, placeOf } from './problem.js';

/**
 * Reads a history: `{:type :invoke, :f :read, :value nil, :process 0, :time 123, :index 0}`, many of them
 * one after another or in a vector or list. After a map that cannot be read, reading goes on at the next
 * line that opens one, so that all problems are found at once.
 */
export function readEdnHistory(text: string): HistoryText {
  const reader = createEdnReader(text);
  const collector = createEventCollector();
  const lines = createLineCounter(text);
  let inVector = false;
  let errors = 0;
  const complain = (offset: number, expected: string, received: string, hint: string) => {
    errors++;
    if (errors <= PROBLEMS_MAX)
      collector.complain({ severity: 'error', ...placeOf(text, offset), expected, received, hint });
  };
  const first = reader.skip();
  const open = text[first];
  if (open === '[' || open === '(') {
    inVector = true;
    reader.moveTo(first + 1);
  }
  for (;;) {
    const at = reader.skip();
    if (at >= text.length) break;
    if (inVector && (text[at] === ']' || text[at] === ')')) {
      inVector = false;
      reader.moveTo(at + 1);
      continue;
    }
    const form = reader.read();
    if (form === undefined) {
      const { offset, expected, hint } = reader.fault();
      complain(offset, expected, excerpt(text, offset), hint);
      // Past a thousand bad maps this is not a history, and the list of problems is full anyway.
      const next = errors > 1000 ? -1 : nextMap(text, at + 1);
      if (next === -1) break;
      reader.moveTo(next);
    } else if (isMap(form)) collector.add(form, lines(at));
    else complain(at, 'a map such as {:type :invoke, :f :read, …}', excerpt(text, at), 'one map per event');
  }
  return collector.finish(reader.tupleValues());
}

function isMap(form: Json): form is Fields {
  return typeof form === 'object' && form !== null && !Array.isArray(form);
}

/** Offset of the next line that opens a map (or a record such as `#jepsen.history.Op{`), or -1. */
function nextMap(text: string, from: number): number {
  for (let at = text.indexOf('\n', from); at !== -1; at = text.indexOf('\n', at + 1)) {
    const match = /^[\s,[(]*(?=\{|#[\w.]+\{)/.exec(text.slice(at + 1, at + 200));
    if (match !== null) return at + 1 + match[0].length;
  }
  return -1;
}

/** Line numbers of rising offsets, counting every newline once. */
export function createLineCounter(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (offset) => {
    while (next !== -1 && next < offset) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}

/** Writes a history as EDN, one map per line. Reading it back gives the same events. */
export function writeEdnHistory(events: readonly HistoryEvent[]): string {
  return events.map((event) => `${writeEvent(event)}\n`).join('');
}

const PLAIN_WORD = /^[a-zA-Z*!_?<>=][\w*!?<>=.-]*$/;

function writeEvent(event: HistoryEvent): string {
  const parts = fieldsOf(event).map(([name, value]) => {
    const asKeyword = name === 'type' || name === 'f' || name === 'process';
    const written = asKeyword && typeof value === 'string' ? writeKey(value) : writeValue(value);
    return `${writeKey(name)} ${written}`;
  });
  return `{${parts.join(', ')}}`;
}

/** A keyword where the text can be one, otherwise a string; both are read back as the same string. */
function writeKey(key: string): string {
  return PLAIN_WORD.test(key) ? `:${key}` : writeValue(key);
}

function writeValue(value: Json): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') {
    // The escapes of JSON are escapes of EDN too.
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    // A whole number of that size is read as its digits; with an exponent it stays a number.
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
  }
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(writeValue).join(' ')}]`;
  const entries = Object.entries(value as Fields);
  return `{${entries.map(([key, item]) => `${writeKey(key)} ${writeValue(item)}`).join(', ')}}`;
}
