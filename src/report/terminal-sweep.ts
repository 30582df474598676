/**
 * The summary of a sweep that a terminal shows: what it comes to, then a table of its points, then where the rest is.
 *
 * Two parameters become a table with a column for each value of one of them. A pure function; knows no terminal.
 */
import { findings, sweepCharts } from '../../reports/index.js';
import { formatCount } from '../observe/format.js';
import type { Row } from '../observe/result.js';
import type { SweepPoint, SweepResult } from '../observe/sweep.js';
import { type PointFigures, parameterText, pointFigures, varyingParameters } from './sweep-figures.js';
import { figureText, intervalText } from './terminal-figure.js';
import { judgedSections } from './terminal-judged.js';
import {
  bullets,
  foot,
  head,
  joinSections,
  paragraph,
  type SummaryOptions,
  section,
  type TextColumn,
  textTable,
  verdictWord,
  WIDTH_MIN,
} from './terminal-parts.js';
import { type Paint, painter } from './terminal-text.js';

const POINTS_MAX = 40;
const REASONS_MAX = 5;
/** Points named for each reason. */
const PLACES_MAX = 2;
/** Columns of a table of two parameters. */
const MATRIX_MAX = 7;

export function sweepSummary(result: SweepResult, options: SummaryOptions): string {
  const width = Math.max(WIDTH_MIN, options.width);
  const paint = painter(options.color);
  const figures = pointFigures(result);
  const judged = judgedSections(result, width, paint);
  const runs = result.points.reduce((sum, { seeds }) => sum + seeds.length, 0);
  const also = `${formatCount(result.points.length, 'point')} of ${formatCount(result.pointsAll)}, ${formatCount(runs, 'run')}; at each: `;
  return joinSections([
    head(result, verdictWord(result.verdict, paint), width, paint),
    section('Answer', bullets(findings(sweepCharts, result), width), paint),
    section('Why', why(result, width), paint),
    ...(judged.length > 0 ? judged : [table(result, figures, width, paint)]),
    foot(result, { digest: result.digest, files: result.files, also }, width, paint),
  ]);
}

/** What went wrong, lost runs included, each with the points at which it did. */
function why(result: SweepResult, width: number): readonly string[] {
  const places = new Map<string, string[]>();
  for (const point of result.points) {
    for (const reason of point.reasons)
      places.set(reason, [...(places.get(reason) ?? []), pointText(result, point)]);
  }
  const texts = [...places].slice(0, REASONS_MAX).map(([reason, at]) => {
    const more = at.length > PLACES_MAX ? `; and ${formatCount(at.length - PLACES_MAX, 'more point')}` : '';
    return `${reason}; at ${at.slice(0, PLACES_MAX).join('; ')}${more}`;
  });
  const more = places.size - texts.length;
  return bullets(more > 0 ? [...texts, `${formatCount(more, 'more reason')}, in the report`] : texts, width);
}

/** `users arrivals 80/s, queues one each`. */
function pointText(result: SweepResult, { at }: SweepPoint): string {
  const parts = varyingParameters(result).map(
    (i) => `${result.parameters[i]!.label} ${parameterText(result, i, at[i])}`,
  );
  return parts.join(', ');
}

function table(result: SweepResult, figures: PointFigures, width: number, paint: Paint): readonly string[] {
  const varying = varyingParameters(result);
  const counts = varying.map((i) => new Set(result.points.map(({ at }) => at[i])).size);
  const across = counts.length === 2 && figures.main !== undefined ? shorter(counts as [number, number]) : 2;
  const grid =
    across < 2 && counts[across]! <= MATRIX_MAX ? matrix(result, figures, varying, across, width, paint) : [];
  return grid.length > 0 ? grid : list(result, figures, varying, width, paint);
}

const shorter = ([first, second]: readonly [number, number]): number => (first < second ? 0 : 1);

