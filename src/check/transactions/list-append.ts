/**
 * Dependencies between transactions that append to lists and read them.
 *
 * A read shows the order of all appends before it, so the longest read of a key is its version order; what
 * was appended and never read came after (Kingsbury and Alvaro 2020, §5.2). Writes that failed stand in
 * the order, but no dependency rests on them.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import type { Analysis, FindingCollector } from './findings.js';
import { ANTI_DEPENDENCIES_MAX, isSure } from './findings.js';
import type { EdgeCollector } from './graph.js';
import { RW, WR, WW } from './graph.js';
import { findInside } from './inside.js';
import type { OutcomeOf, Read, Version } from './list-reads.js';
import { inspectOrder, inspectReads } from './list-reads.js';
import { findLostUpdates } from './lost-update.js';
import type { Identity, KeyWrites, Write, WriteIndex } from './writes.js';
import { identityOf, indexWrites } from './writes.js';

export function analyseListAppend(
  transactions: readonly Transaction[],
  edges: EdgeCollector,
  out: FindingCollector,
): Analysis {
  const index = indexWrites(transactions, true);
  const reads: Read[][] = index.keys.map(() => []);
  for (const { id, outcome, steps } of transactions) {
    if (outcome !== 'ok') continue;
    for (const [f, key, value] of steps) {
      if (f !== 'r') continue;
      const list = Array.isArray(value) ? (value as readonly Json[]) : [];
      (reads[index.keyOf(key).id] as Read[]).push({ transaction: id, list });
    }
  }
  const outcomeOf = (id: number) => (transactions[id] as Transaction).outcome;
  const room = { left: ANTI_DEPENDENCIES_MAX };
  for (const key of index.keys) {
    const ofKey = reads[key.id] as Read[];
    const longest = ofKey.reduce<Read | undefined>(
      (best, read) => (read.list.length > (best?.list.length ?? 0) ? read : best),
      undefined,
    );
    const order = versionOrder(key, longest, (version) => outcomeOf(version.transaction) !== 'fail');
    inspectReads(key, ofKey, longest, outcomeOf, out);
    inspectOrder(key, order, outcomeOf, out);
    linkKey(key, order, ofKey, outcomeOf, edges, room, index);
  }
  const sure = (key: Json, value: Json) => isSure(index.keyOf(key).writes.get(identityOf(value)));
  findInside(transactions, sure, out);
  // A list tells all its versions, so two lists that are the same are the same version.
  findLostUpdates(transactions, () => true, out);
  const duplicateWrites = index.keys.some(({ writes }) =>
    [...writes.values()].some(({ ambiguous }) => ambiguous),
  );
  return { index, duplicateWrites, omitted: Math.max(0, -room.left) };
}

/** The versions of a key in their order, each once. */
function versionOrder(
  key: KeyWrites,
  longest: Read | undefined,
  mayHaveHappened: (write: Write) => boolean,
): ReadonlyMap<Identity, Version> {
  const order = new Map<Identity, Version>();
  if (longest !== undefined) {
    for (const value of longest.list) {
      const identity = identityOf(value);
      const write = key.writes.get(identity);
      if (!order.has(identity)) order.set(identity, { value, write: isSure(write) ? write : undefined });
    }
    return order;
  }
  // A single append is the first version, whether or not anybody saw it.
  const [write, ...others] = [...key.writes.values()].filter(mayHaveHappened);
  if (isSure(write) && others.length === 0) order.set(identityOf(write.value), { value: write.value, write });
  return order;
}

/** Collects the dependencies by one key, and counts those for which there is no room. */
function linkKey(
  key: KeyWrites,
  order: ReadonlyMap<Identity, Version>,
  reads: readonly Read[],
  outcomeOf: OutcomeOf,
  edges: EdgeCollector,
  room: { left: number },
  index: WriteIndex,
): void {
  const counts = (write: Write | undefined): write is Write =>
    isSure(write) && outcomeOf(write.transaction) !== 'fail';
  const versions = [...order.values()];
  const place = new Map([...order.keys()].map((identity, at) => [identity, at]));
  const number = ({ value, write }: Version) => write?.version ?? index.unwritten(key, value);
  // After the last version: all that was appended and never read.
  const unread = [...key.writes.values()].filter(
    (write) => counts(write) && !place.has(identityOf(write.value)),
  );
  const nextOf = (at: number) => (at + 1 < versions.length ? [versions[at + 1]?.write] : unread);
  for (const [at, { write }] of versions.entries()) {
    if (!counts(write)) continue;
    for (const next of nextOf(at)) {
      if (counts(next))
        edges.add(write.transaction, next.transaction, WW, key.id, write.version, next.version);
    }
  }
  for (const { transaction, list } of reads) {
    const last = list.at(-1);
    const write = last === undefined ? undefined : key.writes.get(identityOf(last));
    if (counts(write)) edges.add(write.transaction, transaction, WR, key.id, write.version, write.version);
    const at = last === undefined ? -1 : place.get(identityOf(last));
    if (at === undefined) continue;
    const seen = at === -1 ? -1 : number(versions[at] as Version);
    for (const next of nextOf(at)) {
      if (!counts(next)) continue;
      room.left--;
      if (room.left >= 0) edges.add(transaction, next.transaction, RW, key.id, seen, next.version);
    }
  }
}
