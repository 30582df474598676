/** What the report of a sweep says: question, verdict, what it comes to, charts, a line for each point. */
import { findings, sweepCharts } from '../../reports/index.js';
import { parameterTitle } from '../../reports/points.js';
import { counted } from '../../reports/words.js';
import type { SweepPoint, SweepResult } from '../observe/sweep.js';
import type { Drawn } from './compose.js';
import { judgedTables } from './judged-tables.js';
import { type Block, type Cell, cell, left, type Page, right, type Table } from './page.js';
import { reproduce } from './reproduce.js';
import { measuredCell } from './summary.js';
import { parameterText, pointFigures, varyingParameters } from './sweep-figures.js';

/** Points that are open to see; more are folded up. */
const OPEN_MAX = 40;
const POINTS_MAX = 1000;
const REASONS_MAX = 6;
const LOST_MAX = 100;
const NS = 'Below a figure in parentheses: its 95 % confidence interval over the runs.';

export function composeSweep(result: SweepResult, drawn: Drawn): Page {
  const said = findings(sweepCharts, result);
  return {
    title: result.scenario,
    blocks: [
      ...(result.question === '' ? [] : [{ kind: 'question', text: result.question } as const]),
      verdict(result),
      ...(said.length === 0 ? [] : [{ kind: 'answer', texts: said } as const]),
      ...judgedTables(result),
      { kind: 'heading', text: 'Charts', id: 'charts' },
      ...drawn.charts,
      ...drawn.missing.map((text) => ({ kind: 'note', text }) as const),
      { kind: 'heading', text: 'Points', id: 'points' },
      ...points(result),
      ...lost(result),
      ...reproduce(result, {
        rerun: result.rerun,
        digests: [['Digest of all points', result.digest]],
        files: result.files,
      }),
    ],
  };
}

function verdict(result: SweepResult): Block {
  const runs = result.points.reduce((sum, { seeds }) => sum + seeds.length, 0);
  const done = `${counted(result.points.length, 'point')} of ${result.pointsAll}, ${counted(runs, 'run')}`;
  const bad = result.points.filter((point) => point.verdict !== 'valid');
  const texts = {
    valid: `Everything was as expected at ${done}.`,
    invalid: `Not everything was as expected: ${counted(bad.length, 'point')} of ${result.points.length} failed.`,
    unknown: `There is no verdict on ${counted(bad.length, 'point')} of ${result.points.length}.`,
  };
  const undone = result.pointsAll - result.points.length;
  const reasons = [...new Set(bad.flatMap((point) => point.reasons))];
  const more = reasons.length - REASONS_MAX;
  return {
    kind: 'verdict',
    verdict: result.verdict,
    text: texts[result.verdict],
    reasons: [
      ...(undone > 0
        ? [`${counted(undone, 'point')} of ${result.pointsAll} ${undone === 1 ? 'was' : 'were'} not done`]
        : []),
      ...reasons.slice(0, REASONS_MAX),
      ...(more > 0 ? [`and ${counted(more, 'more reason')}`] : []),
    ],
  };
}

function points(result: SweepResult): Block[] {
  if (result.points.length === 0) return [{ kind: 'paragraph', text: 'No point was done.' }];
  const { figures, what } = pointFigures(result);
  const varying = varyingParameters(result);
  const columns = [
    ...varying.map((i) => left(result.parameters[i]!.label)),
    ...figures.map(({ title }) => right(title)),
    left('verdict'),
    right('runs'),
  ];
  const rows = result.points.map((point): Cell[] => [
    ...varying.map((i) => cell(parameterText(result, i, point.at[i]))),
    ...figures.map(({ rowOf }) => measuredCell(rowOf(point))),
    verdictCell(point),
    cell(String(point.seeds.length)),
  ]);
  const table: Table = { kind: 'table', columns, rows: rows.slice(0, POINTS_MAX) };
  const about = what === undefined ? '' : ` Times are of the ${what}.`;
  const untold = rows.length - table.rows.length;
  const rest = untold > 0 ? ` ${counted(untold, 'more point')} in rows.csv.` : '';
  const note = {
    kind: 'note',
    text: `${NS}${about} Busy: share of time that servers were at work, at the busiest station. Every figure is in rows.csv.${rest}`,
  } as const;
  if (rows.length <= OPEN_MAX) return [table, note];
  return [
    { kind: 'details', summary: `All ${counted(result.points.length, 'point')}`, blocks: [table] },
    note,
  ];
}

function verdictCell({ verdict: word, reasons }: SweepPoint): Cell {
  const reason = reasons[0];
  return { text: word, verdict: word, ...(reason === undefined ? {} : { small: reason }) };
}

function lost(result: SweepResult): Block[] {
  const all = result.points.flatMap((point) => point.lost.map((run) => ({ point, ...run })));
  if (all.length === 0) return [];
  const varying = varyingParameters(result);
  return [
    { kind: 'heading', text: 'Runs that were lost', id: 'lost' },
    {
      kind: 'table',
      columns: [
        ...varying.map((i) => left(parameterTitle(result.parameters[i]!))),
        left('seed'),
        left('why'),
      ],
      rows: all
        .slice(0, LOST_MAX)
        .map(({ point, seed, why }) => [
          ...varying.map((i) => cell(parameterText(result, i, point.at[i]))),
          cell(seed),
          cell(why),
        ]),
    },
    ...(all.length > LOST_MAX
      ? [{ kind: 'note', text: `The first ${LOST_MAX} of ${all.length}.` } as const]
      : []),
  ];
}