function list(
  result: SweepResult,
  { figures, what, main }: PointFigures,
  varying: readonly number[],
  width: number,
  paint: Paint,
): readonly string[] {
  const shown = result.points.slice(0, POINTS_MAX);
  const judged = shown.some(({ verdict }) => verdict !== 'valid');
  const columns: TextColumn[] = [
    ...varying.map((i): TextColumn => ({ title: result.parameters[i]!.label, align: 'left', weight: 20 })),
    ...figures.map(({ title, weight }): TextColumn => ({ title, align: 'right', weight })),
    ...(main === undefined ? [] : [{ title: `95 % of ${main.title}`, align: 'right', weight: 6.5 } as const]),
    ...(judged ? [{ title: 'verdict', align: 'right', weight: 9.5 } as const] : []),
  ];
  const rows = shown.map((point) => [
    ...varying.map((i) => parameterText(result, i, point.at[i])),
    ...figures.map(({ rowOf }) => cellText(point, rowOf(point))),
    ...(main === undefined ? [] : [intervalText(main.rowOf(point))]),
    ...(judged ? [point.verdict === 'invalid' ? 'INVALID' : point.verdict] : []),
  ]);
  const lines = textTable(columns, rows, width, paint, (i) => toneOf(shown[i]!, paint));
  const left = result.points.length - shown.length;
  return [
    ...(what === undefined ? [] : [paint.bold(`Times: ${what}`)]),
    ...lines,
    ...notes(
      shown,
      left,
      width,
      paint,
      columns.some(({ title }) => title === 'busy'),
    ),
  ];
}

/** One figure over two parameters; nothing if it is too wide. */
function matrix(
  result: SweepResult,
  { main, what }: PointFigures,
  varying: readonly number[],
  across: number,
  width: number,
  paint: Paint,
): readonly string[] {
  const [column, line] = [varying[across]!, varying[1 - across]!];
  const ordinals = (i: number) => [...new Set(result.points.map(({ at }) => at[i]!))].sort((a, b) => a - b);
  const [columns, lines] = [ordinals(column), ordinals(line).slice(0, POINTS_MAX)];
  const at = (x: number, y: number) =>
    result.points.find((point) => point.at[column] === x && point.at[line] === y);
  const rows = lines.map((y) => [
    parameterText(result, line, y),
    ...columns.map((x) => {
      const point = at(x, y);
      return point === undefined ? 'not done' : cellText(point, main!.rowOf(point));
    }),
  ]);
  const titles: TextColumn[] = [
    { title: result.parameters[line]!.label, align: 'left', weight: 20 },
    ...columns.map(
      (x): TextColumn => ({ title: parameterText(result, column, x), align: 'right', weight: 10 }),
    ),
  ];
  const drawn = textTable(titles, rows, Number.MAX_SAFE_INTEGER, paint);
  if (drawn.some((row) => row.replace(ESCAPES, '').length > width)) return [];
  const title = `${main!.title}${what === undefined ? '' : ` ${what}`}, across: ${result.parameters[column]!.label}`;
  const left = ordinals(line).length - lines.length;
  const each = lines.flatMap((y) => columns.flatMap((x) => at(x, y) ?? []));
  return [
    ...paragraph(title, width + 2).map((text) => paint.bold(text.trim())),
    ...drawn,
    ...notes(each, left * columns.length, width, paint, false),
  ];
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

/** A figure, or why there is none. Marked where the point is not as expected. */
function cellText(point: SweepPoint, row: Pick<Row, 'value' | 'unit' | 'missing'> | undefined): string {
  if (row?.missing !== undefined) return row.missing;
  if (row === undefined || row.value === null) return point.lost.length > 0 ? 'lost' : '-';
  return `${figureText(row.value, row.unit)}${point.verdict === 'valid' ? '' : '!'}`;
}

function toneOf({ verdict }: SweepPoint, paint: Paint): (text: string) => string {
  if (verdict === 'valid') return (text) => text;
  return verdict === 'invalid' ? paint.red : paint.yellow;
}

function notes(
  points: readonly SweepPoint[],
  left: number,
  width: number,
  paint: Paint,
  busy: boolean,
): readonly string[] {
  const texts = [
    ...(left > 0 ? [`and ${formatCount(left, 'more point')}, in rows.csv`] : []),
    ...(points.some(({ verdict }) => verdict !== 'valid') ? ['!: not as expected at this point'] : []),
    ...(busy ? ['busy: share of time that servers were at work, at the busiest station'] : []),
  ];
  return texts.flatMap((text) => paragraph(text, width)).map((line) => paint.dim(line));
}
