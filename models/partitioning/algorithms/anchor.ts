/**
 * AnchorHash: a key goes to a bucket of a fixed set, and where that has nobody, on to one of those that had somebody
 * when it lost its own.
 *
 * Mendelson et al., "AnchorHash: A Scalable Consistent Hash", IEEE/ACM ToN 29(2), 2021 (arXiv:1812.09674), algorithm 3.
 * Names are the paper's: A, K, L, W, and R is `vacant`. Members may leave in any order; whoever comes takes the bucket
 * that was given up last, so that a return undoes a leave.
 */
import { invariant } from '../../../src/model/index.js';
import { withMembers } from '../change.js';
import { remainder } from '../hash/word.js';
import type { Algorithm, Change, Key, Layout, Partitioner } from '../types.js';
import { byRehashing, salted } from './rehash.js';

const CAPACITY_MIN = 64;

export const anchor: Algorithm = {
  name: 'anchor',
  about: 'AnchorHash: a fixed set of buckets, of which some have a node',
  source: 'Mendelson et al., IEEE/ACM ToN 29(2), 2021 (arXiv:1812.09674)',
  weighted: false,
  reads: ['hash', 'capacity'],
  movesLeast: true,
  build(layout: Layout): Partitioner {
    const { members, table } = layout;
    const anchored = createAnchor(layout);
    const places = new Map(members.map(({ id }, place) => [id, place]));
    const memberOf = Int32Array.from(table, (id) => places.get(id) ?? -1);
    const owner = (key: Key) => memberOf[anchored(key)]!;
    return { members, owner, order: (key) => byRehashing(key, members.length, owner) };
  },
  start(layout: Layout): Layout {
    const { members, settings } = layout;
    const capacity = settings.capacity || Math.max(CAPACITY_MIN, 2 * members.length);
    invariant(capacity >= members.length, 'there is a bucket for every member');
    const spare = capacity - members.length;
    return {
      ...layout,
      table: [...members.map(({ id }) => id), ...new Array<string>(spare).fill('')],
      vacant: Array.from({ length: spare }, (_, i) => capacity - 1 - i),
    };
  },
  change(layout: Layout, change: Change): Layout {
    const next = withMembers(layout, change);
    if (change.kind === 'weight') return next;
    const { table, vacant } = layout;
    if (change.kind === 'remove') {
      const bucket = table.indexOf(change.id);
      return { ...next, table: table.with(bucket, ''), vacant: [...vacant, bucket] };
    }
    const bucket = vacant.at(-1);
    invariant(bucket !== undefined, 'there is a bucket left');
    return { ...next, table: table.with(bucket, change.member.id), vacant: vacant.slice(0, -1) };
  },
};

/** How many hashes and entries of its tables a lookup looks at is put into `tally`. */
export interface Tally {
  looks: number;
}

/** From a key to a bucket that has a member. */
export function createAnchor({ table, vacant }: Layout): (key: Key, tally?: Tally) => number {
  const buckets = table.length;
  invariant(vacant.length < buckets, 'somebody is there');
  const A = new Int32Array(buckets);
  const K = Int32Array.from({ length: buckets }, (_, b) => b);
  const L = K.slice();
  const W = K.slice();
  let N = buckets;
  for (const b of vacant) {
    N -= 1;
    const last = W[N]!;
    A[b] = N;
    W[L[b]!] = last;
    L[last] = L[b]!;
    K[b] = last;
  }
  return (key, tally) => {
    let b = remainder(key.high, key.low, buckets);
    let looks = 1;
    while (A[b]! > 0) {
      const { high, low } = salted(key, b + 1);
      let h = remainder(high, low, A[b]!);
      looks += 1;
      for (; A[h]! >= A[b]!; looks++) h = K[h]!;
      b = h;
    }
    if (tally !== undefined) tally.looks = looks;
    return b;
  };
}
