/** Arithmetic on words of 64 bits, against BigInt. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  fraction,
  multiply,
  multiplyHigh,
  remainder,
  rotate,
  shiftRight,
  subtract,
  type Word,
  word,
  xor,
} from '../../../models/partitioning/hash/word.js';

const big = ({ high, low }: Word) => (BigInt(high) << 32n) | BigInt(low);
const same = (ours: Word, theirs: bigint) => expect(big(ours)).toBe(BigInt.asUintN(64, theirs));
/** Halves near the ends as often as in between. */
const half = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
);
const words = fc.tuple(half, half).map(([high, low]) => word(high, low));
const RUNS = { seed: 1, numRuns: 2000 };

test('sums, differences, products', () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      same(add(a, b), big(a) + big(b));
      same(subtract(a, b), big(a) - big(b));
      same(multiply(a, b), big(a) * big(b));
      same(xor(a, b), big(a) ^ big(b));
      expect(BigInt(multiplyHigh(a.low, b.low))).toBe((BigInt(a.low) * BigInt(b.low)) >> 32n);
    }),
    RUNS,
  );
});

test('shifts and rotations', () => {
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 63 }), (a, bits) => {
      same(shiftRight(a, bits), big(a) >> BigInt(bits));
      same(rotate(a, bits), (big(a) << BigInt(bits)) | (big(a) >> BigInt(64 - bits)));
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

test('doubles would lose bits', () => {
  const [a, b] = [word(0x87c37b91, 0x114253d5), word(0x4cf5ad43, 0x2745937f)];
  expect(BigInt(Number(big(a)) * Number(big(b))) % (1n << 64n)).not.toBe(big(multiply(a, b)));
});
