/** The tables of the terminal summary: rates, latencies and outages; what models measured. From tidy rows. */
import { formatDuration, formatNumber, formatQuantile, formatRatio } from '../observe/format.js';
import type { MeasureRow, Row } from '../observe/result.js';
import { clientRates } from './stations.js';
import { clip, type Paint, wrap } from './terminal-text.js';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly metric: string;
  readonly quantile?: number;
  readonly format: (value: number) => string;
}

const NS_PER_MS = 1e6;
const LABEL_MIN = 12;
const ABSENT = '-';
const duration = (ms: number) => formatDuration(ms * NS_PER_MS);
const quantile = (q: number): Column => ({
  title: formatQuantile(q),
  width: 8,
  metric: 'latency',
  quantile: q,
  format: duration,
});

/** By importance: a narrow terminal loses the last ones. */
const COLUMNS: readonly Column[] = [
  { title: 'ok/s', width: 8, metric: 'throughput', format: (value) => formatNumber(value) },
  { title: 'ok', width: 9, metric: 'availability', format: (value) => formatRatio(value) },
  quantile(0.5),
  quantile(0.99),
  { title: 'outage', width: 9, metric: 'longest outage', format: duration },
  quantile(0.999),
  { title: 'max', width: 8, metric: 'latency max', format: duration },
  quantile(0.9),
];
const ORDER = ['ok/s', 'ok', 'p50', 'p90', 'p99', 'p99.9', 'max', 'outage'];

/** A line for each client group, and one for each of its operations if there are several. */
export function measureTable(rows: readonly Row[], width: number, paint: Paint): readonly string[] {
  const measured = clientRates(rows);
  if (measured.length === 0) return [];
  const columns = columnsFor(width);
  const labelWidth = width - columns.reduce((sum, column) => sum + column.width, 0);
  const clients = [...new Set(measured.map(({ of }) => of))];
  let absent = false;
  const line = (client: string, operation: string, label: string) => {
    const cells = columns.map((column) => {
      const row = cellRow(rows, client, operation, column);
      if (row?.missing !== undefined) return row.missing.padStart(column.width);
      const value = row?.value ?? null;
      absent ||= value === null;
      return (value === null ? ABSENT : column.format(value)).padStart(column.width);
    });
    return clip(label, labelWidth).padEnd(labelWidth) + cells.join('');
  };
  const lines = clients.flatMap((client) => {
    const operations = measured.filter(({ of, operation }) => of === client && operation !== 'all');
    const parts = operations.length > 1 ? operations : [];
    return [
      line(client, 'all', `  ${client}`),
      ...parts.map(({ operation }) => line(client, operation, `    ${operation}`)),
    ];
  });
  const titles =
    'Latency'.padEnd(labelWidth) + columns.map(({ title, width: w }) => title.padStart(w)).join('');
  const note = absent ? [paint.dim(`  ${ABSENT} : none, or not recorded`)] : [];
  return [paint.bold(titles), ...lines, ...note, ...outageNote(rows, clients, width, paint)];
}

/** What the column says, in a sentence, with the worst of all runs. */
function outageNote(
  rows: readonly Row[],
  clients: readonly string[],
  width: number,
  paint: Paint,
): readonly string[] {
  const worst = clients.flatMap((client) => {
    const runs = rows.find((row) => row.of === client)!.runs;
    const value = rows.find(
      (row) => row.metric === 'worst outage' && row.of === client && row.operation === 'all',
    )?.value;
    return runs < 2 || value == null ? [] : [`${client} ${duration(value)}`];
  });
  const mean = worst.length === 0 ? '' : ', on average over the runs';
  const most = worst.length === 0 ? '' : ` At worst: ${worst.join(', ')}.`;
  const text = `outage: the longest time in which somebody asked and nobody was answered ok${mean}.${most}`;
  return wrap(text, width - 2).map((line) => paint.dim(`  ${line}`));
}

const MEASURE_QUANTILES = [0.5, 0.9, 0.99];
const VALUE_WIDTH = 9;

/** A line for each measure of each group: its mean or share, and its quantiles where it has them. */
export function modelTable(measures: readonly MeasureRow[], width: number, paint: Paint): readonly string[] {
  const means = measures.filter((row) => row.quantile === null);
  if (means.length === 0) return [];
  const quantiles = MEASURE_QUANTILES.filter((q) => measures.some((row) => row.quantile === q));
  const labelWidth = width - VALUE_WIDTH * (1 + quantiles.length);
  const cells = (texts: readonly string[]) => texts.map((text) => text.padStart(VALUE_WIDTH)).join('');
  const names = [...new Set(means.map((row) => row.measure))];
  return names.flatMap((name, i) => {
    const own = means.filter((row) => row.measure === name);
    const first = own[0]!.unit === 'ratio' ? 'share' : 'mean';
    const titles = own[0]!.unit === 'ratio' ? [first] : [first, ...quantiles.map(formatQuantile)];
    const lines = own.map((mean) => {
      const values = quantiles.map((q) => {
        const row = measures.find((it) => it.measure === name && it.of === mean.of && it.quantile === q);
        return row === undefined ? (mean.unit === 'ratio' ? '' : ABSENT) : measureText(row);
      });
      const label = clip(`  ${mean.of}`, labelWidth).padEnd(labelWidth);
      return (label + cells([measureText(mean), ...values])).trimEnd();
    });
    const title = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    const head = clip(title, labelWidth).padEnd(labelWidth) + cells(titles);
    return [...(i === 0 ? [] : ['']), paint.bold(head), ...lines];
  });
}

function measureText({ value, unit }: MeasureRow): string {
  if (unit === 'ratio') return formatRatio(value);
  return unit === 'ms' ? duration(value) : formatNumber(value);
}

function columnsFor(width: number): readonly Column[] {
  let room = width - LABEL_MIN;
  const fitting = COLUMNS.filter((column) => {
    room -= column.width;
    return room >= 0;
  });
  return fitting.toSorted((a, b) => ORDER.indexOf(a.title) - ORDER.indexOf(b.title));
}

function cellRow(rows: readonly Row[], client: string, operation: string, column: Column): Row | undefined {
  return rows.find(
    (each) =>
      each.metric === column.metric &&
      each.of === client &&
      each.operation === operation &&
      each.quantile === column.quantile,
  );
}
