/**
 * The summary of a comparison that a terminal shows: what differs, then both sides' figures with the interval of
 * their difference. A pure function; knows no terminal.
 */
import { comparisonFinding } from '../../reports/comparison-words.js';
import { levelName } from '../../reports/points.js';
import { formatCount } from '../observe/format.js';
import type { ComparedRow, ComparedSide, ComparisonResult } from '../observe/sweep.js';
import { figureText, intervalText } from './terminal-figure.js';
import {
  bullets,
  foot,
  head,
  INDENT,
  joinSections,
  paragraph,
  type SummaryOptions,
  section,
  type TextColumn,
  textTable,
  verdictWord,
  WIDTH_MIN,
} from './terminal-parts.js';
import { clip, type Paint, painter } from './terminal-text.js';

const ROWS_MAX = 40;

export function comparisonSummary(result: ComparisonResult, options: SummaryOptions): string {
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  return joinSections([
    head(result, '', width, paint),
    [...side('A', result.a, width, paint), ...side('B', result.b, width, paint)],
    section('Answer', bullets([comparisonFinding(result)], width), paint),
    table(result, width, paint),
    foot(result, { files: result.files, also: 'paired by seed: ' }, width, paint),
  ]);
}

function side(letter: string, it: ComparedSide, width: number, paint: Paint): readonly string[] {
  const settings = it.settings.length === 0 ? '' : ` with ${it.settings.join(', ')}`;
  const from = it.name === it.file ? it.file : `${it.file}${settings}`;
  return [
    `${INDENT}${letter}  ${verdictWord(it.verdict, paint)}${paint.bold(clip(it.name, width - 14))}`,
    ...paragraph(`${from}, digest ${it.digest}`, width - 12).map((line) => `${' '.repeat(12)}${line}`),
  ];
}

function table({ rows }: ComparisonResult, width: number, paint: Paint): readonly string[] {
  const shown = rows.slice(0, ROWS_MAX);
  const columns: TextColumn[] = [
    { title: '', align: 'left', weight: 20 },
    { title: 'A', align: 'right', weight: 10 },
    { title: 'B', align: 'right', weight: 10 },
    { title: 'B - A', align: 'right', weight: 9 },
    { title: '95 % interval', align: 'right', weight: 8 },
    { title: 'B is', align: 'left', weight: 8.5 },
  ];
  const cells = shown.map((row) => [
    label(row),
    text(row, row.a),
    text(row, row.b),
    text(row, row.difference),
    intervalText(row),
    row.verdict === 'no difference shown' ? '~' : row.verdict === 'too few' ? '' : row.verdict,
  ]);
  const alike = shown.some(({ verdict }) => verdict === 'no difference shown');
  const left = rows.length - shown.length;
  const notes = [
    ...(alike ? ['~: no difference shown, which is not to say that there is none'] : []),
    ...(left > 0 ? [`and ${formatCount(left, 'more figure')}, in rows.csv`] : []),
  ];
  const plain = (line: string) => line;
  return [
    ...textTable(columns, cells, width, paint, (i) =>
      ['lower', 'higher'].includes(shown[i]!.verdict) ? plain : paint.dim,
    ),
    ...notes.flatMap((note) => paragraph(note, width)).map((line) => paint.dim(line)),
  ];
}

/** `users p99 latency`, `users read p99 latency`. */
function label({ metric, of, operation, quantile }: ComparedRow): string {
  const parts = [
    of,
    ...(operation === 'all' ? [] : [operation]),
    ...(quantile === undefined ? [] : [levelName(quantile)]),
  ];
  return [...parts, metric].join(' ');
}

function text({ unit, verdict }: ComparedRow, value: number | null): string {
  if (value === null) return verdict === 'too few' ? 'too few' : '-';
  return figureText(value, unit);
}
