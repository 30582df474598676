/**
 * What nodes tracked over time: names (such as a role) as coloured lanes, numbers that rarely change (such
 * as a term) as lanes with the number written in, other numbers as step lines.
 */
import type { ReportData, RunDetail } from '../src/observe/result.js';
import { IN_CHARGE } from '../src/observe/roles.js';
import type { Chart, Span, Spec } from './chart.js';
import { colorBy, panel, runFrame, textMark, timeScale } from './frame.js';
import { INK, OKABE_ITO, SERIES, textWidth, WIDTH } from './theme.js';
import { capital, listed, number, seconds, shortNames } from './words.js';

type Point = RunDetail['series'][number];

const NODES_MAX = 24;
const SERIES_MAX = 6;
/** Nodes hit by one fault that are drawn before others. */
const HIT_MAX = 6;
/** Above this many changes per node, numbers become lines. */
const CHANGES_WRITTEN_MAX = 14;
const NAMES_MAX = 9;
/** Of one series; beyond, what is shorter than a pixel gives way. */
const POINTS_MAX = 3000;
const LINES_HEIGHT = 220;

const DOWN = '#333333';

const COLORS: readonly (readonly [string, string])[] = [
  ...IN_CHARGE.map((name) => [name, OKABE_ITO.blue] as const),
  ['follower', '#DDE3E8'],
  ['backup', '#DDE3E8'],
  ['replica', '#DDE3E8'],
  ['learner', OKABE_ITO.sky],
  ['pre-candidate', OKABE_ITO.yellow],
  ['candidate', OKABE_ITO.orange],
  ['down', DOWN],
  ['crashed', DOWN],
  ['paused', OKABE_ITO.purple],
];

export const leadership: Chart = {
  name: 'leadership',
  title: 'Leadership and terms',
  question: 'Who was in charge when, and what did each node believe?',
  howToRead: (data) =>
    inCharge(data.detail.series).length > 0
      ? 'One lane per node. The colour is the role the node believed itself to be in; the numbers below are what it had reached by then. Two leaders at one time means that one of them does not know yet. Black: the node was down.'
      : 'What each node kept track of, and from when to when it held each value. Black: the node was down.',
  needs: 'series tracked by nodes',
  applies: (data) => data.detail.series.some((row) => row.to_s > row.from_s),
  spec,
};

function spec(data: ReportData): Spec {
  const rows = data.detail.series.filter((row) => row.to_s > row.from_s);
  const nodes = [...new Set(rows.map((row) => row.node))];
  const drawn = chooseNodes(data, rows, nodes);
  const total = Math.max(nodes.length, data.detail.nodesTracked);
  const labels = shortNames(drawn, 24);
  const label = new Map(drawn.map((node, i) => [node, labels[i]!]));
  const names = [...new Set(rows.map((row) => row.series))];
  const span: Span = [0, rows.reduce((max, row) => Math.max(max, row.to_s), data.detail.duration_s)];
  const panels = names.slice(0, SERIES_MAX).map((name, i) => {
    const own = rows
      .filter((row) => row.series === name && label.has(row.node))
      .map((row) => ({ ...row, node: label.get(row.node)! }));
    const { height, layers } = layersOf(own, name, labels, span);
    return panel(data, span, height, i === 0, layers);
  });
  const title = `${capital(listed(names.slice(0, 3)))} of each node over time`;
  const left = [
    ...(total > drawn.length ? [`${drawn.length} of ${number(total)} nodes are drawn.`] : []),
    ...(names.length > SERIES_MAX ? [`${SERIES_MAX} of ${names.length} series are drawn.`] : []),
  ];
  const lines = panels.some((it) => it.height === LINES_HEIGHT) && drawn.length > SERIES.length;
  const subtitle = [
    ...inCharge(rows),
    ...left,
    ...(lines ? [`Lines: the first ${SERIES.length} nodes.`] : []),
  ];
  return runFrame(
    data,
    { title, subtitle, span, oneRun: true },
    { vconcat: panels, spacing: 26, resolve: { scale: { color: 'independent' } } },
  );
}

/** Of many, those that were in charge or were hit by a fault come first. */
function chooseNodes(data: ReportData, rows: readonly Point[], nodes: readonly string[]): readonly string[] {
  if (nodes.length <= NODES_MAX) return nodes;
  const telling = [
    ...rows.filter((row) => IN_CHARGE.includes(String(row.value))).map((row) => row.node),
    ...data.detail.faults.flatMap((fault) => fault.nodes.slice(0, HIT_MAX)),
  ];
  const known = new Set(nodes);
  const order = [...new Set([...telling.filter((node) => known.has(node)), ...nodes])];
  const chosen = new Set(order.slice(0, NODES_MAX));
  return nodes.filter((node) => chosen.has(node));
}

interface Drawing {
  readonly height: number;
  readonly layers: readonly Spec[];
}

function layersOf(rows: readonly Point[], name: string, nodes: readonly string[], span: Span): Drawing {
  const words = [
    ...new Set(rows.filter((row) => typeof row.value === 'string').map((row) => String(row.value))),
  ];
  const numeric = rows.some((row) => typeof row.value === 'number');
  // Numbers are absent while a node is down; that makes names of none of them.
  const categories = numeric ? words.filter((word) => !ABSENT.includes(word)) : words;
  const height = Math.max(90, nodes.length * 26);
  const seen = visible(rows, span);
  if (categories.length > 0) return { height, layers: categoryLanes(seen, categories, name, nodes, span) };
  const perNode = rows.length / Math.max(1, new Set(rows.map((row) => row.node)).size);
  if (perNode <= CHANGES_WRITTEN_MAX) return { height, layers: numberLanes(seen, name, nodes, span) };
  return { height: LINES_HEIGHT, layers: stepLines(seen, name, nodes, span) };
}

