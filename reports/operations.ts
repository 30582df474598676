/**
 * Operations as a timeline: every operation of the failing window on a row of its own, then one lane per
 * client process around it. Without a failure: the lanes around the first fault.
 */
import type { OperationRow, ReportData } from '../src/observe/result.js';
import type { Chart, Span, Spec } from './chart.js';
import { colorBy, panel, runFrame, timeScale } from './frame.js';
import { FAILING, INK, OUTCOMES, WIDTH } from './theme.js';
import { operationText, processName, seconds, short, shortNames } from './words.js';

const BARS_MAX = 400;
/** In a failing window, which must be shown whole. */
const BARS_OF_WINDOW_MAX = 1500;
const LANES_MAX = 40;
const FAILING_MAX = 30;
const HALVINGS_MAX = 30;

export const operations: Chart = {
  name: 'operations',
  title: 'Operations of each client',
  question: 'Who asked what, when, and what were they told?',
  howToRead: () =>
    'Each bar is one operation, from when it was asked to when the client was told (or gave up). Bars that overlap in time may have taken effect in either order; a bar that ends before another begins took effect before it.',
  needs: 'operations',
  applies: (data) => data.detail.operations.length > 0,
  spec,
};

function spec(data: ReportData): Spec {
  const { operations: all, sampled } = data.detail;
  const failing = all.filter((row) => row.failing);
  const shown = failing.slice(0, FAILING_MAX);
  const span = operationSpan(data);
  const inside = within(all, span);
  const processes = [...new Set([...failing, ...inside].map(processName))];
  const lanes = processes.slice(0, LANES_MAX).sort(byName);
  const ours = new Set(lanes);
  const bars = thinned(inside.filter((row) => ours.has(processName(row))));
  const said =
    data.detail.failure === undefined
      ? []
      : [`${data.detail.failure.title}: its operations have red outlines.`];
  const counts = (['ok', 'fail', 'info'] as const)
    .map((outcome) => `${inside.filter((row) => row.outcome === outcome).length} ${outcome}`)
    .join(', ');
  const subtitle = [
    ...said,
    ...(shown.length < failing.length
      ? [`The first ${shown.length} of ${failing.length} failing operations have a row.`]
      : []),
    ...(lanes.length < processes.length
      ? [`${lanes.length} of ${processes.length} client processes have a lane.`]
      : []),
    ...(bars.length < inside.length && lanes.length === processes.length
      ? [`${bars.length} of the operations are drawn.`]
      : []),
    `In this part of the run: ${counts}${sampled ? ' (of a sample of the history)' : ''}.`,
  ];
  const title =
    failing.length > 0
      ? `The operations that cannot be explained, ${seconds(span[0])} to ${seconds(span[1])}`
      : `What each client process asked and was told, ${seconds(span[0])} to ${seconds(span[1])}`;
  const top = shown.length > 0 ? [panel(data, span, shown.length * 30, true, failingRows(shown, span))] : [];
  const bottom = panel(
    data,
    span,
    Math.max(60, lanes.length * 20),
    top.length === 0,
    laneRows(bars, lanes, span),
  );
  return runFrame(data, { title, subtitle, span, oneRun: true }, { vconcat: [...top, bottom], spacing: 26 });
}

/** All failing ones and every so many of the others. */
function thinned(rows: readonly OperationRow[]): OperationRow[] {
  const every = Math.ceil(rows.length / BARS_OF_WINDOW_MAX);
  return rows.filter((row, i) => row.failing || i % every === 0);
}

/** The part of the run to draw: the failing operations with room around, or what surrounds the first fault. */
export function operationSpan(data: ReportData): Span {
  const { operations: all, faults, duration_s } = data.detail;
  const failing = all.filter((row) => row.failing);
  const end = all.reduce((max, row) => Math.max(max, row.to_s), duration_s);
  if (failing.length > 0) {
    const from = failing.reduce((min, row) => Math.min(min, row.from_s), end);
    const to = failing.reduce((max, row) => Math.max(max, row.to_s), from);
    const pad = Math.max(0.12 * (to - from), 0.002);
    return clip([from - pad, to + pad], end);
  }
  const first = faults.reduce((min, fault) => Math.min(min, fault.from_s), Number.POSITIVE_INFINITY);
  const anchor =
    Number.isFinite(first) && within(all, [first, end]).length > 0 ? first : (all[0]?.from_s ?? 0);
  let length = end;
  for (let i = 0; i < HALVINGS_MAX && within(all, around(anchor, length, end)).length > BARS_MAX; i++)
    length /= 2;
  return around(anchor, length, end);
}

