/** Tidy rows as CSV (RFC 4180, lines end in LF). */
import type { HuntResult } from '../observe/hunt.js';
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
  'after_ms',
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

const JUDGED = ['claim', 'finding', 'seed', 'against', 'runs', 'judged', 'observed'] as const;

/** What was judged at every point; `against`: runs that violate it, or of which nobody knows. */
export function judgedCsv({ parameters, points }: SweepResult): string {
  const lines = points.flatMap(({ at, seeds: runs, judged }) => {
    const values = parameters.map(({ values: all }, i) => all[at[i] ?? -1]?.text);
    return judged.map(({ text, finding, seeds, judged: count, observed }) => [
      ...values,
      ...[text, finding, seeds[0], seeds.length, runs.length, count, observed],
    ]);
  });
  return table([...parameters.map(columnOf), ...JUDGED], lines);
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

const COVERED = ['kind', 'name', 'during', 'runs', 'of'] as const;

/** How many runs reached a condition, met a kind of fault or failed, of how many. */
export function huntCsv({ conditions, faults, failures, seeds }: HuntResult): string {
  const drawn = new Map(faults.map(({ kind, drawn: runs }) => [kind, runs]));
  return table(COVERED, [
    ...failures.map((each) => ['failure', each.signature, '', each.seeds.length, seeds.done]),
    ...conditions.flatMap(({ group, condition, seeds: runs, during }) => [
      ['condition', `${group}: ${condition}`, '', runs, seeds.done],
      ...during.map((each) => [
        'condition',
        `${group}: ${condition}`,
        each.kind,
        each.seeds,
        drawn.get(each.kind),
      ]),
    ]),
    ...faults.map(({ kind, hit, drawn: runs }) => ['fault hit', kind, '', hit, runs]),
  ]);
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
