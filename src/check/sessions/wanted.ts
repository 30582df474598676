/**
 * What each guarantee wants of the order of versions (D. Terry et al., "Session Guarantees for Weakly Consistent
 * Replicated Data", PDIS 1994, §3; as relations: P. Viotti and M. Vukolić, "Consistency in Non-Transactional
 * Distributed Storage Systems", 2016, §3.2.2).
 *
 * A read that was told of one version has seen no later one of that key. So a write that it had to see is that
 * version or comes before it. Adds that to the graph and counts the operations it was wanted of.
 */
import type { GuaranteeName } from '../../observe/guarantee-names.js';
import type { Graph } from './graph.js';
import { NONE, type SessionHistory } from './history.js';
import type { Odd } from './lists.js';
import type { VersionOrder } from './order.js';

export interface Wanting {
  readonly history: SessionHistory;
  readonly order: VersionOrder;
  readonly graph: Graph;
  /** Answers that are more than what they saw last. */
  readonly odd: readonly Odd[];
  /** Whether the operation's session is one of those that are judged. */
  of(operation: number): boolean;
}

/** How many nodes of the graph stand for versions; those of reads, for writes-follow-reads, come behind. */
export const versionsOf = ({ operations, keys }: SessionHistory): number => operations.length + keys;

/** Adds what the guarantee wants; returns of how many operations. */
export function wantOrder(guarantee: GuaranteeName, wanting: Wanting): number {
  switch (guarantee) {
    case 'read-your-writes':
      return wantOwnWrites(wanting);
    case 'monotonic-reads':
      return wantEarlierReads(wanting);
    case 'monotonic-writes':
      return wantWritesInOrder(wanting);
    case 'writes-follow-reads':
      return wantReadsBeforeWrites(wanting);
  }
}

/** `earlier` is the version that was told of, or comes before it. */
function want({ graph, history }: Wanting, earlier: number, told: number, by: number): void {
  if (earlier === told) return;
  graph.add(earlier, told, 'wanted', by);
  if (told >= history.operations.length) graph.add(told, earlier, 'first', by);
}

/** A read sees what its session was told to have written before. */
function wantOwnWrites(wanting: Wanting): number {
  const { history, order, of } = wanting;
  const { operations, slot, writes, saw } = history;
  const own = new Int32Array(history.slots).fill(NONE);
  let judged = 0;
  for (let i = 0; i < slot.length; i++) {
    const at = slot[i]!;
    if (at === NONE || operations[i]!.outcome !== 'ok') continue;
    const written = own[at]!;
    if (written !== NONE && saw[i] !== NONE && of(i)) {
      judged++;
      want(wanting, written, saw[i]!, i);
    }
    // Of writes in a known order the last one counts, else the last one of the session.
    if (writes[i] === 1 && (written === NONE || order.rank[i]! >= order.rank[written]!)) own[at] = i;
  }
  return judged;
}

/** A read sees what its session saw before. */
function wantEarlierReads(wanting: Wanting): number {
  const { history, of } = wanting;
  const { slot, saw } = history;
  const last = new Int32Array(history.slots).fill(NONE);
  let judged = 0;
  for (let i = 0; i < slot.length; i++) {
    if (saw[i] === NONE) continue;
    const before = last[slot[i]!]!;
    if (before !== NONE && of(i)) {
      judged++;
      want(wanting, before, saw[i]!, i);
    }
    last[slot[i]!] = saw[i]!;
  }
  return judged;
}

/** Writes of one session, under whatever keys, take effect in its order. */
function wantWritesInOrder({ history, graph, of }: Wanting): number {
  const { operations, session, writes, seen } = history;
  const last = new Int32Array(history.sessions).fill(NONE);
  let judged = 0;
  for (let i = 0; i < operations.length; i++) {
    if (writes[i] === 0) continue;
    const before = last[session[i]!]!;
    if (before !== NONE && of(i)) {
      graph.add(before, i, 'wanted', i);
      if (seen[i] === 1) judged++;
    }
    if (operations[i]!.outcome === 'ok') last[session[i]!] = i;
  }
  return judged;
}

/** A write takes effect after whatever its session had seen, under whatever keys. */
function wantReadsBeforeWrites({ history, graph, odd, of }: Wanting): number {
  const { operations, session, writes, saw, seen } = history;
  const reads = versionsOf(history);
  const last = new Int32Array(history.sessions).fill(NONE);
  const elements = new Map(odd.map((each) => [each.operation, each.elements]));
  let judged = 0;
  for (let i = 0; i < operations.length; i++) {
    const before = last[session[i]!]!;
    if (writes[i] === 1 && before !== NONE && of(i)) {
      graph.add(reads + before, i, 'wanted', i);
      if (seen[i] === 1) judged++;
    }
    const told = elements.get(i);
    if (operations[i]!.outcome !== 'ok' || (saw[i] === NONE && told === undefined)) continue;
    if (saw[i] !== NONE) graph.add(saw[i]!, reads + i, 'saw before writing', i);
    for (const version of told ?? [])
      if (version !== NONE) graph.add(version, reads + i, 'saw before writing', i);
    if (before !== NONE) graph.add(reads + before, reads + i, 'saw before writing', i);
    last[session[i]!] = i;
  }
  return judged;
}
