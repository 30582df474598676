import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Bucket,
  bucketAtRank,
  countOf,
  createHistogram,
  maxOf,
  meanOf,
  mergeHistogram,
  minOf,
  quantileOf,
  recordValue,
  tooFew,
} from '../../src/observe/histogram.js';

const TOLERANCE = 0.005;

/** Values of every size: uniform in the exponent, so that all octaves are met. */
const value = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 1, max: 2, noNaN: true, maxExcluded: true }))
  .map(([exponent, mantissa]) => Math.min(Math.floor(mantissa * 2 ** exponent), Number.MAX_SAFE_INTEGER));
const edge = fc
  .integer({ min: 0, max: 53 })
  .chain((k) => fc.integer({ min: -2, max: 2 }).map((d) => 2 ** k + d))
  .map((v) => Math.min(Math.max(v, 0), Number.MAX_SAFE_INTEGER));
const values = fc.array(fc.oneof(value, edge), { minLength: 1, maxLength: 200 });

const histogramOf = (list: readonly number[]) => {
  const histogram = createHistogram();
  for (const v of list) recordValue(histogram, v);
  return histogram;
};
const middle = (bucket: Bucket) => (bucket.low + bucket.high) / 2;

/** The property: every order statistic is within the tolerance of the sorted truth. */
function everyRankIsClose(
  estimate: (list: readonly number[], rank: number) => number,
): fc.IProperty<[number[]]> {
  return fc.property(values, (list) => {
    const sorted = list.toSorted((a, b) => a - b);
    for (let rank = 1; rank <= sorted.length; rank++) {
      const truth = sorted[rank - 1]!;
      if (Math.abs(estimate(list, rank) - truth) > TOLERANCE * truth) return false;
    }
    return true;
  });
}

describe('accuracy', () => {
  test('every order statistic is within 0.5 % of the truth', () => {
    fc.assert(
      everyRankIsClose((list, rank) => middle(bucketAtRank(histogramOf(list), rank))),
      { numRuns: 300 },
    );
  });

  test('negative control: a histogram with 5 % error fails the property', () => {
    const coarse = (list: readonly number[], rank: number) =>
      middle(bucketAtRank(histogramOf(list), rank)) * 1.05;
    expect(fc.check(everyRankIsClose(coarse), { numRuns: 300, seed: 1 }).failed).toBe(true);
  });

  test('negative control: the lower edge of half as many buckets fails the property', () => {
    // What 64 buckets per octave reported by their lower edge would be: 1.6 % off.
    const truncated = (list: readonly number[], rank: number) => {
      const v = list.toSorted((a, b) => a - b)[rank - 1]!;
      const width = 2 ** Math.max(0, Math.floor(Math.log2(Math.max(v, 1))) - 6);
      return Math.floor(v / width) * width;
    };
    expect(fc.check(everyRankIsClose(truncated), { numRuns: 300, seed: 1 }).failed).toBe(true);
  });

  test('the bucket of a rank holds its value', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = list.toSorted((a, b) => a - b);
        const histogram = histogramOf(list);
        sorted.forEach((truth, i) => {
          const { low, high } = bucketAtRank(histogram, i + 1);
          expect(low <= truth && truth <= high).toBe(true);
        });
      }),
    );
  });

  test('values below 256 are exact, and so are count, minimum, maximum and sum', () => {
    const list = Array.from({ length: 256 }, (_, i) => i);
    const histogram = histogramOf(list);
    for (const v of list) expect(bucketAtRank(histogram, v + 1)).toEqual({ low: v, high: v });
    fc.assert(
      fc.property(values, (some) => {
        const h = histogramOf(some);
        const sum = some.reduce((total, v) => total + BigInt(v), 0n);
        expect(countOf(h)).toBe(some.length);
        expect(minOf(h)).toBe(Math.min(...some));
        expect(maxOf(h)).toBe(Math.max(...some));
        expect(BigInt(h.totals[4]!) * 2n ** 52n + BigInt(h.totals[3]!)).toBe(sum);
        const mean = Number(sum) / some.length;
        expect(Math.abs(meanOf(h)! - mean)).toBeLessThanOrEqual(4 * Number.EPSILON * mean);
      }),
    );
  });
});

