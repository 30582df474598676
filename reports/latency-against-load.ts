/**
 * Latency against load: percentiles over a swept number, with theory beside them and the knee marked.
 *
 * Percentiles of one design share a panel; where designs are compared, each percentile has a panel of its own.
 */
import type { SweepResult } from '../src/observe/sweep.js';
import { isLogAxis, spreadsWidely } from './axes.js';
import type { Chart, Spec } from './chart.js';
import { type Curve, type CurvePanel, curvePanel, zeros } from './curves.js';
import { frame } from './frame.js';
import {
  type Axis,
  about,
  axisOf,
  isSaturated,
  type Knee,
  kneeOf,
  type Level,
  type LogScales,
  levelName,
  mainLevel,
  meanAloneHasTheory,
  parameterTitle,
  rowAt,
  type Subject,
  setting,
  subjectName,
  subjectsOf,
  type Variant,
  variantsOf,
  variantTitle,
} from './points.js';
import { OKABE_ITO, SERIES } from './theme.js';
import { counted, listed, number, quantity } from './words.js';

const SUBJECTS_MAX = 3;
/** Variants whose figures are told one by one. */
const TOLD_MAX = 4;

const LEVEL_COLORS = new Map<Level, string>([
  [null, OKABE_ITO.orange],
  [0.5, OKABE_ITO.sky],
  [0.9, OKABE_ITO.green],
  [0.99, OKABE_ITO.blue],
  [0.999, OKABE_ITO.vermillion],
]);

export const latencyAgainstLoad: Chart<SweepResult> = {
  name: 'latency-against-load',
  title: 'Latency against load',
  question: 'Up to where is it fast, and where does it bend?',
  howToRead,
  needs: 'latencies at the values of a swept number',
  applies,
  finding,
  spec,
};

/** Variants at one number alone are another chart's. */
function applies(result: SweepResult): boolean {
  const axis = axisOf(result);
  if (axis === undefined || subjectsOf(result).length === 0) return false;
  return axis.values.length > 1 || variantsOf(result, axis).length === 1;
}

/** What is drawn: from the result, once for title, panels and explanations. */
interface View {
  readonly axis: Axis;
  readonly subject: Subject;
  readonly others: readonly Subject[];
  /** How many more there are. */
  readonly subjectsLeft: number;
  readonly variants: readonly Variant[];
  readonly variantsAll: number;
  readonly levels: readonly Level[];
  /** Of which the title speaks, and whose knee is marked. */
  readonly main: Level;
  readonly log: LogScales;
}

function viewOf(result: SweepResult): View {
  const axis = axisOf(result)!;
  const subjects = subjectsOf(result);
  const subject = subjects[0]!;
  const all = variantsOf(result, axis);
  const told = all.filter(({ points }) => points.some(({ point }) => hasTime(point.rows, subject)));
  const variants = evenly(told, SERIES.length);
  const others = variants.length > 1 ? [] : subjects.slice(1, SUBJECTS_MAX);
  const subjectsLeft = subjects.length - 1 - others.length;
  const points = variants.flatMap((variant) => variant.points.map(({ point }) => point));
  const has = (level: Level) => points.some((point) => rowAt(point, subject, level)?.value != null);
  const tail = [0.5, ...(has(0.99) ? [] : [0.9]), 0.99, 0.999].filter(has);
  const mean = tail.length === 0 || meanAloneHasTheory(points, subject);
  const levels: Level[] = mean ? [null, ...tail] : tail;
  const main = mainLevel(points, subject);
  // One kind of scale for all panels, so that they can be compared; even where the main figures allow it, since it is
  // the bend that one looks for, and a logarithm straightens it out.
  const mainFigures = variants.flatMap((variant) => figures(variant, subject, main).map(({ y }) => y));
  const log = { x: isLogAxis(axis.values), y: spreadsWidely(mainFigures) };
  return { axis, subject, others, subjectsLeft, variants, variantsAll: told.length, levels, main, log };
}

function hasTime(rows: SweepResult['points'][number]['rows'], { metric, of }: Subject): boolean {
  return rows.some((row) => row.metric === metric && row.of === of && row.value !== null);
}

/** At most `count` of them, the first and the last among them. */
function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]!);
}

function spec(result: SweepResult): Spec {
  const view = viewOf(result);
  const panels = panelsOf(result, view);
  const body = panels.map(curvePanel);
  return frame(
    result,
    { title: finding(result), subtitle: remarks(result, view, panels) },
    body.length === 1
      ? body[0]!
      : { vconcat: body, spacing: 18, resolve: { scale: { color: 'shared', shape: 'shared' } } },
  );
}

