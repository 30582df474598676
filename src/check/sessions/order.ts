/**
 * In which order the versions of a key came about, as far as that is known.
 *
 * Where somebody knows (a simulator that watched the writes take effect), they say so per key, as values. Else it
 * is read off the history: a compare-and-set comes right after what it replaced; the longest answer of a list
 * shows its elements in order, and what was appended but is in no answer comes later; of registers, what one
 * session did itself under one key is in its own order: what it wrote, or had read, before it wrote. What different
 * sessions wrote without having read each other's is in no known order, whatever the clock said: replicas that
 * settle later may put them either way.
 */
import type { Json } from '../../observe/history.js';
import type { Graph } from './graph.js';
import { NONE, type SessionHistory } from './history.js';
import type { Lists } from './lists.js';

/** The values written under a key, in the order in which they took effect; `undefined` if that is not known. */
export type KnownOrder = (key: Json | undefined) => readonly Json[] | undefined;

/** Where the order of a key is from; 0 if its versions are in no single order. */
const LISTED = 1;
const KNOWN = 2;

export interface VersionOrder {
  /** Per version: its place where all versions of its key are in order; else 0. */
  readonly rank: Float64Array;
  /** Adds versions that are known to come after this one: the nearest ones, from which to go on. */
  addAfter(version: number, found: number[]): void;
}

/**
 * Notes what is known in the graph. `ownOrder` says whether a session's own order under a key counts as known: a
 * guarantee that is about that order may not take it for granted.
 */
export function orderVersions(
  history: SessionHistory,
  graph: Graph,
  options: {
    readonly lists: Lists | undefined;
    readonly known: KnownOrder | undefined;
    readonly ownOrder: boolean;
  },
): VersionOrder {
  const { operations, replaces, key, writes } = history;
  const rank = new Float64Array(operations.length + history.keys);
  /** Per version: one that comes right after it in a known order. */
  const next = new Int32Array(rank.length).fill(NONE);
  const replacedBy = new Map<number, number[]>();
  const chain = (versions: readonly number[], reason: 'known' | 'listed', by: number) => {
    let previous = versions[0]!;
    for (const version of versions.slice(1)) {
      if (version === NONE || version === previous || rank[version]! > 0) continue;
      rank[version] = rank[previous]! + 1;
      next[previous] = version;
      graph.add(previous, version, reason, by);
      previous = version;
    }
    return previous;
  };
  const ordered = new Uint8Array(history.keys);
  const done = new Uint8Array(history.keys);
  const last = new Int32Array(history.keys).fill(NONE);
  operations.forEach(({ key: name }, i) => {
    const k = key[i]!;
    if (k === NONE || done[k] === 1) return;
    done[k] = 1;
    const values = options.known?.(name);
    const longest = options.lists?.longest[k];
    const versions = values?.map((value) => history.find(k, value)) ?? longest?.elements;
    if (versions === undefined) return;
    ordered[k] = values === undefined ? LISTED : KNOWN;
    last[k] = chain(
      [history.first(k), ...versions],
      values === undefined ? 'listed' : 'known',
      longest?.operation ?? i,
    );
  });
  for (let i = 0; i < operations.length; i++) {
    const k = key[i]!;
    if (k === NONE || writes[i] === 0) continue;
    if (options.ownOrder && ordered[k] === LISTED && rank[i] === 0 && operations[i]!.outcome === 'ok') {
      rank[i] = Infinity;
      graph.add(last[k]!, i, 'lacking', options.lists!.longest[k]!.operation);
    } else if (ordered[k] === 0 && replaces[i] !== NONE) {
      graph.add(replaces[i]!, i, 'replaced', i);
      const others = replacedBy.get(replaces[i]!);
      if (others === undefined) replacedBy.set(replaces[i]!, [i]);
      else others.push(i);
    }
  }
  if (options.ownOrder) addOwnOrder(history, graph, ordered);
  const nextOwn = nextOwnWrites(history, ordered);
  const addAfter = (version: number, found: number[]) => {
    if (next[version] !== NONE) found.push(next[version]!);
    if (version < nextOwn.length && nextOwn[version] !== NONE) found.push(nextOwn[version]!);
    const replacing = replacedBy.get(version);
    if (replacing !== undefined) found.push(...replacing);
  };
  return { rank, addAfter };
}

/** Under each key that is in no other order: a session's own writes, and what it read before them. */
function addOwnOrder(history: SessionHistory, graph: Graph, ordered: Uint8Array): void {
  const { operations, key, slot, slots, writes, saw } = history;
  const own = new Int32Array(slots).fill(NONE);
  /** Per slot: the last read since the last write; and per read: the one before, if that saw something else. */
  const latest = new Int32Array(slots).fill(NONE);
  const earlier = new Int32Array(operations.length).fill(NONE);
  for (let i = 0; i < operations.length; i++) {
    const k = key[i]!;
    if (k === NONE || ordered[k] !== 0) continue;
    const at = slot[i]!;
    const isOk = operations[i]!.outcome === 'ok';
    if (writes[i] === 1) {
      if (own[at] !== NONE) graph.add(own[at]!, i, 'wrote both', i);
      for (let read = latest[at]!; read !== NONE; read = earlier[read]!)
        graph.add(saw[read]!, i, 'saw before writing', read);
      if (isOk) {
        own[at] = i;
        latest[at] = NONE;
      }
    } else if (isOk && saw[i] !== NONE && saw[latest[at]!] !== saw[i]) {
      // What a compare-and-set saw is what it replaced.
      earlier[i] = latest[at]!;
      latest[at] = i;
    }
  }
}

/** Per operation that writes: the next one of its session under its key that was acknowledged. */
function nextOwnWrites(history: SessionHistory, ordered: Uint8Array): Int32Array {
  const { operations, key, slot, slots, writes } = history;
  const next = new Int32Array(operations.length).fill(NONE);
  const last = new Int32Array(slots).fill(NONE);
  for (let i = 0; i < operations.length; i++) {
    if (writes[i] === 0 || operations[i]!.outcome !== 'ok' || ordered[key[i]!] !== 0) continue;
    const previous = last[slot[i]!]!;
    if (previous !== NONE) next[previous] = i;
    last[slot[i]!] = i;
  }
  return next;
}
