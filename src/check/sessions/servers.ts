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
import { NONE, type SessionHistory } from './history.js';
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
  const servers = new Map<string | undefined, number>();
  /** Per server as a session sees it, and per writing session: the answer that showed its latest write. */
  const showed = new Map<number, number>();
  /** Per server as a session sees it, and per key: the answer before. */
  const before = new Map<number, number>();
  for (let i = 0; i < operations.length; i++) {
    const told = saw[i]!;
    if (told === NONE) continue;
    const name = server(i);
    if (!servers.has(name)) servers.set(name, servers.size);
    const observer = servers.get(name)! * sessions + session[i]!;
    const earlierAnswer = before.get(observer * keys + key[i]!);
    const gap =
      sameKey(i, earlierAnswer, { links, order, history, of }) ??
      otherKey(i, (writer) => showed.get(observer * sessions + writer), { links, order, history, of });
    if (gap !== undefined) return gap;
    before.set(observer * keys + key[i]!, i);
    if (told >= operations.length) continue;
    const slot = observer * sessions + session[told]!;
    const latest = showed.get(slot);
    if (latest === undefined || saw[latest]! < told) showed.set(slot, i);
  }
  return undefined;
}

/** Which writes must come before others: by session and key. */
interface Links {
  /** Per write: what must come before it under its own key, and the operation that says so. */
  readonly before: ReadonlyMap<number, { readonly earlier: number; readonly because: number }>;
  /** Per version: operations from which on their sessions' writes come after it, the first of each session. */
  readonly from: ReadonlyMap<number, readonly number[]>;
  /** Per first version of a key: the same for whatever came after it. */
  readonly fromAny: ReadonlyMap<number, readonly number[]>;
  /** The version that such an operation wrote or saw. */
  earlierBy(because: number): number;
}

function linksOf(history: SessionHistory, guarantee: GuaranteeName): Links {
  const { operations, session, key, keys, writes, saw } = history;
  const before = new Map<number, { earlier: number; because: number }>();
  const from = new Map<number, number[]>();
  const fromAny = new Map<number, number[]>();
  const last = new Map<number, { earlier: number; because: number }>();
  const known = new Set<number>();
  const earlierBy = (i: number) =>
    guarantee === 'writes-follow-reads' ? saw[i]! : writes[i] === 1 ? i : NONE;
  const link = (lists: Map<number, number[]>, version: number, i: number) => {
    const list = lists.get(version);
    if (list === undefined) lists.set(version, [i]);
    else if (list.length < SESSIONS_MAX && !list.some((other) => session[other] === session[i])) list.push(i);
  };
  for (const [i, { outcome }] of operations.entries()) {
    const k = key[i]!;
    if (k === NONE) continue;
    const slot = session[i]! * keys + k;
    if (writes[i] === 1 && last.has(slot)) before.set(i, last.get(slot)!);
    if (outcome !== 'ok') continue;
    const version = earlierBy(i);
    if (version === NONE) continue;
    last.set(slot, { earlier: version, because: i });
    if (version >= operations.length) continue;
    link(from, version, i);
    if (known.has(slot)) continue;
    known.add(slot);
    link(fromAny, history.first(k), i);
  }
  return { before, from, fromAny, earlierBy };
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
  earlierAnswer: number | undefined,
  { links, order: { rank }, history: { saw }, of }: Known,
): Gap | undefined {
  if (earlierAnswer === undefined) return undefined;
  const later = saw[earlierAnswer]!;
  const link = links.before.get(later);
  if (link === undefined || link.earlier !== saw[i] || !of(later)) return undefined;
  // Where it is known that they came in the right order, the server has lost the later one.
  if (rank[later]! > rank[link.earlier]!) return undefined;
  return { showed: earlierAnswer, lacked: i, earlier: link.earlier, because: link.because };
}

/** The server showed a write of a session that had come past a later version of this key. */
function otherKey(
  i: number,
  showedOf: (writer: number) => number | undefined,
  { links, order, history, of }: Known,
): Gap | undefined {
  const { session, saw, operations } = history;
  const told = saw[i]!;
  const gapBy = (because: number): Gap | undefined => {
    const showed = showedOf(session[because]!);
    if (showed === undefined || saw[showed]! <= because || !of(saw[showed]!)) return undefined;
    return { showed, lacked: i, earlier: links.earlierBy(because), because };
  };
  const search = (candidates: readonly number[] | undefined) => {
    for (const because of candidates ?? []) {
      const gap = gapBy(because);
      if (gap !== undefined) return gap;
    }
    return undefined;
  };
  if (told >= operations.length) return search(links.fromAny.get(told));
  const later = [...order.after(told)];
  for (let at = 0; at < later.length && at < LATER_MAX; at++) {
    const gap = search(links.from.get(later[at]!));
    if (gap !== undefined) return gap;
    later.push(...order.after(later[at]!));
  }
  return undefined;
}
