/**
 * What models measured themselves, over what was swept: curves over a number, or a mark for each design.
 *
 * A panel for each figure, with theory beside it where the model knows one. Knows no model.
 */
import type { Row } from '../src/observe/result.js';
import type { SweepPoint, SweepResult } from '../src/observe/sweep.js';
import { figureScale, spreadsWidely } from './axes.js';
import type { Chart, Spec } from './chart.js';
import { type CurvePanel, curvePanel, figuresOf, zeros } from './curves.js';
import { frame } from './frame.js';
import {
  type Axis,
  axisOf,
  parameterTitle,
  setting,
  type Variant,
  variantsOf,
  variantTitle,
} from './points.js';
import { smallMultiples } from './small-multiples.js';
import { INK, OKABE_ITO, SERIES, WIDTH } from './theme.js';
import { capital, counted, listed, quantity } from './words.js';

const PANELS_MAX = 5;
const VARIANTS_MAX = 30;
const TOLD_MAX = 3;
const ROW_HEIGHT = 26;

export const measuresByValue: Chart<SweepResult> = {
  name: 'measures-by-value',
  title: 'What the models measured, by what was swept',
  question: 'How do the figures of the models change with the setting?',
  howToRead: (result) => {
    const view = viewOf(result);
    const bands = view.rows.some(({ ciLow }) => ciLow !== null)
      ? ' Shaded, or the bar through a mark: the 95 % confidence interval over the runs.'
      : '';
    const theory = view.rows.some((row) => row.theory !== undefined)
      ? ` ${theoryMark(view)}: what a closed form says.`
      : '';
    const what = view.curved
      ? `${curvesHow(view)}; to the right, ${view.axis!.parameter.label} grows.`
      : 'Each panel is one figure, each line of it one variant.';
    return `${what}${bands}${theory}`;
  },
  needs: 'figures that the model measured itself',
  applies: (result) => viewOf(result).figures.length > 0,
  finding: (result) => findingOf(viewOf(result)),
  spec,
};

/** A mean or share that models measured. */
interface Figure {
  readonly metric: string;
  readonly of: string;
  readonly unit: string;
}

interface View {
  readonly axis: Axis | undefined;
  /** Whether a number runs along the axis. */
  readonly curved: boolean;
  readonly figures: readonly Figure[];
  readonly figuresAll: number;
  readonly variants: readonly Variant[];
  readonly variantsAll: number;
  /** Of what is drawn. */
  readonly rows: readonly Row[];
}

function viewOf(result: SweepResult): View {
  const axis = axisOf(result);
  const curved = axis !== undefined && axis.values.length > 1;
  const everyVariant = variantsOf(result, axis);
  const variants = everyVariant.slice(0, VARIANTS_MAX);
  const found = new Map<string, Figure>();
  for (const { rows } of result.points)
    for (const row of rows)
      if (isMean(row) && row.value !== null) found.set(JSON.stringify([row.of, row.metric]), row);
  const all = [...found.values()].map(({ metric, of, unit }): Figure => ({ metric, of, unit }));
  // What is the same everywhere has nothing to tell here.
  const telling = all.filter((figure) => differs(result.points.map((point) => rowAt(point, figure))));
  const figures = telling.length === 0 ? all : telling;
  const drawn = figures.slice(0, PANELS_MAX);
  const points = variants.flatMap((variant) => variant.points.map(({ point }) => point));
  const rows = drawn.flatMap((figure) => points.flatMap((point) => rowAt(point, figure) ?? []));
  const counts = { figuresAll: all.length, variantsAll: everyVariant.length };
  return { axis, curved, figures: drawn, variants, rows, ...counts };
}

const isMean = ({ measured, quantile, after_ms }: Row): boolean =>
  measured === true && quantile === undefined && after_ms === undefined;

/** Whether two of them differ by more than their intervals, where they have some; or some are missing. */
function differs(rows: readonly (Row | undefined)[]): boolean {
  if (new Set(rows.map((row) => row?.value)).size <= 1) return false;
  const ends = rows.map((row) => ({ low: row?.ciLow ?? null, high: row?.ciHigh ?? null }));
  if (ends.some(({ low, high }) => low === null || high === null)) return true;
  return Math.max(...ends.map(({ low }) => low!)) > Math.min(...ends.map(({ high }) => high!));
}

const rowAt = ({ rows }: SweepPoint, { metric, of }: Figure): Row | undefined =>
  rows.find((row) => isMean(row) && row.metric === metric && row.of === of);

