/**
 * Registers against the order of causes: the bad patterns of differentiated histories.
 *
 * A. Bouajjani, C. Enea, R. Guerraoui, J. Hamza, "On verifying causal consistency", POPL 2017, §5: where values tell
 * writes apart, a history is causally consistent (CC) if and only if it has none of ThinAirRead, CyclicCO,
 * WriteCOInitRead and WriteCORead. A compare-and-set reads what it replaces.
 */
import type { Json } from '../../kernel/json.js';
import { isList } from '../objects/value.js';
import { isRead, NONE, type SessionHistory } from '../sessions/history.js';
import type { Finding, NotFound } from './finding.js';
import { happenedIn, type Lanes, type Link, lanesOf } from './lanes.js';
import { type Past, pastOf } from './past.js';
import { countHolding, countWithin, type Written, writtenIn } from './written.js';

/** An operation that happened, and the version that it saw. */
export interface Seen {
  readonly read: number;
  readonly version: number;
}

export interface Registers {
  readonly history: SessionHistory;
  readonly lanes: Lanes;
  readonly seen: readonly Seen[];
  /** From each version to who saw it. */
  readonly links: readonly Link[];
  readonly written: readonly (readonly Written[])[];
}

export function registersOf(history: SessionHistory): Registers {
  const { operations, saw, replaces } = history;
  const happened = happenedIn(history);
  const lanes = lanesOf(history, happened);
  const seen: Seen[] = [];
  for (let read = 0; read < operations.length; read++) {
    const version = saw[read] === NONE ? replaces[read]! : saw[read]!;
    if (happened[read] === 1 && version !== NONE && version !== read) seen.push({ read, version });
  }
  const links = seen
    .filter(({ version }) => version < operations.length)
    .map(({ read, version }) => ({ from: version, to: read }));
  return { history, lanes, seen, links, written: writtenIn(history, lanes) };
}

/** Of the reads for which `of` holds; a circle is one whoever reads. */
export function findInRegisters(
  registers: Registers,
  of: (operation: number) => boolean,
): Finding | NotFound {
  const { history, lanes, seen, links, written } = registers;
  const unheard = unheardOf(history, of);
  if (unheard !== NONE) return { kind: 'unheard of', read: unheard };
  const past = pastOf(lanes, links);
  if (past.kind !== 'past') return past.kind === 'circle' ? past : 'too large';
  for (const { read, version } of seen) {
    if (!of(read)) continue;
    const by = overwriterOf(read, version, { history, past, written });
    if (by !== NONE) return { kind: 'overwritten', read, version, by };
  }
  return 'nothing';
}

/** An answer that nobody wrote; {@link NONE} if there is none. */
export function unheardOf(history: SessionHistory, of: (operation: number) => boolean): number {
  const { operations, key } = history;
  return operations.findIndex(({ f, input, output, outcome }, i) => {
    if (outcome !== 'ok' || key[i] === NONE) return false;
    const shown: Json | undefined = isRead(f)
      ? output
      : f === 'cas' && isList(input) && input.length === 2
        ? input[0]
        : undefined;
    return shown !== undefined && history.isUnheardOf(key[i]!, shown) && of(i);
  });
}

interface Known {
  readonly history: SessionHistory;
  readonly past: Past;
  readonly written: readonly (readonly Written[])[];
}

/** A write in the past of the read, and after the version that it saw. The last one of each lane is enough. */
function overwriterOf(read: number, version: number, { history, past, written }: Known): number {
  const isFirst = version >= history.operations.length;
  for (const own of written[history.key[read]!]!) {
    const count = countWithin(own, past.reach(read, own.lane));
    if (count === 0) continue;
    const last = own.operations[count - 1]!;
    if (last === version || (!isFirst && past.cannotBeBefore(version, last))) continue;
    if (isFirst || past.before(version, last)) return last;
  }
  return NONE;
}

/**
 * What a single order must have beside what is known: what is in the past of a read comes before the version that it
 * saw, and what comes after that version comes after the read (P. Gibbons and E. Korach, "Testing shared memories",
 * 1997, §4.2). Only what is new.
 */
export function forcedBy({ history, seen, written }: Registers, past: Past): Link[] {
  const forced: Link[] = [];
  for (const { read, version } of seen) {
    const isFirst = version >= history.operations.length;
    for (const { lane, operations, places } of written[history.key[read]!]!) {
      const count = countWithin({ lane, operations, places }, past.reach(read, lane));
      const last = count === 0 ? version : operations[count - 1]!;
      if (!isFirst && last !== version && !past.before(last, version))
        forced.push({ from: last, to: version, forced: true });
      const earlier = isFirst
        ? 0
        : countHolding(
            operations.length,
            (i) => operations[i] === version || !past.before(version, operations[i]!),
          );
      const next = operations[earlier] === read ? operations[earlier + 1] : operations[earlier];
      if (next !== undefined && next !== read && !past.before(read, next))
        forced.push({ from: read, to: next, forced: true });
    }
  }
  return forced;
}
