/** Tidy rows as CSV (RFC 4180, lines end in LF). */
import type { Row } from '../observe/result.js';

const COLUMNS = [
  'metric',
  'of',
  'operation',
  'quantile',
  'value',
  'unit',
  'ciLow',
  'ciHigh',
  'runs',
  'theory',
  'missing',
] as const;

export function rowsCsv(rows: readonly Row[]): string {
  const lines = rows.map((row) => COLUMNS.map((column) => field(row[column])).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}

function field(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
