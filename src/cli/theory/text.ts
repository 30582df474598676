/**
 * A theory as text for a terminal: figures in columns, then what it rests on.
 *
 * Knows no particular theory; 80 columns, no colour.
 */
import {
  formatDuration,
  formatNumber,
  formatQuantile,
  formatRate,
  formatRatio,
} from '../../observe/format.js';
import { wrap } from '../../report/terminal-text.js';
import type { Prediction, Theory } from '../../stats/theory.js';
import { CATALOGUE } from './catalogue.js';
import { optionOf } from './options.js';

const WIDTH = 80;
const LABEL = 20;
const COLUMN = 10;
const COLUMNS_MAX = Math.floor((WIDTH - LABEL) / COLUMN);

export function theoryText(theory: Theory): string {
  const names = [...new Set(theory.predictions.map(({ of }) => of ?? ''))];
  return [
    `${theory.name}, ${theory.exact ? 'exact' : 'approximate'}`,
    '',
    ...names.flatMap((name) => [
      ...(name === '' ? [] : [name]),
      ...figures(theory.predictions.filter(({ of }) => (of ?? '') === name)),
      '',
    ]),
    ...paragraph('holds for', theory.assumes),
    ...paragraph('source', theory.source),
    '',
  ].join('\n');
}

/** Metrics down, the mean and its percentiles across. */
function figures(predictions: readonly Prediction[]): readonly string[] {
  const quantiles = [...new Set(predictions.flatMap(({ quantile }) => quantile ?? []))];
  const columns = ['mean', ...quantiles];
  const metrics = [...new Set(predictions.map(({ metric }) => metric))];
  const cell = (metric: string, column: string | number): string => {
    const found = predictions.find((each) => each.metric === metric && (each.quantile ?? 'mean') === column);
    return found === undefined ? '' : format(found);
  };
  const lines: string[] = [];
  for (let from = 0; from < columns.length; from += COLUMNS_MAX) {
    const some = columns.slice(from, from + COLUMNS_MAX);
    const shown =
      from === 0 ? metrics : metrics.filter((metric) => some.some((column) => cell(metric, column) !== ''));
    if (quantiles.length > 0) {
      const heads = some.map((column) => (typeof column === 'number' ? formatQuantile(column) : column));
      lines.push(row('', heads));
    }
    lines.push(
      ...shown.map((metric) =>
        row(
          `  ${metric}`,
          some.map((column) => cell(metric, column)),
        ),
      ),
    );
  }
  return lines;
}

const row = (label: string, cells: readonly string[]): string =>
  (label.padEnd(LABEL) + cells.map((text) => text.padStart(COLUMN)).join('')).trimEnd();

function format({ value, unit }: Prediction): string {
  if (!Number.isFinite(value)) return 'no end';
  if (unit === 'ms') return formatDuration(value * 1e6);
  if (unit === 'ratio') return formatRatio(value);
  return unit === '1/s' ? formatRate(value) : formatNumber(value);
}

/** Every theory with its options and an example line. */
export function listing(): string {
  const entries = CATALOGUE.flatMap((definition) => {
    const options = Object.entries(definition.arguments).map(([name, { required, placeholder }]) => {
      const option = `${optionOf(name)} <${placeholder}>`;
      return required ? option : `[${option}]`;
    });
    const aliases = definition.aliases.length === 0 ? '' : ` (also ${definition.aliases.join(', ')})`;
    return [
      ...paragraph(definition.name, `${definition.about}${aliases}`),
      ...wrap(options.join(' '), WIDTH - 4).map((line) => `    ${line}`),
      `    $ foretell theory ${definition.example}`,
      '',
    ];
  });
  return [
    'foretell theory MODEL prints what queueing theory says of a station or network.',
    'All take --quantiles and --json; times are written 20ms, rates 500/s.',
    '',
    ...entries,
  ].join('\n');
}

function paragraph(label: string, text: string): readonly string[] {
  const indent = 14;
  return wrap(text, WIDTH - indent).map((line, i) => (i === 0 ? label : '').padEnd(indent) + line);
}
