/**
 * The figures of a sweep that tables show, point by point: load, how busy, how slow, what theory says.
 *
 * Reads rows; knows neither terminals nor pages.
 */
import { levelName, mainLevel, rowAt, type Subject, subjectName, subjectsOf } from '../../reports/points.js';
import type { Row } from '../observe/result.js';
import type { SweepPoint, SweepResult } from '../observe/sweep.js';

export interface PointFigure {
  readonly title: string;
  /** The higher, the sooner a narrow table has room for it. */
  readonly weight: number;
  readonly rowOf: (
    point: SweepPoint,
  ) => Pick<Row, 'value' | 'unit' | 'ciLow' | 'ciHigh' | 'missing'> | undefined;
}

export interface PointFigures {
  /** Of what the times are: `latency of users`. */
  readonly what: string | undefined;
  readonly figures: readonly PointFigure[];
  /** Of these, the one that a sweep is about. */
  readonly main: PointFigure | undefined;
}

/** Operations that have a column of their own. */
const OPERATIONS_MAX = 3;
const LEVELS = [0.5, 0.9, 0.99, 0.999];

/** Those that any point has, in the order of reading. */
export function pointFigures(result: SweepResult): PointFigures {
  const { points } = result;
  const subject = subjectsOf(result)[0];
  const client = subject?.metric === 'latency' ? subject.of : clientOf(points);
  const rate: PointFigure = {
    title: 'ok/s',
    weight: 6,
    rowOf: (point) => find(point, 'throughput', client),
  };
  const served: PointFigure = {
    title: 'ok',
    weight: 5,
    rowOf: (point) => find(point, 'availability', client),
  };
  const busy: PointFigure = { title: 'busy', weight: 7, rowOf: busiest };
  const told = (figure: PointFigure) =>
    points.some((point) => {
      const row = figure.rowOf(point);
      return row !== undefined && (row.value !== null || row.missing !== undefined);
    });
  const allServed = points.every((point) => (served.rowOf(point)?.value ?? 1) === 1);
  const loads = [rate, ...(allServed ? [] : [served]), busy].filter(told);
  if (subject === undefined) return { what: undefined, figures: loads, main: loads[0] };
  const main = mainLevel(points, subject);
  const times = [...(main === null ? [null] : []), ...LEVELS].map(
    (level): PointFigure => ({
      title: levelName(level),
      weight: level === main ? 10 : level === 0.5 ? 8 : 4,
      rowOf: (point) => rowAt(point, subject, level),
    }),
  );
  const theory: PointFigure = {
    title: `theory ${levelName(main)}`,
    weight: 9,
    rowOf: (point) => theoryOf(point, subject, main),
  };
  const figures = [...loads, ...times.filter(told), ...[theory].filter(told)];
  const title = levelName(main);
  return { what: subjectName(subject), figures, main: figures.find((figure) => figure.title === title) };
}

/** What a design costs its clients: p99 of each of their operations, and the share that succeeded. */
export function costsOf({ points }: SweepResult): readonly PointFigure[] {
  const client = clientOf(points);
  const rows = points.flatMap((point) => point.rows.filter(({ of }) => of === client));
  const operations = [
    ...new Set(rows.filter(({ metric }) => metric === 'latency').map(({ operation }) => operation)),
  ];
  const named = operations.filter((operation) => operation !== 'all').slice(0, OPERATIONS_MAX);
  const times = (named.length > 0 ? named : operations).map(
    (operation): PointFigure => ({
      title: operation === 'all' ? 'p99' : `p99 ${operation}`,
      weight: 3,
      rowOf: (point) =>
        point.rows.find(
          (row) =>
            row.metric === 'latency' &&
            row.of === client &&
            row.operation === operation &&
            row.quantile === 0.99,
        ),
    }),
  );
  const served = {
    title: 'ok',
    weight: 4,
    rowOf: (point: SweepPoint) => find(point, 'availability', client),
  };
  return client === undefined ? [] : [...times, served];
}

function find(point: SweepPoint, metric: string, of: string | undefined): Row | undefined {
  return point.rows.find((row) => row.metric === metric && row.of === of && row.operation === 'all');
}

/** The first client group: stations have no availability. */
function clientOf(points: readonly SweepPoint[]): string | undefined {
  return points.flatMap(({ rows }) => rows).find(({ metric }) => metric === 'availability')?.of;
}

/** Utilisation of the station that has most of it. */
function busiest(point: SweepPoint): Row | undefined {
  return point.rows
    .filter(({ metric, operation }) => metric === 'utilisation' && operation === 'all')
    .reduce<Row | undefined>(
      (most, row) => (most === undefined || (row.value ?? 0) > (most.value ?? 0) ? row : most),
      undefined,
    );
}

function theoryOf(
  point: SweepPoint,
  subject: Subject,
  level: number | null,
): ReturnType<PointFigure['rowOf']> {
  const row = rowAt(point, subject, level);
  return row?.theory === undefined
    ? undefined
    : { value: row.theory, unit: row.unit, ciLow: null, ciHigh: null };
}

/** Parameters of which more than one value was done, by ordinal; all if it is none. */
export function varyingParameters(result: SweepResult): readonly number[] {
  const all = result.parameters.map((_, i) => i);
  const varying = all.filter((i) => new Set(result.points.map(({ at }) => at[i])).size > 1);
  return varying.length > 0 ? varying : all;
}

export function parameterText(result: SweepResult, parameter: number, at: number | undefined): string {
  return result.parameters[parameter]?.values[at ?? -1]?.text ?? '?';
}
