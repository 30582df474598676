/** Bags: how often each value is there. Equal values are one, whatever objects they are. */
import type { Json } from '../../observe/history.js';
import { jsonKey } from '../objects/value.js';
import { compareJson } from './tally.js';

interface Held {
  readonly value: Json;
  count: number;
}

export type Bag = Map<string | number, Held>;

export function bagOf(values: Iterable<Json>): Bag {
  const bag: Bag = new Map();
  for (const value of values) put(bag, value, 1);
  return bag;
}

export function put(bag: Bag, value: Json, count: number): void {
  const key = jsonKey(value);
  const held = bag.get(key);
  if (held === undefined) bag.set(key, { value, count });
  else held.count += count;
}

export const countOf = (bag: Bag, value: Json): number => bag.get(jsonKey(value))?.count ?? 0;

/** What both have. */
export const common = (a: Bag, b: Bag): Bag => combine(a, b, (here, there) => Math.min(here, there));

/** What the first has more of. */
export const minus = (a: Bag, b: Bag): Bag => combine(a, b, (here, there) => here - there);

/** What the first has and the second has not at all. */
export const strangers = (a: Bag, b: Bag): Bag => combine(a, b, (here, there) => (there > 0 ? 0 : here));

function combine(a: Bag, b: Bag, count: (here: number, there: number) => number): Bag {
  const result: Bag = new Map();
  for (const [key, { value, count: here }] of a) {
    const left = count(here, b.get(key)?.count ?? 0);
    if (left > 0) result.set(key, { value, count: left });
  }
  return result;
}

export function sizeOf(bag: Bag): number {
  let size = 0;
  for (const { count } of bag.values()) size += count;
  return size;
}

/** Each value once, in order, with how often it is there. */
export const entriesOf = (bag: Bag): readonly Readonly<Held>[] =>
  [...bag.values()].filter(({ count }) => count > 0).sort((a, b) => compareJson(a.value, b.value));

/** Each value as often as it is there, in order. */
export const valuesOf = (bag: Bag): Json[] =>
  entriesOf(bag).flatMap(({ value, count }) => Array.from({ length: count }, () => value));
