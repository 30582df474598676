/**
 * Histories as JSON lines: one object per line, or one array of them.
 *
 * Pure: text in, events and problems out, and back. Whatever the text holds, reading never throws.
 */
import { createLineCounter } from './edn.js';
import type { EventCollector, Fields, HistoryText } from './event-fields.js';
import { createEventCollector, fieldsOf } from './event-fields.js';
import type { HistoryEvent, Json } from './history.js';
import { findJsonFault } from './json-fault.js';
import { excerpt } from './problem.js';

/**
 * Reads a history: `{"type":"invoke","f":"read","value":null,"process":0,"time":5,"index":0}` per line, or
 * an array of such objects, laid out anyhow. Blank lines are skipped.
 */
export function readJsonlHistory(text: string): HistoryText {
  const collector = createEventCollector();
  const start = text.search(/[^\s\ufeff]/);
  if (start !== -1) {
    if (text[start] === '[') readArray(text, start, collector);
    else readLines(text, collector);
  }
  return collector.finish(0);
}

function readLines(text: string, collector: EventCollector): void {
  let line = 0;
  for (let from = text.charCodeAt(0) === 0xfeff ? 1 : 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    line++;
    readPiece(text.slice(from, end), line, 1, collector);
    from = end + 1;
  }
}

/** Cuts an array into its elements, so that one bad element is one problem and not the end. */
function readArray(text: string, open: number, collector: EventCollector): void {
  const lines = createLineCounter(text);
  const columnOf = (offset: number) => offset - text.lastIndexOf('\n', offset - 1);
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
    if (depth > 1 || (depth === 1 && char !== ',')) continue;
    if (depth < 0) break;
    const begin = from + (text.slice(from, at).match(/^\s*/)?.[0].length ?? 0);
    const piece = text.slice(begin, at);
    // `[]` and a trailing comma leave an empty piece at the end, which nobody needs to hear about.
    if (piece.trim() !== '' || depth === 1) readPiece(piece, lines(begin), columnOf(begin), collector);
    from = at + 1;
    if (depth === 0) {
      complainOfRest(text, from, lines, columnOf, collector);
      return;
    }
  }
  collector.complain({
    severity: 'error',
    line: lines(text.length),
    expected: 'a closing ] for the array of events',
    received: 'the end of the text',
    hint: 'was the file cut off?',
  });
}

function complainOfRest(
  text: string,
  from: number,
  lines: (offset: number) => number,
  columnOf: (offset: number) => number,
  collector: EventCollector,
): void {
  const rest = text.slice(from).search(/\S/);
  if (rest === -1) return;
  const at = from + rest;
  const place = { line: lines(at), column: columnOf(at) };
  const received = excerpt(text, at);
  collector.complain({
    severity: 'error',
    ...place,
    expected: 'nothing after the array',
    received,
    hint: '',
  });
}

function endOfString(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"' || text[at] === '\n') return at;
  }
  return text.length;
}

function readPiece(piece: string, line: number, column: number, collector: EventCollector): void {
  const trimmed = piece.trimEnd();
  if (trimmed === '' && column === 1) return;
  let value: Json;
  try {
    value = JSON.parse(LONG_DIGITS.test(piece) ? keepLongIntegers(piece) : piece) as Json;
  } catch {
    const fault = findJsonFault(piece) ?? { offset: 0, expected: 'a JSON object' };
    const before = piece.slice(0, fault.offset).split('\n');
    const inLine = before.at(-1)?.length ?? 0;
    collector.complain({
      severity: 'error',
      line: line + before.length - 1,
      column: before.length === 1 ? column + inLine : inLine + 1,
      expected: fault.expected,
      received: excerpt(piece, fault.offset),
      hint: piece.includes('{:') ? 'this looks like EDN: is the format right?' : 'one JSON object per event',
    });
    return;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    collector.add(value as Fields, line);
    return;
  }
  const received = excerpt(trimmed.trimStart(), 0);
  const expected = 'an object such as {"type":"invoke","f":"read",…}';
  collector.complain({
    severity: 'error',
    line,
    column,
    expected,
    received,
    hint: 'one JSON object per event',
  });
}

const LONG_DIGITS = /\d{16}/;

/** Integers that a double cannot hold become strings of their digits, so that different ones stay so. */
function keepLongIntegers(piece: string): string {
  return replaceUnsafeIntegers(piece, (token) => `"${token}"`);
}

/** Replaces integers beyond 2^53 in a JSON text, outside its strings. */
function replaceUnsafeIntegers(text: string, replace: (token: string) => string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? replace(token) : token,
  );
}

/** Writes a history as JSON lines. Reading it back gives the same events. */
export function writeJsonlHistory(events: readonly HistoryEvent[]): string {
  return events.map((event) => `${writeEvent(event)}\n`).join('');
}

function writeEvent(event: HistoryEvent): string {
  const parts = fieldsOf(event).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  const text = `{${parts.join(',')}}`;
  // Doubles of that size are written with an exponent, so that they are read back as numbers.
  return LONG_DIGITS.test(text)
    ? replaceUnsafeIntegers(text, (token) => Number(token).toExponential())
    : text;
}
