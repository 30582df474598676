/**
 * Problems as text for a terminal: the place, the line with a caret, what was expected, and a hint.
 *
 *     raft.yaml:7:24: network.latency
 *       7 |   latency: lognormal(p50=1ms, p98=5ms)
 *         |                               ^
 *       expected  p50 or p99 as in lognormal(p50=1ms, p99=5ms)
 *       received  p98
 *       hint      did you mean p99?
 *
 * Within 80 columns. Knows problems and the text they are about.
 */
import type { Problem } from './problem.js';

const WIDTH = 80;

/** All problems, with a last line that counts them. `text` is the file's text, if it could be read. */
export function formatProblems(problems: readonly Problem[], text = ''): string {
  const lines = text.split('\n', LINES_KEPT);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const blocks = problems.map((problem) => formatProblem(problem, lines[problem.line - 1]));
  return `${[...blocks, count].join('\n\n')}\n`;
}

/** One problem; `source` is the line of the file that it is in. */
function formatProblem(problem: Problem, source: string | undefined): string {
  const { line, column } = problem;
  const path = printable(problem.path);
  if (problem.setting !== undefined) return formatSetting(problem, problem.setting);
  const place = `${printable(problem.file)}:${line}:${column}`;
  const head = path === '' ? place : `${place}: ${shortened(path, Math.max(10, WIDTH - place.length - 2))}`;
  return [head, ...excerpt(source, `  ${line} | `, '| ', column), ...told(problem)].join('\n');
}

/** A problem in what was set: the setting stands in for the line. */
function formatSetting(problem: Problem, setting: string): string {
  const file = printable(problem.file);
  const path = printable(problem.path);
  const head = path === '' ? file : `${file}: ${shortened(path, Math.max(10, WIDTH - file.length - 2))}`;
  return [head, ...excerpt(setting, '  ', '', problem.column), ...told(problem)].join('\n');
}

function told({ expected, received, hint }: Problem): readonly string[] {
  const details: readonly (readonly [string, string | undefined])[] = [
    ['expected', expected],
    ['received', received],
    ['hint', hint],
  ];
  return details.flatMap(([label, text]) => (text === undefined ? [] : labelled(label, text)));
}

/** Enough for any line of a file within the size limit. */
const LINES_KEPT = 1_048_577;
const TAB_WIDTH = 1;

/** The line and a caret under the column, moved left as far as needed to show it. `bar` ends the gutter of both. */
function excerpt(source: string | undefined, gutter: string, bar: string, column: number): readonly string[] {
  if (source === undefined || source.trim() === '') return [];
  const room = WIDTH - gutter.length;
  const clean = printable(source);
  const start = column - 1 < room - 10 ? 0 : column - 1 - Math.floor(room / 2);
  const cut = clean.slice(start, start + room);
  const shown = start === 0 ? cut : `…${cut.slice(1)}`;
  const ended = start + room < clean.length ? `${shown.slice(0, -1)}…` : shown;
  const caret = ' '.repeat(Math.max(0, (column - 1 - start) * TAB_WIDTH));
  return [`${gutter}${ended}`.trimEnd(), `${' '.repeat(gutter.length - bar.length)}${bar}${caret}^`];
}

/** One column per character: tabs, control characters and line ends would move the caret. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').trimEnd();
}

function labelled(label: string, text: string): readonly string[] {
  const indent = 12;
  const [first = '', ...rest] = wrapped(printable(text), WIDTH - indent);
  return [`  ${label.padEnd(indent - 2)}${first}`, ...rest.map((line) => `${' '.repeat(indent)}${line}`)];
}

/** Lines of at most `width` characters; words that are longer are cut. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (joined.length <= width) line = joined;
    else {
      if (line !== '') lines.push(line);
      line = shortened(word, width);
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

const shortened = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;
