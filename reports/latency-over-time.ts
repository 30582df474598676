/** Latency over time: one panel per quantile, one line per operation. Needs windows that the run has added up. */
import type { ReportData } from '../src/observe/result.js';
import type { Chart, Span, Spec } from './chart.js';
import { colorBy, panel, runFrame, timeScale, valueScale } from './frame.js';
import { SERIES } from './theme.js';
import { listed, number, quantileName, seconds } from './words.js';

type Window = ReportData['latencyOverTime'][number];

/** Windows per line at most, so that a wrong step cannot fill the memory. */
const WINDOWS_MAX = 5000;
/** Points are drawn smaller beyond; a window on its own between gaps has nothing but its point. */
const POINTS_UP_TO = 90;

export const latencyOverTime: Chart = {
  name: 'latency-over-time',
  title: 'Latency over time',
  question: 'When was it slow, and did the faults cause it?',
  howToRead,
  needs: 'operations that were answered',
  applies: (data) => data.latencyOverTime.length > 0,
  spec,
};

/** Of the quantiles that are drawn, which depend on how many operations a window has. */
function howToRead(data: ReportData): string {
  const quantiles = [...new Set(data.latencyOverTime.map((row) => row.quantile))].sort((a, b) => a - b);
  const meanings = quantiles.map(
    (q) => `${quantileName(q)} (${number(100 * q)} of 100 operations were faster)`,
  );
  const panels =
    meanings.length < 2
      ? `the panel shows ${meanings[0]}`
      : `the panels show, from top to bottom, ${listed(meanings)}`;
  return `Each line is one operation; ${panels}. A quantile is drawn only where a window has operations enough to tell it. A gap means that nothing, or too little, was answered. Grey bands are faults.`;
}

function spec(data: ReportData): Spec {
  const { kept, dropped } = keepSeries(data.latencyOverTime);
  const names = [...new Set(kept.map(seriesName(data)))];
  const quantiles = [...new Set(kept.map((row) => row.quantile))].sort((a, b) => a - b);
  const step = windowStep(kept);
  const end = kept.reduce((max, row) => Math.max(max, row.time_s + step), data.detail.duration_s);
  const span: Span = [0, end];
  const panels = quantiles.map((quantile, i) => {
    const rows = kept.filter((row) => row.quantile === quantile);
    const last = i === quantiles.length - 1;
    const line: Spec = {
      data: { values: withGaps(rows, step, seriesName(data)) },
      mark: { type: 'line', strokeWidth: 2, point: { size: end / step <= POINTS_UP_TO ? 22 : 9 } },
      encoding: {
        x: { field: 'time_s', type: 'quantitative', ...timeScale(span, last ? undefined : null) },
        y: {
          field: 'latency_ms',
          type: 'quantitative',
          ...valueScale(
            rows.map((row) => row.latency_ms),
            `${quantileName(quantile)} latency (ms)`,
          ),
        },
        color: colorBy('series', names, SERIES, 'operation'),
      },
    };
    return panel(data, span, 190, i === 0, [line]);
  });
  const title = `Latency of ${names.length === 1 ? names[0] : 'operations'} over time, by ${listed(quantiles.map(quantileName))} in windows of ${seconds(step)}`;
  const left = dropped > 0 ? [`${dropped} more operations are not drawn.`] : [];
  return runFrame(
    data,
    { title, subtitle: [peak(kept, quantiles.at(-1)!, data, step), ...left], span },
    { vconcat: panels, spacing: 18 },
  );
}

/** One client: the operation's name alone. Several: both. */
function seriesName(
  data: ReportData,
): (row: { readonly client: string; readonly operation: string }) => string {
  const clients = new Set(data.latencyOverTime.map((row) => row.client));
  return (row) => (clients.size > 1 ? `${row.client} ${row.operation}` : row.operation);
}

/** As many series as there are colours, those with the most operations. */
function keepSeries(rows: readonly Window[]): { kept: readonly Window[]; dropped: number } {
  const counts = new Map<string, number>();
  const key = (row: Window): string => JSON.stringify([row.client, row.operation]);
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + row.operations);
  if (counts.size <= SERIES.length) return { kept: rows, dropped: 0 };
  const order = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const chosen = new Set(order.slice(0, SERIES.length).map(([name]) => name));
  return { kept: rows.filter((row) => chosen.has(key(row))), dropped: counts.size - chosen.size };
}

/** The smallest distance between windows; 1 s where there is only one. */
export function windowStep(rows: readonly { readonly time_s: number }[]): number {
  const times = [...new Set(rows.map((row) => row.time_s))].sort((a, b) => a - b);
  const step = times
    .slice(1)
    .reduce((min, time, i) => Math.min(min, time - times[i]!), Number.POSITIVE_INFINITY);
  return Number.isFinite(step) ? Number(step.toPrecision(12)) : 1;
}

/** A point in the middle of every window, `null` where nothing was answered, so that lines break there. */
function withGaps(rows: readonly Window[], step: number, name: (row: Window) => string) {
  const lines = new Map<string, Map<number, Window>>();
  const index = (row: Window): number => Math.round(row.time_s / step);
  for (const row of rows) {
    const line = lines.get(name(row)) ?? new Map<number, Window>();
    lines.set(name(row), line.set(index(row), row));
  }
  const first = rows.reduce((min, row) => Math.min(min, index(row)), WINDOWS_MAX);
  const last = rows.reduce((max, row) => Math.max(max, index(row)), 0);
  const count = Math.min(WINDOWS_MAX, last - first + 1);
  return [...lines].flatMap(([series, line]) =>
    Array.from({ length: Math.max(0, count) }, (_, i) => ({
      series,
      time_s: Number(((first + i + 0.5) * step).toPrecision(12)),
      latency_ms: line.get(first + i)?.latency_ms ?? null,
    })),
  );
}

function peak(rows: readonly Window[], quantile: number, data: ReportData, step: number): string {
  const worst = rows
    .filter((row) => row.quantile === quantile)
    .reduce((a, b) => (b.latency_ms > a.latency_ms ? b : a));
  const name = seriesName(data)(worst);
  return `Highest ${quantileName(quantile)}: ${number(worst.latency_ms)} ms (${name}), between ${seconds(worst.time_s)} and ${seconds(worst.time_s + step)}.`;
}
