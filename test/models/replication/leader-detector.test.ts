/** Phi accrual (Hayashibara et al., SRDS 2004, §4): the silence at which phi reaches its threshold. */
import { expect, test } from 'vitest';
import { silenceAt } from '../../../models/replication/leader-follower/detector.js';
import { normalQuantile } from '../../../src/kernel/math.js';

const MS = 1_000_000;
/** Mean 60 ms and deviation 20 ms. */
const INTERVALS = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 40 : 80) * MS);
const chanceOf = (phi: number) => Number(`1e-${phi}`);

test('a later heartbeat has the chance of 10^-phi if intervals are normal', () => {
  for (let phi = 1; phi <= 12; phi++) {
    const deviations = -normalQuantile(chanceOf(phi));
    expect(silenceAt(phi, INTERVALS, 50 * MS) / MS).toBeCloseTo(60 + 20 * deviations, 1);
    expect(silenceAt(phi, INTERVALS, 50 * MS) / MS).not.toBeCloseTo(60 + 20 * deviations + 2, 1);
  }
});

test('each step of phi is further away, up to the last one', () => {
  const steps = Array.from({ length: 16 }, (_, i) => silenceAt(i + 1, INTERVALS, 50 * MS));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(new Set(steps).size).toBe(16);
});

test('few intervals prove nothing, and neither does a burst after a pause', () => {
  const first = silenceAt(8, [], 50 * MS);
  expect(first).toBe(silenceAt(8, [1, 1], 50 * MS));
  expect(first).toBeGreaterThan(100 * MS);
  expect(silenceAt(8, [0, 0, 0, 0], 50 * MS)).toBeGreaterThan(50 * MS);
});

test('regular heartbeats are trusted less than their regularity', () => {
  const like = Array.from({ length: 100 }, () => 50 * MS);
  expect(silenceAt(8, like, 50 * MS)).toBeGreaterThan(70 * MS);
  expect(silenceAt(8, like, 50 * MS)).toBeLessThan(silenceAt(8, INTERVALS, 50 * MS));
});
