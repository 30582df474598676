/**
 * The panels of a comparison: both figures of each row, the difference between them, the pairs behind it.
 *
 * Builds parts of the specification; what is compared, and in which order, is told.
 */
import type { ComparisonResult } from '../src/observe/sweep.js';
import { figureScale, spreadsWidely } from './axes.js';
import type { Spec } from './chart.js';
import { comparedName, type Known, mainPairs, mainRow, signed } from './comparison-words.js';
import { INK, OKABE_ITO, textWidth } from './theme.js';
import { quantileName, quantity, short, shortNames } from './words.js';

const ROW_HEIGHT = 46;
const [LEFT, RIGHT] = [330, 330];
/** For the names of the figures, the same in every block so that they stand in line. */
const NAMES = 200;
const LABEL_SIZE = 11;
const [COLOR_A, COLOR_B] = [OKABE_ITO.blue, OKABE_ITO.vermillion];

/** In percent of A; nothing if A is nothing. */
export function relative(row: Known): { at: number; low: number; high: number }[] {
  if (row.a === 0) return [];
  const percent = (value: number) => Number(((100 * value) / Math.abs(row.a)).toPrecision(6));
  const at = percent(row.difference);
  return [{ at, low: percent(row.ciLow ?? row.difference), high: percent(row.ciHigh ?? row.difference) }];
}

export function padded(values: readonly number[]): readonly [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const room = (high - low) * 0.08 || 1;
  return [Number((low - room).toPrecision(6)), Number((high + room).toPrecision(6))];
}

export function block(
  rows: readonly Known[],
  domain: readonly [number, number],
  first: boolean,
  last: boolean,
): Spec {
  const names = shortNames(rows.map(comparedName), 30);
  const height = rows.length * ROW_HEIGHT;
  return {
    hconcat: [
      {
        ...figures(rows, names),
        width: LEFT,
        height,
        ...(first ? { title: heading('Figures of A and B') } : {}),
      },
      {
        ...differences(rows, names, domain, last),
        width: RIGHT,
        height,
        ...(first ? { title: heading('B compared with A') } : {}),
      },
    ],
    spacing: 24,
  };
}

const heading = (text: string): Spec => ({ text, fontSize: 12, frame: 'group', offset: 6 });

function rowAxis(names: readonly string[], labels: boolean): Spec {
  const axis = labels
    ? { title: null, minExtent: NAMES, maxExtent: NAMES, labelLimit: NAMES, grid: true, ticks: false }
    : { title: null, labels: false, ticks: false, grid: true };
  return { field: 'name', type: 'nominal', sort: null, scale: { domain: [...names] }, axis };
}

/** Both figures of each row, on a scale that fits their unit. */
function figures(rows: readonly Known[], names: readonly string[]): Spec {
  const unit = rows[0]!.unit;
  const by = unit === 'ratio' ? 100 : 1;
  const all = rows.flatMap(({ a, b }) => [by * a, by * b]);
  const title = unit === 'ratio' ? '%' : unit === '1/s' ? 'per s' : unit;
  const log = spreadsWidely(all);
  const scale = figureScale(all, title, log);
  const high = all.reduce((x, y) => Math.max(x, y), 0) || 1;
  const domain = (log && (scale.encoding.scale as { domain?: number[] }).domain) || [
    0,
    Number((1.06 * high).toPrecision(6)),
  ];
  const values = rows.map((row, i) => ({
    name: names[i]!,
    a: scale.cut(by * row.a),
    b: scale.cut(by * row.b),
    aText: quantity(row.a, unit),
    bText: quantity(row.b, unit),
  }));
  const y = rowAxis(names, true);
  const x = {
    type: 'quantitative',
    ...scale.encoding,
    scale: { ...(log ? { type: 'log' } : {}), domain: [...domain], nice: false },
  };
  const span: Spec = {
    data: { values },
    mark: { type: 'rule', strokeWidth: 1.5, color: INK.line },
    encoding: { y, x: { ...x, field: 'a' }, x2: { field: 'b' } },
  };
  const side = (which: 'a' | 'b'): Spec[] => {
    const label = which.toUpperCase();
    const dots = values.map((row) => ({ name: row.name, value: row[which], design: label }));
    const texts = values.map((row) => ({
      name: row.name,
      value: row[which],
      text: `${label} ${row[`${which}Text`]}`,
    }));
    return [
      {
        data: { values: dots },
        mark: {
          type: 'point',
          filled: true,
          size: 90,
          opacity: 1,
          shape: which === 'a' ? 'circle' : 'diamond',
          color: which === 'a' ? COLOR_A : COLOR_B,
        },
        encoding: { y, x: { ...x, field: 'value' } },
      },
      ...byAlign(
        texts,
        positions(
          texts.map(({ value }) => value!),
          domain,
        ),
      ).map(({ align, values: own }) => ({
        data: { values: own },
        mark: {
          type: 'text',
          align,
          baseline: which === 'a' ? 'bottom' : 'top',
          dy: which === 'a' ? -6 : 7,
          fontSize: LABEL_SIZE,
          color: INK.text,
        },
        encoding: { y, x: { ...x, field: 'value' }, text: { field: 'text' } },
      })),
    ];
  };
  return { layer: [span, ...side('a'), ...side('b')] };
}

/** Where values lie between the edges of the panel, 0..1, nearly: enough to keep labels inside. */
function positions(values: readonly number[], [low = 0, high = 1]: readonly number[]): number[] {
  if (low === 0) return values.map((value) => value / high);
  // A logarithmic scale by counting: steps of a quarter.
  const steps = (value: number) => {
    let count = 0;
    for (let at = low; at * 1.25 < value && count < 200; at *= 1.25) count++;
    return count;
  };
  return values.map((value) => steps(value) / Math.max(1, steps(high)));
}

