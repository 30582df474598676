/**
 * JSON values as values: equality, keys, and small numbers that stand for them.
 *
 * Knows no model.
 */
import type { Json } from '../../observe/history.js';

/** Equal for equal values and only for those. Numbers stand for themselves, for speed. */
export function jsonKey(value: Json): string | number {
  return typeof value === 'number' ? value : value === null ? 'null' : canonical(value);
}

/** JSON text with the keys of every object in order. */
function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`).join(',')}}`;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return canonical(a) === canonical(b);
}

/** A value in a sentence: strings in quotes, long ones cut. */
export function showJson(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/**
 * Gives every distinct value a code of two characters, so that a sequence of values is a string that is
 * cheap to compare, cut and use as a key.
 */
export interface ValueCodes {
  code(value: Json): string;
  /** Codes of all items of a list, joined. Remembered for the list, which must not change. */
  codes(list: readonly Json[]): string;
  /** The value at position `index` of a sequence of codes. */
  valueAt(sequence: string, index: number): Json;
  values(sequence: string): Json[];
}

const RADIX = 0x8000;

export function createValueCodes(): ValueCodes {
  const known = new Map<string | number, string>();
  const values: Json[] = [];
  const lists = new WeakMap<readonly Json[], string>();
  const code = (value: Json): string => {
    const key = jsonKey(value);
    let text = known.get(key);
    if (text === undefined) {
      const id = values.push(value) - 1;
      text = String.fromCharCode(Math.floor(id / RADIX), id % RADIX);
      known.set(key, text);
    }
    return text;
  };
  const valueAt = (sequence: string, index: number): Json =>
    values[sequence.charCodeAt(2 * index) * RADIX + sequence.charCodeAt(2 * index + 1)] as Json;
  return {
    code,
    codes: (list) => {
      let text = lists.get(list);
      if (text === undefined) {
        text = list.map(code).join('');
        lists.set(list, text);
      }
      return text;
    },
    valueAt,
    values: (sequence) => Array.from({ length: sequence.length / 2 }, (_, index) => valueAt(sequence, index)),
  };
}
