/**
 * Dependencies between transactions that read and write registers.
 *
 * That a read saw a write is certain; which write came first is only as certain as the version order, which
 * `versions.ts` takes from what is assumed of the store. What a transaction shows to others is its first
 * read of a key, unless it had written it, and its last write.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import type { Analysis, FindingCollector } from './findings.js';
import { ANTI_DEPENDENCIES_MAX, isSure, show } from './findings.js';
import type { EdgeCollector } from './graph.js';
import { RW, WR, WW } from './graph.js';
import { findInside } from './inside.js';
import { findLostUpdates } from './lost-update.js';
import type { Access, Assumption } from './versions.js';
import { versionPairs } from './versions.js';
import type { Identity, WriteIndex } from './writes.js';
import { identityOf, indexWrites } from './writes.js';

export function analyseRwRegister(
  transactions: readonly Transaction[],
  assumptions: readonly Assumption[],
  edges: EdgeCollector,
  out: FindingCollector,
): Analysis {
  const index = indexWrites(transactions, false);
  const accesses: Access[][] = index.keys.map(() => []);
  let duplicateWrites = false;
  for (const transaction of transactions) {
    if (transaction.outcome === 'fail') continue;
    for (const [key, access] of accessesOf(transaction, index, () => (duplicateWrites = true))) {
      accesses[key]?.push(access);
    }
    if (transaction.outcome === 'ok') inspectReads(transaction, transactions, index, out);
  }
  const pairs = versionPairs(transactions, index, accesses, assumptions, out);
  const room = { left: ANTI_DEPENDENCIES_MAX };
  for (const [key, ofKey] of accesses.entries()) {
    link(key, ofKey, pairs[key] ?? [], index.versions.length, edges, room);
  }
  const sure = (key: Json, value: Json) => isSure(index.keyOf(key).writes.get(identityOf(value)));
  findInside(transactions, sure, out);
  findLostUpdates(
    transactions,
    (key, value) => index.keyOf(key).writes.get(identityOf(value))?.ambiguous !== true,
    out,
  );
  return { index, duplicateWrites, omitted: Math.max(0, -room.left) };
}

/** What a transaction did to each key; a version that several may have written is left out. */
function accessesOf(
  { id, outcome, steps }: Transaction,
  index: WriteIndex,
  ambiguous: () => void,
): ReadonlyMap<number, Access> {
  const found = new Map<number, Access>();
  const touched = new Set<Identity>();
  for (const [f, rawKey, value = null] of steps) {
    const key = index.keyOf(rawKey);
    const identity = identityOf(value);
    const write = key.writes.get(identity);
    if (f === 'r' && outcome === 'ok' && write?.ambiguous === true) ambiguous();
    if (f === 'r' && (outcome !== 'ok' || touched.has(identityOf(rawKey)))) continue;
    touched.add(identityOf(rawKey));
    const access = found.get(key.id) ?? { transaction: id, read: undefined, written: undefined };
    found.set(key.id, access);
    const version = value === null ? -1 : (write?.version ?? index.unwritten(key, value));
    const known = write?.ambiguous === true ? undefined : version;
    if (f === 'r') access.read = known;
    else access.written = known;
  }
  return found;
}

/** Reads of what failed, or of what its own transaction replaced. */
function inspectReads(
  { id, steps }: Transaction,
  transactions: readonly Transaction[],
  index: WriteIndex,
  out: FindingCollector,
): void {
  for (const [f, key, value = null] of steps) {
    if (f !== 'r' || value === null) continue;
    const write = index.keyOf(key).writes.get(identityOf(value));
    if (!isSure(write) || write.transaction === id) continue;
    const report = (type: string, why: string) =>
      out.add(
        () => ({
          type,
          transactions: [id, write.transaction],
          key,
          seen: value,
          explanation: `it read ${show(key)} as ${show(value)}, ${why}`,
        }),
        type,
      );
    if ((transactions[write.transaction] as Transaction).outcome === 'fail') {
      report('G1a', 'whose transaction failed');
    }
    if (write.intermediate) report('G1b', 'which the transaction that wrote it replaced itself');
  }
}

/** Collects the dependencies by one key, and counts those for which there is no room. */
function link(
  key: number,
  accesses: readonly Access[],
  pairs: readonly (readonly [number, number])[],
  versions: number,
  edges: EdgeCollector,
  room: { left: number },
): void {
  const writer = new Map<number, number>();
  const readers = new Map<number, number[]>();
  for (const { transaction, read, written } of accesses) {
    if (written !== undefined) writer.set(written, transaction);
    if (read === undefined) continue;
    const known = readers.get(read);
    if (known === undefined) readers.set(read, [transaction]);
    else known.push(transaction);
  }
  for (const [version, ofVersion] of readers) {
    const from = writer.get(version);
    if (from === undefined) continue;
    for (const reader of ofVersion) edges.add(from, reader, WR, key, version, version);
  }
  const linked = new Set<number>();
  for (const [before, after] of pairs) {
    const to = writer.get(after);
    const name = (before + 1) * versions + after;
    if (to === undefined || linked.has(name)) continue;
    linked.add(name);
    const from = writer.get(before);
    if (from !== undefined) edges.add(from, to, WW, key, before, after);
    for (const reader of readers.get(before) ?? []) {
      room.left--;
      if (room.left >= 0) edges.add(reader, to, RW, key, before, after);
    }
  }
}
