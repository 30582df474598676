/**
 * In which order the versions of keys came about, as the nodes of a group tell.
 *
 * Only of groups that an expectation asks about. A version has a rank; several nodes may tell of the same, and what
 * took effect twice counts where it did so last. Nothing is scheduled or changed by it. Knows no models.
 */
import type { Json } from '../kernel/json.js';
import type { OrderRecord } from '../observe/run-record.js';

/** Compared number by number. */
export type Rank = readonly number[];

export interface Orders {
  note(key: Json, value: Json, rank: Rank): void;
  record(): OrderRecord;
}

interface Version {
  readonly value: Json;
  readonly rank: Rank;
}

export function createOrders(group: string): Orders {
  /** By their names: keys, and the values of each. */
  const keys = new Map<Json, { readonly key: Json; readonly versions: Map<Json, Version> }>();
  return {
    note(key, value, rank) {
      const name = nameOf(key);
      let known = keys.get(name);
      if (known === undefined) {
        known = { key, versions: new Map() };
        keys.set(name, known);
      }
      const own = nameOf(value);
      const before = known.versions.get(own);
      if (before === undefined || compare(before.rank, rank) < 0) known.versions.set(own, { value, rank });
    },
    record: () => ({
      group,
      keys: [...keys.values()].map(({ key, versions }) => ({
        key,
        values: [...versions.values()].sort((a, b) => compare(a.rank, b.rank)).map(({ value }) => value),
      })),
    }),
  };
}

/** By which maps tell apart: numbers and text as they are, lists and objects by theirs, which no text begins with. */
const nameOf = (value: Json): Json =>
  typeof value === 'object' && value !== null ? `\0${JSON.stringify(value)}` : value;

function compare(a: Rank, b: Rank): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
