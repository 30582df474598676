/**
 * What a router measures: load by shard, keys found hot, reads that missed a write that had been acknowledged.
 *
 * Judges one thing: nothing but a near cache, a shared read, or copies that are not waited for may miss a write.
 */
import type { Measure, Monitor, NodeId, Violation } from '../../../src/model/index.js';
import type { State } from './state.js';

export interface Book {
  requests: number;
  hotRequests: number;
  /** Since Space-Saving has counted them, on the router's clock. */
  readonly foundAfter: number[];
  /** Since the last request with which their share was high enough. */
  readonly cooledAfter: number[];
  /** Requests sent to each shard. */
  readonly sent: Map<NodeId, number>;
  /** Per key, what was acknowledged and when; ascending versions. */
  readonly acknowledged: Map<string, Acknowledged[]>;
  readonly stale: number[];
  readonly staleness: number[];
  /** Whether reads may miss writes; set by the first that was answered in such a way. */
  forgiving: boolean;
}

interface Acknowledged {
  readonly version: number;
  readonly at: number;
}

/** Further back nobody looks. */
const ACKNOWLEDGED_MAX = 500;

export const createBook = (shards: readonly NodeId[]): Book => ({
  requests: 0,
  hotRequests: 0,
  foundAfter: [],
  cooledAfter: [],
  sent: new Map(shards.map((shard) => [shard, 0])),
  acknowledged: new Map(),
  stale: [],
  staleness: [],
  forgiving: false,
});

export function noteWrite({ acknowledged }: Book, key: string, version: number, at: number): void {
  const known = acknowledged.get(key) ?? [];
  acknowledged.set(key, known);
  let place = known.length;
  while (place > 0 && known[place - 1]!.version > version) place--;
  known.splice(place, 0, { version, at });
  if (known.length > ACKNOWLEDGED_MAX) known.shift();
}

/** `since`: when the read came. Before anything was acknowledged there is nothing to miss. */
export function noteRead(book: Book, key: string, version: number, since: number, forgiving: boolean): void {
  const known = book.acknowledged.get(key);
  if (known === undefined) return;
  book.forgiving ||= forgiving;
  let first = Infinity;
  for (let i = known.length - 1; i >= 0 && known[i]!.version > version; i--)
    if (known[i]!.at <= since) first = Math.min(first, known[i]!.at);
  book.stale.push(first === Infinity ? 0 : 1);
  if (first !== Infinity) book.staleness.push(since - first);
}

export const RULES = ['reads-see-what-was-acknowledged'] as const;

export function monitor(_members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const books = new Set<Book>();
  let judged = 0;
  let seen = 0;
  return {
    rules: RULES,
    after(node, { book, hot }): Violation | undefined {
      books.add(book);
      if (book.forgiving || book.stale.length === seen) return undefined;
      const fresh = book.stale.slice(seen);
      seen = book.stale.length;
      judged += fresh.length;
      const missed = fresh.filter((stale) => stale === 1).length;
      if (missed === 0) return undefined;
      return {
        rule: RULES[0],
        explanation: `${name(node)} answered a read without a write that had been acknowledged (hot: ${[...hot.keys()].join(', ') || 'none'})`,
      };
    },
    measures: () => measuresOf([...books].filter(({ requests }) => requests > 0)),
    judged: () => judged,
  };
}

function measuresOf(books: readonly Book[]): readonly Measure[] {
  const loads = books.map(({ sent }) => [...sent.values()]);
  const total = (load: readonly number[]) => load.reduce((sum, each) => sum + each, 0);
  const busy = loads.filter((load) => total(load) > 0);
  return [
    {
      name: 'busiest shard over the mean',
      unit: 'count',
      values: busy.map((load) => (Math.max(...load) * load.length) / total(load)),
    },
    {
      name: 'work for the shards per request',
      unit: 'count',
      values: books.map(({ requests }, i) => total(loads[i]!) / requests),
    },
    {
      name: 'reads that missed an acknowledged write',
      unit: 'share',
      values: books.flatMap(({ stale }) => stale),
    },
    {
      name: 'time since the first write that such a read missed',
      unit: 'duration',
      values: books.flatMap(({ staleness }) => staleness),
    },
    {
      name: 'requests for keys found hot',
      unit: 'share',
      values: books.map(({ requests, hotRequests }) => hotRequests / requests),
    },
    {
      name: 'time to find a hot key',
      unit: 'duration',
      values: books.flatMap(({ foundAfter }) => foundAfter),
    },
    {
      name: 'time to cool down',
      unit: 'duration',
      values: books.flatMap(({ cooledAfter }) => cooledAfter),
    },
  ];
}
