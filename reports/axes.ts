/**
 * Axes of swept numbers and figures: linear or logarithmic, ticks where values are, nothing off the scale.
 *
 * Builds parts of specifications; knows no particular chart.
 */
import type { Spec } from './chart.js';
import { logTicks } from './frame.js';

/** Beyond, ticks stand at round numbers rather than at the values that were tried. */
const TICKS_MAX = 20;
/** Numbers that spread over more than this factor are drawn on a logarithmic axis. */
const LOG_FROM = 30;

/** Whether numbers that somebody chose, in ascending order, are drawn on a logarithmic axis. */
export function isLogAxis(values: readonly number[]): boolean {
  const [low = 0, high = 0] = [values[0], values.at(-1)];
  const middle = values[Math.floor(values.length / 2)] ?? 0;
  // Steps that are even read best as they are, however far they go.
  return low > 0 && high > LOG_FROM * low && middle < high / 4;
}

/** Scale and axis of numbers that somebody chose, in ascending order; `even` if it is never to be logarithmic. */
export function sweptAxis(
  values: readonly number[],
  title: string | null,
  unit: string | null,
  even = false,
): Spec {
  const [low = 0, high = 0] = [values[0], values.at(-1)];
  const log = !even && isLogAxis(values);
  const format = unit === 'ratio' ? '~%' : ',.12~g';
  const ticks = values.length <= TICKS_MAX ? { values: [...values] } : { tickCount: 10 };
  // A little room on either side, so that the outermost points stand clear of the frame.
  const room = low === high ? Math.abs(low) * 0.5 || 1 : (high - low) * 0.025;
  const domain = log ? [low / 1.12, high * 1.12] : [low - room, high + room];
  return {
    scale: { ...(log ? { type: 'log' } : { zero: false }), domain: domain.map(tidy), nice: false },
    axis: {
      title: log && title !== null ? `${title}, log scale` : title,
      grid: false,
      format,
      labelOverlap: 'greedy',
      labelSeparation: 6,
      ...(log && values.length > TICKS_MAX ? { values: logTicks(low, high) } : ticks),
    },
  };
}

/** A scale of figures, and what becomes of a figure on it: `null` where it has no place. */
export interface FigureScale {
  readonly encoding: Spec;
  readonly place: (value: number | null | undefined) => number | null;
  /** The same for the end of an interval, which is cut at the edge. */
  readonly cut: (value: number | null | undefined) => number | null;
}

/** Whether the figures spread so widely that an even scale would flatten most of them. */
export function spreadsWidely(values: readonly number[]): boolean {
  const { low, high } = extremes(values);
  return high > LOG_FROM * low;
}

/** From 0 on, or logarithmic, where nothing has no place. */
export function figureScale(values: readonly number[], title: string, log: boolean): FigureScale {
  const { low, high } = extremes(values);
  if (!log || high === 0)
    return {
      encoding: {
        scale: high === 0 ? { domain: [0, 1] } : { zero: true, nice: true },
        axis: { title, tickCount: 5 },
      },
      place: (value) => value ?? null,
      cut: (value) => value ?? null,
    };
  const ticks = logTicks(low, high);
  const floor = ticks[0]!;
  return {
    encoding: {
      scale: { type: 'log', domain: [floor, ticks.at(-1)!], nice: false },
      axis: { title: `${title}, log scale`, values: ticks, format: ',~g' },
    },
    place: (value) => (value == null || value <= 0 ? null : value),
    cut: (value) => (value == null ? null : Math.max(value, floor)),
  };
}

/** Of the positive ones; 0 if there are none. */
function extremes(values: readonly number[]): { low: number; high: number } {
  const positive = values.filter((value) => value > 0);
  const low = positive.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return { low: positive.length === 0 ? 0 : low, high: positive.reduce((a, b) => Math.max(a, b), 0) };
}

/** Without the digits that floating-point arithmetic adds. */
function tidy(value: number): number {
  return Number(value.toPrecision(6));
}
