/**
 * Rules about logs: leader append-only and log matching (§5.3), membership by joint consensus (§6).
 *
 * Only what changed since the last look is examined; the copy of the whole log is compared now and then.
 */
import type { NodeId } from '../../../../src/model/index.js';
import type { State } from '../state.js';
import type { Config, Entry } from '../types.js';
import { describe, endOf, type Found, isSame, type Seen, type Variant, type Watch } from './watch.js';

/** The whole of a log is compared with the copy after so many changes, and so many more per entry in it. */
const CHANGES_MIN = 64;
const CHANGES_PER_ENTRY = 4;

export function checkLog(watch: Watch, seen: Seen, state: State): Found {
  const end = seen.base + seen.entries.length;
  const from = firstChange(seen, state);
  const found = checkAppendOnly(watch, seen, state, from, end);
  if (state.log.snapshotIndex !== seen.base) moveBase(seen, state);
  seen.baseTerm = state.log.snapshotTerm;
  seen.entries.length = Math.max(0, from - seen.base - 1);
  let first: Found;
  for (let index = seen.base + seen.entries.length + 1; index <= endOf(state); index++) {
    const entry = state.log.entries[index - seen.base - 1]!;
    seen.entries.push(entry);
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
  const before = configBefore(state, entry.index);
  if (before === undefined) return undefined;
  watch.judged['membership-by-joint'] += 1;
  const fromOld = before.outgoing.length === 0 && sameSet(next.outgoing, before.voters);
  const toNew =
    before.outgoing.length > 0 && next.outgoing.length === 0 && sameSet(next.voters, before.voters);
  if (fromOld || toNew) return undefined;
  return {
    rule: 'membership-by-joint',
    explanation: `${watch.name(seen.id)} holds at index ${entry.index} a change from ${JSON.stringify(before)} to ${JSON.stringify(next)}, without a joint configuration between them.`,
  };
}

function configBefore(state: State, index: number): Config | undefined {
  let found: Config | undefined;
  for (const change of state.configs) if (change.index < index) found = change.config;
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
