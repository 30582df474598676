/** Rows of all points of a sweep as CSV: one column per parameter, units in its name, then those of a row. */
import type { SweepParameter, SweepResult } from '../observe/sweep.js';
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
