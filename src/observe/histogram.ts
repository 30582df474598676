/**
 * Histograms: how values were distributed, in little memory and to within 0.4 %.
 *
 * Log-linear, in the manner of HdrHistogram (G. Tene): each octave [2^k, 2^(k+1)) is cut into 128 equal
 * buckets, so a bucket is at most 1/128 of its values wide and its middle at most 1/256 (0.39 %) away from any
 * of them. Values below 256 are exact. A block of 128 counters (1 KiB) is allocated when its octave is first
 * hit, so a histogram costs what its spread costs: 3 or 4 KiB for most latencies, 47 KiB at the very most.
 *
 * Count, minimum, maximum and sum are exact, so merging is associative and commutative to the last bit. Plain
 * data with functions beside it, so that it can cross threads. Knows nothing of units or of what is measured.
 */
import { invariant } from '../kernel/invariant.js';

/** Treat as opaque: use the functions of this file. */
export interface Histogram {
  /** Count, minimum, maximum, and the sum as `high * 2^52 + low`. A typed array, so that no write allocates. */
  readonly totals: Float64Array;
  /** Block 0 counts the values 0..127, block b > 0 those of the octave that starts at 2^(b + 6). */
  readonly blocks: (Float64Array | undefined)[];
}

/** The values that one bucket stands for, both ends included; narrowed to what was really seen. */
export interface Bucket {
  readonly low: number;
  readonly high: number;
}

const SUB_BITS = 7;
const SUB_BUCKETS = 128;
/** One block for 0..127 and one for each octave from 2^7 to 2^52. */
const BLOCKS = 47;
/** Values of 2^31 and more are looked at without their 24 lowest bits; 8 significant ones remain at least. */
const LIFT_BITS = 24;
const LIFT = 16_777_216;
/** 2^52: the lower part of the sum stays below it, so that adding two such parts is exact. */
const CARRY = 4_503_599_627_370_496;
/** Expected number of observations beyond a quantile that an estimate of it must rest on. */
const BEYOND_MIN = 5;

const COUNT = 0;
const MIN = 1;
const MAX = 2;
const SUM_LOW = 3;
const SUM_HIGH = 4;

export function createHistogram(): Histogram {
  const totals = new Float64Array(5);
  totals[MIN] = Infinity;
  totals[MAX] = -Infinity;
  return { totals, blocks: new Array<Float64Array | undefined>(BLOCKS).fill(undefined) };
}

/** Counts one value: an integer in 0..2^53 - 1. Anything else is our own bug. */
export function recordValue(histogram: Histogram, value: number): void {
  const small = (value | 0) === value && value >= 0;
  if (!small) invariant(Number.isSafeInteger(value) && value >= 0, 'a histogram counts safe integers from 0');
  const scaled = small ? value | 0 : Math.floor(value / LIFT);
  const octave = 31 - Math.clz32(scaled);
  let block = 0;
  let slot = scaled;
  if (octave >= SUB_BITS) {
    block = octave - SUB_BITS + 1 + (small ? 0 : LIFT_BITS);
    slot = (scaled >>> (octave - SUB_BITS)) & (SUB_BUCKETS - 1);
  }
  let counters = histogram.blocks[block];
  if (counters === undefined) {
    counters = new Float64Array(SUB_BUCKETS);
    histogram.blocks[block] = counters;
  }
  counters[slot]! += 1;
  const totals = histogram.totals;
  totals[COUNT]! += 1;
  if (value < totals[MIN]!) totals[MIN] = value;
  if (value > totals[MAX]!) totals[MAX] = value;
  const sum = totals[SUM_LOW]! + value;
  if (sum < CARRY) totals[SUM_LOW] = sum;
  else addToSum(totals, value, 0);
}

/** Adds everything that `source` counted to `target`. The order of merges makes no difference. */
export function mergeHistogram(target: Histogram, source: Histogram): void {
  source.blocks.forEach((from, block) => {
    if (from === undefined) return;
    const to = target.blocks[block];
    if (to === undefined) target.blocks[block] = from.slice();
    else for (let slot = 0; slot < SUB_BUCKETS; slot++) to[slot]! += from[slot]!;
  });
  const [into, add] = [target.totals, source.totals];
  into[COUNT]! += add[COUNT]!;
  into[MIN] = Math.min(into[MIN]!, add[MIN]!);
  into[MAX] = Math.max(into[MAX]!, add[MAX]!);
  addToSum(into, add[SUM_LOW]!, add[SUM_HIGH]!);
}

export function countOf(histogram: Histogram): number {
  return histogram.totals[COUNT]!;
}

/** The smallest value, exactly; `undefined` if there is none. */
export function minOf(histogram: Histogram): number | undefined {
  return countOf(histogram) === 0 ? undefined : histogram.totals[MIN]!;
}