describe('quantiles', () => {
  const upTo = (n: number) => histogramOf(Array.from({ length: n }, (_, i) => i + 1));

  test('are the inverse of the empirical distribution', () => {
    const hundred = upTo(100);
    for (const percent of [5, 7, 14, 28, 29, 50, 55, 56, 57, 58, 90, 95])
      expect(quantileOf(hundred, percent / 100)).toBe(percent);
    expect(quantileOf(upTo(10), 0.55)).toBeUndefined();
    expect(quantileOf(upTo(12), 0.55)).toBe(7);
  });

  test('are refused where the sample cannot carry them, and never become the maximum', () => {
    expect(tooFew(upTo(500), 0.99)).toBe(false);
    expect(tooFew(upTo(499), 0.99)).toBe(true);
    expect(quantileOf(upTo(500), 0.999)).toBeUndefined();
    expect(tooFew(upTo(50), 0.9)).toBe(false);
    expect(tooFew(upTo(5000), 0.999)).toBe(false);
    expect(tooFew(upTo(49), 0.1)).toBe(true);
    expect(quantileOf(createHistogram(), 0.5)).toBeUndefined();
    expect(() => tooFew(upTo(10), 1)).toThrow();
  });
});

describe('merging', () => {
  test('equals recording everything in one, whatever the order and grouping', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const all = histogramOf([...a, ...b, ...c]);
        const left = histogramOf(a);
        mergeHistogram(left, histogramOf(b));
        mergeHistogram(left, histogramOf(c));
        const right = histogramOf(c);
        mergeHistogram(right, histogramOf(a));
        mergeHistogram(right, histogramOf(b));
        expect(left).toEqual(all);
        expect(right).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  test('leaves the source alone and shares nothing with it', () => {
    const source = histogramOf([5, 1000]);
    const target = createHistogram();
    mergeHistogram(target, source);
    recordValue(target, 1000);
    expect(source).toEqual(histogramOf([5, 1000]));
  });

  test('is not the averaging of percentiles, which is wrong', () => {
    // A quiet run and a slow one: half of all operations take 1 s, so the pooled p90 is 1 s.
    const quiet = histogramOf(new Array(1000).fill(1e6));
    const slow = histogramOf(new Array(1000).fill(1e9));
    const averaged = (quantileOf(quiet, 0.9)! + quantileOf(slow, 0.9)!) / 2;
    mergeHistogram(quiet, slow);
    const merged = quantileOf(quiet, 0.9)!;
    expect(Math.abs(merged - 1e9) / 1e9).toBeLessThan(TOLERANCE);
    expect(Math.abs(averaged - 1e9) / 1e9).toBeGreaterThan(TOLERANCE);
  });
});

describe('limits', () => {
  test('what is not a safe integer from 0 on is our own bug', () => {
    for (const bad of [-1, 0.5, Number.NaN, Infinity, -Infinity, 2 ** 53, 1e9 + 0.5])
      expect(() => recordValue(createHistogram(), bad)).toThrow(/safe integers/);
    expect(() => bucketAtRank(createHistogram(), 1)).toThrow(/rank/);
  });

  test('memory is what the spread costs, and bounded', () => {
    const narrow = histogramOf(Array.from({ length: 10_000 }, (_, i) => 1_000_000 + i * 100));
    expect(narrow.blocks.filter((block) => block !== undefined).length).toBeLessThanOrEqual(3);
    const wide = createHistogram();
    for (let k = 0; k < 53; k++) recordValue(wide, 2 ** k);
    recordValue(wide, 0);
    recordValue(wide, Number.MAX_SAFE_INTEGER);
    expect(wide.blocks.length).toBe(47);
    expect(wide.blocks.every((block) => block?.length === 128)).toBe(true);
  });
});
