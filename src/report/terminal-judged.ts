/**
 * What was judged at the points of a sweep, for a terminal: a table for each condition, a line for each design, and
 * one more of what the designs cost.
 *
 * Words are as short as they can be, and said in full below. Knows no terminal.
 */
import { type Claim, findingAt, type JudgedGrid, judgedGrid, type Line } from '../../reports/judged-grid.js';
import { formatCount } from '../observe/format.js';
import type { SweepPoint, SweepResult } from '../observe/sweep.js';
import { costsOf, type PointFigure } from './sweep-figures.js';
import { figureText } from './terminal-figure.js';
import { paragraph, type TextColumn, textTable } from './terminal-parts.js';
import { type Paint, wrap } from './terminal-text.js';

const LINES_MAX = 40;
const BLOCKS_MAX = 8;

/** Nothing where nothing was judged. */
export function judgedSections(
  result: SweepResult,
  width: number,
  paint: Paint,
): readonly (readonly string[])[] {
  const grid = judgedGrid(result);
  if (grid === undefined) return [];
  const blocks = grid.blocks
    .slice(0, BLOCKS_MAX)
    .map(({ title, lines }) => [
      ...(title === '' ? [] : wrap(`${grid.condition}: ${title}`, width).map(paint.bold)),
      ...table(grid, lines, width, paint),
    ]);
  return [
    ...blocks,
    key(grid, width, paint),
    costTable(grid, costsOf(result), width, paint),
    example(result),
  ];
}

function table(
  { design, claims }: JudgedGrid,
  lines: readonly Line[],
  width: number,
  paint: Paint,
): readonly string[] {
  const shown = lines.slice(0, LINES_MAX);
  const columns: TextColumn[] = [
    { title: design, align: 'left', weight: 20 },
    ...claims.map(({ initials }): TextColumn => ({ title: initials, align: 'left', weight: 10 })),
  ];
  const rows = shown.map(({ name, point }) => [name, ...claims.map((claim) => word(point, claim))]);
  const isBroken = ({ point }: Line) => point.judged.some(({ finding }) => finding === 'violated');
  const tone = (row: number) => (isBroken(shown[row]!) ? paint.red : (text: string) => text);
  const left = lines.length - shown.length;
  return [
    ...textTable(columns, rows, width, paint, tone),
    ...(left > 0 ? paragraph(`and ${formatCount(left, 'more line')}, in the report`, width) : []),
  ];
}

function word(point: SweepPoint, claim: Claim): string {
  const found = findingAt(point, claim);
  switch (found?.finding) {
    case 'holds':
      return '✓';
    case 'violated':
      return `✗${found.seeds[0] ?? ''}`;
    case 'unknown':
      return '?';
    default:
      return '-';
  }
}

/** Times in the first condition; the share of operations that succeeded in each, where that was not all of them. */
function costTable(
  { design, condition, blocks }: JudgedGrid,
  costs: readonly PointFigure[],
  width: number,
  paint: Paint,
): readonly string[] {
  const [first] = blocks;
  if (first === undefined || costs.length === 0) return [];
  const served = costs.find(({ title }) => title === 'ok');
  const times = costs.filter((figure) => figure !== served);
  const isFull = ({ lines }: JudgedGrid['blocks'][number]) =>
    lines.every(({ point }) => (served?.rowOf(point)?.value ?? 1) === 1);
  const short = served === undefined ? [] : blocks.filter((block) => !isFull(block));
  const at = (lines: readonly Line[], name: string) => lines.find((line) => line.name === name)?.point;
  const columns: TextColumn[] = [
    { title: design, align: 'left', weight: 20 },
    ...times.map(({ title, weight }): TextColumn => ({ title, align: 'right', weight })),
    ...short.map(({ title }): TextColumn => ({ title: title || 'ok', align: 'right', weight: 2 })),
  ];
  const rows = first.lines.slice(0, LINES_MAX).map(({ name, point }) => [
    name,
    ...times.map(({ rowOf }) => costText(rowOf(point))),
    ...short.map(({ lines }) => {
      const there = at(lines, name);
      return there === undefined ? 'not done' : costText(served!.rowOf(there));
    }),
  ]);
  const where = first.title === '' ? '' : `, ${condition} ${first.title}`;
  const share = short.length === 0 ? '' : '; and share of operations that succeeded';
  const title = wrap(`Cost: times${where}${share}`, width).map(paint.bold);
  return [...title, ...textTable(columns, rows, width, paint)];
}

function costText(row: ReturnType<PointFigure['rowOf']>): string {
  if (row?.missing !== undefined) return row.missing;
  return row?.value == null ? '-' : figureText(row.value, row.unit);
}

function key({ claims, blocks }: JudgedGrid, width: number, paint: Paint): readonly string[] {
  const names = claims.map(({ initials, text }) => `${initials}: ${text}`).join('; ');
  const found = new Set(
    blocks.flatMap(({ lines }) => lines.flatMap(({ point }) => claims.map((claim) => word(point, claim)))),
  );
  const texts = [
    '✓: no run broke it; ✗3: violated, as in the run with seed 3',
    ...(found.has('?') ? ['?: unknown'] : []),
    ...(found.has('-') ? ['-: not asked, as there was nothing to judge'] : []),
  ];
  return [names, texts.join('; ')].flatMap((text) => paragraph(text, width)).map((line) => paint.dim(line));
}

function example({ points }: SweepResult): readonly string[] {
  const first = points.flatMap(({ judged }) => judged.flatMap(({ replay }) => replay ?? []))[0];
  return first === undefined ? [] : [`See a violation: ${first}`];
}
