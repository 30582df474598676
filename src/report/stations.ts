/**
 * Which rows of a result are of stations and which of clients, and the stations' figures in the order of reading.
 *
 * Reads rows; knows neither terminals nor pages.
 */
import { levelName } from '../../reports/points.js';
import type { Row } from '../observe/result.js';

/** What a station alone has. */
const MARKS = ['utilisation', 'wait probability', 'wait', 'sojourn', 'queue length', 'in system'];
const ORDER = [...MARKS.slice(0, 3), 'service', 'sojourn', 'queue length', 'in system', 'throughput'];
const QUANTILES: readonly (number | undefined)[] = [undefined, 0.5, 0.9, 0.99, 0.999];
const CLASSES_MAX = 12;

/** Rates of client groups, one for each operation and one for all; stations have rates too, but answer nobody. */
export function clientRates(rows: readonly Row[]): readonly Row[] {
  const stations = new Set(stationNames(rows));
  return rows.filter(({ metric, of }) => metric === 'throughput' && !stations.has(of));
}

export function stationNames(rows: readonly Row[]): readonly string[] {
  return [...new Set(rows.filter(({ metric }) => MARKS.includes(metric)).map(({ of }) => of))];
}

/** Whether a row is a figure of a station, and no model's own counter of the same group. */
export function isStationRow(row: Row, stations: ReadonlySet<string>): boolean {
  return stations.has(row.of) && (ORDER.includes(row.metric) || row.metric.startsWith('dropped'));
}

export interface StationFigure {
  readonly station: string;
  /** `wait p99`, `wait mean`, `dropped: full`, `sojourn p99 (gold)`. */
  readonly name: string;
  readonly row: Row;
}

/** Every figure of each station, classes last. */
export function stationFigures(rows: readonly Row[]): readonly StationFigure[] {
  return stationNames(rows).flatMap((station) => {
    const own = rows.filter(({ of }) => of === station);
    const classes = [...new Set(own.map(({ operation }) => operation))].filter((name) => name !== 'all');
    return ['all', ...classes.slice(0, CLASSES_MAX)].flatMap((operation) =>
      own
        .filter((row) => row.operation === operation && rank(row) >= 0)
        .sort((a, b) => rank(a) - rank(b) || (a.quantile ?? 0) - (b.quantile ?? 0))
        .map((row) => ({ station, name: nameOf(row), row })),
    );
  });
}

/** Place among the figures; negative for what is none of a station's. */
function rank({ metric, quantile }: Row): number {
  if (!QUANTILES.includes(quantile)) return -1;
  if (metric.startsWith('dropped')) return ORDER.length;
  return ORDER.indexOf(metric);
}

function nameOf({ metric, quantile, unit, operation }: Row): string {
  const level = quantile !== undefined ? ` ${levelName(quantile)}` : unit === 'ms' ? ' mean' : '';
  return `${metric}${level}${operation === 'all' ? '' : ` (${operation})`}`;
}
