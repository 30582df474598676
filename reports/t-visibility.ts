/**
 * t-visibility: how soon after a write was acknowledged reads see it, and beside it what each setting costs in latency.
 *
 * P. Bailis et al., "Probabilistically bounded staleness for practical partial quorums", PVLDB 5(8), 2012, figure 6 and
 * table 4, in one picture. Settings that never miss a write share one line.
 */
import type { SweepResult } from '../src/observe/sweep.js';
import { figureScale, spreadsWidely } from './axes.js';
import type { Chart, Spec } from './chart.js';
import { colorBy, frame } from './frame.js';
import { levelName } from './points.js';
import { INK, OKABE_ITO, SERIES, textWidth, WIDTH } from './theme.js';
import { percent, quantileOf, type Setting, settingsOf, toldOf } from './visibility.js';
import { counted, quantity } from './words.js';

const CURVES_MAX = 6;
const ROWS_MAX = 24;
const ROW_HEIGHT = 28;
/** Of the words beside each setting. */
const TOLD_SIZE = 11;
const ALWAYS_COLOR = OKABE_ITO.black;

export const tVisibility: Chart<SweepResult> = {
  name: 't-visibility',
  title: 'When writes are seen, and what it costs',
  question: 'How soon does a read see a write, and what does it cost to see it sooner?',
  howToRead: (result) => {
    const theory = settingsOf(result).some(({ seen }) => seen.some((each) => each.theory !== null))
      ? ' Dashed lines and upright strokes: the WARS model of the quorums’ delays, which knows nothing of the simulation.'
      : '';
    return `Above, each curve is one setting: so long after a write was acknowledged, this share of the reads of its key return it; shaded, the 95 % confidence interval over the runs. Below, what operations cost with the same settings: at ${levelName(quantileOf(result))}, few are slower; the further left, the cheaper.${theory}`;
  },
  needs:
    'reads that look for a write at two times or more (probeAfter of a model), with two settings or more',
  applies: (result) => settingsOf(result).length > 1,
  finding,
  spec,
};

/** The curves that are drawn: settings that may miss a write, each its own; and one for all others. */
interface Curve {
  readonly name: string;
  readonly color: string;
  readonly setting: Setting;
}

function curvesOf(settings: readonly Setting[]): readonly Curve[] {
  const partial = settings.filter(({ always }) => !always).slice(0, CURVES_MAX);
  const always = settings.filter((each) => each.always);
  const [one] = always;
  const curves = partial.map((setting, i): Curve => ({ name: setting.name, color: SERIES[i]!, setting }));
  if (one === undefined) return curves;
  const name = always.length === 1 ? one.name : `${always.length} settings that never miss one`;
  return [...curves, { name, color: ALWAYS_COLOR, setting: one }];
}

const total = ({ costs }: Setting): number => costs.reduce((sum, { latency_ms }) => sum + latency_ms, 0);
const cheapest = (settings: readonly Setting[]): Setting | undefined =>
  settings.reduce<Setting | undefined>((a, b) => (a === undefined || total(b) < total(a) ? b : a), undefined);

/** `44 % of reads see a write at once with R = 1, W = 1; all do with R = 3, W = 1, for 15 ms instead of 11.4 ms`. */
function finding(result: SweepResult): string {
  const settings = settingsOf(result);
  const first = cheapest(settings)!;
  const strict = cheapest(settings.filter(({ always }) => always));
  const share = percent(first.seen[0]!.share);
  const when = first.seen[0]!.after_ms === 0 ? 'at once' : `after ${quantity(first.seen[0]!.after_ms, 'ms')}`;
  if (first.always) return `${first.name} is cheapest, and every read sees every write at once`;
  const seen = `${share} of reads see a write ${when} with ${first.name}`;
  if (strict === undefined || first.costs.length === 0) return seen;
  const [more, less] = [quantity(total(strict), 'ms'), quantity(total(first), 'ms')];
  return `${seen}; all do with ${strict.name}, for ${more} instead of ${less}`;
}

function spec(result: SweepResult): Spec {
  const settings = settingsOf(result);
  const curves = curvesOf(settings);
  const rows = settings.filter(({ costs }) => costs.length > 0).toSorted((a, b) => total(a) - total(b));
  const drawn = rows.slice(0, ROWS_MAX);
  const left = settings.filter(({ always }) => !always).length - CURVES_MAX;
  const level = levelName(quantileOf(result));
  const operations = [...new Set(drawn.flatMap(({ costs }) => costs.map(({ operation }) => operation)))];
  return frame(
    result,
    {
      title: finding(result),
      subtitle: [
        ...(drawn.length > 0
          ? [`Costs: ${level} of ${operations.join(' and ')} together, the cheapest first.`]
          : []),
        ...(settings.some(({ seen }) => seen.some(({ theory }) => theory !== null))
          ? ['Dashed, and strokes across: theory.']
          : []),
        ...(left > 0 ? [`Not drawn: ${counted(left, 'more curve')}.`] : []),
        ...(rows.length > ROWS_MAX ? [`Not drawn: ${counted(rows.length - ROWS_MAX, 'more setting')}.`] : []),
      ],
    },
    {
      vconcat: [seenPanel(curves), ...(drawn.length > 0 ? [costPanel(drawn, curves, level)] : [])],
      spacing: 26,
      resolve: { scale: { color: 'independent', shape: 'independent' } },
    },
  );
}