/** The largest value, exactly; `undefined` if there is none. */
export function maxOf(histogram: Histogram): number | undefined {
  return countOf(histogram) === 0 ? undefined : histogram.totals[MAX]!;
}

/** The mean of the exact sum; `undefined` if there are no values. */
export function meanOf(histogram: Histogram): number | undefined {
  const count = countOf(histogram);
  if (count === 0) return undefined;
  return (histogram.totals[SUM_HIGH]! * CARRY + histogram.totals[SUM_LOW]!) / count;
}

/**
 * Whether there are too few values to speak of the quantile `q`: fewer than 5 expected on its thinner side,
 * n * min(q, 1 - q) < 5. With 5 or more, the chance that not one value lies beyond the true quantile is below
 * e^-5 = 0.7 %; it is also where the normal approximation of a binomial count begins to hold (np >= 5).
 * So p99 takes 500 values and p99.9 takes 5,000.
 */
export function tooFew(histogram: Histogram, q: number): boolean {
  invariant(q > 0 && q < 1, 'a quantile lies between 0 and 1');
  // 1 - 0.9 is a hair below 0.1: allow for what the subtraction loses.
  return countOf(histogram) * Math.min(q, 1 - q) < BEYOND_MIN * (1 - 8 * Number.EPSILON);
}

/** The quantile `q` to within 0.4 %; `undefined` if there are {@link tooFew} values for it. */
export function quantileOf(histogram: Histogram, q: number): number | undefined {
  const bucket = quantileBucket(histogram, q);
  return bucket && (bucket.low + bucket.high) / 2;
}

/** The bucket that holds the quantile `q`, for whoever must know how sure the figure is. */
export function quantileBucket(histogram: Histogram, q: number): Bucket | undefined {
  if (tooFew(histogram, q)) return undefined;
  // The inverse of the empirical distribution. 0.07 * 100 is a hair above 7, yet means the 7th of 100.
  const rank = Math.ceil(q * countOf(histogram) * (1 - 2 * Number.EPSILON));
  return bucketAtRank(histogram, Math.max(1, rank));
}

/** The bucket that holds the value with this rank: 1 is the smallest, the count is the largest. */
export function bucketAtRank(histogram: Histogram, rank: number): Bucket {
  invariant(rank >= 1 && rank <= countOf(histogram), 'a rank lies between 1 and the count');
  let seen = 0;
  let found: Bucket | undefined;
  for (let block = 0; block < BLOCKS && found === undefined; block++) {
    const counters = histogram.blocks[block];
    if (counters === undefined) continue;
    for (let slot = 0; slot < SUB_BUCKETS && found === undefined; slot++) {
      seen += counters[slot]!;
      if (seen >= rank) found = narrow(histogram, block, slot);
    }
  }
  invariant(found !== undefined, 'the counters of a histogram add up to its count');
  return found;
}

/** How many values lie above `value`, a bucket counting as above it where its lower end does. */
export function countAbove(histogram: Histogram, value: number): number {
  return bucketsOf(histogram).reduce((sum, { low, count }) => sum + (low > value ? count : 0), 0);
}

/** Every bucket that holds a value, in ascending order, with how many it holds. */
export function bucketsOf(histogram: Histogram): readonly (Bucket & { readonly count: number })[] {
  const buckets: (Bucket & { readonly count: number })[] = [];
  for (let block = 0; block < BLOCKS; block++) {
    const counters = histogram.blocks[block];
    if (counters === undefined) continue;
    for (let slot = 0; slot < SUB_BUCKETS; slot++) {
      const count = counters[slot]!;
      if (count === 0) continue;
      const { low, high } = narrow(histogram, block, slot);
      buckets.push({ low, high, count });
    }
  }
  return buckets;
}

function narrow(histogram: Histogram, block: number, slot: number): Bucket {
  let width = 1;
  for (let octave = 1; octave < block; octave++) width *= 2;
  const low = block === 0 ? slot : (SUB_BUCKETS + slot) * width;
  return {
    low: Math.max(low, histogram.totals[MIN]!),
    high: Math.min(low + width - 1, histogram.totals[MAX]!),
  };
}

/** Adds `high * 2^52 + low`, `low` up to 2^53 - 1, without rounding. */
function addToSum(totals: Float64Array, low: number, high: number): void {
  if (low >= CARRY) {
    low -= CARRY;
    high += 1;
  }
  let sum = totals[SUM_LOW]! + low;
  if (sum >= CARRY) {
    sum -= CARRY;
    high += 1;
  }
  totals[SUM_LOW] = sum;
  if (high !== 0) totals[SUM_HIGH]! += high;
}
