/**
 * Reads measured points from a CSV file with a head line: concurrency and throughput, in any order of columns.
 *
 * Knows no law that they may follow.
 */

import { readText } from '../../files/read-write.js';
import { didYouMean } from '../../scenario/suggest.js';
import type { Measurement } from '../../stats/theory.js';
import { UsageError } from '../exit.js';

const MAX_BYTES = 10 * 2 ** 20;
const POINTS_MIN = 3;
const COLUMNS = ['concurrency', 'throughput'] as const;

export function readMeasurements(path: string): readonly Measurement[] {
  const lines = readText(path, MAX_BYTES)
    .split(/\r?\n/)
    .map((line, i) => ({
      cells: line.split(',').map((cell) => cell.trim()),
      line: line.trim(),
      number: i + 1,
    }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const [head, ...rest] = lines;
  const names = head?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const [concurrencyAt, throughputAt] = COLUMNS.map((column) => {
    const at = names.indexOf(column);
    if (at !== -1) return at;
    const meant = didYouMean(column, names);
    throw new UsageError(
      `${path}: no column "${column}" in the first line${meant === undefined ? '' : `; ${meant}`}`,
    );
  }) as [number, number];
  const points = rest.map(({ cells, number }) => {
    const [concurrency, throughput] = [concurrencyAt, throughputAt].map((at, i) => {
      const value = Number(cells[at]);
      if (cells[at] !== undefined && cells[at] !== '' && Number.isFinite(value) && value > 0) return value;
      throw new UsageError(
        `${path}:${number}: expected a ${COLUMNS[i]} above zero, found "${cells[at] ?? ''}"`,
      );
    }) as [number, number];
    return { concurrency, throughput };
  });
  const distinct = new Set(points.map(({ concurrency }) => concurrency)).size;
  if (distinct >= POINTS_MIN) return points;
  throw new UsageError(
    `${path}: three coefficients need three or more different concurrencies, found ${distinct}`,
  );
}
