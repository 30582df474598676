/** The table of rates and latencies in the terminal summary, from tidy rows. Knows no colours but by name. */
import { formatDuration, formatNumber, formatQuantile, formatRatio } from '../observe/format.js';
import type { Row } from '../observe/result.js';
import { clip, type Paint } from './terminal-text.js';

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
  width: 9,
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
  quantile(0.999),
  { title: 'max', width: 9, metric: 'latency max', format: duration },
  quantile(0.9),
];
const ORDER = ['ok/s', 'ok', 'p50', 'p90', 'p99', 'p99.9', 'max'];

/** A line for each client group, and one for each of its operations if there are several. */
export function measureTable(rows: readonly Row[], width: number, paint: Paint): readonly string[] {
  const measured = rows.filter(({ metric }) => metric === 'throughput');
  if (measured.length === 0) return [];
  const columns = columnsFor(width);
  const labelWidth = width - columns.reduce((sum, column) => sum + column.width, 0);
  const clients = [...new Set(measured.map(({ of }) => of))];
  let absent = false;
  const line = (client: string, operation: string, label: string) => {
    const cells = columns.map((column) => {
      const value = cellValue(rows, client, operation, column);
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
  const note = absent ? [paint.dim(`  ${ABSENT} : too few operations for it`)] : [];
  return [paint.bold(titles), ...lines, ...note];
}

function columnsFor(width: number): readonly Column[] {
  let room = width - LABEL_MIN;
  const fitting = COLUMNS.filter((column) => {
    room -= column.width;
    return room >= 0;
  });
  return fitting.toSorted((a, b) => ORDER.indexOf(a.title) - ORDER.indexOf(b.title));
}

function cellValue(rows: readonly Row[], client: string, operation: string, column: Column): number | null {
  const row = rows.find(
    (each) =>
      each.metric === column.metric &&
      each.of === client &&
      each.operation === operation &&
      each.quantile === column.quantile,
  );
  return row?.value ?? null;
}
