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
import { clip, wrap } from '../../report/terminal-text.js';
import type { Prediction, Theory } from '../../stats/theory.js';
import { CATALOGUE } from './catalogue.js';
import { optionOf } from './options.js';

const WIDTH = 80;
const LABEL = 20;
const COLUMN = 10;
/** Figures below this are read by their power of ten. */
const TINY = 1e-7;
const SIGNS = { ms: ' ms', ratio: '', count: '', '1/s': '/s' } as const;

export function theoryText(theory: Theory): string {
  const { predictions } = theory;
  const names = [...new Set(predictions.map(({ of }) => of ?? ''))].filter((name) => name !== '');
  const of = (name: string) => predictions.filter((each) => (each.of ?? '') === name);
  const together = of('');
  const alike =
    names.length > 1 && !predictions.some(({ of: name, quantile }) => name !== undefined && quantile);
  return [
    `${theory.name}, ${theory.exact ? 'exact' : 'approximate'}`,
    '',
    ...(alike ? [...grid(names.map((name) => ({ name, predictions: of(name) }))), ''] : []),
    ...(alike ? [] : names.flatMap((name) => [name, ...figures(of(name)), ''])),
    ...(together.length > 0 && names.length > 0 ? ['in all'] : []),
    ...(together.length > 0 ? [...figures(together), ''] : []),
    ...(theory.warnings ?? []).flatMap((warning) => paragraph('mind', warning)),
    ...paragraph('holds for', theory.assumes),
    ...paragraph('source', theory.source),
    '',
  ].join('\n');
}

/** Metrics down, the mean and its percentiles across; below, those that have one figure and an interval around it. */
function figures(predictions: readonly Prediction[]): readonly string[] {
  const times = (metric: string) => predictions.filter((each) => each.metric === metric).length;
  const alone = predictions.filter(({ metric, interval }) => interval !== undefined && times(metric) === 1);
  const rest = predictions.filter((each) => !alone.includes(each));
  const named = alone.map((each) => ({ name: `  ${nameOf(each)}`, figure: format(each) }));
  const label = Math.max(LABEL, ...named.map(({ name }) => name.length + 3));
  return [
    ...(rest.length === 0 ? [] : table(rest)),
    ...(rest.length === 0 || alone.length === 0 ? [] : ['']),
    ...named.map(({ name, figure }) => `${name.padEnd(label)} ${figure}`),
  ];
}

const nameOf = ({ metric, quantile }: Prediction): string =>
  quantile === undefined ? metric : `${metric} ${formatQuantile(quantile)}`;

function table(predictions: readonly Prediction[]): readonly string[] {
  const quantiles = [...new Set(predictions.flatMap(({ quantile }) => quantile ?? []))];
  const metrics = [...new Set(predictions.map(({ metric }) => metric))];
  const hasMean = predictions.some(({ quantile }) => quantile === undefined);
  const columns = [...(hasMean ? ['mean'] : []), ...quantiles];
  const cell = (metric: string, column: string | number): string => {
    const found = predictions.find((each) => each.metric === metric && (each.quantile ?? 'mean') === column);
    return found === undefined ? '' : formatValue(found.value, found.unit);
  };
  const label = Math.max(LABEL, ...metrics.map((metric) => metric.length + 4));
  return chunks(columns, Math.floor((WIDTH - label) / COLUMN)).flatMap((some, i) => [
    ...(quantiles.length === 0
      ? []
      : [
          row(
            '',
            some.map((column) => (typeof column === 'number' ? formatQuantile(column) : column)),
            label,
          ),
        ]),
    ...metrics
      .map((metric) => ({ metric, cells: some.map((column) => cell(metric, column)) }))
      .filter(({ cells }) => i === 0 || cells.some((text) => text !== ''))
      .map(({ metric, cells }) => row(`  ${metric}`, cells, label)),
  ]);
}

/** Classes or stations down, metrics across; heads may take two lines. */
function grid(
  groups: readonly { readonly name: string; readonly predictions: readonly Prediction[] }[],
): readonly string[] {
  const metrics = [...new Set(groups.flatMap(({ predictions }) => predictions.map(({ metric }) => metric)))];
  const label = Math.min(LABEL, Math.max(...groups.map(({ name }) => name.length)) + 4);
  const width = COLUMN + 2;
  const firstWords = (metric: string) =>
    metric.includes(' ') ? metric.slice(0, metric.lastIndexOf(' ')) : '';
  const lastWord = (metric: string) => metric.slice(metric.lastIndexOf(' ') + 1);
  return chunks(metrics, Math.floor((WIDTH - label) / width)).flatMap((some, i) => [
    ...(i === 0 ? [] : ['']),
    ...(some.every((metric) => firstWords(metric) === '')
      ? []
      : [row('', some.map(firstWords), label, width)]),
    row('', some.map(lastWord), label, width),
    ...groups.map(({ name, predictions }) => {
      const cells = some.map((metric) => {
        const found = predictions.find((each) => each.metric === metric);
        return found === undefined ? '' : format(found);
      });
      return row(`  ${clip(name, label - 3)}`, cells, label, width);
    }),
  ]);
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

const row = (label: string, cells: readonly string[], indent: number, width = COLUMN): string =>
  (label.padEnd(indent) + cells.map((text) => ` ${text}`.padStart(width)).join('')).trimEnd();

function format({ value, unit, interval }: Prediction): string {
  const shown = formatValue(value, unit);
  if (interval === undefined) return shown;
  return `${shown}  (95 %: ${formatValue(interval.low, unit)} to ${formatValue(interval.high, unit)})`;
}

function formatValue(value: number, unit: Prediction['unit']): string {
  if (!Number.isFinite(value)) return 'no end';
  if (value !== 0 && Math.abs(value) < TINY) return `${value.toExponential(1)}${SIGNS[unit]}`;
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
