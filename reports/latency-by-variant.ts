/** Latency by variant: percentiles of each design, where designs differ in words rather than in a number. */

import type { SweepResult } from '../src/observe/sweep.js';
import { figureScale, spreadsWidely } from './axes.js';
import type { Chart, Spec } from './chart.js';
import { colorBy, frame, legendOf } from './frame.js';
import { judgedGrid } from './judged-grid.js';
import {
  axisOf,
  isSaturated,
  type Level,
  levelName,
  mainLevel,
  meanAloneHasTheory,
  rowAt,
  type Subject,
  subjectName,
  subjectsOf,
  type Variant,
  variantsOf,
  variantTitle,
} from './points.js';
import { INK, OKABE_ITO, WIDTH } from './theme.js';
import { counted, listed, number } from './words.js';

const VARIANTS_MAX = 30;
const TOLD_MAX = 3;
const ROW_HEIGHT = 34;
/** The mean, `null`, only where theory has nothing else to say. */
const LEVELS: readonly Level[] = [null, 0.5, 0.9, 0.99, 0.999];
const COLORS = [OKABE_ITO.orange, OKABE_ITO.sky, OKABE_ITO.green, OKABE_ITO.blue, OKABE_ITO.vermillion];
const SHAPES = ['cross', 'circle', 'square', 'triangle-up', 'diamond'];

export const latencyByVariant: Chart<SweepResult> = {
  name: 'latency-by-variant',
  title: 'Latency by variant',
  question: 'Which design is faster, for most and for the unlucky?',
  howToRead: (result) => {
    const rows = marksOf(result);
    const bars = rows.some(({ low }) => low !== null)
      ? ' The bar through a mark is its 95 % confidence interval over the runs.'
      : '';
    const theory = rows.some((row) => row.theory !== null)
      ? ' Upright strokes: what a closed form of queueing theory says.'
      : '';
    return `Each line is one design, each mark a percentile: at p99, one operation in a hundred is slower. The further left, the faster.${bars}${theory}`;
  },
  needs: 'latencies of variants at one and the same load',
  applies: (result) =>
    judgedGrid(result) === undefined && variantsAlone(result).length > 1 && marksOf(result).length > 0,
  finding,
  spec,
};

/** Variants that do not differ in a number; none if a number is swept as well. */
function variantsAlone(result: SweepResult): readonly Variant[] {
  const axis = axisOf(result);
  if (subjectsOf(result).length === 0 || (axis !== undefined && axis.values.length > 1)) return [];
  return variantsOf(result, axis);
}

interface Mark {
  readonly variant: string;
  readonly level: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly theory: number | null;
}

function marksOf(result: SweepResult): readonly Mark[] {
  const [subject] = subjectsOf(result);
  if (subject === undefined) return [];
  const mean = meanAloneHasTheory(result.points, subject);
  return variantsAlone(result)
    .slice(0, VARIANTS_MAX)
    .flatMap(({ name, points }) =>
      points.flatMap(({ point }) =>
        LEVELS.filter((level) => mean || level !== null).flatMap((level): Mark[] => {
          const row = rowAt(point, subject, level);
          if (row === undefined || row.value === null) return [];
          const { value, ciLow: low, ciHigh: high, theory = null } = row;
          return [{ variant: name, level: levelName(level), value, low, high, theory }];
        }),
      ),
    );
}

/** `The p99 time in server is 118 ms with service constant and 230 ms with service exponential`. */
function finding(result: SweepResult): string {
  const variants = variantsAlone(result);
  const subject = subjectsOf(result)[0]!;
  const level = mainLevel(result.points, subject);
  const figures = variants
    .flatMap(({ told, points }) => {
      const value = points
        .map(({ point }) => rowAt(point, subject, level)?.value)
        .find((each) => each != null);
      return value == null ? [] : [{ told, value }];
    })
    .sort((a, b) => a.value - b.value || (a.told < b.told ? -1 : 1));
  const said = figures.length > TOLD_MAX ? [figures[0]!, figures.at(-1)!] : figures;
  const parts = said.map(({ told, value }) => `${number(value)} ms with ${told}`);
  const joined = figures.length > TOLD_MAX ? `between ${listed(parts)}` : listed(parts);
  return `The ${levelName(level)} ${subjectName(subject)} is ${joined}`;
}

