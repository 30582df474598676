/**
 * Writes that a server shows without those that had to come before them.
 *
 * Monotonic writes and writes-follow-reads want of every server that has a write the earlier writes that its
 * session had written, or seen (Terry et al., §3.3 and §3.4). An answer shows one key, so it takes two: one session
 * is told by one server of the later write, and after that, under another key or the same, of a version from before
 * the earlier one. A server's contents only grow. Where answers name their node, both must come from the same one:
 * a session that is passed from node to node may be sent back in time, and that is for monotonic reads to judge.
 * Where they do not, a session is taken to ask one server.
 */
import type { GuaranteeName } from '../../observe/guarantee-names.js';
import { NONE, pairsOf, type SessionHistory } from './history.js';
import type { VersionOrder } from './order.js';

/** Two answers of one server, and what the second one should have shown. */
export interface Gap {
  /** The answer that showed the later write. */
  readonly showed: number;
  /** The answer that did not show the earlier one. */
  readonly lacked: number;
  /** The earlier write. */
  readonly earlier: number;
  /** The read by which the later write's session had seen it; the earlier write itself if it had written it. */
  readonly because: number;
}

/** Versions after the one that was told that are looked at, and sessions that wrote or read one of them. */
const LATER_MAX = 32;
const SESSIONS_MAX = 32;

/** The first gap. `server`: the name of who answered; `of`: whether the operation's session is judged. */
export function gapOfServer(
  history: SessionHistory,
  order: VersionOrder,
  guarantee: GuaranteeName,
  { server, of }: { server(operation: number): string | undefined; of(operation: number): boolean },
): Gap | undefined {
  const { operations, session, sessions, key, keys, saw } = history;
  const links = linksOf(history, guarantee);
  const known: Known = { links, order, history, of };
  const observer = observersOf(history, server);
  const { slot, slots } = pairsOf(observer, key, keys);
  /** Per server as a session sees it, and per writing session: the answer that showed its latest write. */
  const showed = new Map<number, number>();
  /** Per server as a session sees it: the latest write that it showed. */
  const latest = new Int32Array(operations.length).fill(NONE);
  /** …and per key: the answer before. */
  const before = new Int32Array(slots).fill(NONE);
  for (let i = 0; i < operations.length; i++) {
    const told = saw[i]!;
    if (told === NONE) continue;
    const who = observer[i]!;
    const gap =
      sameKey(i, before[slot[i]!]!, known) ??
      otherKey(i, latest[who]!, (writer) => showed.get(who * sessions + writer), known);
    if (gap !== undefined) return gap;
    before[slot[i]!] = i;
    if (told >= operations.length) continue;
    const place = who * sessions + session[told]!;
    const shown = showed.get(place);
    if (shown === undefined || saw[shown]! < told) showed.set(place, i);
    latest[who] = Math.max(latest[who]!, told);
  }
  return undefined;
}

/** Per answer: the server as its session sees it, numbered by first appearance. */
function observersOf(
  { operations, session, sessions, saw }: SessionHistory,
  server: (operation: number) => string | undefined,
): Int32Array {
  const names = new Map<string | undefined, number>();
  const numbers = new Map<number, number>();
  const observer = new Int32Array(operations.length);
  for (let i = 0; i < operations.length; i++) {
    if (saw[i] === NONE) continue;
    const name = server(i);
    const named = names.get(name) ?? names.size;
    names.set(name, named);
    const pair = named * sessions + session[i]!;
    const number = numbers.get(pair) ?? numbers.size;
    numbers.set(pair, number);
    observer[i] = number;
  }
  return observer;
}

/** Which writes must come before others. */
interface Links {
  /** Per write: the operation of its session that wrote or saw what must come before it under its own key. */
  readonly before: Int32Array;
  /** Operations from which on their sessions' writes come after this version, the first of each session. */
  because(version: number): readonly number[];
  /** The same for whatever came after the first version of a key. */
  fromAny(first: number): readonly number[];
  /** The version that such an operation wrote or saw. */
  earlierBy(because: number): number;
}

function linksOf(history: SessionHistory, guarantee: GuaranteeName): Links {
  const { operations, session, key, slot, slots, writes, saw } = history;
  const before = new Int32Array(operations.length).fill(NONE);
  const from = new Map<number, number[]>();
  const fromAny = new Map<number, number[]>();
  const last = new Int32Array(slots).fill(NONE);
  const earlierBy = (i: number) =>
    guarantee === 'writes-follow-reads' ? saw[i]! : writes[i] === 1 ? i : NONE;
  const link = (lists: Map<number, number[]>, version: number, i: number) => {
    const list = lists.get(version);
    if (list === undefined) lists.set(version, [i]);
    else if (list.length < SESSIONS_MAX && !list.some((other) => session[other] === session[i])) list.push(i);
  };
  for (let i = 0; i < operations.length; i++) {
    const at = slot[i]!;
    if (at === NONE) continue;
    if (writes[i] === 1) before[i] = last[at]!;
    if (operations[i]!.outcome !== 'ok') continue;
    const version = earlierBy(i);
    // That something was not there yet wants nothing of anybody.
    if (version === NONE || version >= operations.length) continue;
    // A session's own write is the only one that links to itself.
    if (version !== i) link(from, version, i);
    if (last[at] === NONE) link(fromAny, history.first(key[i]!), i);
    last[at] = i;
  }
  const because = (version: number): readonly number[] => {
    if (guarantee === 'writes-follow-reads') return from.get(version) ?? [];
    return operations[version]!.outcome === 'ok' ? [version] : [];
  };
  return { before, because, fromAny: (first) => fromAny.get(first) ?? [], earlierBy };
}

interface Known {
  readonly links: Links;
  readonly order: VersionOrder;
  readonly history: SessionHistory;
  of(operation: number): boolean;
}

/** The server showed a write under this key, and now what had to come before it: it put them the other way. */
function sameKey(
  i: number,
  earlierAnswer: number,
  { links, order: { rank }, history: { saw }, of }: Known,
): Gap | undefined {
  if (earlierAnswer === NONE) return undefined;
  const later = saw[earlierAnswer]!;
  const because = later < links.before.length ? links.before[later]! : NONE;
  if (because === NONE) return undefined;
  const earlier = links.earlierBy(because);
  if (earlier !== saw[i] || !of(later)) return undefined;
  // Where it is known that they came in the right order, the server has lost the later one.
  if (rank[later]! > rank[earlier]!) return undefined;
  return { showed: earlierAnswer, lacked: i, earlier, because };
}

/**
 * The server showed a write of a session that had come past a later version of this key. `latest`: the last write
 * that it showed; none that was asked for after that can have come before it.
 */
function otherKey(
  i: number,
  latest: number,
  showedOf: (writer: number) => number | undefined,
  { links, order, history, of }: Known,
): Gap | undefined {
  const { session, saw, operations } = history;
  const told = saw[i]!;
  const search = (candidates: readonly number[]): Gap | undefined => {
    for (const because of candidates) {
      if (because >= latest) continue;
      const showed = showedOf(session[because]!);
      if (showed === undefined || saw[showed]! <= because || !of(saw[showed]!)) continue;
      return { showed, lacked: i, earlier: links.earlierBy(because), because };
    }
    return undefined;
  };
  if (told >= operations.length) return search(links.fromAny(told));
  const later: number[] = [];
  order.addAfter(told, later);
  for (let at = 0; at < later.length && at < LATER_MAX; at++) {
    const version = later[at]!;
    if (version >= latest) continue;
    const gap = search(links.because(version));
    if (gap !== undefined) return gap;
    order.addAfter(version, later);
  }
  return undefined;
}