type Align = 'left' | 'center' | 'right';

/** One list for each alignment that keeps a label of usual length inside the panel. */
function byAlign<T extends { readonly text: string }>(
  values: readonly T[],
  at: readonly number[],
): { align: Align; values: T[] }[] {
  const alignOf = (share: number, text: string): Align => {
    const room = (0.6 * textWidth(text, LABEL_SIZE)) / LEFT;
    return share < room ? 'left' : share > 1 - room ? 'right' : 'center';
  };
  const kinds: readonly Align[] = ['left', 'center', 'right'];
  return kinds
    .map((align) => ({ align, values: values.filter(({ text }, i) => alignOf(at[i]!, text) === align) }))
    .filter((group) => group.values.length > 0);
}

function differences(
  rows: readonly Known[],
  names: readonly string[],
  domain: readonly [number, number],
  last: boolean,
): Spec {
  const y = rowAxis(names, false);
  const x = {
    type: 'quantitative',
    scale: { domain: [...domain], nice: false, zero: false },
    axis: { title: last ? 'B − A, in % of A' : null, tickCount: 6, labels: last, grid: true },
  };
  const values = rows.flatMap((row, i) =>
    relative(row).map((it) => ({ name: names[i]!, ...it, known: row.ciLow !== null })),
  );
  const texts = rows.map((row, i) => ({
    name: names[i]!,
    at: relative(row)[0]?.at ?? 0,
    text: differenceText(row),
  }));
  const shares = texts.map(({ at }) => (at - domain[0]) / (domain[1] - domain[0]));
  const intervals = values.filter(({ known }) => known);
  const zero: Spec = {
    data: { values: [{ zero: 0 }] },
    mark: { type: 'rule', strokeWidth: 1.5, color: INK.text },
    encoding: { x: { ...x, field: 'zero' } },
  };
  const bars: Spec = {
    data: { values: intervals },
    mark: { type: 'rule', strokeWidth: 4, color: INK.line },
    encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
  };
  const dots: Spec = {
    data: { values },
    mark: { type: 'point', filled: true, size: 70, opacity: 1, color: INK.text },
    encoding: { y, x: { ...x, field: 'at' } },
  };
  const labels = byAlign(texts, shares).flatMap(({ align, values: own }): Spec[] => {
    const mark = { type: 'text', align, baseline: 'bottom', dy: -6, fontSize: LABEL_SIZE };
    const outline = { stroke: 'white', strokeWidth: 4, strokeJoin: 'round' };
    return [outline, { color: INK.text }].map((style) => ({
      data: { values: own },
      mark: { ...mark, ...style },
      encoding: { y, x: { ...x, field: 'at' }, text: { field: 'text' } },
    }));
  });
  return { layer: [zero, ...(intervals.length > 0 ? [bars] : []), dots, ...labels] };
}

/** `−87.7 ms, B is lower`, `+0.02 ms, none shown`. */
function differenceText(row: Known): string {
  const words = {
    lower: 'B is lower',
    higher: 'B is higher',
    'no difference shown': 'no difference shown',
    'too few': 'too few',
  };
  const said = row.ciLow === null ? 'no interval' : words[row.verdict];
  return `${signed(row.difference, row.unit)}: ${said}`;
}

/** A line for each seed, from its figure with A to that with B. */
export function pairsPanel(result: ComparisonResult): Spec[] {
  const row = mainRow(result);
  const pairs = mainPairs(result);
  if (row === undefined || pairs.length === 0) return [];
  const by = row.unit === 'ratio' ? 100 : 1;
  const all = pairs.flatMap(({ a, b }) => [by * a, by * b]);
  const title = `${row.quantile === undefined ? row.metric : quantileName(row.quantile)} (${row.unit === 'ratio' ? '%' : row.unit === '1/s' ? 'per s' : row.unit})`;
  const log = spreadsWidely(all);
  const scale = figureScale(all, title, log);
  const low = all.reduce((x, y) => Math.min(x, y));
  const high = all.reduce((x, y) => Math.max(x, y));
  const encoding = log
    ? scale.encoding
    : { scale: { domain: padded([low, high]), nice: true, zero: false }, axis: { title, tickCount: 5 } };
  const [left, right] = ['A', 'B'];
  const values = pairs.flatMap(({ seed, a, b }) => {
    const way = b < a ? 'lower with B' : b > a ? 'higher with B' : 'the same';
    return [
      { seed, design: left, y: scale.cut(by * a), way },
      { seed, design: right, y: scale.cut(by * b), way },
    ];
  });
  const x = {
    field: 'design',
    type: 'nominal',
    sort: null,
    scale: { type: 'point', domain: [left, right], padding: 0.2 },
    axis: { title: null, labelAngle: 0, labelFontSize: 13, grid: true },
  };
  const ways = {
    domain: ['lower with B', 'higher with B', 'the same'],
    range: [OKABE_ITO.green, OKABE_ITO.purple, INK.line],
  };
  return [
    {
      width: LEFT,
      height: 240,
      title: heading(`${short(comparedName(row), 44)}, seed by seed`),
      data: { values: values as unknown as Spec[] },
      mark: { type: 'line', strokeWidth: 1, opacity: pairs.length > 60 ? 0.35 : 0.7, point: { size: 18 } },
      encoding: {
        x,
        y: { field: 'y', type: 'quantitative', ...encoding },
        detail: { field: 'seed', type: 'nominal' },
        color: { field: 'way', type: 'nominal', scale: ways, legend: { title: null } },
      },
    },
  ];
}
