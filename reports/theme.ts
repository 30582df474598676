/**
 * How every chart looks: font, colours, sizes. Light, and safe for colour-blind readers.
 *
 * Colours are those of M. Okabe and K. Ito, "Color Universal Design" (2008).
 */
import type { Spec } from './chart.js';

/** The bundled font first; Verdana has the same proportions, so that labels fit where it is missing. */
export const FONT = 'DejaVu Sans, Verdana, sans-serif';

/** Width of the drawing area in pixels. Axes come on top of it. */
export const WIDTH = 800;

export const INK = { text: '#222222', soft: '#4a4a4a', line: '#8a8a8a', grid: '#e4e4e4', band: '#000000' };

export const OKABE_ITO = {
  blue: '#0072B2',
  vermillion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  orange: '#E69F00',
  sky: '#56B4E9',
  black: '#000000',
  yellow: '#F0E442',
};

/** Colours of series, in order of use. Yellow is left out: too faint for lines on white. */
export const SERIES: readonly string[] = [
  OKABE_ITO.blue,
  OKABE_ITO.vermillion,
  OKABE_ITO.green,
  OKABE_ITO.purple,
  OKABE_ITO.orange,
  OKABE_ITO.sky,
  OKABE_ITO.black,
];

/** Outcomes by name, as legends show them. */
export const OUTCOMES = {
  ok: { label: 'ok: it happened', color: OKABE_ITO.sky },
  fail: { label: 'fail: it did not happen', color: OKABE_ITO.orange },
  info: { label: 'info: nobody knows', color: OKABE_ITO.purple },
};

/** Part of the failing window. */
export const FAILING = '#B3261E';

export const LABEL_SIZE = 12;

/** Upper estimate of the width of a text in pixels; charts place labels by it. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * 0.63;
}

export const CONFIG: Spec = {
  font: FONT,
  aria: false,
  view: { stroke: '#c8c8c8' },
  axis: {
    labelFontSize: LABEL_SIZE,
    titleFontSize: LABEL_SIZE,
    titleFontWeight: 'normal',
    titlePadding: 8,
    labelColor: INK.text,
    titleColor: INK.text,
    labelLimit: 460,
    gridColor: INK.grid,
    domainColor: INK.line,
    tickColor: INK.line,
  },
  legend: {
    labelFontSize: LABEL_SIZE,
    titleFontSize: LABEL_SIZE,
    titleFontWeight: 'normal',
    labelColor: INK.text,
    titleColor: INK.text,
    labelLimit: 320,
    orient: 'bottom',
    columns: 4,
    titleOrient: 'left',
    symbolOpacity: 1,
    symbolSize: 120,
  },
  title: {
    anchor: 'start',
    fontSize: 17,
    color: INK.text,
    subtitleFontSize: LABEL_SIZE,
    subtitleColor: INK.soft,
    subtitleLineHeight: 17,
    subtitlePadding: 6,
    frame: 'bounds',
    offset: 14,
  },
};
