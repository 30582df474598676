/** Latency by quantile, on an axis of nines: what the slowest one in a hundred, in a thousand, … waited. */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Spec } from './chart.js';
import { colorBy, runFrame, valueScale } from './frame.js';
import { INK, SERIES, WIDTH } from './theme.js';
import { number, quantileName } from './words.js';

type Point = ReportData['latencyPercentiles'][number];

/** Percentiles that are all labelled. */
const TICKS_MAX = 8;

export const latencyPercentiles: Chart = {
  name: 'latency-percentiles',
  title: 'Latency percentiles',
  question: 'How slow are the slowest operations?',
  howToRead: (data) =>
    `At p99, one operation in a hundred is slower than the line; each further nine is ten times rarer. Shaded around a line: the 95 % confidence interval over the runs.${
      data.latencyPercentiles.some((row) => row.theory_ms !== undefined)
        ? ' Dashed: what a closed form of queueing theory says.'
        : ''
    }`,
  needs: 'operations that were answered',
  applies: (data) => data.latencyPercentiles.some(drawable),
  spec,
};

/** The maximum has no place on an axis of nines. */
function drawable(row: Point): boolean {
  return row.quantile >= 0 && row.quantile < 1;
}

function spec(data: ReportData): Spec {
  const points = data.latencyPercentiles.filter(drawable);
  const several = new Set(points.map((row) => row.client)).size > 1;
  const name = (row: Point): string => (several ? `${row.client} ${row.operation}` : row.operation);
  const all = [...new Set(points.map(name))];
  const names = all.slice(0, SERIES.length);
  const rows = points
    .filter((row) => names.includes(name(row)))
    // One in how many is slower: 2 at p50, 100 at p99.
    .map((row) => ({
      series: name(row),
      one_in: Number((1 / (1 - row.quantile)).toPrecision(6)),
      latency_ms: row.latency_ms,
      ciLow_ms: row.ciLow_ms,
      ciHigh_ms: row.ciHigh_ms,
      ...(row.theory_ms === undefined ? {} : { theory_ms: row.theory_ms }),
    }));
  const theories = rows.filter((row) => row.theory_ms !== undefined);
  const color = colorBy('series', names, SERIES, 'operation');
  const x = {
    field: 'one_in',
    type: 'quantitative',
    scale: { type: 'log', nice: false },
    axis: nines(rows.map((row) => row.one_in)),
  };
  const bounds = rows.flatMap((row) => [
    row.latency_ms,
    row.ciLow_ms ?? row.latency_ms,
    row.ciHigh_ms ?? row.latency_ms,
    row.theory_ms ?? row.latency_ms,
  ]);
  const vertical = valueScale(bounds, 'latency (ms)');
  const y = { field: 'latency_ms', type: 'quantitative', ...vertical };
  const bands = rows.filter((row) => row.ciLow_ms !== null && row.ciHigh_ms !== null);
  const area: Spec = {
    data: { values: bands },
    mark: { type: 'area', opacity: 0.18 },
    encoding: {
      x,
      y: { field: 'ciLow_ms', type: 'quantitative', ...vertical },
      y2: { field: 'ciHigh_ms' },
      color,
    },
  };
  const line: Spec = {
    data: { values: rows },
    mark: { type: 'line', strokeWidth: 2, point: { size: 40 } },
    encoding: { x, y, color },
  };
  const dashed: Spec = {
    data: { values: theories },
    mark: { type: 'line', strokeWidth: 1.6, strokeDash: [5, 4], color: INK.text },
    encoding: {
      x,
      y: { ...y, field: 'theory_ms' },
      detail: { field: 'series', type: 'nominal' },
    },
  };
  const left =
    all.length > names.length ? [`${all.length - names.length} more operations are not drawn.`] : [];
  return runFrame(
    data,
    {
      title: 'Latency by percentile: from the typical operation to the rarest',
      subtitle: [
        highest(points, name),
        ...(theories.length > 0 ? ['Dashed: theory, from a closed form.'] : []),
        ...left,
      ],
    },
    {
      width: WIDTH,
      height: 300,
      layer: [...(bands.length > 0 ? [area] : []), line, ...(theories.length > 0 ? [dashed] : [])],
    },
  );
}

/** Ticks where people look: p50, p90, p99, … as far as the data goes. */
function nines(values: readonly number[]): Spec {
  const all = [...new Set(values)].sort((a, b) => a - b);
  // Of a whole curve, the ones people speak of: p50, p90, p99, p99.9, …
  const usual = all.filter((value) => [2, 10, 100, 1000, 10_000, 100_000].includes(value));
  const ticks = all.length > TICKS_MAX && usual.length > 1 ? usual : all;
  // One in so many is rounded to six digits; the percentile is not to show it.
  const label = "'p' + format(100 - 100 / datum.value, '.3~f')";
  return {
    title: 'percentile of operations, slowest to the right',
    values: ticks,
    labelExpr: label,
    labelFlush: false,
  };
}

function highest(points: readonly Point[], name: (row: Point) => string): string {
  const at = [0.99, 0.95, 0.9, 0.5].find((quantile) => points.some((row) => row.quantile === quantile));
  if (at === undefined) return '';
  const parts = points.filter((row) => row.quantile === at).slice(0, 4);
  return `${quantileName(at)}: ${parts.map((row) => `${name(row)} ${number(row.latency_ms)} ms`).join(', ')}.`;
}
