/** Rows of sweeps, comparisons and sizings as CSV, tidy: one figure per line. */
import type { ComparisonResult, SizingResult, SweepParameter, SweepResult } from '../observe/sweep.js';
import { field } from './csv.js';

const COLUMNS = [
  'metric',
  'of',
  'operation',
  'quantile',
  'value',
  'unit',
  'ciLow',
  'ciHigh',
  'theory',
  'runs',
] as const;

const SUFFIX: ReadonlyMap<string, string> = new Map([
  ['1/s', '_per_s'],
  ['bytes/s', '_bytes_per_s'],
  ['count', ''],
]);

/** One column per parameter, its unit in the name, then those of a row. */
export function sweepCsv({ parameters, points }: SweepResult): string {
  const header = [...parameters.map(columnOf), ...COLUMNS].map(field).join(',');
  const lines = points.flatMap(({ at, rows }) => {
    const values = parameters.map(({ unit, values: all }, i) => {
      const { text, number } = all[at[i]!]!;
      return field(unit === null ? text : number);
    });
    return rows.map((row) => [...values, ...COLUMNS.map((column) => field(row[column]))].join(','));
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** `users_arrivals_per_s`. */
function columnOf({ label, unit }: SweepParameter): string {
  const suffix = unit === null ? '' : (SUFFIX.get(unit) ?? `_${unit}`);
  return `${label.replaceAll(/[^\w]+/g, '_')}${suffix}`;
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

export const comparisonCsv = ({ rows }: ComparisonResult): string => table(COMPARED, rows);

const TRIED = [
  'text',
  'number',
  'verdict',
  'value',
  'ciLow',
  'ciHigh',
  'sureness',
  'observed',
  'runs',
] as const;

/** Every value that was tried, in the order of the search. */
export const sizingCsv = ({ steps }: SizingResult): string => table(TRIED, steps);

function table<K extends string>(
  columns: readonly K[],
  rows: readonly { readonly [C in K]?: string | number | null }[],
): string {
  const lines = rows.map((row) => columns.map((column) => field(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}
