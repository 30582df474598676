/**
 * Cuckoo filters: like Bloom's, but items can be taken out again.
 *
 * Fan, Andersen, Kaminsky & Mitzenmacher, "Cuckoo Filter: Practically Better Than Bloom", CoNEXT 2014, algorithms 1 to 3. An
 * item is a fingerprint of f bits in one of two buckets of b places, each found from the other and the fingerprint. At most
 * 2b/2^f of those that are not in it seem to be.
 */
import { invariant } from '../../../src/model/index.js';
import { mix32 } from '../hash/murmur3.js';
import type { Word } from './hashed.js';

/** The paper's: 95 % of the places can be filled with it. */
export const BUCKET_SIZE = 4;
/** Beyond, the filter counts as full (§5 of the paper). */
const KICKS_MAX = 500;

export interface Cuckoo {
  /** A power of two. */
  readonly buckets: number;
  readonly fingerprintBits: number;
  /** Bucket after bucket; 0 where there is nothing. */
  readonly places: number[];
}

export function createCuckoo(buckets: number, fingerprintBits: number): Cuckoo {
  invariant(buckets > 0 && (buckets & (buckets - 1)) === 0, 'the number of buckets is a power of two');
  invariant(fingerprintBits > 0 && fingerprintBits <= 32, 'a fingerprint fits into a word');
  return { buckets, fingerprintBits, places: new Array<number>(buckets * BUCKET_SIZE).fill(0) };
}

/** False, having done nothing, if there is no room. */
export function insertInto(filter: Cuckoo, item: Word): boolean {
  const { places } = filter;
  const fingerprint = fingerprintOf(filter, item);
  const first = bucketOf(filter, item);
  for (const bucket of [first, otherOf(filter, first, fingerprint)])
    if (replace(filter, bucket, 0, fingerprint)) return true;
  // Somebody has to move to the other of its buckets, and perhaps somebody else for it.
  const path: number[] = [];
  let bucket = first;
  let homeless = fingerprint;
  for (let kick = 0; kick < KICKS_MAX; kick++) {
    const at = bucket * BUCKET_SIZE + (mix32(item.low ^ Math.imul(kick + 1, 0x9e3779b1)) % BUCKET_SIZE);
    path.push(at);
    [homeless, places[at]] = [places[at]!, homeless];
    bucket = otherOf(filter, bucket, homeless);
    if (replace(filter, bucket, 0, homeless)) return true;
  }
  for (const at of path.reverse()) [homeless, places[at]] = [places[at]!, homeless];
  return false;
}

export function seemsIn(filter: Cuckoo, item: Word): boolean {
  const fingerprint = fingerprintOf(filter, item);
  const first = bucketOf(filter, item);
  return [first, otherOf(filter, first, fingerprint)].some(
    (bucket) => find(filter, bucket, fingerprint) >= 0,
  );
}

/** Takes out an item that was put in; of another one it may take out somebody else's fingerprint. */
export function removeFrom(filter: Cuckoo, item: Word): boolean {
  const fingerprint = fingerprintOf(filter, item);
  const first = bucketOf(filter, item);
  return [first, otherOf(filter, first, fingerprint)].some((bucket) =>
    replace(filter, bucket, fingerprint, 0),
  );
}

/** Never 0. */
const fingerprintOf = ({ fingerprintBits }: Cuckoo, { high }: Word): number =>
  Math.max(1, high >>> (32 - fingerprintBits));

const bucketOf = ({ buckets }: Cuckoo, { low }: Word): number => low & (buckets - 1);

/** The other bucket of a fingerprint; of the other, this one. */
const otherOf = ({ buckets }: Cuckoo, bucket: number, fingerprint: number): number =>
  (bucket ^ mix32(fingerprint)) & (buckets - 1);

function find({ places }: Cuckoo, bucket: number, fingerprint: number): number {
  for (let at = bucket * BUCKET_SIZE; at < (bucket + 1) * BUCKET_SIZE; at++)
    if (places[at] === fingerprint) return at;
  return -1;
}

function replace(filter: Cuckoo, bucket: number, old: number, next: number): boolean {
  const at = find(filter, bucket, old);
  if (at >= 0) filter.places[at] = next;
  return at >= 0;
}