function spec(result: SweepResult): Spec {
  const marks = marksOf(result);
  const all = variantsAlone(result);
  const names = [...new Set(all.slice(0, VARIANTS_MAX).map(({ name }) => name))];
  const levels = LEVELS.map(levelName).filter((name) => marks.some(({ level }) => level === name));
  const figures = marks.flatMap(({ value, low, high, theory }) =>
    [value, low, high, theory].filter((each) => each !== null),
  );
  const subject = subjectsOf(result)[0]!;
  const scale = figureScale(figures, `${subjectName(subject)} (ms)`, spreadsWidely(figures));
  const x = { type: 'quantitative', ...scale.encoding };
  const y = {
    field: 'variant',
    type: 'nominal',
    sort: null,
    scale: { domain: names },
    axis: { title: variantTitle(result, axisOf(result)), ticks: false, grid: true },
  };
  const rows = marks.map((mark) => ({
    variant: mark.variant,
    level: mark.level,
    value: scale.cut(mark.value),
    low: scale.cut(mark.low),
    high: scale.cut(mark.high),
    theory: scale.cut(mark.theory),
  }));
  const colors = levels.map((level) => COLORS[LEVELS.map(levelName).indexOf(level)]!);
  const shapes = levels.map((level) => SHAPES[LEVELS.map(levelName).indexOf(level)]!);
  const color = colorBy('level', levels, colors, null);
  const shape = {
    field: 'level',
    type: 'nominal',
    scale: { domain: levels, range: shapes },
    legend: legendOf(levels, null),
  };
  const known = rows.filter(({ low, high }) => low !== null && high !== null);
  const theories = rows.filter(({ theory }) => theory !== null);
  const layers: Spec[] = [
    ...(known.length === 0
      ? []
      : [
          {
            data: { values: known },
            mark: { type: 'rule', strokeWidth: 3, opacity: 0.45 },
            encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
          },
        ]),
    {
      data: { values: rows },
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: { y, x: { ...x, field: 'value' }, color, shape },
    },
    ...(theories.length === 0
      ? []
      : [
          {
            data: { values: theories },
            mark: { type: 'tick', thickness: 2, size: 22, orient: 'vertical', color: INK.text },
            encoding: { y, x: { ...x, field: 'theory' } },
          },
        ]),
  ];
  return frame(
    result,
    { title: finding(result), subtitle: remarks(result, all, subject, theories.length > 0) },
    { width: WIDTH, height: Math.max(80, ROW_HEIGHT * names.length), layer: layers },
  );
}

function remarks(result: SweepResult, all: readonly Variant[], subject: Subject, theory: boolean): string[] {
  const few = LEVELS.flatMap((level) => {
    const count = result.points.filter((point) => rowAt(point, subject, level)?.missing !== undefined).length;
    return count === 0 ? [] : [`${levelName(level)} of ${counted(count, 'variant')}`];
  });
  const busy = all.filter(({ points }) => points.some(({ point }) => isSaturated(point)));
  const left = all.length - VARIANTS_MAX;
  return [
    ...(theory ? ['Upright strokes: theory, from a closed form.'] : []),
    ...(few.length > 0 ? [`Not drawn for too few operations: ${listed(few)}.`] : []),
    ...(busy.length > 0
      ? [`Servers were busy all the time with ${listed(busy.slice(0, TOLD_MAX).map(({ told }) => told))}.`]
      : []),
    ...(left > 0 ? [`Not drawn: ${counted(left, 'more variant')}.`] : []),
  ];
}
