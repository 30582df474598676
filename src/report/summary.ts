/** The numbers of a result as tables: quantiles side by side, everything else below one another. */
import { quantileName, quantity } from '../../reports/words.js';
import type { Row } from '../observe/result.js';
import { type Block, type Cell, cell, type Table } from './page.js';

const QUANTILES_MAX = 6;
const ROWS_MAX = 60;

export function summaryTables(rows: readonly Row[], runs: number): Block[] {
  if (rows.length === 0) return [{ kind: 'paragraph', text: 'There is nothing to measure.' }];
  const quantiles = rows.filter((row) => row.quantile !== undefined);
  const others = rows.filter((row) => row.quantile === undefined);
  const interval =
    runs > 1
      ? [{ kind: 'note', text: `In parentheses: 95 % confidence interval over ${runs} runs.` } as const]
      : [];
  return [...byQuantile(quantiles), ...plain(others), ...interval];
}

/** One line per metric, client and operation; one column per quantile. */
function byQuantile(rows: readonly Row[]): Block[] {
  if (rows.length === 0) return [];
  const quantiles = [...new Set(rows.map((row) => row.quantile ?? 0))]
    .sort((a, b) => a - b)
    .slice(0, QUANTILES_MAX);
  const lines = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.metric, row.of, row.operation]);
    lines.set(key, [...(lines.get(key) ?? []), row]);
  }
  const body = [...lines.values()].map((line): Cell[] => [
    cell(line[0]!.metric),
    cell(line[0]!.of),
    cell(line[0]!.operation),
    ...quantiles.map((quantile) => {
      const row = line.find((other) => other.quantile === quantile);
      return row === undefined ? cell('–') : measured(row);
    }),
  ]);
  const columns = [
    ...names,
    ...quantiles.map((quantile) => ({ title: quantileName(quantile), align: 'right' }) as const),
  ];
  return capped({ kind: 'table', columns, rows: body });
}

const names = [
  { title: 'Metric', align: 'left' },
  { title: 'Of', align: 'left' },
  { title: 'Operation', align: 'left' },
] as const;

function plain(rows: readonly Row[]): Block[] {
  if (rows.length === 0) return [];
  const body = rows.map((row): Cell[] => [
    cell(row.metric),
    cell(row.of),
    cell(row.operation),
    measured(row),
  ]);
  return capped({ kind: 'table', columns: [...names, { title: 'Value', align: 'right' }], rows: body });
}

function capped(table: Table): Block[] {
  if (table.rows.length <= ROWS_MAX) return [table];
  const text = `The first ${ROWS_MAX} of ${table.rows.length} lines; rows.csv has all.`;
  return [
    { ...table, rows: table.rows.slice(0, ROWS_MAX) },
    { kind: 'note', text },
  ];
}

function measured(row: Row): Cell {
  const text = quantity(row.value, row.unit);
  if (row.ciLow === null || row.ciHigh === null) return cell(text);
  const bare = (value: number): string => quantity(value, row.unit).split(' ')[0]!;
  return cell(text, `(${bare(row.ciLow)} – ${bare(row.ciHigh)})`);
}
