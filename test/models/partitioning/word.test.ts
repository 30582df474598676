/** Words of 64 bits taken apart, against BigInt. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fraction,
  multiplyHigh,
  remainder,
  type Word,
  word,
} from '../../../models/partitioning/hash/word.js';

const big = ({ high, low }: Word) => (BigInt(high) << 32n) | BigInt(low);
/** Halves near the ends as often as in between. */
const half = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
);
const words = fc.tuple(half, half).map(([high, low]) => word(high, low));
const RUNS = { seed: 1, numRuns: 2000 };

test('upper halves of products', () => {
  fc.assert(
    fc.property(half, half, (a, b) => {
      const upper = (BigInt(a) * BigInt(b)) >> 32n;
      expect(BigInt(multiplyHigh(a, b))).toBe(upper);
      expect(BigInt(multiplyHigh(a | 0, b | 0))).toBe(upper);
    }),
    RUNS,
  );
});

test('remainders and fractions', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 2 ** 21 }), (a, by) => {
      expect(BigInt(remainder(a.high, a.low, by))).toBe(big(a) % BigInt(by));
      expect(fraction(a.high, a.low)).toBe(Number(big(a) >> 11n) / 2 ** 53);
    }),
    RUNS,
  );
});
