/** Tidy rows as CSV (RFC 4180, lines end in LF). */
import type { Row } from '../observe/result.js';
import type { ComparedRow, SizingResult, SweepParameter, SweepResult } from '../observe/sweep.js';

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
  return table(
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column])),
  );
}

/** Rows of every point, after the values at which they were measured: numbers where the values are numbers. */
export function sweepCsv({ parameters, points }: SweepResult): string {
  const titles = parameters.map(columnOf);
  const lines = points.flatMap(({ at, verdict, rows }) => {
    const values = parameters.map(({ values: all }, i) => {
      const value = all[at[i] ?? -1];
      return value?.number ?? value?.text;
    });
    return rows.map((row) => [...values, verdict, ...COLUMNS.map((column) => row[column])]);
  });
  return table([...titles, 'verdict', ...COLUMNS], lines);
}

const COMPARED = [
  'metric',
  'of',
  'operation',
  'quantile',
  'unit',
  'a',
  'b',
  'difference',
  'ciLow',
  'ciHigh',
  'verdict',
] as const;

export function comparisonCsv(rows: readonly ComparedRow[]): string {
  return table(
    COMPARED,
    rows.map((row) => COMPARED.map((column) => row[column])),
  );
}

const TRIED = ['verdict', 'value', 'ciLow', 'ciHigh', 'sureness', 'runs', 'observed'] as const;

/** A line for each value that was tried. */
export function sizingCsv({ parameter, steps }: SizingResult): string {
  return table(
    [columnOf(parameter), ...TRIED],
    steps.map((step) => [step.number, ...TRIED.map((column) => step[column])]),
  );
}

const SUFFIX: ReadonlyMap<string, string> = new Map([
  ['1/s', '_per_s'],
  ['bytes/s', '_bytes_per_s'],
  ['count', ''],
]);

/** `users_arrivals_per_s`. */
function columnOf({ label, unit }: Pick<SweepParameter, 'label' | 'unit'>): string {
  const suffix = unit === null ? '' : (SUFFIX.get(unit) ?? `_${unit}`);
  return `${label.replaceAll(/[^\w]+/g, '_')}${suffix}`;
}

type Field = string | number | null | undefined;

function table(titles: readonly string[], lines: readonly (readonly Field[])[]): string {
  return `${[titles, ...lines].map((line) => line.map(field).join(',')).join('\n')}\n`;
}

/** One cell, quoted where it must be. */
function field(value: Field): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