function panelsOf(result: SweepResult, view: View): CurvePanel[] {
  const { axis, subject, others, variants, levels, main, log } = view;
  const compared = variants.length > 1;
  const parts = compared
    ? levels.map((level) => ({
        heading: `${levelName(level)} ${subjectName(subject)}`,
        title: `${levelName(level)} (ms)`,
        curves: variants.map((variant) =>
          curve(variant, subject, level, variant.name, level === main ? log : undefined),
        ),
      }))
    : [subject, ...others].map((each) => ({
        heading: subjectName(each),
        title: `${each.metric === 'latency' ? 'latency' : 'time in it'} (ms)`,
        curves: levels.map((level) =>
          curve(variants[0]!, each, level, levelName(level), level === main ? log : undefined),
        ),
      }));
  const alone = parts.length === 1 && !compared;
  return parts.map(({ heading, title, curves }, i): CurvePanel => {
    const last = i === parts.length - 1;
    const knee = compared ? undefined : curves.find((it) => it.knee !== undefined)?.knee;
    const label = `knee: ${levelName(main)} is twice its lowest`;
    return {
      curves,
      log: log.y,
      xs: axis.values,
      xTitle: last ? parameterTitle(axis.parameter) : null,
      xUnit: axis.parameter.unit,
      title: alone ? `${subjectName(subject)} (ms)` : title,
      height: parts.length === 1 ? 360 : 190,
      colors: compared ? SERIES : levels.map((level) => LEVEL_COLORS.get(level) ?? OKABE_ITO.black),
      legend: compared ? variantTitle(result, axis) : null,
      ...(alone ? {} : { heading }),
      ...(knee === undefined ? {} : { kneeLabel: `${label}, ${about(axis.parameter, knee.x)}` }),
    };
  });
}

/** `kneeOn`: the scales on which its knee is marked, if it is. */
function curve(
  variant: Variant,
  subject: Subject,
  level: Level,
  name: string,
  kneeOn: LogScales | undefined,
): Curve {
  const points = variant.points.map(({ x, point }) => {
    const row = rowAt(point, subject, level);
    return {
      x,
      y: row?.value ?? null,
      low: row?.value == null ? null : (row.ciLow ?? null),
      high: row?.value == null ? null : (row.ciHigh ?? null),
      theory: row?.theory ?? null,
      hollow: isSaturated(point),
    };
  });
  return { name, points, knee: kneeOn && kneeOf(figures(variant, subject, level), kneeOn) };
}

function figures(variant: Variant, subject: Subject, level: Level): { x: number; y: number }[] {
  return variant.points.flatMap(({ x, point }) => {
    const y = rowAt(point, subject, level)?.value;
    return y == null ? [] : [{ x, y }];
  });
}

/** The sentence that the sweep comes to: where the figure has doubled, and what it rises to. */
function finding(result: SweepResult): string {
  const { axis, subject, variants, levels, main, log } = viewOf(result);
  if (variants.length > 1) return comparison(axis, subject, variants, levels);
  const what = `The ${levelName(main)} ${subjectName(subject)}`;
  const all = figures(variants[0]!, subject, main);
  const knee = kneeOf(all, log);
  if (knee === undefined) return steady(axis, all, what);
  const { label, unit } = axis.parameter;
  const times = number(knee.highest.y / knee.lowest);
  const to = quantity(knee.highest.x, unit ?? 'count');
  return `${what} doubles by ${label} ${about(axis.parameter, knee.x)} and reaches ${number(knee.highest.y)} ms, ${times} times its lowest, at ${to}`;
}

function steady({ parameter }: Axis, all: readonly { x: number; y: number }[], what: string): string {
  const [first, last] = [all[0]!, all.at(-1)!];
  if (all.length === 1) return `${what} is ${number(first.y)} ms at ${setting(parameter, first.x)}`;
  const ys = all.map(({ y }) => y);
  const low = ys.reduce((a, b) => Math.min(a, b));
  const high = ys.reduce((a, b) => Math.max(a, b));
  const span = `from ${setting(parameter, first.x)} to ${quantity(last.x, parameter.unit ?? 'count')}`;
  const between =
    number(low) === number(high) ? `${number(low)} ms` : `between ${number(low)} and ${number(high)} ms`;
  return `${what} stays ${between} ${span}: no knee`;
}

/** Each variant at the highest number at which all have a figure. */
function comparison(
  { parameter, values }: Axis,
  subject: Subject,
  variants: readonly Variant[],
  levels: readonly Level[],
): string {
  const at = (variant: Variant, x: number, level: Level) =>
    figures(variant, subject, level).find((point) => point.x === x)?.y;
  const toldAt = (level: Level) => (value: number) =>
    variants.every((variant) => at(variant, value, level) !== undefined);
  const last = levels.find((level) => values.some(toldAt(level))) ?? levels[0]!;
  const told = toldAt(last);
  const calm = (value: number) =>
    variants.every(({ points }) => !points.some((each) => each.x === value && isSaturated(each.point)));
  const x = values.findLast((value) => told(value) && calm(value)) ?? values.findLast(told);
  if (x === undefined)
    return `The ${subjectName(subject)} by ${parameter.label}: ${variants.length} variants`;
  const sortedAt = (level: Level) =>
    variants
      .map((variant) => ({ name: variant.told, y: at(variant, x, level)! }))
      .sort((a, b) => a.y - b.y || (a.name < b.name ? -1 : 1));
  // Where the variants differ most is what the picture is about.
  const apart = (level: Level) => sortedAt(level).at(-1)!.y / sortedAt(level)[0]!.y;
  const level = levels
    .filter((each) => toldAt(each)(x))
    .reduce((most, each) => (apart(each) > apart(most) ? each : most));
  const what = `the ${levelName(level)} ${subjectName(subject)}`;
  const sorted = sortedAt(level);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const parts = sorted.map(({ name, y }) => `${number(y)} ms with ${name}`);
  const range = `between ${number(least.y)} ms (${least.name}) and ${number(most.y)} ms (${most.name})`;
  return `At ${setting(parameter, x)}, ${what} is ${sorted.length > TOLD_MAX ? range : listed(parts)}`;
}

