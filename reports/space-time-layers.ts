/** Layers of the space-time diagram: lifelines, faults on lanes, arrows, crosses, marks. */
import type { ReportData } from '../src/observe/result.js';
import type { Spec } from './chart.js';
import { colorBy, faultBands, textMark, timeScale } from './frame.js';
import { type Arrow, type Grid, placeMarks } from './space-time-layout.js';
import { FAILING, INK, SERIES } from './theme.js';
import { shortNames } from './words.js';

const LOST = 'never arrived';

type Window = NonNullable<ReportData['detail']['window']>;

/** One diagram over the grid, from the faults below to the marks on top. */
export function diagram(
  data: ReportData,
  window: Window,
  drawn: readonly Arrow[],
  kinds: readonly string[],
  grid: Grid,
): Spec {
  const layer: Spec[] = [
    ...faultBands(data.detail.faults, grid.span, true),
    ...hitLanes(data, grid),
    lifelines(grid),
    ...messageLayers(drawn, kinds, grid),
    ...markLayers(window, grid),
  ];
  return { width: grid.width, height: grid.nodes.length * grid.laneHeight, layer };
}

/** Lanes are numbers, so that arrows can end between them; the axis writes the names. */
function lane(grid: Grid, field: string): Spec {
  const names = shortNames(grid.nodes, 22);
  return {
    field,
    type: 'quantitative',
    scale: { domain: [-0.5, grid.nodes.length - 0.5], reverse: true, nice: false, zero: false },
    axis: {
      title: 'node',
      values: names.map((_, i) => i),
      labelExpr: `${JSON.stringify(names)}[datum.value]`,
      grid: false,
      ticks: false,
      domain: false,
    },
  };
}

function time(grid: Grid, field: string): Spec {
  return { field, type: 'quantitative', ...timeScale(grid.span) };
}

function lifelines(grid: Grid): Spec {
  return {
    data: { values: grid.nodes.map((_, at) => ({ at, from_s: grid.span[0], to_s: grid.span[1] })) },
    mark: { type: 'rule', color: INK.text, strokeWidth: 1.5 },
    encoding: { x: time(grid, 'from_s'), x2: { field: 'to_s' }, y: lane(grid, 'at') },
  };
}

function hitLanes(data: ReportData, grid: Grid): Spec[] {
  const values = data.detail.faults
    .filter((fault) => fault.to_s >= grid.span[0] && fault.from_s <= grid.span[1])
    .flatMap((fault) =>
      fault.nodes
        .map((node) => grid.nodes.indexOf(node))
        .filter((at) => at >= 0)
        .map((at) => ({
          from_s: Math.max(fault.from_s, grid.span[0]),
          to_s: Math.min(fault.to_s, grid.span[1]),
          top: at - 0.46,
          bottom: at + 0.46,
        })),
    );
  if (values.length === 0) return [];
  const encoding = {
    x: time(grid, 'from_s'),
    x2: { field: 'to_s' },
    y: lane(grid, 'top'),
    y2: { field: 'bottom' },
  };
  return [{ data: { values }, mark: { type: 'rect', color: INK.band, opacity: 0.1 }, encoding }];
}

function messageLayers(drawn: readonly Arrow[], kinds: readonly string[], grid: Grid): Spec[] {
  const values = drawn.map((arrow) => ({
    ...arrow,
    kind: kinds.includes(arrow.kind) ? arrow.kind : 'other',
  }));
  const color = colorBy('kind', kinds, SERIES, 'message');
  const from = { x: time(grid, 'from_s'), y: lane(grid, 'from') };
  const shafts = (lost: boolean): Spec => ({
    data: {
      values: values.filter((arrow) => arrow.lost === lost).map(({ barbs: _barbs, ...arrow }) => arrow),
    },
    mark: {
      type: 'rule',
      strokeWidth: 1.4,
      opacity: 0.9,
      aria: true,
      ...(lost ? { strokeDash: [4, 3] } : {}),
    },
    encoding: { ...from, x2: { field: 'to_s' }, y2: { field: 'to' }, color, description: { field: 'what' } },
  });
  const heads: Spec = {
    data: { values: values.flatMap((arrow) => arrow.barbs.map((barb) => ({ ...barb, kind: arrow.kind }))) },
    mark: { type: 'rule', strokeWidth: 1.4, opacity: 0.9 },
    encoding: { ...from, x2: { field: 'to_s' }, y2: { field: 'to' }, color },
  };
  const crosses: Spec = {
    data: {
      values: values
        .filter((arrow) => arrow.lost)
        .map((arrow) => ({ to_s: arrow.to_s, to: arrow.to, fate: LOST })),
    },
    mark: {
      type: 'point',
      shape: 'M-.7,-.7L.7,.7M.7,-.7L-.7,.7',
      size: 60,
      strokeWidth: 2,
      filled: false,
      opacity: 1,
      stroke: FAILING,
    },
    encoding: {
      x: time(grid, 'to_s'),
      y: lane(grid, 'to'),
      shape: {
        field: 'fate',
        type: 'nominal',
        scale: { domain: [LOST], range: ['M-.7,-.7L.7,.7M.7,-.7L-.7,.7'] },
        legend: { title: null, symbolStrokeColor: FAILING },
      },
    },
  };
  const lost = values.some((arrow) => arrow.lost);
  return [shafts(false), ...(lost ? [shafts(true)] : []), heads, ...(lost ? [crosses] : [])];
}

function markLayers(window: Window, grid: Grid): Spec[] {
  const marks = placeMarks(window.marks, grid);
  if (marks.length === 0) return [];
  const place = { x: time(grid, 'time_s'), y: lane(grid, 'at') };
  const dots: Spec = {
    data: { values: marks },
    mark: { type: 'point', filled: true, size: 50, color: INK.text, opacity: 1 },
    encoding: place,
  };
  const texts = [...new Set(marks.map((mark) => `${mark.align} ${mark.dy}`))].flatMap((group) => {
    const values = marks.filter((mark) => `${mark.align} ${mark.dy}` === group && mark.text !== '');
    const { align, dy } = marks.find((mark) => `${mark.align} ${mark.dy}` === group)!;
    const mark = (extra: Spec): Spec =>
      textMark({
        align,
        dy,
        dx: align === 'left' ? -3 : 3,
        baseline: 'bottom',
        fontWeight: 'bold',
        ...extra,
      });
    const encoding = { ...place, text: { field: 'text' } };
    // A white copy below keeps the text readable over arrows.
    return [mark({ stroke: 'white', strokeWidth: 4, strokeJoin: 'round' }), mark({})].map((style) => ({
      data: { values },
      mark: style,
      encoding,
    }));
  });
  return [dots, ...texts];
}