function around(anchor: number, length: number, end: number): Span {
  return clip([anchor - 0.2 * length, anchor + 0.8 * length], end);
}

/** Within the run, to the tenth of a millisecond, and never empty. */
function clip([from, to]: Span, end: number): Span {
  const low = Math.max(0, Math.floor(from * 1e4) / 1e4);
  const high = Math.ceil(Math.min(end, to) * 1e4) / 1e4;
  return [low, Math.max(high, low + 1e-4)];
}

function within(rows: readonly OperationRow[], [from, to]: Span): OperationRow[] {
  return rows.filter((row) => row.to_s >= from && row.from_s <= to);
}

/** `app/2` before `app/10`. */
function byName(a: string, b: string): number {
  const [left, right] = [a, b].map((name) => /^(.*?)(\d*)$/s.exec(name)!);
  const order =
    (left![1]! < right![1]! ? -1 : left![1]! > right![1]! ? 1 : 0) || Number(left![2]) - Number(right![2]);
  return order || (a < b ? -1 : a > b ? 1 : 0);
}

interface Bar extends Record<string, string | number | boolean> {
  readonly lane: string;
  readonly from_s: number;
  readonly to_s: number;
  readonly outcome: string;
  readonly failing: boolean;
  readonly what: string;
}

function bar(row: OperationRow, lane: string, [from, to]: Span): Bar {
  const time = `${seconds(row.from_s, 4)} to ${seconds(row.to_s, 4)}`;
  const by = row.node === null ? '' : `, answered by ${row.node}`;
  const why = row.error === null ? '' : ` (${row.error})`;
  return {
    lane,
    from_s: Math.max(from, row.from_s),
    to_s: Math.min(to, row.to_s),
    outcome: OUTCOMES[row.outcome].label,
    failing: row.failing,
    what: `${processName(row)}: ${operationText(row)}${why}, ${time}${by}`,
  };
}

function failingRows(rows: readonly OperationRow[], span: Span): Spec[] {
  const label = (row: OperationRow): string => {
    const by = row.node === null ? '' : ` (by ${shortNames([row.node], 16)[0]})`;
    return `${processName(row)}: ${short(operationText(row), 34)}${by}`;
  };
  // Two operations may read alike; their ids tell them apart.
  const labels = rows.map(label);
  const unique = labels.map((text, i) =>
    labels.indexOf(text) === labels.lastIndexOf(text) ? text : `${text} #${rows[i]!.id}`,
  );
  return bars(
    rows.map((row, i) => bar(row, unique[i]!, span)),
    unique,
    span,
    15,
    null,
  );
}

/** Bars of a lane are never thinner than this, so that their colour can be seen. */
const THINNEST_PX = 3;

function laneRows(rows: readonly OperationRow[], lanes: readonly string[], span: Span): Spec[] {
  const thinnest = ((span[1] - span[0]) * THINNEST_PX) / WIDTH;
  const seen = (it: Bar): Bar => ({
    ...it,
    to_s: Math.max(it.to_s, Math.min(span[1], it.from_s + thinnest)),
  });
  return bars(
    rows.map((row) => seen(bar(row, processName(row), span))),
    lanes,
    span,
    13,
    'client process',
  );
}

function bars(
  values: readonly Bar[],
  lanes: readonly string[],
  span: Span,
  size: number,
  title: string | null,
): Spec[] {
  const kinds = [OUTCOMES.ok, OUTCOMES.fail, OUTCOMES.info];
  const encoding: Spec = {
    x: { field: 'from_s', type: 'quantitative', ...timeScale(span) },
    x2: { field: 'to_s' },
    y: {
      field: 'lane',
      type: 'nominal',
      sort: null,
      scale: { domain: [...lanes] },
      axis: { title, grid: true, domain: false, ticks: false },
    },
    description: { field: 'what' },
  };
  const color = colorBy(
    'outcome',
    kinds.map((kind) => kind.label),
    kinds.map((kind) => kind.color),
    'outcome',
  );
  const mark: Spec = { type: 'bar', height: size, aria: true, strokeWidth: 0.5, stroke: INK.soft };
  return [
    { data: { values: [...values] }, mark, encoding: { ...encoding, color } },
    {
      data: { values: values.filter((row) => row.failing) },
      mark: { ...mark, filled: false, stroke: FAILING, strokeWidth: 3 },
      encoding,
    },
  ];
}
