/** What a comparison comes to, in words: names of figures, signs, the sentence. Knows nothing of drawing. */
import type { ComparedRow, ComparisonResult } from '../src/observe/sweep.js';
import { quantileName, quantity, short } from './words.js';

const PAIRS_MAX = 400;

/** A figure that both designs have. */
export type Known = ComparedRow & { readonly a: number; readonly b: number; readonly difference: number };

export function drawable({ rows }: ComparisonResult): Known[] {
  return rows.filter((row): row is Known => row.a !== null && row.b !== null && row.difference !== null);
}

/** The figure that the comparison is about: p99 if it is there, and one whose pairs are kept if there is any. */
export function mainRow({ rows }: ComparisonResult): ComparedRow | undefined {
  const paired = rows.filter(({ pairs }) => pairs.length > 0);
  const told = paired.length > 0 ? paired : rows;
  return told.find(({ quantile, operation }) => quantile === 0.99 && operation === 'all') ?? told[0];
}

export function mainPairs(result: ComparisonResult): ComparedRow['pairs'] {
  return (mainRow(result)?.pairs ?? []).slice(0, PAIRS_MAX);
}

/** `p99 latency of users`, `throughput of users`. */
export function comparedName({ metric, of, operation, quantile }: ComparedRow): string {
  const what = operation === 'all' ? metric : `${metric} (${operation})`;
  return `${quantile === undefined ? '' : `${quantileName(quantile)} `}${what} of ${of}`;
}

/** `B, one queue, has a lower p99 latency of users: …`. */
export function comparisonFinding(result: ComparisonResult): string {
  const row = mainRow(result);
  if (row === undefined) return 'There is nothing to compare';
  const what = comparedName(row);
  if (row.a === null || row.b === null || row.difference === null)
    return `Too few operations to compare the ${what}`;
  const [a, b] = [quantity(row.a, row.unit), quantity(row.b, row.unit)];
  if (row.ciLow === null || row.ciHigh === null)
    return `The ${what} is ${a} in A and ${b} in B, with too few runs to say whether they differ`;
  const interval = signedRange(row.ciLow, row.ciHigh, row.unit);
  const difference = `${signed(row.difference, row.unit)} (95 % interval ${interval})`;
  if (row.verdict === 'lower' || row.verdict === 'higher')
    return `B, ${short(result.b.name, 40)}, has the ${row.verdict} ${what}: ${b} against ${a}, a difference of ${difference}`;
  return `No difference shown in the ${what}: ${a} in A, ${b} in B, a difference of ${difference}`;
}

/** `+3.1 ms`, `−12 %`; nothing has no sign. */
export function signed(value: number, unit: string): string {
  const text = quantity(Math.abs(value), unit);
  return value === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** `−86.5 to −72.8 ms`. */
export function signedRange(low: number, high: number, unit: string): string {
  const [start, end] = [signed(low, unit), signed(high, unit)];
  const tail = end.includes(' ') ? end.slice(end.indexOf(' ')) : '';
  return `${tail !== '' && start.endsWith(tail) ? start.slice(0, -tail.length) : start} to ${end}`;
}
