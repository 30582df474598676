/** Values that papers and other programs give, exactly where they are exact. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../../models/partitioning/algorithms/bounded.js';
import { bucketOf } from '../../../models/partitioning/algorithms/jump.js';
import { ketamaPoints } from '../../../models/partitioning/algorithms/ketama.js';
import { fillTable } from '../../../models/partitioning/algorithms/maglev.js';
import { overlaps, shardCount } from '../../../models/partitioning/algorithms/shuffle.js';
import { balanceOf } from '../../../models/partitioning/balance.js';
import { keyOf, rawKey } from '../../../models/partitioning/key.js';
import { layoutOf, member, partitionerOf } from '../../../models/partitioning/layout.js';
import { randomKeys } from './keys.js';

describe('jump (Lamping & Veach 2014)', () => {
  const jump = (key: string, buckets: number) => {
    const { high, low } = rawKey(key)!;
    return bucketOf(high, low, buckets);
  };

  // Guava's golden values for 100 buckets, and its test of compatibility.
  test('keys 0 to 19 in 100 buckets', () => {
    expect(Array.from({ length: 20 }, (_, i) => jump(`${i}`, 100))).toEqual([
      0, 55, 62, 8, 45, 59, 86, 97, 82, 59, 73, 37, 17, 56, 86, 21, 90, 37, 38, 83,
    ]);
  });
  test.each([
    ['10863919174838991', 11, 6],
    ['2016238256797177309', 11, 3],
    ['1673758223894951030', 11, 5],
    ['2', 100001, 80343],
    ['2201', 100001, 22152],
    ['2202', 100001, 15018],
    // ClickHouse's jumpConsistentHash.
    ['1', 1, 0],
    ['42', 57, 43],
    ['256', 1024, 520],
    ['3735883980', 666, 361],
    ['16045690984833335023', 255, 237],
  ])('%s in %i buckets', (key, buckets, bucket) => {
    expect(jump(key, buckets)).toBe(bucket);
  });
  test.each([
    ['1', [0, 0, 0, 0, 0, 0, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 17, 17]],
    ['0xdeadbeef', [0, 1, 2, 3, 3, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 16, 16, 16]],
    ['0x0ddc0ffeebadf00d', [0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 15, 15, 15, 15]],
  ])('%s as buckets are added', (key, buckets) => {
    expect(buckets.map((_, i) => jump(key, i + 1))).toEqual(buckets);
  });
  test('against the definition in BigInt', () => {
    const keys = randomKeys(500, 'jump');
    for (let i = 0; i < keys.length; i++) {
      const { high, low } = keys.at(i);
      let state = (BigInt(high) << 32n) | BigInt(low);
      let [bucket, next] = [-1, 0];
      while (next < 5000) {
        bucket = next;
        state = BigInt.asUintN(64, state * 2862933555777941757n + 1n);
        next = Math.trunc((bucket + 1) * (2 ** 31 / Number((state >> 33n) + 1n)));
      }
      expect(bucketOf(high, low, 5000)).toBe(bucket);
    }
  });
});

describe('ketama (libketama 2007)', () => {
  const servers = [600, 300, 200, 350, 1000, 800, 950, 100].map((weight, i) =>
    member(`10.0.1.${i + 1}:11211`, weight),
  );
  const ring = partitionerOf(layoutOf('ketama', servers));
  const ownerOf = (text: string) => servers[ring.owner(keyOf(text, 'ketama'))]!.id;

  test('hashes, points and owners of 0 to 999, as libketama’s own test prints them', () => {
    const places = ketamaPoints(layoutOf('ketama', servers))
      .map(({ high }) => high)
      .sort((a, b) => a - b);
    const lines = Array.from({ length: 1000 }, (_, i) => {
      const { low } = keyOf(`${i}`, 'ketama');
      const point = places.find((place) => place >= low) ?? places[0];
      return `${low} ${point} ${ownerOf(`${i}`)}\n`;
    });
    expect(lines.at(-1)).toMatch(/^\d+ \d+ 10\.0\.1\.\d:11211\n$/);
    // The sum of that output that a second implementation took from the C code.
    const sum = createHash('md5')
      .update(`\n${lines.join('')}`)
      .digest('hex');
    expect(sum).toBe('d1a4912a80e4654ec2e4e462c8b911c6');
  });
  // As libketama compiles them: 1/61 in single precision, times 40 · 61, is a little less than 40.
  test.each([
    [1, 160],
    [60, 160],
    [61, 156],
    [100, 160],
  ])('of %i equal servers each has %i points', (count, points) => {
    const equal = Array.from({ length: count }, (_, i) => member(`s${i}`));
    expect(ketamaPoints(layoutOf('ketama', equal))).toHaveLength(count * points);
  });
  test('points in proportion to weights, rounded down in single precision', () => {
    const points = ketamaPoints(layoutOf('ketama', servers));
    const each = servers.map((_, i) => points.filter((point) => point.member === i).length);
    const total = 4300;
    expect(each).toEqual(servers.map(({ weight }) => 4 * Math.floor((weight / total) * 40 * 8)));
  });
});

// Eisenbud et al. 2016, table 1: three backends, seven entries; then the second one leaves.
describe('maglev (NSDI 2016)', () => {
  const B0 = { offset: 3, skip: 4 };
  const B1 = { offset: 0, skip: 2 };
  const B2 = { offset: 3, skip: 1 };
  test('the table of the paper', () => {
    expect([...fillTable([B0, B1, B2], [1, 1, 1], 7)]).toEqual([1, 0, 1, 0, 2, 2, 0]);
    expect([...fillTable([B0, B2], [1, 1], 7)]).toEqual([0, 0, 0, 0, 1, 1, 1]);
  });
  test('everybody has as many entries as anybody, or one less', () => {
    const table = partitionerOf(
      layoutOf(
        'maglev',
        Array.from({ length: 1000 }, (_, i) => member(`${i}`)),
      ),
    );
    const entries = table.shares!().map((share) => Math.round(share * 65537));
    expect(Math.min(...entries)).toBe(65);
    expect(Math.max(...entries)).toBe(66);
  });
});

// Lamping & Veach 2014, table 1: 1,000 buckets of V points have standard errors of 0.9979, 0.3151, 0.0997, 0.0316.
describe('the ring’s unevenness', () => {
  const nodes = Array.from({ length: 1000 }, (_, i) => member(`${i}`));
  const spaceOf = (points: number) =>
    balanceOf(partitionerOf(layoutOf('ring', nodes, { points })).shares!(), nodes);
  // A standard deviation of 1,000 buckets is itself uncertain by 1/sqrt(2000), more where tails are long: V = 1.
  test.each([
    [1, 0.997906, 0.1],
    [10, 0.3151, 0.1],
    [100, 0.0996996, 0.09],
    [1000, 0.0315723, 0.09],
  ])('%i points', (points, published, tolerance) => {
    expect(Math.abs(spaceOf(points).standardError / published - 1)).toBeLessThan(tolerance);
  });
  test('99 % of the buckets of 100 points lie within 0.77 and 1.28 times the mean', () => {
    const { low99, high99 } = spaceOf(100);
    expect(Math.abs(low99 - 0.77)).toBeLessThan(0.04);
    expect(Math.abs(high99 - 1.28)).toBeLessThan(0.04);
  });
  // N V points cut the ring as uniform spacings do, so that N shares, each the sum of V, are Dirichlet: their squared
  // deviations have a mean of (N - 1) / (N V + 1).
  test.each([1, 10])('%i points, over many rings', (points) => {
    const rings = 400;
    const members = (ring: number) => Array.from({ length: 50 }, (_, i) => member(`ring-${ring}-node-${i}`));
    const squares = Array.from({ length: rings }, (_, ring) => {
      const layout = layoutOf('ring', members(ring), { points });
      return balanceOf(partitionerOf(layout).shares!(), layout.members).standardError ** 2;
    });
    const mean = squares.reduce((sum, square) => sum + square, 0) / rings;
    const variance = squares.reduce((sum, square) => sum + (square - mean) ** 2, 0) / (rings - 1);
    const off = (expected: number) => Math.abs(mean - expected) / Math.sqrt(variance / rings);
    // Normal; 3.3 standard errors are a level of 0.1 %.
    expect(off(49 / (50 * points + 1))).toBeLessThan(3.3);
    expect(off(49 / (50 * points * 1.2 + 1))).toBeGreaterThan(3.3);
  });
  test('another number of points would be noticed', () => {
    expect(Math.abs(spaceOf(12).standardError / 0.3151 - 1)).toBeGreaterThan(0.05);
  });
});

// Mirrokni, Thorup & Zadimoghaddam, §1: ⌈c m / n⌉.
test('limits of bounded loads', () => {
  const limit = (m: number, n: number, c: number) =>
    limitsOf(
      Array.from({ length: n }, (_, i) => member(`${i}`)),
      m,
      c,
    )[0];
  expect(limit(100, 10, 1.25)).toBe(13);
  expect(limit(100, 10, 1.1)).toBe(11);
  expect(limit(7, 3, 1)).toBe(3);
  expect(limit(1_000_000, 1000, 1.3)).toBe(1300);
  expect(limit(5, 10, 1.25)).toBe(1);
  // Exact: a hair above a whole number counts, and what only floating point puts there does not.
  expect(limit(10_000_000, 1, 1.0000000005)).toBe(10_000_001);
  expect(limit(2_500_000, 1, 4e-7)).toBe(1);
  const tenths = [0.1, 0.2, 0.7].map((weight, i) => member(`${i}`, weight));
  expect(limitsOf(tenths, 100, 1.1)).toEqual([11, 22, 77]);
  expect((1.1 * 100) / 10).toBeGreaterThan(11);
});

// MacCárthaigh 2014: 8 instances and shards of 2, decks of 54 cards, 100 instances and shards of 5.
describe('shuffle sharding’s odds', () => {
  const odds = (members: number, size: number) => overlaps(members, size).map((each) => each.odds);
  test('as published', () => {
    expect(shardCount(8, 2)).toBe(28n);
    expect(shardCount(54, 4)).toBe(316_251n);
    expect(shardCount(2048, 4)).toBe(730_862_190_080n);
    const published = [0.77, 0.21, 0.018, 0.0006, 0.000006, 0.000000013];
    // Given to one or two digits.
    for (const [i, odd] of odds(100, 5).entries())
      expect(Math.abs(odd / published[i]! - 1)).toBeLessThan(0.06);
  });
  test('exact', () => {
    expect(odds(8, 2)).toEqual([15 / 28, 12 / 28, 1 / 28]);
    expect(odds(100, 5)).toEqual(
      [57_940_519, 15_917_725, 1_384_150, 44_650, 475, 1].map((n) => n / 75_287_520),
    );
    expect(odds(3, 2)).toEqual([0, 2 / 3, 1 / 3]);
    expect(odds(5000, 40).reduce((sum, odd) => sum + odd, 0)).toBeCloseTo(1, 14);
  });
});
