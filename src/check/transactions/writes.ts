/**
 * Who wrote which version of which key: the index that everything else about a history starts from.
 *
 * Every value is written once per key, so that a read tells whose write it saw. Values that are written more
 * often are marked, and prove nothing.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';

/** A value by which maps find it: different JSON values give different ones. */
export type Identity = string | number;

export function identityOf(value: Json): Identity {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `\0"${value}` : value;
  return `\0${JSON.stringify(value)}`;
}

export interface Write {
  readonly value: Json;
  /** Who wrote it. */
  transaction: number;
  /** Whether the same transaction wrote the key again: nobody else should ever see this version. */
  intermediate: boolean;
  /** Whether several transactions wrote it. */
  ambiguous: boolean;
  /** Number of this version among all of all keys. */
  readonly version: number;
}

export interface KeyWrites {
  readonly id: number;
  readonly key: Json;
  /** By identity of the value, in the order of invocations. */
  readonly writes: Map<Identity, Write>;
}

export interface WriteIndex {
  readonly keys: readonly KeyWrites[];
  /** Value of each version, by its number. */
  readonly versions: readonly Json[];
  keyOf(key: Json): KeyWrites;
  /** The number of a version that nobody wrote, given to it when it is first seen. */
  unwritten(key: KeyWrites, value: Json): number;
}

/** @param exclusive whether a failed write of the same value makes it ambiguous as well */
export function indexWrites(transactions: readonly Transaction[], exclusive: boolean): WriteIndex {
  const keys: KeyWrites[] = [];
  const byKey = new Map<Identity, KeyWrites>();
  const versions: Json[] = [];
  const strays = new Map<KeyWrites, Map<Identity, number>>();
  const keyOf = (key: Json): KeyWrites => {
    const identity = identityOf(key);
    let found = byKey.get(identity);
    if (found === undefined) {
      found = { id: keys.length, key, writes: new Map() };
      keys.push(found);
      byKey.set(identity, found);
    }
    return found;
  };
  const last = new Map<KeyWrites, Write>();
  for (const { id, outcome, steps } of transactions) {
    for (const [f, rawKey, value] of steps) {
      const key = keyOf(rawKey);
      if (f === 'r') continue;
      const identity = identityOf(value);
      const before = last.get(key);
      if (before?.transaction === id) before.intermediate = true;
      const known = key.writes.get(identity);
      if (known === undefined) {
        const write = {
          value,
          transaction: id,
          intermediate: false,
          ambiguous: false,
          version: versions.length,
        };
        versions.push(value);
        key.writes.set(identity, write);
        last.set(key, write);
        continue;
      }
      const knownFailed = (transactions[known.transaction] as Transaction).outcome === 'fail';
      if (known.transaction !== id && !exclusive && (knownFailed || outcome === 'fail')) {
        // Whoever did not fail wrote it.
        if (knownFailed && outcome !== 'fail') {
          known.transaction = id;
          known.intermediate = false;
          last.set(key, known);
        }
      } else if (exclusive || known.transaction !== id) known.ambiguous = true;
      else {
        known.intermediate = false;
        last.set(key, known);
      }
    }
  }
  return {
    keys,
    versions,
    keyOf,
    unwritten(key, value) {
      const ofKey = strays.get(key) ?? new Map<Identity, number>();
      strays.set(key, ofKey);
      const identity = identityOf(value);
      let version = ofKey.get(identity);
      if (version === undefined) {
        version = versions.push(value) - 1;
        ofKey.set(identity, version);
      }
      return version;
    },
  };
}
