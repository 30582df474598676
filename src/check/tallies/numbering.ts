/** Values by number: equal ones have the same, from 0 in the order in which they came, so that arrays can be about them. */
import type { Json } from '../../observe/history.js';
import { jsonKey } from '../objects/value.js';

export interface Numbering {
  /** Its number, a new one if it has none. */
  of(value: Json): number;
  /** Its number, or -1. */
  find(value: Json): number;
  readonly values: readonly Json[];
}

export function createNumbering(): Numbering {
  const known = new Map<string | number, number>();
  /** Whole numbers that are not too far apart, as most are in tests: much faster than a map. */
  const small: (number | undefined)[] = [];
  const values: Json[] = [];
  const isSmall = (value: Json): value is number =>
    typeof value === 'number' && value >= 0 && value <= 1024 + 4 * values.length && Number.isInteger(value);
  const find = (value: Json): number =>
    (isSmall(value) ? small[value] : undefined) ?? known.get(jsonKey(value)) ?? -1;
  return {
    of(value) {
      const number = find(value);
      if (number !== -1) return number;
      if (isSmall(value)) small[value] = values.length;
      else known.set(jsonKey(value), values.length);
      return values.push(value) - 1;
    },
    find,
    values,
  };
}
