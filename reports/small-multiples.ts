/**
 * A figure over a swept number as a grid of small panels, one for each curve: for more curves than colours can tell apart.
 *
 * Each panel draws its curve with band and theory, all others in grey behind it, on the same scales. E. Tufte, "The Visual
 * Display of Quantitative Information", 1983. Draws what it is given, as `curves.ts` does with few.
 */
import { type FigureScale, figureScale, sweptAxis } from './axes.js';
import type { Spec } from './chart.js';
import { type Curve, type CurvePanel, figuresOf } from './curves.js';
import { INK, OKABE_ITO, WIDTH } from './theme.js';
import { capital } from './words.js';

const COLUMNS = 5;
const GAP = 14;
/** Room for the name of a panel and the labels of the axis above it. */
const ROW_GAP = 38;
const HEIGHT = 80;
const FONT_SIZE = 10;
const TICKS_MAX = 4;

export function smallMultiples(panel: CurvePanel): Spec {
  const { heading, title, log } = panel;
  // Who has nothing to show here has no panel.
  const curves = panel.curves.filter(({ points }) => points.some(({ y }) => y !== null));
  const figures = figuresOf(curves);
  const scale = common(figureScale(figures, title, log), figures);
  const { title: unit } = scale.encoding.axis as Spec;
  const text = heading === undefined ? capital(`${unit}`) : `${heading} (${unit})`;
  return {
    title: { text, fontSize: 12, frame: 'bounds', offset: 10 },
    columns: COLUMNS,
    // Labels of axes count for nothing, so that panels stand in line.
    bounds: 'flush',
    spacing: { column: GAP, row: ROW_GAP },
    concat: curves.map((curve, i) => cell({ ...panel, curves }, curve, scale, i)),
  };
}

/** The same for every panel, whatever is drawn in it. */
function common(scale: FigureScale, figures: readonly number[]): FigureScale {
  const own = scale.encoding.scale as Spec;
  if (own.domain !== undefined) return scale;
  const domain = [0, Math.max(...figures)];
  return { ...scale, encoding: { ...scale.encoding, scale: { domain, nice: true } } };
}

function cell(panel: CurvePanel, curve: Curve, scale: FigureScale, place: number): Spec {
  const { curves, xs, xUnit } = panel;
  const lowest = place + COLUMNS >= curves.length;
  // The title once, below the first of the last row.
  const titled = lowest && place % COLUMNS === 0;
  const swept = sweptAxis(xs, titled ? panel.xTitle : null, xUnit);
  const x: Spec = { field: 'x', type: 'quantitative', ...withAxis(swept, lowest, { values: [...few(xs)] }) };
  const y: Spec = {
    type: 'quantitative',
    ...withAxis(scale.encoding, place % COLUMNS === 0, { title: null }),
  };
  return {
    title: {
      text: curve.name,
      fontSize: 11,
      fontWeight: 'normal',
      anchor: 'start',
      frame: 'group',
      offset: 3,
    },
    width: Math.floor((WIDTH - (COLUMNS - 1) * GAP) / COLUMNS),
    height: HEIGHT,
    layer: [...others(panel, curve, scale, x, y), ...own(curve, scale, x, y)],
  };
}

/** In small, and without labels where a neighbour has the same. */
function withAxis(encoding: Spec, labels: boolean, own: Spec): Spec {
  const axis = encoding.axis as Spec;
  return {
    ...encoding,
    axis: {
      ...axis,
      ...own,
      labels,
      ticks: labels,
      labelFontSize: FONT_SIZE,
      titleFontSize: FONT_SIZE,
    },
  };
}

/** Ticks that have room in a small panel, the first and the last among them. */
function few(xs: readonly number[]): readonly number[] {
  const step = Math.max(1, Math.ceil((xs.length - 1) / (TICKS_MAX - 1)));
  return xs.filter((_, i) => (xs.length - 1 - i) % step === 0);
}

function others(panel: CurvePanel, curve: Curve, { place }: FigureScale, x: Spec, y: Spec): Spec[] {
  const values = panel.curves
    .filter((each) => each !== curve)
    .flatMap(({ name, points }) => points.map((point) => ({ series: name, x: point.x, y: place(point.y) })));
  if (values.length === 0) return [];
  return [
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 1, color: INK.line, opacity: 0.35 },
      encoding: { x, y: { ...y, field: 'y' }, detail: { field: 'series', type: 'nominal' } },
    },
  ];
}

function own({ points }: Curve, { place, cut }: FigureScale, x: Spec, y: Spec): Spec[] {
  const band = points
    .filter((point) => place(point.y) !== null && point.low !== null && point.high !== null)
    .map((point) => ({ x: point.x, low: cut(point.low), high: cut(point.high) }));
  const values = points.map((point) => ({ x: point.x, y: place(point.y), theory: place(point.theory) }));
  const color = OKABE_ITO.blue;
  return [
    ...(band.length === 0
      ? []
      : [
          {
            data: { values: band },
            mark: { type: 'area', opacity: 0.25, color },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
          },
        ]),
    {
      data: { values },
      mark: { type: 'line', strokeWidth: 2, color, point: { size: 22, color } },
      encoding: { x, y: { ...y, field: 'y' } },
    },
    ...(values.every(({ theory }) => theory === null)
      ? []
      : [
          {
            data: { values },
            mark: { type: 'line', strokeWidth: 1.4, strokeDash: [4, 3], color: INK.text },
            encoding: { x, y: { ...y, field: 'theory' } },
          },
        ]),
  ];
}