/** All, or if there are too many, of each node one value per pixel: the one that held longest. */
function visible(rows: readonly Point[], [from, to]: Span): Point[] {
  if (rows.length <= POINTS_MAX) return [...rows];
  const perSecond = WIDTH / (to - from);
  const byPixel = new Map<string, Point>();
  for (const row of rows) {
    const pixel = `${row.node} ${Math.floor((row.from_s - from) * perSecond)}`;
    const other = byPixel.get(pixel);
    if (other === undefined || row.to_s - row.from_s > other.to_s - other.from_s) byPixel.set(pixel, row);
  }
  return [...byPixel.values()];
}

function lanes(span: Span, nodes: readonly string[], title: string): Spec {
  return {
    x: { field: 'from_s', type: 'quantitative', ...timeScale(span) },
    x2: { field: 'to_s' },
    y: {
      field: 'node',
      type: 'nominal',
      sort: null,
      scale: { domain: [...nodes] },
      axis: { title, ticks: false, domain: false },
    },
    description: { field: 'what' },
  };
}

function laneData(rows: readonly Point[], show: (row: Point) => string): Spec {
  return {
    values: rows.map((row) => ({
      node: row.node,
      value: show(row),
      from_s: row.from_s,
      to_s: row.to_s,
      what: `${row.node}: ${row.series} ${row.value}, ${seconds(row.from_s)} to ${seconds(row.to_s)}`,
    })),
  };
}

function categoryLanes(
  rows: readonly Point[],
  categories: readonly string[],
  name: string,
  nodes: readonly string[],
  span: Span,
): Spec[] {
  const named = categories.slice(0, NAMES_MAX);
  const show = (row: Point): string => (named.includes(String(row.value)) ? String(row.value) : 'other');
  const domain = named.length < categories.length ? [...named, 'other'] : named;
  const lane: Spec = {
    data: laneData(rows, show),
    mark: { type: 'bar', height: 16, aria: true },
    encoding: { ...lanes(span, nodes, name), color: colorBy('value', domain, categoryColors(domain), name) },
  };
  return [lane];
}

/** Values of a series of numbers while there is none. */
const ABSENT: readonly string[] = ['down', 'crashed', 'paused'];

/** Known roles keep their colours in every report; other names take what is left in order. */
export function categoryColors(names: readonly string[]): string[] {
  const known = new Map(COLORS);
  const taken = names.map((name) => known.get(name));
  const free = [...SERIES, '#8a8a8a', '#c4c4c4', OKABE_ITO.yellow].filter((color) => !taken.includes(color));
  let next = 0;
  return names.map((name) => known.get(name) ?? free[next++ % Math.max(1, free.length)] ?? INK.line);
}

function numberLanes(rows: readonly Point[], name: string, nodes: readonly string[], span: Span): Spec[] {
  const perSecond = WIDTH / (span[1] - span[0]);
  const fits = rows.filter(
    (row) =>
      typeof row.value === 'number' &&
      textWidth(String(row.value), 11) + 6 < (row.to_s - row.from_s) * perSecond,
  );
  const encoding = lanes(span, nodes, name);
  const bars = (some: readonly Point[], mark: Spec): Spec => ({
    data: laneData(some, (row) => String(row.value)),
    mark: { type: 'bar', height: 16, aria: true, ...mark },
    encoding,
  });
  const absent = rows.filter((row) => typeof row.value === 'string');
  const present = rows.filter((row) => typeof row.value === 'number');
  return [
    bars(present, { color: '#EEF1F3', stroke: INK.line, strokeWidth: 1 }),
    ...(absent.length > 0 ? [bars(absent, { color: DOWN })] : []),
    {
      data: laneData(fits, (row) => String(row.value)),
      mark: textMark({ align: 'left', dx: 4 }),
      encoding: { x: encoding.x!, y: encoding.y!, text: { field: 'value' } },
    },
  ];
}

/** Lines hold their value until the next one. */
function stepLines(rows: readonly Point[], name: string, nodes: readonly string[], span: Span): Spec[] {
  const shown = nodes.slice(0, SERIES.length);
  const points = shown.flatMap((node) => {
    const own = rows.filter((row) => row.node === node);
    // Where there is no number the line is broken.
    const value = (row: Point) => (typeof row.value === 'number' ? row.value : null);
    const ends = own.slice(-1).map((row) => ({ node, from_s: row.to_s, value: value(row) }));
    return [...own.map((row) => ({ node, from_s: row.from_s, value: value(row) })), ...ends];
  });
  return [
    {
      data: { values: points },
      mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
      encoding: {
        x: { field: 'from_s', type: 'quantitative', ...timeScale(span) },
        y: { field: 'value', type: 'quantitative', axis: { title: name, tickCount: 5 } },
        color: colorBy('node', shown, SERIES, 'node'),
      },
    },
  ];
}

/** Who took charge when, if a series says so. */
function inCharge(rows: readonly Point[]): string[] {
  const taken = rows
    .filter((row) => IN_CHARGE.includes(String(row.value)))
    .sort((a, b) => a.from_s - b.from_s);
  if (taken.length === 0) return [];
  const parts = taken.slice(0, 5).map((row) => `${row.node} from ${seconds(row.from_s)}`);
  const more = taken.length > parts.length ? `, and ${taken.length - parts.length} more` : '';
  return [`In charge: ${parts.join(', ')}${more}.`];
}
