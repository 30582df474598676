/**
 * The log in memory: the entries after the snapshot, found by index (§5.3).
 *
 * Knows nothing of disks or messages. Indexes count from 1; a lookup outside the log gives `undefined` or
 * term -1, never an error.
 */
import type { Entry } from './types.js';

export interface Log {
  /** Index and term of the last entry that the snapshot covers; 0 and 0 without one. */
  snapshotIndex: number;
  snapshotTerm: number;
  /** The entry with index `snapshotIndex + 1 + i` is at `i`. */
  readonly entries: Entry[];
}

export const lastIndex = (log: Log): number => log.snapshotIndex + log.entries.length;

export const lastTerm = (log: Log): number =>
  log.entries.length === 0 ? log.snapshotTerm : log.entries[log.entries.length - 1]!.term;

export const entryAt = (log: Log, index: number): Entry | undefined =>
  log.entries[index - log.snapshotIndex - 1];

/** Term of the entry at `index`, -1 if it is not there (any more). */
export function termAt(log: Log, index: number): number {
  if (index === log.snapshotIndex) return log.snapshotTerm;
  return entryAt(log, index)?.term ?? -1;
}

/** §5.4.1: a log is as up to date as this one if its last term is later, or the same and it is as long. */
export function isUpToDate(log: Log, candidateIndex: number, candidateTerm: number): boolean {
  const ownTerm = lastTerm(log);
  return candidateTerm > ownTerm || (candidateTerm === ownTerm && candidateIndex >= lastIndex(log));
}

/** At most `max` entries from `index` on. */
export function entriesFrom(log: Log, index: number, max: number): readonly Entry[] {
  const start = index - log.snapshotIndex - 1;
  if (start >= log.entries.length) return NOTHING;
  return log.entries.slice(start, start + max);
}

/** The first index in the log whose term is `term` or later; one past the end if there is none. */
export function firstOfTerm(log: Log, term: number): number {
  let low = 0;
  let high = log.entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log.entries[middle]!.term >= term) high = middle;
    else low = middle + 1;
  }
  return log.snapshotIndex + 1 + low;
}

/** The last index in the log whose term is `term`, or -1 if no entry has that term. */
export function lastOfTerm(log: Log, term: number): number {
  const last = firstOfTerm(log, term + 1) - 1;
  return termAt(log, last) === term ? last : -1;
}

/** Forgets the entries that a snapshot up to `index` covers. */
export function compact(log: Log, index: number, term: number): void {
  log.entries.splice(0, index - log.snapshotIndex);
  log.snapshotIndex = index;
  log.snapshotTerm = term;
}

const NOTHING: readonly Entry[] = [];
