/** A figure of a row as a terminal shows it: with its unit, or why there is none. */
import { formatDuration, formatNumber, formatRatio } from '../observe/format.js';
import type { Row } from '../observe/result.js';

const NS_PER_MS = 1e6;

/** `31.2 ms`, `97.3 %`, `198`: rates and counts without a unit, which stands above them. */
export function figureText(value: number, unit: string): string {
  if (unit === 'ms') return formatDuration(value * NS_PER_MS);
  return unit === 'ratio' ? formatRatio(value) : formatNumber(value);
}

/** The same of a row: `too few` where there were operations but not enough. */
export function rowText(row: Pick<Row, 'value' | 'unit' | 'missing'> | undefined, absent: string): string {
  if (row?.missing !== undefined) return row.missing;
  return row === undefined || row.value === null ? absent : figureText(row.value, row.unit);
}

/** `766 ms .. 1.21 s`, `90.7 .. 97.4 ms`: a unit that both ends share is said once. */
export function intervalText(row: Pick<Row, 'unit' | 'ciLow' | 'ciHigh'> | undefined): string {
  if (row === undefined || row.ciLow === null || row.ciHigh === null) return '';
  const [low, high] = [figureText(row.ciLow, row.unit), figureText(row.ciHigh, row.unit)];
  const unit = high.includes(' ') ? high.slice(high.indexOf(' ')) : '';
  return `${unit !== '' && low.endsWith(unit) ? low.slice(0, -unit.length) : low} .. ${high}`;
}
