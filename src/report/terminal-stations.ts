/**
 * Stations in the terminal summary: how busy, how long the wait, what theory says. A line for each figure of a few
 * stations, a line for each station of many.
 */
import { formatCount } from '../observe/format.js';
import type { ReportData, Row } from '../observe/result.js';
import { type StationFigure, stationFigures } from './stations.js';
import { intervalText, rowText } from './terminal-figure.js';
import { paragraph, type TextColumn, textTable } from './terminal-parts.js';
import type { Paint } from './terminal-text.js';

/** Stations of which every figure is shown. */
const FULL_MAX = 3;
const STATIONS_MAX = 24;
const ABSENT = '-';
/** Figures of one line, where there are many stations. */
const BRIEF = ['utilisation', 'queue length', 'wait mean', 'wait p99', 'sojourn mean', 'sojourn p99'];

type Theories = ReportData['theories'];

export function stationTable(
  rows: readonly Row[],
  theories: Theories,
  width: number,
  paint: Paint,
): readonly string[] {
  const figures = stationFigures(rows);
  if (figures.length === 0) return [];
  const stations = [...new Set(figures.map(({ station }) => station))];
  const table =
    stations.length > FULL_MAX ? brief(stations, figures, width, paint) : full(figures, width, paint);
  const told = stations.slice(0, FULL_MAX).flatMap((station) => {
    const theory = theories.find(({ of }) => of === station);
    const exact = theory?.exact ? 'exact' : 'an approximation';
    return theory === undefined ? [] : [`theory of ${station}: ${theory.name}, ${exact} (${theory.source})`];
  });
  return [...table, ...told.flatMap((text) => paragraph(text, width)).map((line) => paint.dim(line))];
}

function full(figures: readonly StationFigure[], width: number, paint: Paint): readonly string[] {
  const theory = figures.some(({ row }) => row.theory !== undefined);
  const columns: TextColumn[] = [
    { title: 'Station', align: 'left', weight: 20 },
    { title: '', align: 'left', weight: 19 },
    { title: 'measured', align: 'right', weight: 18 },
    { title: '95 % interval', align: 'right', weight: 10 },
    ...(theory ? [{ title: 'theory', align: 'right', weight: 15 } as const] : []),
  ];
  const cells = figures.map(({ station, name, row }, i) => [
    figures[i - 1]?.station === station ? '' : station,
    name,
    rowText(row, ABSENT),
    intervalText(row),
    ...(theory ? [row.theory === undefined ? '' : rowText({ unit: row.unit, value: row.theory }, '')] : []),
  ]);
  return textTable(columns, cells, width, paint);
}

function brief(
  stations: readonly string[],
  figures: readonly StationFigure[],
  width: number,
  paint: Paint,
): readonly string[] {
  const shown = stations.slice(0, STATIONS_MAX);
  const find = (station: string, name: string) =>
    figures.find((figure) => figure.station === station && figure.name === name)?.row;
  const names = BRIEF.filter((name) => shown.some((station) => find(station, name) !== undefined));
  const columns: TextColumn[] = [
    { title: 'Station', align: 'left', weight: 20 },
    ...names.map((name, i): TextColumn => ({ title: name, align: 'right', weight: 10 - i })),
  ];
  const cells = shown.map((station) => [
    station,
    ...names.map((name) => rowText(find(station, name), ABSENT)),
  ]);
  const more = stations.length - shown.length;
  return [
    ...textTable(columns, cells, width, paint),
    ...(more > 0 ? [paint.dim(`  and ${formatCount(more, 'more station')}, in rows.csv`)] : []),
  ];
}
