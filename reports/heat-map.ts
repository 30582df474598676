/**
 * Heat map: one figure over two swept parameters, as colour and, where there is room, as a number.
 *
 * Cells without a figure say why, so that a hole is never taken for a good value.
 */

import type { SweepResult } from '../src/observe/sweep.js';
import type { Chart, Spec } from './chart.js';
import { frame, logTicks } from './frame.js';
import { type Cell, cellsOf, ordinals, varyingPair, viewOf } from './heat-map-cells.js';
import { judgedGrid } from './judged-grid.js';
import { levelName, parameterTitle, subjectName } from './points.js';
import { INK, textWidth, WIDTH } from './theme.js';
import { counted, listed, number, short, shortNames } from './words.js';

/** Light to dark, one hue after another: high is dark in colour and in grey. ColorBrewer's YlGnBu (C. Brewer, 2002). */
const COLORS = ['#ffffd9', '#c7e9b4', '#7fcdbb', '#41b6c4', '#1d91c0', '#225ea8', '#0c2c84'];
const EMPTY = '#f1f1f1';
const BUSY = '#3a3a3a';
/** Figures that spread over more than this factor get a logarithmic scale. */
const LOG_FROM = 8;
const [CELL_MAX, ROW_MAX, ROW_MIN] = [110, 40, 12];
const LABEL_SIZE = 11;
const HEIGHT = 460;

export const heatMap: Chart<SweepResult> = {
  name: 'heat-map',
  title: 'Heat map',
  question: 'Which combinations are fast enough?',
  howToRead: (result) => {
    const { level, subject, cells, apart } = viewOf(result);
    const busy = apart
      ? ' In black cells with a dot servers were busy all the time; unless something limits the queue, the figure only says how long the run was.'
      : '';
    const empty = cells.some(({ value }) => value === null)
      ? ' Pale grey cells have no figure, and say why.'
      : '';
    return `Each cell is one combination; the darker, the higher the ${levelName(level)} ${subjectName(subject)}.${busy}${empty}`;
  },
  needs: 'latencies over two swept parameters',
  applies: (result) =>
    judgedGrid(result) === undefined &&
    varyingPair(result) !== undefined &&
    cellsOf(result).some(({ value }) => value !== null),
  finding,
  spec,
};

/** `Where servers keep up, the p99 latency of users is 45.7 ms (…) to 246 ms (…); at 26 of 72 combinations they do not`. */
function finding(result: SweepResult): string {
  const { subject, level, cells, apart } = viewOf(result);
  const [across, up] = varyingPair(result)!;
  const known = cells.filter(({ value, saturated }) => value !== null && !(apart && saturated));
  const least = known.reduce((best, cell) => (cell.value! < best.value! ? cell : best));
  const most = known.reduce((best, cell) => (cell.value! > best.value! ? cell : best));
  const place = ({ x, y }: Cell) => `${settingText(result, across, x)}, ${settingText(result, up, y)}`;
  const what = `${levelName(level)} ${subjectName(subject)}`;
  const said =
    least.value === most.value
      ? `is ${number(least.value!)} ms`
      : `is ${number(least.value!)} ms (${place(least)}) to ${number(most.value!)} ms (${place(most)})`;
  if (!apart) return `The ${what} ${said}`;
  const busy = cells.filter(({ value, saturated }) => value !== null && saturated).length;
  return `Where servers keep up, the ${what} ${said}; at ${busy} of ${cells.length} combinations they do not`;
}

function settingText(result: SweepResult, parameter: number, at: number): string {
  const { label, values } = result.parameters[parameter]!;
  return `${label} ${short(values[at]!.text, 30)}`;
}

function spec(result: SweepResult): Spec {
  const { level, cells, apart } = viewOf(result);
  const [across, up] = varyingPair(result)!;
  const names = [across, up].map((i) =>
    shortNames(
      ordinals(result, i).map((at) => axisText(result, i, at)),
      24,
    ),
  );
  const [columns, rows] = [names[0]!, names[1]!];
  const order = [ordinals(result, across), ordinals(result, up)];
  const width = Math.min(WIDTH, CELL_MAX * columns.length);
  const height = Math.max(ROW_MIN * rows.length, Math.min(HEIGHT, ROW_MAX * rows.length));
  const cell = { width: width / columns.length, height: height / rows.length };
  const known = cells.flatMap(({ value, saturated }) =>
    value === null || (apart && saturated) ? [] : [value],
  );
  const low = known.reduce((a, b) => Math.min(a, b));
  const log = low > 0 && known.some((value) => value > LOG_FROM * low);
  const dark = darkFrom(known, log);
  const texts = cells.map(({ value, why }) => (value === null ? why : compact(value)));
  const fits = texts.every((text) => textWidth(text, LABEL_SIZE) <= cell.width - 2) && cell.height >= 14;
  const data = cells.map(({ x, y, value, why, saturated }, i): Tile => {
    const busy = apart && saturated && value !== null;
    const text = fits ? texts[i]! : value === null ? '×' : '';
    return {
      x: columns[order[0]!.indexOf(x)]!,
      y: rows[order[1]!.indexOf(y)]!,
      value,
      text,
      why,
      kind: value === null ? 'empty' : busy ? 'busy' : 'plain',
      ink: value !== null && (busy || value >= dark) ? 'white' : INK.text,
    };
  });
  const vertical = rows.slice().reverse();
  const x = {
    field: 'x',
    type: 'nominal',
    scale: { domain: columns },
    axis: {
      title: parameterTitle(result.parameters[across]!),
      labelAngle: 0,
      ...thinned(columns, cell.width),
      grid: false,
    },
  };
  const y = {
    field: 'y',
    type: 'nominal',
    scale: { domain: vertical },
    axis: { title: parameterTitle(result.parameters[up]!), labelOverlap: true, grid: false },
  };
  const title = `${levelName(level)} (ms)${log ? ', log scale' : ''}`;
  const line = cell.width > 8 ? 1 : 0;
  const of = (kind: Tile['kind']) => data.filter((tile) => tile.kind === kind);
  const layers: Spec[] = [
    ...rects(of('empty'), x, y, { color: EMPTY, strokeWidth: line }, {}),
    ...rects(of('busy'), x, y, { color: BUSY, strokeWidth: line }, {}),
    ...rects(of('plain'), x, y, { strokeWidth: line }, { color: color(known, log, title) }),
    ...labels(data, x, y),
    ...dots(of('busy'), x, y, cell),
  ];
  return frame(
    result,
    { title: finding(result), subtitle: remarks(data, fits) },
    { width, height, layer: layers },
  );
}

