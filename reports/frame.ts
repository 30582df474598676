/**
 * What charts share: the frame with title and source, fault bands, time axes, log scales.
 *
 * Builds parts of specifications; knows no particular chart.
 */
import type { Json } from '../src/kernel/json.js';
import { groupRepeated } from '../src/observe/repeated.js';
import type { ReportData, RunDetail } from '../src/observe/result.js';
import type { Span, Spec } from './chart.js';
import { CONFIG, INK, LABEL_SIZE, textWidth, WIDTH } from './theme.js';
import { type Source, seconds, short, source, wrap } from './words.js';

/** Faults that are spelled out beside a chart; the table of faults has all. */
const FAULTS_SPELLED_MAX = 4;
const BAND_LABEL_SIZE = 11;
/** Bands that are drawn one by one. */
const BANDS_MAX = 100;

export interface FrameOptions {
  readonly title: string;
  /** What the chart shows in this result, most important first. */
  readonly subtitle: readonly string[];
  /** Lines of their own below it. */
  readonly key?: readonly string[];
}

export interface RunFrameOptions extends Omit<FrameOptions, 'key'> {
  /** The part of the run that is drawn, where faults are drawn as bands. */
  readonly span?: Span;
  /** True if it draws one run only. */
  readonly oneRun?: boolean;
}

/** A whole specification: title, statements, source, theme. */
export function frame(from: Source, { title, subtitle, key = [] }: FrameOptions, body: Spec): Spec {
  const lines = [subtitle.join(' '), ...key, source(from)];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: wrap(title, 86),
      subtitle: lines.flatMap((line) => wrap(line, 126)),
      frame: 'bounds',
    },
    background: 'white',
    padding: 12,
    config: CONFIG,
    ...body,
  };
}

/** The same for a run, with a key of the faults. */
export function runFrame(data: ReportData, options: RunFrameOptions, body: Spec): Spec {
  const { title, subtitle, span, oneRun } = options;
  const run =
    oneRun && data.result.seeds.length > 1
      ? [`One run of ${data.result.seeds.length}: seed ${data.detail.seed}.`]
      : [];
  const key = span === undefined ? [] : faultKey(data.detail.faults, span);
  return frame(data.result, { title, subtitle: [...subtitle, ...run], key }, body);
}

type Fault = RunDetail['faults'][number];

function faultKey(faults: readonly Fault[], span: Span): string[] {
  const seen = faults
    .map((fault, i) => ({ fault, number: i + 1 }))
    .filter(({ fault }) => overlaps(fault, span));
  const groups = groupRepeated(seen.map(({ fault }) => fault));
  if (seen.length > FAULTS_SPELLED_MAX && groups.length < seen.length) {
    const lines = groups.slice(0, FAULTS_SPELLED_MAX + 1).map(({ text }) => `Shaded: ${short(text, 110)}.`);
    const more = groups.length - lines.length;
    return more > 0 ? [...lines, `Shaded as well: ${more} more, see the table of faults.`] : lines;
  }
  const lines = seen.slice(0, FAULTS_SPELLED_MAX).map(({ fault, number }) => {
    const nodes = fault.nodes.length === 0 ? '' : ` hit ${short(fault.nodes.join(', '), 60)}`;
    return `Shaded ${number}: ${short(fault.text, 70)}${nodes}, ${period(fault)}.`;
  });
  const more = seen.length - lines.length;
  return more > 0 ? [...lines, `Shaded as well: ${more} more, see the table of faults.`] : lines;
}

/** `10–20 s`, `at 12.5 s`. */
export function period(fault: { readonly from_s: number; readonly to_s: number }): string {
  if (fault.from_s === fault.to_s) return `at ${seconds(fault.from_s)}`;
  return `${Number(fault.from_s.toFixed(3))}–${seconds(fault.to_s)}`;
}

function overlaps(fault: Fault, [from, to]: Span): boolean {
  return fault.to_s >= from && fault.from_s <= to;
}

/** Shaded bands where faults were active; with their numbers above the first panel. */
export function faultBands(faults: readonly Fault[], span: Span, labels: boolean): Spec[] {
  const each = bandRows(faults, span);
  if (each.length === 0) return [];
  // Hundreds on top of each other would be a wall; where any was active is all that can be seen.
  const many = each.length > BANDS_MAX;
  const rows = many ? joined(each) : each;
  const x = { field: 'from_s', type: 'quantitative', ...timeScale(span) };
  const band: Spec = {
    data: { values: rows },
    mark: { type: 'rect', color: INK.band, opacity: 0.09, stroke: many ? null : INK.band, strokeWidth: 1 },
    encoding: { x, x2: { field: 'to_s' } },
  };
  const text: Spec = {
    data: { values: rows },
    mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: BAND_LABEL_SIZE, color: INK.soft },
    encoding: { x, y: { value: -4 }, text: { field: 'label' } },
  };
  return labels ? [band, text] : [band];
}

