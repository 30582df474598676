/** What all terminal summaries have: a head with the verdict, sections with a title, a foot with the files. */
import { shortNames } from '../../reports/words.js';
import type { Verdict } from '../check/verdict.js';
import { formatCount } from '../observe/format.js';
import type { Finding } from '../observe/result.js';
import type { Provenance } from '../observe/sweep.js';
import { clip, type Paint, wrap } from './terminal-text.js';

export interface SummaryOptions {
  /** Columns; 80 reads well, fewer than 40 are taken as 40. */
  readonly width: number;
  readonly color: boolean;
}

export const WIDTH_MIN = 40;
export const INDENT = '  ';
export const VERDICT_WIDTH = 9;

/** Scenario and question, with a word before them that is as wide as a verdict, or none. */
export function head(
  { scenario, question }: Pick<Provenance, 'scenario' | 'question'>,
  word: string,
  width: number,
  paint: Paint,
): readonly string[] {
  const room = word === '' ? 0 : VERDICT_WIDTH;
  const [first = '', ...rest] = wrap(scenario, width - room);
  const indent = ' '.repeat(room);
  return [
    word + paint.bold(first),
    ...rest.map((line) => indent + paint.bold(line)),
    ...wrap(question, width - room).map((line) => indent + line),
  ];
}

export function section(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint.bold(title), ...lines];
}

/** Each text from the second column on, its further lines below it. */
export function bullets(texts: readonly string[], width: number): readonly string[] {
  return texts.flatMap((text) => {
    const [first = '', ...rest] = wrap(text, width - 4);
    return [`${INDENT}- ${first}`, ...rest.map((line) => `${INDENT}  ${line}`)];
  });
}

export function paragraph(text: string, width: number): readonly string[] {
  return wrap(text, width - INDENT.length).map((line) => INDENT + line);
}

/** What was run, and where its files are. */
export function foot(
  { seeds, version }: Pick<Provenance, 'seeds' | 'version'>,
  of: { readonly digest?: string; readonly files: Readonly<Record<string, string>>; readonly also?: string },
  width: number,
  paint: Paint,
): readonly string[] {
  const [first = '', last = ''] = [seeds[0], seeds.at(-1)];
  const named =
    seeds.length === 0 ? [] : seeds.length === 1 ? [`seed ${first}`] : [`seeds ${first} to ${last}`];
  const digest = of.digest === undefined ? [] : [`digest ${of.digest}`];
  const facts = [formatCount(seeds.length, 'run'), ...named, ...digest, `foretell ${version}`].join(', ');
  return [...wrap(`${of.also ?? ''}${facts}`, width).map((line) => paint.dim(line)), ...fileLines(of.files)];
}

export function fileLines(files: Readonly<Record<string, string>>): readonly string[] {
  const written = Object.entries(files);
  const longest = Math.max(0, ...written.map(([name]) => name.length));
  return written.map(([name, path]) => `${name.padEnd(longest + 2)}${path}`);
}

export function verdictWord(verdict: Verdict, paint: Paint): string {
  switch (verdict) {
    case 'valid':
      return paint.green('valid'.padEnd(VERDICT_WIDTH));
    case 'invalid':
      return paint.red('INVALID'.padEnd(VERDICT_WIDTH));
    case 'unknown':
      return paint.yellow('unknown'.padEnd(VERDICT_WIDTH));
  }
}

/** As wide as the widest, `not asked`. */
export const FINDING_WIDTH = 11;

export function findingWord(finding: Finding, paint: Paint): string {
  const tones = { holds: paint.green, violated: paint.red, unknown: paint.yellow, 'not asked': paint.yellow };
  return tones[finding](finding.padEnd(FINDING_WIDTH));
}

/** Sections one below the other, a blank line between them; ends in a newline. */
export function joinSections(sections: readonly (readonly string[])[]): string {
  const lines = sections.filter((each) => each.length > 0).map((each) => each.join('\n'));
  return `${lines.join('\n\n')}\n`;
}

/** A column of a {@link textTable}. */
export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The lower, the sooner it is left out of a narrow table; the first column never is. */
  readonly weight: number;
}

const GAP = 2;
const LABEL_MAX = 28;

/**
 * A table with columns as wide as they must be, in `width`; of columns that do not fit the lightest are left out.
 * `tone` paints whole lines.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width: number,
  paint: Paint,
  tone: (row: number) => (text: string) => string = () => (text) => text,
): readonly string[] {
  if (rows.length === 0) return [];
  const widths = columns.map(({ title, align }, i) => {
    const widest = Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0));
    return align === 'left' ? Math.min(LABEL_MAX, widest) : widest;
  });
  const texts = columns.map(({ align }, i) => {
    const own = rows.map((row) => row[i] ?? '');
    return align === 'left' ? shortNames(own, widths[i]!) : own;
  });
  const kept = fitting(columns, widths, width - INDENT.length);
  const line = (cells: readonly string[]) =>
    kept
      .map((i) => {
        const text = clip(cells[i] ?? '', widths[i]!);
        return columns[i]!.align === 'left' ? text.padEnd(widths[i]!) : text.padStart(widths[i]!);
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  return [
    paint.bold(INDENT + line(columns.map(({ title }) => title))),
    ...rows.map((row, i) => tone(i)(INDENT + line(row.map((_, column) => texts[column]?.[i] ?? '')))),
  ];
}

/** Ordinals of the columns that fit, in their order. */
function fitting(
  columns: readonly TextColumn[],
  widths: readonly number[],
  width: number,
): readonly number[] {
  const order = columns.map((_, i) => i).sort((a, b) => weightOf(columns, b) - weightOf(columns, a) || a - b);
  let room = width + GAP;
  const kept = order.filter((i, nth) => {
    const needed = widths[i]! + GAP;
    if (nth > 0 && needed > room) return false;
    room -= needed;
    return true;
  });
  return kept.sort((a, b) => a - b);
}

function weightOf(columns: readonly TextColumn[], i: number): number {
  return i === 0 ? Number.POSITIVE_INFINITY : columns[i]!.weight;
}