function axisText(result: SweepResult, parameter: number, at: number): string {
  const value = result.parameters[parameter]!.values[at]!;
  return value.number === null ? value.text : number(value.number);
}

/** As many labels as there is room for. */
function thinned(names: readonly string[], width: number): Spec {
  const widest = names.reduce((max, name) => Math.max(max, textWidth(name, 12)), 0) + 6;
  const every = Math.ceil(widest / width);
  return every <= 1 ? {} : { values: names.filter((_, i) => i % every === 0) };
}

/** Three significant digits in as little room as can be: `46.3`, `987`, `1.2k`, `4.4M`. */
function compact(value: number): string {
  for (const [size, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (value >= size) return `${Number((value / (size === 1e4 ? 1e3 : size)).toPrecision(3))}${suffix}`;
  }
  return number(value);
}

function color(known: readonly number[], log: boolean, title: string): Spec {
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const legend = {
    title,
    titleOrient: 'top',
    gradientLength: 300,
    format: ',.12~g',
    direction: 'horizontal',
    titleLimit: 400,
  };
  const domain = low === high ? [low, low + 1] : [low, high];
  if (!log)
    return {
      field: 'value',
      type: 'quantitative',
      scale: { domain, range: COLORS },
      legend: { ...legend, tickCount: 5 },
    };
  const ticks = logTicks(low, high).filter((tick) => tick >= low && tick <= high);
  const scale = { type: 'log', domain, range: COLORS };
  return { field: 'value', type: 'quantitative', scale, legend: { ...legend, values: ticks } };
}

/** From which figure on cells are too dark for black text: past the middle of the scale. */
function darkFrom(known: readonly number[], log: boolean): number {
  const low = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = known.reduce((a, b) => Math.max(a, b), 0);
  return log ? Math.sqrt(low * high) * Math.sqrt(Math.sqrt(Math.sqrt(high / low))) : low + 0.6 * (high - low);
}

interface Tile extends Spec {
  readonly x: string;
  readonly y: string;
  readonly text: string;
  readonly why: string;
  readonly kind: 'plain' | 'busy' | 'empty';
  readonly ink: string;
}

function rects(values: readonly Tile[], x: Spec, y: Spec, style: Spec, encoding: Spec): Spec[] {
  if (values.length === 0) return [];
  return [
    {
      data: { values: [...values] },
      mark: { type: 'rect', stroke: 'white', ...style },
      encoding: { x, y, ...encoding },
    },
  ];
}

/** In white on dark cells; two layers, since the scale of colours is that of the cells. */
function labels(values: readonly Tile[], x: Spec, y: Spec): Spec[] {
  return [INK.text, 'white'].flatMap((ink): Spec[] => {
    const own = values.filter((tile) => tile.ink === ink && tile.text !== '');
    if (own.length === 0) return [];
    const mark = { type: 'text', fontSize: LABEL_SIZE, color: ink };
    return [{ data: { values: own }, mark, encoding: { x, y, text: { field: 'text' } } }];
  });
}

/** In the corner of a cell, clear of its number: in grey, black alone would pass for the end of the scale. */
function dots(values: readonly Tile[], x: Spec, y: Spec, cell: { width: number; height: number }): Spec[] {
  if (values.length === 0) return [];
  const small = cell.width < 20 || cell.height < 16;
  const offset = small ? {} : { xOffset: cell.width / 2 - 6, yOffset: 6 - cell.height / 2 };
  const mark = { type: 'point', filled: true, opacity: 1, color: 'white', size: small ? 6 : 16, ...offset };
  return [{ data: { values: [...values] }, mark, encoding: { x, y } }];
}

function remarks(tiles: readonly Tile[], fits: boolean): string[] {
  const reasons = [...new Set(tiles.map(({ why }) => why).filter((why) => why !== ''))];
  const counts = reasons.map(
    (why) => `${why} (${counted(tiles.filter((tile) => tile.why === why).length, 'cell')})`,
  );
  const busy = tiles.filter(({ kind }) => kind === 'busy').length;
  return [
    ...(busy > 0 ? [`Black, with a dot: servers were busy all the time (${counted(busy, 'cell')}).`] : []),
    ...(counts.length === 0 ? [] : [`Pale grey${fits ? '' : ', with ×'}: no figure, for ${listed(counts)}.`]),
  ];
}
