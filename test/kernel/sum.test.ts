/** Sums beyond 2^53, against big integers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addProduct, addTo, difference, SUM_CELLS } from '../../src/kernel/sum.js';

const whole = (sums: Float64Array) => BigInt(sums[1]!) * 2n ** 52n + BigInt(sums[0]!);
const natural = fc.oneof(fc.maxSafeNat(), fc.nat(), fc.constantFrom(0, 2 ** 52, 2 ** 52 - 1, 2 ** 53 - 1));

test('nothing is rounded, however large', () => {
  const products = fc.array(fc.tuple(fc.nat(2 ** 26 - 1), natural));
  fc.assert(
    fc.property(fc.array(natural), products, (numbers, pairs) => {
      const sums = new Float64Array(SUM_CELLS);
      let expected = 0n;
      for (const x of numbers) {
        addTo(sums, 0, x);
        expected += BigInt(x);
      }
      for (const [count, x] of pairs) {
        addProduct(sums, 0, count, x);
        expected += BigInt(count) * BigInt(x);
      }
      expect(whole(sums)).toBe(expected);
    }),
    { numRuns: 500, seed: 7 },
  );
});

test('where a plain sum of doubles would lose the ones', () => {
  const sums = new Float64Array(SUM_CELLS);
  addTo(sums, 0, 2 ** 53 - 1);
  addTo(sums, 0, 2 ** 53 - 1);
  for (let i = 0; i < 1000; i++) addTo(sums, 0, 1);
  const large = new Float64Array(SUM_CELLS);
  addProduct(large, 0, 2, 2 ** 53 - 1);
  expect(difference(sums, 0, large, 0)).toBe(1000);
  let naive = 2 ** 54 - 2;
  for (let i = 0; i < 1000; i++) naive += 1;
  expect(naive - (2 ** 54 - 2)).not.toBe(1000);
});
