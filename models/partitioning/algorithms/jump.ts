/**
 * Jump consistent hashing: the key's own random numbers tell at which sizes it would have moved to the newest bucket.
 *
 * Lamping & Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm", arXiv:1406.2294, 2014, figure 1: the generator
 * is x ← 2862933555777941757 x + 1 modulo 2^64, and its upper 31 bits count. Nothing is stored. Buckets are numbered,
 * so only the last one can leave.
 */
import { multiplyHigh } from '../hash/word.js';
import type { Algorithm, Key, Layout, Partitioner } from '../types.js';
import { byRehashing } from './rehash.js';

const FACTOR_HIGH = 0x27bb2ee6;
const FACTOR_LOW = 0x87b0b0fd;
const TWO_31 = 2147483648;

export const jump: Algorithm = {
  name: 'jump',
  about: 'jump consistent hashing; nodes are numbered buckets',
  source: 'Lamping & Veach, arXiv:1406.2294, 2014',
  weighted: false,
  reads: ['hash'],
  movesLeast: true,
  removesLast: true,
  build({ members }: Layout): Partitioner {
    const count = members.length;
    const owner = ({ high, low }: Key) => bucketOf(high, low, count);
    return { members, owner, order: (key) => byRehashing(key, count, owner) };
  },
};

/** The bucket, from 0, of a key of 64 bits among so many. */
export function bucketOf(high: number, low: number, buckets: number): number {
  let bucket = -1;
  let next = 0;
  while (next < buckets) {
    bucket = next;
    const carried = multiplyHigh(low, FACTOR_LOW) + Math.imul(high, FACTOR_LOW) + Math.imul(low, FACTOR_HIGH);
    const product = Math.imul(low, FACTOR_LOW) >>> 0;
    low = (product + 1) >>> 0;
    high = (carried + (low === 0 ? 1 : 0)) >>> 0;
    next = Math.floor((bucket + 1) * (TWO_31 / ((high >>> 1) + 1)));
  }
  return bucket;
}
