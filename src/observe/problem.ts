/**
 * What is wrong with a history that somebody gave us, as data.
 *
 * Knows neither formats nor checkers. An `error` means that an event was lost or cannot be placed, so that
 * no verdict over the rest can be trusted; a `warning` means that we understood it and say how.
 */
export interface HistoryProblem {
  readonly severity: 'error' | 'warning';
  /** Line in the text, from 1; absent where the history did not come from a text. */
  readonly line?: number;
  /** Column in that line, from 1. */
  readonly column?: number;
  /** Position in the history; absent where the text did not get that far. */
  readonly index?: number;
  readonly expected: string;
  readonly received: string;
  readonly hint: string;
}

/** At most this many problems are kept; a file of the wrong kind has one per line. */
export const PROBLEMS_MAX = 50;

/** Line and column (both from 1) of an offset in a text. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** A text without characters that would steer a terminal: files of the wrong kind are full of them. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');

/** A short quotation of a text for a message. */
export function excerpt(text: string, from: number, max = 40): string {
  const newline = text.indexOf('\n', from);
  const end = newline === -1 ? text.length : newline;
  if (from >= text.length) return 'the end of the text';
  if (from >= end) return 'the end of the line';
  return printable(end - from > max ? `${text.slice(from, from + max)}…` : text.slice(from, end));
}

/** "line 3, column 7: expected …, found … (hint)" for people. */
export function describeProblem(problem: HistoryProblem): string {
  const line = problem.line === undefined ? '' : `line ${problem.line}`;
  const column = problem.column === undefined ? '' : `, column ${problem.column}`;
  const place =
    line !== '' ? `${line}${column}: ` : problem.index !== undefined ? `event ${problem.index}: ` : '';
  const hint = problem.hint === '' ? '' : ` (${problem.hint})`;
  return `${place}expected ${problem.expected}, found ${problem.received}${hint}`;
}
