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
import { ANTI_DEPENDENCIES_MAX, isSure, show } from './findings.js';
import type { EdgeCollector } from './graph.js';
import { RW, WR, WW } from './graph.js';
import { findInside } from './inside.js';
import { findLostUpdates } from './lost-update.js';
import type { Identity, KeyWrites, Write, WriteIndex } from './writes.js';
import { identityOf, indexWrites } from './writes.js';

interface Read {
  readonly transaction: number;
  readonly list: readonly Json[];
}

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
  findLostUpdates(transactions, out);
  const duplicateWrites = index.keys.some(({ writes }) =>
    [...writes.values()].some(({ ambiguous }) => ambiguous),
  );
  return { index, duplicateWrites, omitted: Math.max(0, -room.left) };
}

/** A version of a list: its last element, and who appended it, if that is known. */
interface Version {
  readonly value: Json;
  readonly write: Write | undefined;
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

type OutcomeOf = (transaction: number) => Transaction['outcome'];

/** Reads that cannot be of committed versions, or of one list that only grows. */
function inspectReads(
  { key, writes }: KeyWrites,
  reads: readonly Read[],
  longest: Read | undefined,
  outcomeOf: OutcomeOf,
  out: FindingCollector,
): void {
  const places = new Map<Identity, number>();
  for (const { transaction, list } of reads) {
    if (list.length === 0) continue;
    const last = writes.get(identityOf(list.at(-1) as Json));
    if (isSure(last) && last.intermediate && last.transaction !== transaction) {
      out.add(
        () => ({
          type: 'G1b',
          transactions: [transaction, last.transaction],
          key,
          seen: list,
          explanation: `it read ${show(key)} as ${show(list)}, up to ${show(last.value)}, after which the transaction that appended it appended more`,
        }),
        'G1b',
      );
    }
    const against = longest as Read;
    let incompatible = -1;
    let repeated: Json | undefined;
    places.clear();
    for (const [at, value] of list.entries()) {
      const identity = identityOf(value);
      const write = writes.get(identity);
      if (isSure(write) && outcomeOf(write.transaction) === 'fail') {
        out.add(
          () => ({
            type: 'G1a',
            transactions: [transaction, write.transaction],
            key,
            seen: list,
            explanation: `it read ${show(key)} as ${show(list)}, with ${show(value)}, whose transaction failed`,
          }),
          'G1a',
        );
      }
      if (incompatible === -1 && identity !== identityOf(against.list[at] as Json)) incompatible = at;
      if (places.has(identity) && write?.ambiguous !== true) repeated = value;
      places.set(identity, at);
    }
    if (repeated !== undefined) {
      const twice = repeated;
      out.add(
        () => ({
          type: 'duplicate-elements',
          transactions: [transaction],
          key,
          seen: list,
          explanation: `it read ${show(key)} as ${show(list)}, with ${show(twice)} more than once, though it was appended once`,
        }),
        'duplicate-elements',
      );
    }
    if (incompatible !== -1) {
      out.add(
        () => ({
          type: 'incompatible-order',
          transactions: [transaction, against.transaction],
          key,
          seen: list,
          expected: against.list,
          explanation: `${show(key)} was read as ${show(list)} and as ${show(against.list)}: neither is the beginning of the other`,
        }),
        'incompatible-order',
      );
    }
  }
}

/** Committed versions on top of ones that failed. */
function inspectOrder(
  { key }: KeyWrites,
  order: ReadonlyMap<Identity, Version>,
  outcomeOf: OutcomeOf,
  out: FindingCollector,
): void {
  let aborted: Write | undefined;
  for (const { write } of order.values()) {
    if (write === undefined) continue;
    const outcome = outcomeOf(write.transaction);
    if (outcome === 'fail') aborted ??= write;
    if (outcome !== 'ok') continue;
    if (aborted !== undefined) {
      const below = aborted;
      out.add(
        () => ({
          type: 'dirty-update',
          transactions: [write.transaction, below.transaction],
          key,
          explanation: `it appended ${show(write.value)} to ${show(key)} on top of ${show(below.value)}, whose transaction failed`,
        }),
        'dirty-update',
      );
    }
    aborted = undefined;
  }
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
