/**
 * What sweep charts read: which parameter runs along the axis, which tell variants apart, which times to show.
 *
 * Picks rows and names them. Knows no chart and draws nothing.
 */
import { exp, log as ln } from '../src/kernel/math.js';
import type { Row } from '../src/observe/result.js';
import type { SweepParameter, SweepPoint, SweepResult } from '../src/observe/sweep.js';
import { quantileName, quantity, short, shortNames } from './words.js';

/** From this share of time at work on, servers count as busy all the time. */
const SATURATED = 0.995;
const NAME_LENGTH = 36;

/** A time that customers spend: of a client group, or in a station. */
export interface Subject {
  readonly metric: 'latency' | 'sojourn';
  readonly of: string;
}

/** Several figures of one distribution: `null` is the mean. */
export type Level = number | null;

export interface Axis {
  /** Place of the parameter in `SweepResult.parameters`. */
  readonly index: number;
  readonly parameter: SweepParameter;
  /** In ascending order. */
  readonly values: readonly number[];
}

/** Points that differ in the swept number alone. */
export interface Variant {
  /** Values of the other parameters, `''` if there are none: for legends below {@link variantTitle}. */
  readonly name: string;
  /** The same within a sentence: `discipline fifo`, `servers 4`. */
  readonly told: string;
  /** In the order of the axis. */
  readonly points: readonly { readonly x: number; readonly point: SweepPoint }[];
}

/** The parameter that runs along the axis: of those that are numbers, the one with the most values done. */
export function axisOf(result: SweepResult): Axis | undefined {
  const axes = result.parameters.map((parameter, index): Axis => {
    const seen = new Set(result.points.map(({ at }) => parameter.values[at[index] ?? -1]?.number));
    const values = [...seen].filter((value) => typeof value === 'number').sort((a, b) => a - b);
    return { index, parameter, values };
  });
  return axes
    .filter(({ values, parameter }) => values.length > 0 && parameter.unit !== null)
    .reduce<Axis | undefined>(
      (best, axis) => (best === undefined || axis.values.length > best.values.length ? axis : best),
      undefined,
    );
}

/** Grouped by the values of all other parameters, in the order in which they appear. */
export function variantsOf(result: SweepResult, axis: Axis | undefined): readonly Variant[] {
  const groups = new Map<string, { at: readonly number[]; points: { x: number; point: SweepPoint }[] }>();
  const others = othersOf(result, axis);
  for (const point of result.points) {
    // Without a number along the axis all are at the same place.
    const x = axis === undefined ? 0 : axis.parameter.values[point.at[axis.index] ?? -1]?.number;
    if (x == null) continue;
    const key = JSON.stringify(others.map((i) => point.at[i]));
    const group = groups.get(key) ?? { at: point.at, points: [] };
    groups.set(key, group);
    group.points.push({ x, point });
  }
  const all = [...groups.values()];
  const text = (at: readonly number[], i: number) => result.parameters[i]!.values[at[i]!]?.text ?? '?';
  const told = all.map(({ at }) =>
    others.map((i) => `${result.parameters[i]!.label} ${text(at, i)}`).join(', '),
  );
  const names = others.length === 1 ? all.map(({ at }) => text(at, others[0]!)) : told;
  const [shortTold, shortName] = [shortNames(told, NAME_LENGTH), shortNames(names, NAME_LENGTH)];
  return all.map(({ points }, i) => ({
    name: shortName[i]!,
    told: shortTold[i]!,
    points: points.toSorted((a, b) => a.x - b.x),
  }));
}

/** What the names of variants are values of; `null` where they say so themselves. */
export function variantTitle(result: SweepResult, axis: Axis | undefined): string | null {
  const others = othersOf(result, axis);
  return others.length === 1 ? result.parameters[others[0]!]!.label : null;
}

function othersOf(result: SweepResult, axis: Axis | undefined): number[] {
  return result.parameters.map((_, i) => i).filter((i) => i !== axis?.index && varies(result, i));
}

/** Whether points that were done differ in this parameter. */
export function varies(result: SweepResult, index: number): boolean {
  return new Set(result.points.map(({ at }) => at[index])).size > 1;
}

/**
 * The times worth showing, best first: those with a closed form beside them, then client groups, then stations.
 * Stations that serve a client group's requests say the same again, so they stand in only where no client does.
 */
export function subjectsOf(result: SweepResult): readonly Subject[] {
  const found = new Map<string, Subject & { theory: boolean }>();
  const key = (metric: string, of: string) => JSON.stringify([metric, of]);
  const rows = result.points.flatMap((point) => point.rows);
  for (const row of rows) {
    if (!isTime(row) || row.value === null || found.has(key(row.metric, row.of))) continue;
    const metric = row.metric === 'latency' ? 'latency' : 'sojourn';
    found.set(key(metric, row.of), { metric, of: row.of, theory: false });
  }
  for (const row of rows) {
    const metric = row.metric === 'latency mean' ? 'latency' : row.metric;
    const subject = found.get(key(metric, row.of));
    if (subject !== undefined && row.operation === 'all') subject.theory ||= row.theory !== undefined;
  }
  const all = [...found.values()];
  const known = all.filter(({ theory }) => theory);
  const clients = all.filter(({ metric }) => metric === 'latency');
  // Of a network of stations, what the clients see comes first.
  const network = known.length > 1 && !known.some(({ metric }) => metric === 'latency');
  const chosen = network
    ? [...clients, ...known]
    : known.length > 0
      ? withoutOwnStations(known)
      : clients.length > 0
        ? clients
        : all;
  return chosen.map(({ metric, of }) => ({ metric, of }));
}

