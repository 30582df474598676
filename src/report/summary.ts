/**
 * The numbers of a result as tables: one line for each client and operation, what models measured, what was
 * counted. Figures that nobody reads on a page are left to rows.csv.
 */
import { number, quantileName, quantity } from '../../reports/words.js';
import type { MeasureRow, ReportData, Row } from '../observe/result.js';
import { type Block, type Cell, cell, left, right, type Table } from './page.js';
import { clientRates, isStationRow, stationFigures, stationNames } from './stations.js';

const ROWS_MAX = 60;
const FOLDED_MAX = 400;
const MEASURE_QUANTILES = [0.5, 0.9, 0.99];

type Data = Pick<ReportData, 'measures' | 'theories'> & {
  readonly result: Pick<ReportData['result'], 'rows' | 'seeds'>;
};

export function summaryTables(data: Data): Block[] {
  const { rows, seeds } = data.result;
  const tables = [
    operations(rows),
    stations(rows, data.theories),
    measured(data.measures),
    counted(rows, data.measures),
  ].flat();
  if (tables.length === 0) return [{ kind: 'paragraph', text: 'There is nothing to measure.' }];
  const runs = seeds.length;
  const interval =
    runs > 1 ? ` Below a figure in parentheses: its 95 % confidence interval over ${runs} runs.` : '';
  return [...tables, { kind: 'note', text: `Every figure with its interval is in rows.csv.${interval}` }];
}

interface Figure {
  readonly title: string;
  readonly metric: string;
  readonly quantile?: number;
}

const quantile = (q: number): Figure => ({ title: quantileName(q), metric: 'latency', quantile: q });

const FIGURES: readonly Figure[] = [
  { title: 'ok per s', metric: 'throughput' },
  { title: 'ok', metric: 'availability' },
  ...[0.5, 0.9, 0.99, 0.999].map(quantile),
  { title: 'max', metric: 'latency max' },
  { title: 'longest outage', metric: 'longest outage' },
  { title: 'worst outage', metric: 'worst outage' },
];
const OUTCOMES = ['ok', 'fail', 'info'];

/** One line for each client and operation. */
function operations(rows: readonly Row[]): Block[] {
  const lines = clientRates(rows);
  if (lines.length === 0) return [];
  const several = new Set(lines.map(({ of }) => of)).size > 1;
  const body = lines.map(({ of, operation }): Cell[] => {
    const own = rows.filter((row) => row.of === of && row.operation === operation);
    const figure = ({ metric, quantile: q }: Pick<Figure, 'metric' | 'quantile'>) =>
      measuredCell(own.find((row) => row.metric === metric && row.quantile === q));
    const counts = OUTCOMES.map((metric) => figure({ metric }));
    return [
      ...(several ? [cell(of)] : []),
      cell(operation),
      ...FIGURES.map(figure),
      cell(counts.map(({ text }) => text).join(' / ')),
    ];
  });
  const columns = [
    ...(several ? [left('Client')] : []),
    left('Operation'),
    ...FIGURES.map(({ title }) => right(title)),
    right('ok / fail / info'),
  ];
  const note =
    'Latencies are those of operations that succeeded. Outage: somebody asked, and nobody was answered ok. ' +
    'Longest: each run’s longest, averaged over the runs; worst: the longest of any run. ' +
    'Outcomes are counted per run.';
  return [...capped({ kind: 'table', columns, rows: body }), { kind: 'note', text: note }];
}

/** Stations of which the figures are open to see; those of more are folded up. */
const STATIONS_OPEN = 3;

