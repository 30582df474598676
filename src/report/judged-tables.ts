/**
 * What was judged at the points of a sweep, as tables: one that says for each design where a claim is violated, and
 * one for each condition with what it costs.
 *
 * For pages; terminals have their own.
 */
import {
  findingAt,
  type Block as GridBlock,
  type JudgedGrid,
  judgedGrid,
} from '../../reports/judged-grid.js';
import type { SweepPoint, SweepResult } from '../observe/sweep.js';
import { type Block, type Cell, cell, findingCell, left, right } from './page.js';
import { measuredCell } from './summary.js';
import { costsOf, type PointFigure } from './sweep-figures.js';

const EXAMPLES_MAX = 1;

export function judgedTables(result: SweepResult): Block[] {
  const grid = judgedGrid(result);
  if (grid === undefined) return [];
  const costs = costsOf(result);
  const several = grid.blocks.length > 1;
  const each = grid.blocks.map(
    (block): Block => ({
      kind: 'details',
      summary: `${grid.condition}: ${block.title}`,
      blocks: [blockTable(grid, block, costs)],
    }),
  );
  const text = `Violated: at least one run shows it, and the seed names one. Holds: no run of ${result.seeds.length} broke it, which is no proof. Not asked: there was nothing to judge.`;
  return [
    { kind: 'heading', text: 'Judged', id: 'judged' },
    ...(several ? [overview(grid, costs), ...each] : [blockTable(grid, grid.blocks[0]!, costs)]),
    { kind: 'note', text },
    ...examples(result),
  ];
}

/** One line for each design; cells name the conditions in which a claim does not hold. */
function overview(grid: JudgedGrid, costs: readonly PointFigure[]): Block {
  const { blocks, claims, design } = grid;
  const first = blocks[0]!;
  const rows = first.lines.map(({ name }): Cell[] => {
    const points = blocks.map(({ title, lines }) => ({
      title,
      point: lines.find((line) => line.name === name)?.point,
    }));
    const found = claims.map((claim): Cell => {
      const all = points.map(({ title, point }) => ({ title, found: point && findingAt(point, claim) }));
      const violated = all.filter((one) => one.found?.finding === 'violated');
      if (violated.length > 0) {
        const where =
          violated.length === blocks.length ? 'always' : violated.map(({ title }) => title).join(', ');
        return {
          text: 'violated',
          verdict: 'invalid',
          small: `(${where}; seed ${violated[0]!.found!.seeds[0] ?? '?'})`,
        };
      }
      const others = all.filter((one) => one.found?.finding !== 'holds');
      const [other] = others;
      if (other === undefined) return { text: 'holds', verdict: 'valid' };
      const where =
        others.length === blocks.length ? {} : { small: `(${others.map(({ title }) => title).join(', ')})` };
      return { ...findingCell(other.found ?? { finding: 'not asked', seeds: [] }), ...where };
    });
    return [cell(name), ...found, ...costs.map((figure) => costCell(figure, points))];
  });
  const columns = [
    left(design),
    ...claims.map((claim) => left(claim.name)),
    ...costs.map(({ title }) => right(isTime(title) ? `${title}, ${first.title}` : `least ${title}`)),
  ];
  return { kind: 'table', columns, rows };
}

const isTime = (title: string): boolean => title !== 'ok';

/** Of a time what it is in the first condition; of a share the worst of all, and where. */
function costCell(
  { title, rowOf }: PointFigure,
  points: readonly { readonly title: string; readonly point: SweepPoint | undefined }[],
): Cell {
  const told = points.map((each) => ({ title: each.title, row: each.point && rowOf(each.point) }));
  if (isTime(title)) return bare(told[0]?.row);
  const known = told.filter(({ row }) => row?.value != null);
  const least = known.reduce<(typeof told)[number] | undefined>(
    (low, one) => (low === undefined || one.row!.value! < low.row!.value! ? one : low),
    undefined,
  );
  const { text } = bare(least?.row);
  return cell(text, least === undefined || least.row!.value === 1 ? undefined : `(${least.title})`);
}

/** Without its interval, which the tables below have. */
function bare(row: ReturnType<PointFigure['rowOf']>): Cell {
  return measuredCell(row && { ...row, ciLow: null, ciHigh: null });
}

function blockTable(
  { claims, design }: JudgedGrid,
  { lines }: GridBlock,
  costs: readonly PointFigure[],
): Block {
  const columns = [
    left(design),
    ...claims.map((claim) => left(claim.name)),
    ...costs.map(({ title }) => right(title)),
  ];
  const rows = lines.map(({ name, point }): Cell[] => [
    cell(name),
    ...claims.map((claim) => findingCell(findingAt(point, claim) ?? { finding: 'not asked', seeds: [] })),
    ...costs.map(({ rowOf }) => measuredCell(rowOf(point))),
  ]);
  return { kind: 'table', columns, rows };
}

/** How to see a violation. */
function examples({ points }: SweepResult): Block[] {
  const replays = points.flatMap(({ judged }) => judged.flatMap(({ replay }) => replay ?? []));
  const some = replays.slice(0, EXAMPLES_MAX);
  if (some.length === 0) return [];
  return [
    { kind: 'paragraph', text: 'See a violation, and why it is one:' },
    ...some.map((text) => ({ kind: 'code', text }) as const),
  ];
}
