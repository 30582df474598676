/**
 * Reads of lists that cannot be of committed versions, or not of one list that only grows; and committed
 * versions on top of ones that failed.
 */
import type { Json } from '../../observe/history.js';
import type { Transaction } from '../../observe/transaction.js';
import type { FindingCollector } from './findings.js';
import { isSure, show } from './findings.js';
import type { Identity, KeyWrites, Write } from './writes.js';
import { identityOf } from './writes.js';

export interface Read {
  readonly transaction: number;
  readonly list: readonly Json[];
}

/** A version of a list: its last element, and who appended it, if that is known. */
export interface Version {
  readonly value: Json;
  readonly write: Write | undefined;
}

export type OutcomeOf = (transaction: number) => Transaction['outcome'];

/** @param longest the longest of the reads, of which all others should be the beginning */
export function inspectReads(
  written: KeyWrites,
  reads: readonly Read[],
  longest: Read | undefined,
  outcomeOf: OutcomeOf,
  out: FindingCollector,
): void {
  if (longest === undefined) return;
  const { key, writes } = written;
  const sound = soundLength(longest.list, written, outcomeOf);
  for (const read of reads) {
    const { transaction, list } = read;
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
    // Nearly every read is the beginning of the longest, and that one is looked at once.
    if (list.length > sound || list.some((value, at) => value !== longest.list[at])) {
      inspectElements(read, longest, written, outcomeOf, out);
    }
  }
}

/** How many elements there are before the first that failed or is there twice. */
function soundLength(list: readonly Json[], { writes }: KeyWrites, outcomeOf: OutcomeOf): number {
  const seen = new Set<Identity>();
  const at = list.findIndex((value) => {
    const identity = identityOf(value);
    const write = writes.get(identity);
    const fails = isSure(write) && outcomeOf(write.transaction) === 'fail';
    return fails || seen.size === seen.add(identity).size;
  });
  return at === -1 ? list.length : at;
}

function inspectElements(
  { transaction, list }: Read,
  longest: Read,
  { key, writes }: KeyWrites,
  outcomeOf: OutcomeOf,
  out: FindingCollector,
): void {
  const seen = new Set<Identity>();
  let incompatible = false;
  let repeated: Json | undefined;
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
    if (identity !== identityOf(longest.list[at] as Json)) incompatible = true;
    if (seen.has(identity) && write?.ambiguous !== true) repeated = value;
    seen.add(identity);
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
  if (!incompatible) return;
  out.add(
    () => ({
      type: 'incompatible-order',
      transactions: [transaction, longest.transaction],
      key,
      seen: list,
      expected: longest.list,
      explanation: `${show(key)} was read as ${show(list)} and as ${show(longest.list)}: neither is the beginning of the other`,
    }),
    'incompatible-order',
  );
}

/** Committed versions on top of ones that failed. */
export function inspectOrder(
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