/** One line for each figure of each station, theory beside it. */
function stations(rows: readonly Row[], theories: ReportData['theories']): Block[] {
  const figures = stationFigures(rows);
  if (figures.length === 0) return [];
  const theory = figures.some(({ row }) => row.theory !== undefined);
  const body = figures.map(({ station, name, row }): Cell[] => [
    cell(station),
    cell(name),
    measuredCell(row),
    ...(theory ? [cell(row.theory === undefined ? '' : quantity(row.theory, row.unit))] : []),
  ]);
  const columns = [left('Station'), left('Figure'), right('measured'), ...(theory ? [right('theory')] : [])];
  const told = theories.map(
    ({ of, name, exact, source }) =>
      `${of} is ${name}${exact ? '' : ', nearly'}: ${source}${source.endsWith('.') ? '' : '.'}`,
  );
  const note =
    told.length === 0
      ? []
      : [{ kind: 'note', text: `Theory: what a closed form says. ${told.join(' ')}` } as const];
  const count = new Set(figures.map(({ station }) => station)).size;
  const table: Table = { kind: 'table', columns, rows: body };
  if (count <= STATIONS_OPEN) return [...capped(table), ...note];
  return [
    { kind: 'details', summary: `Figures of ${count} stations`, blocks: capped(table, FOLDED_MAX) },
    ...note,
  ];
}

/** What models measured: one line for each measure and group. */
function measured(measures: readonly MeasureRow[]): Block[] {
  const means = measures.filter(({ quantile: q }) => q === null);
  if (means.length === 0) return [];
  const at = (mean: MeasureRow, q: number | null) =>
    measures.find((row) => row.measure === mean.measure && row.of === mean.of && row.quantile === q);
  const some = MEASURE_QUANTILES.filter((q) => means.some((mean) => at(mean, q) !== undefined));
  const names = [...new Set(means.map(({ measure }) => measure))];
  const grouped = names.flatMap((name) => means.filter(({ measure }) => measure === name));
  const body = grouped.map((mean): Cell[] => [
    cell(mean.measure),
    cell(mean.of),
    measuredCell(mean),
    ...some.map((q) => measuredCell(at(mean, q))),
    cell(number(mean.figures)),
  ]);
  const columns = [
    left('Measured by the models'),
    left('Group'),
    right('mean or share'),
    ...some.map((q) => right(quantileName(q))),
    right('Figures'),
  ];
  return capped({ kind: 'table', columns, rows: body });
}

/** Counters by group of nodes, and events. */
function counted(rows: readonly Row[], measures: readonly MeasureRow[]): Block[] {
  const clients = new Set(clientRates(rows).map(({ of }) => of));
  const names = new Set(stationNames(rows));
  const isMeasure = (row: Row) => measures.some(({ measure, of }) => measure === row.metric && of === row.of);
  const body = rows
    .filter((row) => row.unit === 'count' && row.quantile === undefined)
    .filter(
      (row) =>
        !isStationRow(row, names) &&
        !isMeasure(row) &&
        !(clients.has(row.of) && OUTCOMES.includes(row.metric)),
    )
    .map((row): Cell[] => [cell(row.metric), cell(row.of), measuredCell(row)]);
  if (body.length === 0) return [];
  const columns = [left('Counted'), left('Of'), right('per run')];
  return capped({ kind: 'table', columns, rows: body });
}

export function capped(table: Table, max: number = ROWS_MAX): Block[] {
  if (table.rows.length <= max) return [table];
  const text = `The first ${max} of ${table.rows.length} lines.`;
  return [
    { ...table, rows: table.rows.slice(0, max) },
    { kind: 'note', text },
  ];
}

export function measuredCell(
  row: Pick<Row, 'value' | 'unit' | 'ciLow' | 'ciHigh' | 'missing'> | undefined,
): Cell {
  if (row === undefined) return cell('–');
  if (row.missing !== undefined) return cell(row.missing);
  // A rate's unit stands above it.
  const unit = row.unit === '1/s' ? 'count' : row.unit;
  const text = quantity(row.value, unit);
  if (row.ciLow === null || row.ciHigh === null) return cell(text);
  const bare = (value: number): string => quantity(value, unit).split(' ')[0]!;
  return cell(text, `(${bare(row.ciLow)} – ${bare(row.ciHigh)})`);
}