/** Shares are drawn in percent. */
const shown = ({ unit }: Figure, value: number | null | undefined): number | null =>
  value == null ? null : unit === 'ratio' ? value * 100 : value;

/** A panel that is alone has no heading: the frame's title is there. */
function axisTitle(figure: Figure, figures: readonly Figure[]): string {
  const unit = figure.unit === 'ratio' ? '%' : figure.unit === 'ms' ? 'ms' : 'mean';
  return figures.length === 1 ? `${figure.metric} (${unit})` : unit;
}

function spec(result: SweepResult): Spec {
  const view = viewOf(result);
  const curves = view.curved ? curvesOf(result, view) : [];
  const { level } = levelsOf(view);
  const body = view.curved
    ? view.figures.flatMap((figure, i) => [
        (isMany(view) ? smallMultiples : curvePanel)(curves[i]!),
        ...(level.length > 0 ? [levels(result, { ...view, variants: level }, figure)] : []),
      ])
    : view.figures.map((figure) => marks(result, view, figure));
  const remarks = [
    ...(view.rows.some(({ theory }) => theory !== undefined)
      ? [`${theoryMark(view)}: theory, from a closed form.`]
      : []),
    ...(curves.some(({ log, curves: drawn }) => log && zeros(drawn) > 0)
      ? ['Figures of 0 have no place on a log scale.']
      : []),
    ...(view.figuresAll > view.figures.length
      ? [`Not drawn: ${counted(view.figuresAll - view.figures.length, 'more figure')}.`]
      : []),
    ...(view.variantsAll > view.variants.length
      ? [`${view.variants.length} of ${view.variantsAll} variants are drawn.`]
      : []),
  ];
  return frame(
    result,
    { title: findingOf(view), subtitle: remarks },
    body.length === 1
      ? body[0]!
      : { vconcat: body, spacing: 22, resolve: { scale: { color: 'shared', shape: 'shared' } } },
  );
}

/**
 * Of more variants than there are colours, those that are the same all along the axis, in every figure, are told apart:
 * they are drawn as marks. None where all are.
 */
function levelsOf({ curved, figures, variants }: View): {
  readonly sloping: readonly Variant[];
  readonly level: readonly Variant[];
} {
  const isLevel = ({ points }: Variant) =>
    figures.every(
      (figure) => new Set(points.map(({ point }) => rowAt(point, figure)?.value ?? null)).size === 1,
    );
  const level = curved && variants.length > SERIES.length ? variants.filter(isLevel) : [];
  if (level.length === variants.length) return { sloping: variants, level: [] };
  return { sloping: variants.filter((variant) => !level.includes(variant)), level };
}

/** More curves than there are colours. */
const isMany = (view: View): boolean => view.curved && levelsOf(view).sloping.length > SERIES.length;

const curvesHow = (view: View): string =>
  isMany(view)
    ? 'Each grid is one figure, each small panel one variant, with all others in grey behind it'
    : 'Each panel is one figure, each line one variant';

const theoryMark = (view: View): string => {
  if (!view.curved) return 'Upright strokes';
  return levelsOf(view).level.length > 0 ? 'Dashed, or upright strokes' : 'Dashed';
};

function curvesOf(result: SweepResult, view: View): readonly CurvePanel[] {
  const { axis, figures } = view;
  const { parameter, values } = axis!;
  const { sloping: variants } = levelsOf(view);
  return figures.map((figure, i): CurvePanel => {
    const curves = variants.map(({ name, points }) => ({
      name,
      knee: undefined,
      points: points.map(({ x, point }) => {
        const row = rowAt(point, figure);
        return {
          x,
          y: shown(figure, row?.value),
          low: shown(figure, row?.ciLow),
          high: shown(figure, row?.ciHigh),
          theory: shown(figure, row?.theory),
          hollow: false,
        };
      }),
    }));
    const last = i === figures.length - 1;
    return {
      curves,
      log: spreadsWidely(figuresOf(curves)),
      xs: values,
      xTitle: last ? parameterTitle(parameter) : null,
      xUnit: parameter.unit,
      title: axisTitle(figure, figures),
      height: figures.length === 1 ? 360 : 200,
      colors: SERIES,
      legend: variants.length > 1 ? variantTitle(result, axis) : null,
      ...(figures.length === 1 ? {} : { heading: nameOf(figure, figures) }),
    };
  });
}

