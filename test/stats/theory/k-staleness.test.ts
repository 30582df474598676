/** k-staleness: the figures of the paper, quorums that meet, and a count of all pairs of quorums. */
import { describe, expect, test } from 'vitest';
import { kStaleness, missProbability, monotonicReads } from '../../../src/stats/theory.js';

// Bailis et al., PVLDB 5(8), 2012, §3.1: "within 2 versions is .5…, within 3 .703…, within 5 > .868, 10 > .98".
test('the figures of the paper', () => {
  const within = (k: number) => kStaleness({ replicas: 3, r: 1, w: 1, k });
  expect(within(2)).toBeCloseTo(5 / 9, 12);
  expect(within(3)).toBeCloseTo(19 / 27, 12);
  expect(within(5)).toBeGreaterThan(0.868);
  expect(within(5)).toBeLessThan(0.869);
  expect(within(10)).toBeGreaterThan(0.98);
  for (const [r, w] of [
    [1, 2],
    [2, 1],
  ] as const) {
    expect(kStaleness({ replicas: 3, r, w, k: 1 })).toBeCloseTo(2 / 3, 12);
    expect(kStaleness({ replicas: 3, r, w, k: 2 })).toBeCloseTo(8 / 9, 12);
    expect(kStaleness({ replicas: 3, r, w, k: 5 })).toBeGreaterThan(0.995);
  }
  // §2.1: N = 100, R = W = 30.
  expect(missProbability({ replicas: 100, r: 30, w: 30 })).toBeCloseTo(1.88e-6, 8);
});

describe('by counting', () => {
  const subsets = (n: number, size: number): number[] =>
    Array.from({ length: 1 << n }, (_, bits) => bits).filter(
      (bits) => bits.toString(2).replaceAll('0', '').length === size,
    );
  const counted = (n: number, r: number, w: number) => {
    const pairs = subsets(n, r).flatMap((read) => subsets(n, w).map((written) => (read & written) === 0));
    return pairs.filter((apart) => apart).length / pairs.length;
  };

  test.each([
    [3, 1, 1],
    [5, 2, 2],
    [6, 3, 2],
    [4, 2, 3],
  ])('N = %i, R = %i, W = %i', (replicas, r, w) => {
    expect(missProbability({ replicas, r, w })).toBeCloseTo(counted(replicas, r, w), 12);
    expect(
      Math.abs(missProbability({ replicas: replicas + 1, r, w }) - counted(replicas, r, w)),
    ).toBeGreaterThan(0.05);
  });
});

test('quorums that meet miss nothing, and no version is none', () => {
  expect(kStaleness({ replicas: 3, r: 2, w: 2, k: 1 })).toBe(1);
  expect(kStaleness({ replicas: 3, r: 2, w: 1, k: 0 })).toBe(0);
  expect(monotonicReads({ replicas: 3, r: 2, w: 2, writes: 0 })).toBe(1);
});

// §3.2: monotonic reads are k-staleness with k = 1 + the writes between two reads.
test('monotonic reads', () => {
  const quorum = { replicas: 3, r: 1, w: 1 };
  expect(monotonicReads({ ...quorum, writes: 2 })).toBeCloseTo(kStaleness({ ...quorum, k: 3 }), 12);
  expect(monotonicReads({ ...quorum, writes: 0.5 })).toBeLessThan(kStaleness({ ...quorum, k: 2 }));
});