function seenPanel(curves: readonly Curve[]): Spec {
  const times = [
    ...new Set(curves.flatMap(({ setting }) => setting.seen.map(({ after_ms }) => after_ms))),
  ].sort((a, b) => a - b);
  const smallest = times.find((time) => time > 0) ?? 1;
  const values = curves.flatMap(({ name, setting }) =>
    setting.seen.map(({ after_ms, share, ciLow, ciHigh, theory }) => ({
      setting: name,
      after_ms,
      share,
      low: ciLow ?? share,
      high: ciHigh ?? share,
      theory,
    })),
  );
  const x: Spec = {
    field: 'after_ms',
    type: 'quantitative',
    // Even near 0, as a logarithm beyond: most of it happens early, and the tail is long.
    scale: { type: 'symlog', constant: smallest, domain: [times[0]!, times.at(-1)!], nice: false },
    axis: {
      title: 'time since the write was acknowledged (ms)',
      values: times,
      format: ',.12~g',
      grid: false,
    },
  };
  const lowest = values.reduce((low, each) => Math.min(low, each.low), 1);
  const y: Spec = {
    type: 'quantitative',
    scale: { domain: [Math.floor(lowest * 10) / 10, 1], nice: false },
    axis: { title: 'share of reads that see the write', format: '.0%', tickCount: 6 },
  };
  const names = curves.map(({ name }) => name);
  const color = colorBy(
    'setting',
    names,
    curves.map((curve) => curve.color),
    null,
  );
  const theory = values.filter((each) => each.theory !== null);
  const layers: Spec[] = [
    {
      data: { values },
      mark: { type: 'area', opacity: 0.2 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
    },
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { x, y: { ...y, field: 'share' }, color },
    },
    ...(theory.length === 0
      ? []
      : [
          {
            data: { values: theory },
            mark: { type: 'line', strokeWidth: 1.6, strokeDash: [5, 4], color: INK.text },
            encoding: { x, y: { ...y, field: 'theory' }, detail: { field: 'setting', type: 'nominal' } },
          },
        ]),
    {
      data: { values },
      mark: { type: 'point', filled: true, size: 44, opacity: 1 },
      encoding: { x, y: { ...y, field: 'share' }, color },
    },
  ];
  return { width: WIDTH, height: 300, layer: layers };
}

const OPERATION_COLORS = [OKABE_ITO.sky, OKABE_ITO.vermillion, OKABE_ITO.purple, OKABE_ITO.orange];
const OPERATION_SHAPES = ['circle', 'square', 'diamond', 'triangle-up'];

function costPanel(settings: readonly Setting[], curves: readonly Curve[], level: string): Spec {
  const values = settings.flatMap(({ name, costs }) =>
    costs.map(({ operation, latency_ms, ciLow_ms, ciHigh_ms, theory_ms }) => ({
      setting: name,
      operation,
      latency_ms,
      low: ciLow_ms,
      high: ciHigh_ms,
      theory_ms,
    })),
  );
  const figures = values.flatMap(({ latency_ms, low, high }) => [
    latency_ms,
    low ?? latency_ms,
    high ?? latency_ms,
  ]);
  const { encoding } = figureScale(figures, `${level} latency (ms)`, spreadsWidely(figures));
  const y: Spec = {
    field: 'setting',
    type: 'nominal',
    sort: settings.map(({ name }) => name),
    axis: { title: null, grid: true, labelPadding: 22, ticks: false },
  };
  const x: Spec = { type: 'quantitative', ...encoding };
  const operations = [...new Set(values.map(({ operation }) => operation))];
  const color = colorBy('operation', operations, OPERATION_COLORS, null);
  const shape = {
    field: 'operation',
    type: 'nominal',
    scale: { domain: operations, range: OPERATION_SHAPES.slice(0, operations.length) },
    legend: operations.length < 2 ? null : { title: null },
  };
  const known = values.filter(({ low }) => low !== null);
  const theory = values.filter(({ theory_ms }) => theory_ms !== null);
  const widest = settings.reduce((most, each) => Math.max(most, textWidth(toldOf(each), TOLD_SIZE)), 0);
  const width = WIDTH - Math.ceil(widest);
  const told = settings.map((setting) => ({ setting: setting.name, told: toldOf(setting) }));
  const layers: Spec[] = [
    ...[...new Set(settings.map((setting) => colorOf(setting, curves)))].map(
      (own): Spec => ({
        data: {
          values: settings
            .filter((each) => colorOf(each, curves) === own)
            .map(({ name }) => ({ setting: name })),
        },
        mark: { type: 'point', shape: 'square', filled: true, size: 110, opacity: 1, color: own },
        encoding: { y, x: { value: -13 } },
      }),
    ),
    {
      data: { values: told },
      mark: { type: 'text', align: 'left', fontSize: TOLD_SIZE, color: INK.text },
      encoding: { y, x: { value: width + 10 }, text: { field: 'told' } },
    },
    ...(known.length === 0
      ? []
      : [
          {
            data: { values: known },
            mark: { type: 'rule', strokeWidth: 2 },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
          },
        ]),
    {
      data: { values },
      mark: { type: 'point', filled: true, size: 80, opacity: 1 },
      encoding: { y, x: { ...x, field: 'latency_ms' }, color, shape },
    },
    ...(theory.length === 0
      ? []
      : [
          {
            data: { values: theory },
            mark: { type: 'tick', thickness: 1.6, height: 16, orient: 'vertical', color: INK.text },
            encoding: { y, x: { ...x, field: 'theory_ms' } },
          },
        ]),
  ];
  return { width, height: settings.length * ROW_HEIGHT, layer: layers };
}

/** That of its curve; settings that never miss a write share one. */
const colorOf = (setting: Setting, curves: readonly Curve[]): string =>
  setting.always ? ALWAYS_COLOR : (curves.find(({ name }) => name === setting.name)?.color ?? INK.line);
