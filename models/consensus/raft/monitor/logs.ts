/**
 * Rules about logs: leader append-only and log matching (§5.3), membership by joint consensus (§6).
 *
 * Only what changed since the last look is examined; the copy of the whole log is compared now and then.
 */
import type { NodeId } from '../../../../src/model/index.js';
import type { State } from '../state.js';
import type { Entry } from '../types.js';
import { describe, endOf, type Found, isSame, type Seen, type Variant, type Watch } from './watch.js';

/** The whole of a log is compared with the copy after so many changes, and so many more per entry in it. */
const CHANGES_MIN = 64;
const CHANGES_PER_ENTRY = 4;

export function checkLog(watch: Watch, seen: Seen, state: State): Found {
  const end = seen.base + seen.entries.length;
  const from = firstChange(seen, state);
  const found =
    checkAppendOnly(watch, seen, state, from, end) ??
    checkReplaced(watch, seen, state, from, end) ??
    checkKept(watch, seen, state, from);
  if (state.log.snapshotIndex !== seen.base) moveBase(seen, state);
  seen.baseTerm = state.log.snapshotTerm;
  if (from <= end) seen.foundUpTo = Math.min(seen.foundUpTo, from - 1);
  seen.entries.length = Math.max(0, from - seen.base - 1);
  seen.wrote.length = seen.entries.length;
  let first: Found;
  for (let index = seen.base + seen.entries.length + 1; index <= endOf(state); index++) {
    const entry = state.log.entries[index - seen.base - 1]!;
    seen.entries.push(entry);
    seen.wrote.push(index <= seen.foundUpTo ? 0 : state.writes);
    first ??= checkEntry(watch, seen, entry, index) ?? checkConfig(watch, seen, state, entry);
  }
  return found ?? first ?? checkConfigInForce(watch, seen, state);
}

/** The first index at which the log is not what it was; one past both ends if nothing changed. */
function firstChange(seen: Seen, state: State): number {
  const { snapshotIndex, entries } = state.log;
  const common = Math.min(seen.base + seen.entries.length, snapshotIndex + entries.length);
  const floor = Math.max(seen.base, snapshotIndex);
  seen.changes += 1;
  if (seen.changes > CHANGES_MIN + CHANGES_PER_ENTRY * entries.length) {
    seen.changes = 0;
    let index = floor + 1;
    while (index <= common && at(seen, index) === entries[index - snapshotIndex - 1]) index += 1;
    return index;
  }
  let index = common;
  while (index > floor && at(seen, index) !== entries[index - snapshotIndex - 1]) index -= 1;
  return Math.max(index, floor) + 1;
}

const at = (seen: Seen, index: number): Entry | undefined => seen.entries[index - seen.base - 1];

/** The log now begins later (a snapshot was taken or installed). */
function moveBase(seen: Seen, state: State): void {
  seen.entries.splice(0, state.log.snapshotIndex - seen.base);
  seen.wrote.splice(0, state.log.snapshotIndex - seen.base);
  seen.base = state.log.snapshotIndex;
}

/** §5.3: a leader never overwrites or deletes entries in its log. */
function checkAppendOnly(watch: Watch, seen: Seen, state: State, from: number, end: number): Found {
  if (seen.role !== 'leader' || state.role !== 'leader' || seen.term !== state.term) return undefined;
  watch.judged['leader-append-only'] += 1;
  if (from > end || state.log.snapshotIndex >= end) return undefined;
  return {
    rule: 'leader-append-only',
    explanation: `${watch.name(seen.id)}, leader of term ${state.term}, changed its own log at index ${from}.`,
  };
}

/** Figure 2: an entry that has just replaced another is not on disk yet, whatever was there before. */
function checkReplaced(watch: Watch, seen: Seen, state: State, from: number, end: number): Found {
  if (from > end || state.durableIndex < from) return undefined;
  return {
    rule: 'acknowledged-is-stored',
    explanation: `${watch.name(seen.id)} replaced its log from index ${from} on and takes it for stored up to index ${state.durableIndex} before it was written.`,
  };
}

/** Figure 2: what a node takes for stored was written before a sync that is complete. */
export function checkDurable(watch: Watch, seen: Seen, state: State): Found {
  const index = state.durableIndex;
  const wrote = seen.wrote[index - seen.base - 1];
  if (wrote === undefined) return undefined;
  watch.judged['acknowledged-is-stored'] += 1;
  if (wrote <= state.durableWrites) return undefined;
  return {
    rule: 'acknowledged-is-stored',
    explanation: `${watch.name(seen.id)} takes its log for stored up to index ${index}, which was its write ${wrote}, but only ${state.durableWrites} writes are on disk.`,
  };
}

