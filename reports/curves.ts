/**
 * A panel of curves over a swept number: simulated points with their confidence band, theory dashed over them,
 * knees marked. Draws what it is given; knows neither sweeps nor what is measured.
 */
import { type FigureScale, figureScale, sweptAxis } from './axes.js';
import type { Spec } from './chart.js';
import { colorBy, legendOf } from './frame.js';
import { INK, WIDTH } from './theme.js';

export interface CurvePoint {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly theory: number | null;
  /** Drawn hollow. */
  readonly hollow: boolean;
}

export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  /** Where it is marked. */
  readonly knee: { readonly x: number; readonly y: number } | undefined;
}

export interface CurvePanel {
  readonly curves: readonly Curve[];
  /** Of the vertical axis, with the unit. */
  readonly title: string;
  readonly log: boolean;
  /** Above it, where a panel is one of several. */
  readonly heading?: string;
  readonly height: number;
  /** Of all panels together, in ascending order. */
  readonly xs: readonly number[];
  readonly xTitle: string | null;
  readonly xUnit: string | null;
  readonly colors: readonly string[];
  /** What curves differ in. */
  readonly legend: string | null;
  /** Said at the knee; only where one curve has one. */
  readonly kneeLabel?: string;
}

const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down', 'triangle-right'];

export function curvePanel(panel: CurvePanel): Spec {
  const { curves, height, xs, xTitle, xUnit } = panel;
  const x: Spec = { field: 'x', type: 'quantitative', ...sweptAxis(xs, xTitle, xUnit) };
  const scale = figureScale(figuresOf(curves), panel.title, panel.log);
  const layers = [
    ...kneeRule(panel, x),
    ...bands(panel, scale, x),
    ...lines(panel, scale, x),
    ...theories(panel, scale, x),
    ...marks(panel, scale, x),
    ...kneeMarks(panel, scale, x),
  ];
  const title =
    panel.heading === undefined
      ? {}
      : {
          title: {
            text: panel.heading,
            fontSize: 12,
            frame: 'group',
            offset: 6,
          },
        };
  return { ...title, width: WIDTH, height, layer: layers };
}

/** Every figure that has to find room on the scale. */
export function figuresOf(curves: readonly Curve[]): number[] {
  const all = curves.flatMap(({ points }) => points);
  return all.flatMap(({ y, low, high, theory }) => [y, low, high, theory].filter((value) => value !== null));
}

/** How many simulated figures are nothing, which has no place on a logarithmic scale. */
export function zeros(curves: readonly Curve[]): number {
  return curves.flatMap(({ points }) => points).filter(({ y }) => y !== null && y <= 0).length;
}

function color({ curves, colors, legend }: CurvePanel): Spec {
  return colorBy(
    'series',
    curves.map(({ name }) => name),
    colors,
    legend,
  );
}

function bands(panel: CurvePanel, { encoding, cut, place }: FigureScale, x: Spec): Spec[] {
  const single = panel.xs.length === 1;
  const values = panel.curves.flatMap(({ name, points }) =>
    stretches(points.filter(({ y }) => y === null || place(y) !== null)).flatMap((stretch, part) =>
      stretch.map((point) => ({
        series: name,
        part,
        x: point.x,
        low: cut(point.low),
        high: cut(point.high),
      })),
    ),
  );
  if (values.length === 0) return [];
  const y = { type: 'quantitative', ...encoding, field: 'low' };
  const mark = single ? { type: 'rule', strokeWidth: 2 } : { type: 'area', opacity: 0.2 };
  return [
    {
      data: { values },
      mark,
      encoding: {
        x,
        y,
        y2: { field: 'high' },
        color: color(panel),
        ...(single ? {} : { detail: { field: 'part', type: 'nominal' } }),
      },
    },
  ];
}

/** Neighbours that have an interval, so that a band breaks where one has none. */
function stretches(points: readonly CurvePoint[]): CurvePoint[][] {
  const out: CurvePoint[][] = [];
  let open = false;
  for (const point of points) {
    const known = point.low !== null && point.high !== null;
    if (known && open) out.at(-1)!.push(point);
    else if (known) out.push([point]);
    open = known;
  }
  return out;
}