/** What any of the bands covers, without numbers. */
function joined(rows: ReturnType<typeof bandRows>): ReturnType<typeof bandRows> {
  const out: ReturnType<typeof bandRows> = [];
  for (const { from_s, to_s } of rows) {
    const last = out.at(-1);
    if (last !== undefined && from_s <= last.to_s) last.to_s = Math.max(last.to_s, to_s);
    else out.push({ from_s, to_s, label: '' });
  }
  return out;
}

/** Bands cut to what is drawn; each label as long as the room up to the next one allows. */
export function bandRows(
  faults: readonly Fault[],
  span: Span,
): { from_s: number; to_s: number; label: string }[] {
  const perSecond = WIDTH / (span[1] - span[0]);
  const rows = faults
    .map((fault, i) => ({
      fault,
      from_s: Math.max(fault.from_s, span[0]),
      to_s: Math.min(fault.to_s, span[1]),
      number: i + 1,
    }))
    .filter(({ fault }) => overlaps(fault, span))
    .sort((a, b) => a.from_s - b.from_s || a.number - b.number);
  return rows.map(({ fault, from_s, to_s, number }, i) => {
    const room = ((rows[i + 1]?.from_s ?? span[1]) - from_s) * perSecond - 4;
    const fits = [`${number} ${fault.kind}`, `${number}`].find(
      (text) => textWidth(text, BAND_LABEL_SIZE) <= room,
    );
    return { from_s, to_s, label: fits ?? '' };
  });
}

/** Scale and axis of time over `span`, the same for every layer of a panel. */
export function timeScale(span: Span, title: string | null = 'time since the start (s)'): Spec {
  return {
    scale: { domain: [...span], nice: false, zero: false },
    axis: { title, tickCount: 12, grid: false, labelFlush: false },
  };
}

/** A panel: fault bands below what `layers` draw. */
export function panel(
  data: ReportData,
  span: Span,
  height: number,
  labels: boolean,
  layers: readonly Spec[],
): Spec {
  return { width: WIDTH, height, layer: [...faultBands(data.detail.faults, span, labels), ...layers] };
}

/** Scale and axis of a positive quantity: logarithmic if the values spread over more than a factor of 30. */
export function valueScale(values: readonly number[], title: string): Spec {
  const positive = values.filter((value) => value > 0);
  const low = positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = positive.reduce((a, b) => Math.max(a, b), 0);
  const axis = { title, tickCount: 5 };
  if (high === 0) return { scale: { domain: [0, 1] }, axis };
  if (!(high > 30 * low)) return { scale: { zero: true, nice: true }, axis };
  const ticks = logTicks(low, high);
  return {
    scale: { type: 'log', domain: [ticks[0]!, ticks.at(-1)!], nice: false },
    axis: { title: `${title}, log scale`, values: ticks, format: ',~g' },
  };
}

/** 1, 2 and 5 in every power of ten (powers alone beyond three of them), around `low` to `high`. */
export function logTicks(low: number, high: number): number[] {
  const steps = high / low > 1000 ? [1] : high / low > 200 ? [1, 3] : [1, 2, 5];
  const all: number[] = [];
  for (let exponent = -9; exponent <= 12; exponent++) {
    for (const step of steps) all.push(Number(`${step}e${exponent}`));
  }
  const first = all.findLastIndex((tick) => tick <= low);
  const last = all.findIndex((tick) => tick >= high);
  return all.slice(Math.max(0, first), last < 0 ? all.length : last + 1);
}

/** Colours by name, in the order of the names. */
export function colorBy(
  field: string,
  names: readonly string[],
  colors: readonly string[],
  title: string | null,
): Spec {
  const scale: Json = { domain: [...names], range: [...colors.slice(0, names.length)] };
  return { field, type: 'nominal', scale, legend: legendOf(names, title) };
}

/** None for one name; fewer columns where names are long. */
export function legendOf(names: readonly string[], title: string | null): Json {
  if (names.length < 2) return null;
  const widest = names.reduce((max, name) => Math.max(max, textWidth(name, LABEL_SIZE)), 0) + 30;
  const columns = Math.max(1, Math.floor((WIDTH - textWidth(title ?? '', LABEL_SIZE)) / widest));
  return columns < 4 && columns < names.length ? { title, columns } : { title };
}

/** Labels of marks inside a chart. */
export function textMark(extra: Spec): Spec {
  return { type: 'text', fontSize: LABEL_SIZE - 1, color: INK.text, ...extra };
}
