/** Reads of a group of keys, as which of them had been written; and whether they are one growing sequence. */
import type { Json, Operation } from '../../../observe/history.js';
import { jsonKey } from '../../objects/value.js';
import { compareJson } from '../tally.js';

export interface Read {
  readonly operation: Operation;
  /** What it asked for, in order. */
  readonly keys: readonly Json[];
  /** For each key `1` if the read saw its write, else `0`. */
  readonly seen: string;
}

export type Groups =
  | { readonly kind: 'groups'; readonly groups: readonly (readonly Read[])[] }
  | { readonly kind: 'illegal'; readonly msg: string; readonly operations: readonly Operation[] };

/** At most this many pairs are listed, and so many compared to find them. */
const FORKS_MAX = 1000;
const COMPARISONS_MAX = 5_000_000;

/** The steps `[f, key, value]` of a transaction, answered where it was. */
export const stepsOf = ({ input, output }: Operation): readonly (readonly Json[])[] =>
  (output ?? input ?? []) as readonly (readonly Json[])[];

/** Reads of the same keys together. */
export function groupsOf(reads: readonly Operation[], groupSize: number | undefined): Groups {
  const groups = new Map<string, Read[]>();
  const values = new Map<string | number, { readonly value: string | number; readonly by: Operation }>();
  let size = groupSize;
  for (const operation of reads) {
    const steps = new Map(
      stepsOf(operation).map(([, key = null, value = null]) => [jsonKey(key), { key, value }]),
    );
    size ??= steps.size;
    if (steps.size !== size) {
      const msg = `every read should have observed exactly ${size} keys, but this one observed ${steps.size}`;
      return { kind: 'illegal', msg, operations: [operation] };
    }
    const inOrder = [...steps.values()].sort((a, b) => compareJson(a.key, b.key));
    for (const { key, value } of inOrder) {
      if (value === null) continue;
      const first = values.get(jsonKey(key));
      if (first === undefined) values.set(jsonKey(key), { value: jsonKey(value), by: operation });
      else if (first.value !== jsonKey(value)) {
        const msg = 'two reads saw distinct values of the same key, which is assumed to be written once';
        return { kind: 'illegal', msg, operations: [first.by, operation] };
      }
    }
    const keys = inOrder.map(({ key }) => key);
    const name = keys.map(jsonKey).join(' ');
    const read = { operation, keys, seen: inOrder.map(({ value }) => (value === null ? '0' : '1')).join('') };
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [read]);
    else group.push(read);
  }
  return { kind: 'groups', groups: [...groups.values()] };
}

/** Pairs of reads of which each saw something that the other did not; none only if there are none. */
export function forksOf(group: readonly Read[]): (readonly [Read, Read])[] {
  const alike = new Map<string, Read[]>();
  for (const read of group) {
    const same = alike.get(read.seen);
    if (same === undefined) alike.set(read.seen, [read]);
    else same.push(read);
  }
  const states = [...alike.keys()].sort((a, b) => sizeOf(a) - sizeOf(b) || (a < b ? -1 : 1));
  const breaks = states.slice(1).filter((state, at) => !includes(state, states[at]!));
  if (breaks.length === 0) return [];
  const forks: (readonly [Read, Read])[] = [];
  let comparisons = 0;
  for (const [at, larger] of states.entries())
    for (let below = at - 1; below >= 0; below--) {
      if (++comparisons > COMPARISONS_MAX || forks.length >= FORKS_MAX) return forks;
      const smaller = states[below]!;
      if (includes(larger, smaller)) continue;
      for (const a of alike.get(smaller)!)
        for (const b of alike.get(larger)!) {
          if (forks.length >= FORKS_MAX) break;
          forks.push(a.operation.end < b.operation.end ? [a, b] : [b, a]);
        }
    }
  return forks;
}

const sizeOf = (seen: string): number => seen.split('1').length;

function includes(larger: string, smaller: string): boolean {
  for (let at = 0; at < smaller.length; at++) if (smaller[at] === '1' && larger[at] === '0') return false;
  return true;
}