function lines(panel: CurvePanel, { encoding, place }: FigureScale, x: Spec): Spec[] {
  const values = panel.curves.flatMap(({ name, points }) =>
    points.map((point) => ({ series: name, x: point.x, y: place(point.y) })),
  );
  const y = { field: 'y', type: 'quantitative', ...encoding };
  return [
    { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color: color(panel) } },
  ];
}

function marks(panel: CurvePanel, { encoding, place }: FigureScale, x: Spec): Spec[] {
  const y = { field: 'y', type: 'quantitative', ...encoding };
  const size = panel.xs.length > 60 ? 14 : 44;
  const names = panel.curves.map(({ name }) => name);
  const values = panel.curves.flatMap(({ name, points }) =>
    points
      .map((point) => ({ series: name, x: point.x, y: place(point.y), hollow: point.hollow }))
      .filter((point) => point.y !== null),
  );
  const shape = {
    field: 'series',
    type: 'nominal',
    scale: { domain: names, range: SHAPES.slice(0, names.length) },
    legend: legendOf(names, panel.legend),
  };
  const point: Spec = {
    data: { values },
    mark: { type: 'point', filled: true, size, opacity: 1 },
    encoding: { x, y, color: color(panel), shape },
  };
  const hollow = values.filter((value) => value.hollow);
  if (hollow.length === 0) return [point];
  const inner: Spec = {
    data: { values: hollow },
    mark: { type: 'point', filled: true, size: size / 4, color: 'white', opacity: 1 },
    encoding: { x, y },
  };
  return [point, inner];
}

function theories(panel: CurvePanel, { encoding, place }: FigureScale, x: Spec): Spec[] {
  const values = panel.curves.flatMap(({ name, points }) =>
    points.map((point) => ({ series: name, x: point.x, y: place(point.theory) })),
  );
  const known = values.filter(({ y }) => y !== null);
  if (known.length === 0) return [];
  const y = { field: 'y', type: 'quantitative', ...encoding };
  // A line of one point is not seen.
  const lone = panel.xs.length === 1;
  return [
    {
      data: { values: lone ? known : values },
      mark: lone
        ? { type: 'tick', thickness: 2, width: 24, orient: 'horizontal', color: INK.text }
        : { type: 'line', strokeWidth: 1.6, strokeDash: [5, 4], color: INK.text },
      encoding: {
        x,
        y,
        detail: { field: 'series', type: 'nominal' },
      },
    },
  ];
}

/** A line across the panel, with its label, where one curve alone has a knee. */
function kneeRule({ curves, kneeLabel, xs }: CurvePanel, x: Spec): Spec[] {
  const knees = curves.flatMap(({ knee }) => (knee === undefined ? [] : [knee]));
  if (kneeLabel === undefined || knees.length !== 1) return [];
  const values = [{ x: knees[0]!.x, label: kneeLabel }];
  const right = knees[0]!.x > (xs[0]! + xs.at(-1)!) / 2;
  const rule: Spec = {
    data: { values },
    mark: { type: 'rule', strokeWidth: 1, strokeDash: [2, 3], color: INK.soft },
    encoding: { x },
  };
  const text: Spec = {
    data: { values },
    mark: {
      type: 'text',
      align: right ? 'right' : 'left',
      baseline: 'bottom',
      fontSize: 11,
      color: INK.soft,
    },
    encoding: { x, y: { value: -4 }, text: { field: 'label' } },
  };
  return [rule, text];
}

function kneeMarks(panel: CurvePanel, { encoding, place }: FigureScale, x: Spec): Spec[] {
  const values = panel.curves.flatMap(({ knee }) =>
    knee === undefined || place(knee.y) === null ? [] : [knee],
  );
  if (values.length === 0) return [];
  const y = { field: 'y', type: 'quantitative', ...encoding };
  return [
    {
      data: { values: values.map((knee) => ({ x: knee.x, y: knee.y })) },
      mark: { type: 'point', shape: 'circle', size: 130, strokeWidth: 1.8, color: INK.text, filled: false },
      encoding: { x, y },
    },
  ];
}