/** Figure 13: entries after a snapshot stay only in a log that agrees with the snapshot's last one. */
function checkKept(watch: Watch, seen: Seen, state: State, from: number): Found {
  const { snapshotIndex, snapshotTerm } = state.log;
  if (snapshotIndex <= seen.base || from <= snapshotIndex + 1) return undefined;
  const covered = at(seen, snapshotIndex);
  if (covered === undefined || covered.term === snapshotTerm) return undefined;
  return {
    rule: 'log-matching',
    explanation: `${watch.name(seen.id)} keeps entries after a snapshot that ends at index ${snapshotIndex} of term ${snapshotTerm}, where its own log had term ${covered.term}: they follow entries that were overwritten.`,
  };
}

/**
 * §5.3: entries with the same index and term are the same, and so is all that precedes them. By induction
 * it is enough that each (index, term) has one command and one preceding term.
 */
function checkEntry(watch: Watch, seen: Seen, entry: Entry, index: number): Found {
  const before = at(seen, index - 1);
  const prevTerm = before?.term ?? seen.baseTerm;
  let same = watch.variants[index];
  while (same !== undefined && same.entry.term !== entry.term) same = same.other;
  if (same === undefined) watch.variants[index] = { entry, prevTerm, other: watch.variants[index] };
  else watch.judged['log-matching'] += 1;
  const wrong = mismatch(entry, index, prevTerm, same);
  if (wrong === undefined) return undefined;
  const where = `${watch.name(seen.id)} holds at index ${index} of term ${entry.term}`;
  return { rule: 'log-matching', explanation: `${where} ${wrong}` };
}

/** What is wrong with the entry, as the end of a sentence; `undefined` if nothing is. */
function mismatch(
  entry: Entry,
  index: number,
  prevTerm: number,
  same: Variant | undefined,
): string | undefined {
  if (entry.index !== index) return `an entry that was made for index ${entry.index}.`;
  if (prevTerm > entry.term) return `an entry after one of the later term ${prevTerm}.`;
  if (same === undefined) return undefined;
  if (!isSame(same.entry, entry)) {
    return `"${describe(entry)}", but another node holds "${describe(same.entry)}" there.`;
  }
  if (same.prevTerm === prevTerm) return undefined;
  return `the same entry as another node, but before it an entry of term ${prevTerm} instead of ${same.prevTerm}: the logs differ before a place where they agree.`;
}

/** §6: members change in two steps, C_old to C_old,new to C_new. */
function checkConfig(watch: Watch, seen: Seen, state: State, entry: Entry): Found {
  if (entry.command.kind !== 'config') return undefined;
  const next = entry.command.config;
  const change = changeBefore(state, entry.index);
  if (change === undefined) return undefined;
  const before = change.config;
  watch.judged['membership-by-joint'] += 1;
  const fromOld = before.outgoing.length === 0 && sameSet(next.outgoing, before.voters);
  const toNew =
    before.outgoing.length > 0 && next.outgoing.length === 0 && sameSet(next.voters, before.voters);
  const isOwn = state.role === 'leader' && entry.term === state.term;
  if (toNew && isOwn && change.index > state.commitIndex) {
    return {
      rule: 'membership-by-joint',
      explanation: `${watch.name(seen.id)} went on to the new members at index ${entry.index} before the joint configuration at index ${change.index} was committed.`,
    };
  }
  if (fromOld || toNew) return undefined;
  return {
    rule: 'membership-by-joint',
    explanation: `${watch.name(seen.id)} holds at index ${entry.index} a change from ${JSON.stringify(before)} to ${JSON.stringify(next)}, without a joint configuration between them.`,
  };
}

function changeBefore(state: State, index: number): State['configs'][number] | undefined {
  let found: State['configs'][number] | undefined;
  for (const change of state.configs) if (change.index < index) found = change;
  return found;
}

/** §6: a server uses the latest configuration in its log, so none that is not (or no longer) there. */
function checkConfigInForce(watch: Watch, seen: Seen, state: State): Found {
  const latest = state.configs[state.configs.length - 1]!;
  if (latest.index <= state.log.snapshotIndex) return undefined;
  const { command } = state.log.entries[latest.index - state.log.snapshotIndex - 1] ?? {};
  if (command?.kind === 'config' && command.config === latest.config) return undefined;
  return {
    rule: 'membership-by-joint',
    explanation: `${watch.name(seen.id)} acts by the members of index ${latest.index}, which is not in its log.`,
  };
}

const sameSet = (a: readonly NodeId[], b: readonly NodeId[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));