/** What clients see of their station is the time in it and the way there, so one of the two is enough. */
function withoutOwnStations<S extends Subject>(subjects: readonly S[]): readonly S[] {
  const clients = subjects.filter(({ metric }) => metric === 'latency');
  return clients.length > 0 ? clients : subjects;
}

function isTime({ metric, operation, quantile }: Row): boolean {
  return (metric === 'latency' || metric === 'sojourn') && operation === 'all' && quantile !== undefined;
}

/** The row of one figure, if the point has it. */
export function rowAt(point: SweepPoint, subject: Subject, level: Level): Row | undefined {
  const metric = level === null && subject.metric === 'latency' ? 'latency mean' : subject.metric;
  return point.rows.find(
    (row) =>
      row.metric === metric &&
      row.of === subject.of &&
      row.operation === 'all' &&
      row.quantile === (level ?? undefined),
  );
}

/** `latency of users`, `time in server`. */
export function subjectName({ metric, of }: Subject): string {
  return metric === 'latency' ? `latency of ${short(of, 30)}` : `time in ${short(of, 30)}`;
}

/** `p99`, `mean`. */
export function levelName(level: Level): string {
  return level === null ? 'mean' : quantileName(level);
}

/** The highest of p99, p90 and p50 that any point can tell. */
export function mainLevel(points: readonly SweepPoint[], subject: Subject): Level {
  const told = (level: Level) => points.some((point) => rowAt(point, subject, level)?.value != null);
  return [0.99, 0.9, 0.5].find(told) ?? null;
}

/** Whether some point has a closed form for the mean but for none of the quantiles, so that the mean is worth drawing. */
export function meanAloneHasTheory(points: readonly SweepPoint[], subject: Subject): boolean {
  return points.some((point) => {
    const quantiles = point.rows.filter(
      (row) => isTime(row) && row.metric === subject.metric && row.of === subject.of,
    );
    const mean = rowAt(point, subject, null);
    return (
      mean?.theory !== undefined &&
      mean.value !== null &&
      !quantiles.some(({ theory }) => theory !== undefined)
    );
  });
}

/** Whether servers of some station were at work all the time, so that its queue may have grown without end. */
export function isSaturated(point: SweepPoint): boolean {
  return point.rows.some(
    ({ metric, unit, value }) =>
      metric === 'utilisation' && unit === 'ratio' && value !== null && value >= SATURATED,
  );
}

/** `users arrivals = 55 per s`. */
export function setting({ label, unit }: Pick<SweepParameter, 'label' | 'unit'>, value: number): string {
  return `${label} = ${quantity(value, unit ?? 'count')}`;
}

/** A number that was not tried but lies between two that were: `≈ 54 per s`. */
export function about({ unit }: Pick<SweepParameter, 'unit'>, value: number): string {
  const rounded = unit === 'count' ? Math.round(value) : Number(value.toPrecision(2));
  return `≈ ${quantity(rounded, unit ?? 'count')}`;
}

/** `users arrivals (per s)`: for axes and columns. */
export function parameterTitle({ label, unit }: Pick<SweepParameter, 'label' | 'unit'>): string {
  if (unit === null || unit === 'count' || unit === 'ratio') return label;
  return `${label} (${unit === '1/s' ? 'per s' : unit})`;
}

/** Where a figure has become twice its lowest, going from where it is lowest to where it is highest. */
export interface Knee {
  readonly x: number;
  readonly y: number;
  readonly lowest: number;
  readonly highest: { readonly x: number; readonly y: number };
}

/** Which axes are logarithmic; the numbers on them are then positive. */
export interface LogScales {
  readonly x: boolean;
  readonly y: boolean;
}

/**
 * The knee of a curve in the order of x; between two points on the straight line that is drawn between them.
 * `undefined` if it never doubles.
 *
 * Twice the time at leisure is what people notice first, and unlike the point of greatest curvature it does not
 * move when the axes are stretched or the sweep goes on further.
 */
export function kneeOf(
  curve: readonly { readonly x: number; readonly y: number }[],
  log: LogScales = { x: false, y: false },
): Knee | undefined {
  if (curve.length < 2) return undefined;
  const low = curve.reduce((best, { y }, i) => (y < curve[best]!.y ? i : best), 0);
  const high = curve.reduce((best, { y }, i) => (y > curve[best]!.y ? i : best), 0);
  const lowest = curve[low]!.y;
  if (!(lowest > 0) || curve[high]!.y < 2 * lowest) return undefined;
  const step = high > low ? 1 : -1;
  let at = low;
  while (curve[at]!.y < 2 * lowest) at += step;
  const [after, before] = [curve[at]!, curve[at - step]!];
  const place = (value: number, logarithmic: boolean) => (logarithmic ? ln(value) : value);
  const [from, to] = [place(before.y, log.y), place(after.y, log.y)];
  const share = (place(2 * lowest, log.y) - from) / (to - from);
  const x = place(before.x, log.x) + share * (place(after.x, log.x) - place(before.x, log.x));
  return {
    x: log.x ? exp(x) : x,
    y: 2 * lowest,
    lowest,
    highest: curve[high]!,
  };
}