/** Marks of those that the axis does not change, from one of their points. */
function levels(result: SweepResult, view: View, figure: Figure): Spec {
  const variants = view.variants.map((variant) => ({ ...variant, points: variant.points.slice(0, 1) }));
  const heading = `${nameOf(figure, view.figures)}, whatever the ${view.axis!.parameter.label}`;
  return marks(result, { ...view, variants }, figure, heading);
}

/** A line for each design, where they differ in words. */
function marks(
  result: SweepResult,
  { axis, variants, figures }: View,
  figure: Figure,
  heading = figures.length === 1 ? undefined : nameOf(figure, figures),
): Spec {
  const values = variants.flatMap(({ name, points }) =>
    points.map(({ point }) => {
      const row = rowAt(point, figure);
      return {
        variant: name,
        value: shown(figure, row?.value),
        low: shown(figure, row?.ciLow),
        high: shown(figure, row?.ciHigh),
        theory: shown(figure, row?.theory),
      };
    }),
  );
  // Who has nothing to show here has no line.
  const drawn = values.filter(({ value }) => value !== null);
  const names = [...new Set(drawn.map(({ variant }) => variant))];
  const numbers = drawn.flatMap(({ value, low, high, theory }) =>
    [value, low, high, theory].filter((it) => it !== null),
  );
  const scale = figureScale(numbers, axisTitle(figure, figures), spreadsWidely(numbers));
  const rows = drawn.map((row) => ({
    ...row,
    value: scale.cut(row.value),
    low: scale.cut(row.low),
    high: scale.cut(row.high),
    theory: scale.cut(row.theory),
  }));
  const x = { type: 'quantitative', ...scale.encoding };
  const y = {
    field: 'variant',
    type: 'nominal',
    sort: null,
    scale: { domain: names },
    axis: { title: variantTitle(result, axis), ticks: false, grid: true, labelPadding: 8 },
  };
  const known = rows.filter(({ low, high }) => low !== null && high !== null);
  const theories = rows.filter(({ theory }) => theory !== null);
  const layers: Spec[] = [
    ...(known.length === 0
      ? []
      : [
          {
            data: { values: known },
            mark: { type: 'rule', strokeWidth: 3, opacity: 0.45, color: OKABE_ITO.blue },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' } },
          },
        ]),
    {
      data: { values: rows },
      mark: { type: 'point', filled: true, size: 70, opacity: 1, color: OKABE_ITO.blue },
      encoding: { y, x: { ...x, field: 'value' } },
    },
    ...(theories.length === 0
      ? []
      : [
          {
            data: { values: theories },
            mark: { type: 'tick', thickness: 2, size: 20, orient: 'vertical', color: INK.text },
            encoding: { y, x: { ...x, field: 'theory' } },
          },
        ]),
  ];
  return {
    ...(heading === undefined ? {} : { title: { text: heading, fontSize: 12, frame: 'group', offset: 6 } }),
    width: WIDTH,
    height: Math.max(60, ROW_HEIGHT * names.length),
    layer: layers,
  };
}

/** The group is named where there are several. */
function nameOf({ metric, of }: Figure, figures: readonly Figure[]): string {
  const name = capital(metric);
  return figures.every((each) => each.of === of) ? name : `${name} (${of})`;
}

/** The first figure, at the end of the axis: of few variants each, of many the least and the most. */
function findingOf(view: View): string {
  const [figure] = view.figures;
  if (figure === undefined) return 'Nothing was measured';
  const { axis, curved, variants } = view;
  const x = curved ? axis!.values.at(-1) : undefined;
  const told = variants
    .flatMap(({ told: name, points }) => {
      const { point } = (x === undefined ? points[0] : points.find((each) => each.x === x)) ?? {};
      const value = point === undefined ? null : (rowAt(point, figure)?.value ?? null);
      return value === null ? [] : [{ name, value }];
    })
    .sort((a, b) => a.value - b.value || (a.name < b.name ? -1 : 1));
  const at = x === undefined ? '' : `At ${setting(axis!.parameter, x)}, the `;
  const what = at === '' ? nameOf(figure, [figure]) : `${at}${figure.metric}`;
  const said = ({ name, value }: { name: string; value: number }) =>
    name === '' ? quantity(value, figure.unit) : `${quantity(value, figure.unit)} with ${name}`;
  if (told.length === 0) return `${what}: nothing to tell`;
  if (told.length <= TOLD_MAX) return `${what}: ${listed(told.map(said))}`;
  return `${what}: between ${said(told[0]!)} and ${said(told.at(-1)!)}`;
}
