/** Arithmetic in registers of 64 bits, against BigInt. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  type Constant,
  load,
  multiply,
  type Register,
  register,
  rotate,
  wordOf,
  xor,
  xorShifted,
} from '../../../models/partitioning/hash/register.js';

const big = (r: Constant) => (BigInt(r.high >>> 0) << 32n) | BigInt(r.low >>> 0);
/** Halves near the ends as often as in between. */
const half = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
);
const registers = fc.tuple(half, half).map(([high, low]) => register(high, low));
const RUNS = { seed: 1, numRuns: 2000 };

/** What is in a register after it has been changed. */
function after(r: Constant, change: (to: Register) => void): bigint {
  const copy = { ...r };
  change(copy);
  expect([copy.high | 0, copy.low | 0]).toEqual([copy.high, copy.low]);
  const { high, low } = wordOf(copy);
  expect((BigInt(high) << 32n) | BigInt(low)).toBe(big(copy));
  return big(copy);
}
const modulo = (x: bigint) => BigInt.asUintN(64, x);

test('sums and products', () => {
  fc.assert(
    fc.property(registers, registers, (a, b) => {
      expect(after(a, (r) => add(r, b))).toBe(modulo(big(a) + big(b)));
      expect(after(a, (r) => multiply(r, b))).toBe(modulo(big(a) * big(b)));
      expect(after(a, (r) => xor(r, b))).toBe(big(a) ^ big(b));
    }),
    RUNS,
  );
});

test('a register added to itself', () => {
  fc.assert(
    fc.property(registers, (a) => {
      expect(after(a, (r) => add(r, r))).toBe(modulo(2n * big(a)));
      expect(after(a, (r) => multiply(r, r))).toBe(modulo(big(a) * big(a)));
    }),
    RUNS,
  );
});

test('shifts and rotations', () => {
  const bits = fc.integer({ min: 1, max: 63 });
  fc.assert(
    fc.property(registers, bits, (a, by) => {
      expect(after(a, (r) => xorShifted(r, by))).toBe(big(a) ^ (big(a) >> BigInt(by)));
      if (by === 32) return;
      const turned = modulo(big(a) << BigInt(by)) | (big(a) >> BigInt(64 - by));
      expect(after(a, (r) => rotate(r, by))).toBe(turned);
    }),
    RUNS,
  );
});

test('eight bytes, little-endian, with zeros behind the end', () => {
  const bytes = Uint8Array.from({ length: 20 }, (_, i) => 255 - 12 * i);
  for (let at = 0; at < 24; at++) {
    const expected = [...bytes.subarray(at, at + 8)].reduce(
      (sum, byte, i) => sum | (BigInt(byte) << BigInt(8 * i)),
      0n,
    );
    expect(after(register(-1, -1), (r) => load(r, bytes, at))).toBe(expected);
  }
});

test('doubles would lose bits', () => {
  const [a, b] = [register(0x87c37b91, 0x114253d5), register(0x4cf5ad43, 0x2745937f)];
  expect(BigInt(Number(big(a)) * Number(big(b))) % (1n << 64n)).not.toBe(after(a, (r) => multiply(r, b)));
});