/** Knees, and whatever is not drawn, and why. */
function remarks(result: SweepResult, view: View, panels: readonly CurvePanel[]): string[] {
  const drawn = panels.flatMap(({ curves }) => curves);
  const { variants, variantsAll, axis, subject, levels } = view;
  const lost = result.points.reduce((sum, point) => sum + point.lost.length, 0);
  const undone = result.pointsAll - result.points.length;
  const few = levels.flatMap((level) => {
    const missing = variants.flatMap(({ points }) =>
      points.filter(({ point }) => rowAt(point, subject, level)?.missing === 'too few'),
    ).length;
    return missing === 0 ? [] : [`${levelName(level)} at ${missing}`];
  });
  const hollow = drawn.some(({ points }) => points.some((point) => point.hollow && point.y !== null));
  const none = panels[0]!.log ? zeros(drawn) : 0;
  return [
    ...(variants.length > 1 ? [kneesOf(view)] : []),
    ...(variantsAll > variants.length ? [`${variants.length} of ${variantsAll} variants are drawn.`] : []),
    ...(drawn.some(({ points }) => points.some(({ theory }) => theory !== null))
      ? [`${theoryMark(axis)}: theory, from a closed form.`]
      : []),
    ...(view.subjectsLeft > 0
      ? [`Not drawn: ${counted(view.subjectsLeft, 'more client group')} or stations.`]
      : []),
    ...(hollow ? ['Hollow points: servers were busy all the time.'] : []),
    ...(few.length === 0
      ? []
      : [`Not drawn for too few operations: ${listed(few)} of ${result.points.length} points.`]),
    ...(none > 0 ? [`${counted(none, 'figure')} of 0 ms: no place on a log scale.`] : []),
    ...(lost > 0 ? [`Lost: ${counted(lost, 'run')}.`] : []),
    ...(undone > 0 ? [`Not done: ${undone} of ${result.pointsAll} points.`] : []),
  ];
}

/** How theory is drawn: a line of one point would not be seen. */
function theoryMark({ values }: Axis): string {
  return values.length === 1 ? 'Strokes across' : 'Dashed';
}

function kneesOf({ variants, subject, main: level, axis: { parameter }, log }: View): string {
  const knees = variants.flatMap((variant): { name: string; knee: Knee }[] => {
    const knee = kneeOf(figures(variant, subject, level), log);
    return knee === undefined ? [] : [{ name: variant.told, knee }];
  });
  if (knees.length === 0) return `${levelName(level)} never doubles.`;
  const said = knees
    .slice(0, TOLD_MAX)
    .map(({ name, knee }) => `${name} at ${about(parameter, knee.x)}`)
    .join('; ');
  const more = knees.length > TOLD_MAX ? `; and ${knees.length - TOLD_MAX} more` : '';
  return `Circled: the knee, where ${levelName(level)} is twice its lowest: ${said}${more}.`;
}

function howToRead(result: SweepResult): string {
  const { variants, subject, levels, main, axis } = viewOf(result);
  const points = variants.flatMap((variant) => variant.points.map(({ point }) => point));
  const rows = points.flatMap((point) => levels.flatMap((level) => rowAt(point, subject, level) ?? []));
  const line =
    variants.length > 1
      ? `Each panel is one percentile, each line one variant`
      : 'Each line is one percentile: at p99, one operation in a hundred is slower';
  const bands = rows.some((row) => row.ciLow !== null)
    ? ' Shaded around a line: the 95 % confidence interval over the runs.'
    : '';
  const theory = rows.some((row) => row.theory !== undefined)
    ? ` ${theoryMark(axis)}: what a closed form of queueing theory says. It knows nothing of the simulation, so where both agree, neither is far off.`
    : '';
  const knee = variants.some((variant) => kneeOf(figures(variant, subject, main)) !== undefined)
    ? ` The circle marks the knee, the first point at which ${levelName(main)} is twice its lowest (between two simulated points: on the line between them); stay on the flat side of it.`
    : '';
  const hollow = points.some(isSaturated)
    ? ' At hollow points servers were busy all the time; unless something limits the queue, the figure there only says how long the run was.'
    : '';
  return `${line}; to the right, ${axis.parameter.label} grows.${bands}${theory}${knee}${hollow}`;
}
