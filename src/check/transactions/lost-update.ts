/**
 * Lost updates: two transactions that read the same version of a key and both wrote it.
 *
 * Adya (1999, §3.2.1) shows it by an example only; in any order of the two writes, the later one overwrote
 * what it did not see. So the version order need not be known.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import type { FindingCollector } from './findings.js';
import { show } from './findings.js';
import type { Identity } from './writes.js';
import { identityOf } from './writes.js';

interface Updates {
  readonly key: Json;
  readonly value: Json;
  readonly transactions: number[];
}

/** @param isOneVersion whether all reads of that value saw the same write */
export function findLostUpdates(
  transactions: readonly Transaction[],
  isOneVersion: (key: Json, value: Json) => boolean,
  out: FindingCollector,
): void {
  const byKey = new Map<Identity, Map<Identity, Updates>>();
  for (const { id, outcome, steps } of transactions) {
    if (outcome !== 'ok') continue;
    const read = new Map<Identity, Json>();
    const written = new Set<Identity>();
    for (const [f, key, value] of steps) {
      const identity = identityOf(key);
      if (written.has(identity)) continue;
      if (f === 'r') {
        if (!read.has(identity)) read.set(identity, value);
        continue;
      }
      written.add(identity);
      const seen = read.get(identity);
      if (seen === undefined || !isOneVersion(key, seen)) continue;
      const ofKey = byKey.get(identity) ?? new Map<Identity, Updates>();
      byKey.set(identity, ofKey);
      const version = versionOf(seen, ofKey);
      const updates = ofKey.get(version);
      if (updates === undefined) ofKey.set(version, { key, value: seen, transactions: [id] });
      else updates.transactions.push(id);
    }
  }
  for (const ofKey of byKey.values()) {
    for (const { key, value, transactions: ids } of ofKey.values()) {
      if (ids.length < 2) continue;
      out.add(
        () => ({
          type: 'lost-update',
          transactions: ids,
          key,
          seen: value,
          explanation: `${ids.length} committed transactions read ${show(key)} as ${show(value)} and then wrote it: whichever wrote later overwrote an update that it had not seen`,
        }),
        'lost-update',
      );
    }
  }
}

/** Long lists are told apart by their length and end, and by all of them only where that is not enough. */
function versionOf(seen: Json, known: ReadonlyMap<Identity, Updates>): Identity {
  if (!Array.isArray(seen)) return identityOf(seen);
  const list = seen as readonly Json[];
  if (list.length === 0) return identityOf(null);
  const short = `\0${list.length} ${identityOf(list.at(-1) as Json)}`;
  const other = known.get(short)?.value as readonly Json[] | undefined;
  return other === undefined || list.every((value, at) => value === other[at]) ? short : identityOf(seen);
}
