/**
 * The WARS model: closed forms where there are some, the figures of the paper's own formula, and laws.
 *
 * Trials are drawn with fixed seeds; a share is compared at four standard errors (6 in 100,000 by chance).
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../../src/kernel/distribution.js';
import { exp } from '../../../src/kernel/math.js';
import { type Drawn, type Wars, wars } from '../../../src/stats/theory.js';

const constant = (value: number): Distribution => ({ kind: 'constant', value });
const exponential = (mean: number): Distribution => ({ kind: 'exponential', mean });

const base: Wars = {
  replicas: 3,
  r: 1,
  w: 1,
  write: exponential(1),
  ack: constant(0),
  read: constant(0),
  response: constant(0),
  trials: 40_000,
};

const far = (observed: number, truth: number, trials: number): boolean =>
  Math.abs(observed - truth) > 4 * Math.sqrt((truth * (1 - truth)) / trials);

describe('closed forms', () => {
  // Only W takes time, and all reads go to the first replica: it misses the write at t if it is not the first to
  // have it and has it more than t later than the first, which by lack of memory is (n - 1) / n * exp(-t).
  test.each([2, 3])('exponential writes to %i replicas', (replicas) => {
    const { consistentAt, trials } = wars({ ...base, replicas });
    const truth = (t: number) => 1 - ((replicas - 1) / replicas) * exp(-t);
    for (const t of [0, 0.5, 1, 2, 4]) expect(far(consistentAt(t).value, truth(t), trials)).toBe(false);
    for (const t of [0, 0.5, 1, 2]) expect(far(consistentAt(t).value, truth(t + 0.3), trials)).toBe(true);
  });

  test('the slowest of three exponentials', () => {
    const { writeLatency } = wars({ ...base, w: 3, trials: 100_000 });
    // P(max <= x) = (1 - exp(-x))^3 = 0.9 at x = 3.366.
    expect(Math.abs(writeLatency(0.9).value - 3.366)).toBeLessThan(0.06);
    expect(Math.abs(wars({ ...base, w: 2 }).writeLatency(0.9).value - 3.366)).toBeGreaterThan(0.5);
  });

  test('delays that do not vary', () => {
    const legs = { write: constant(5), ack: constant(1), read: constant(2), response: constant(3) };
    const fixed = wars({ ...base, ...legs, trials: 100 });
    const { readLatency, writeLatency, visibility } = fixed;
    expect([readLatency(0.5), writeLatency(0.5), visibility(0.5)].map(({ value }) => value)).toEqual([
      5, 6, 0,
    ]);
    // §5.6: beside one replica, the others 75 away. With R = 2 somebody is asked who is away.
    const wan = wars({ ...base, ...legs, r: 2, w: 2, remote: 75, trials: 100 });
    expect([wan.readLatency(0.5), wan.writeLatency(0.5)].map(({ value }) => value)).toEqual([155, 156]);
  });
});

// 100 experiments of 95 % intervals each: of figures that closed forms know, fewer than 88 covered is one in 1000.
test('intervals hold the truth as often as they say', () => {
  let [shares, times, shifted] = [0, 0, 0];
  for (let seed = 1; seed <= 100; seed++) {
    const { consistentAt, writeLatency } = wars({ ...base, trials: 2000, seed: String(seed), w: 3 });
    const first = wars({ ...base, trials: 2000, seed: String(seed) }).consistentAt(1);
    const holds = ({ interval }: Drawn, truth: number) =>
      interval !== undefined && interval.low <= truth && truth <= interval.high;
    if (holds(first, 1 - (2 / 3) * exp(-1))) shares += 1;
    if (holds(writeLatency(0.9), 3.3665)) times += 1;
    if (holds(writeLatency(0.9), 1.15 * 3.3665)) shifted += 1;
    expect(consistentAt(0).interval?.high).toBe(1);
  }
  expect(Math.min(shares, times)).toBeGreaterThanOrEqual(88);
  expect(shifted).toBeLessThan(30);
});

test('quorums that meet see every write at once, and others do not', () => {
  const legs = { ack: exponential(1), read: exponential(1), response: exponential(1), trials: 5000 };
  for (const [r, w] of [
    [1, 3],
    [2, 2],
    [3, 1],
  ] as const)
    expect(wars({ ...base, ...legs, r, w }).visibility(1).value).toBe(0);
  for (const [r, w] of [
    [1, 1],
    [1, 2],
    [2, 1],
  ] as const)
    expect(wars({ ...base, ...legs, r, w }).consistentAt(0).value).toBeLessThan(0.98);
});

test('larger quorums wait longer and see more; the same seed gives the same', () => {
  const legs = { ...base, ack: exponential(1), read: exponential(1), response: exponential(1), trials: 5000 };
  const of = (r: number, w: number) => wars({ ...legs, r, w });
  expect(of(2, 1).readLatency(0.99).value).toBeGreaterThan(of(1, 1).readLatency(0.99).value);
  expect(of(1, 2).writeLatency(0.99).value).toBeGreaterThan(of(1, 1).writeLatency(0.99).value);
  expect(of(1, 2).consistentAt(0).value).toBeGreaterThan(of(1, 1).consistentAt(0).value);
  expect(of(1, 1).consistentAt(1)).toEqual(of(1, 1).consistentAt(1));
  expect(wars({ ...legs, seed: '2' }).consistentAt(1)).not.toEqual(of(1, 1).consistentAt(1));
});

// The table of fits is read where it lies, beside the repository; where it is not, there is nothing to test.
const TABLE = new URL('../../../../shared/conformance/distributions_table3.csv', import.meta.url);
test.skipIf(!existsSync(TABLE))('the scenarios have the delays of the table', () => {
  const [, ...rows] = readFileSync(TABLE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const scenario = readFileSync(
    new URL('../../../scenarios/replication/quorum-price.yaml', import.meta.url),
    'utf8',
  );
  for (const [leg, name] of [
    ['W', 'writeDelay'],
    ['A=R=S', 'readDelay'],
  ] as const) {
    const [, , share, xm, alpha, , lambda] = rows.find((row) => row[0] === 'LNKD-DISK' && row[1] === leg)!;
    const written = new RegExp(
      `${name}: mixture\\(([\\d.]+)% pareto\\(min=([\\d.]+)ms, shape=([\\d.]+)\\), .* exponential\\(([\\d.]+)ms\\)`,
    );
    const [, p, minimum, shape, mean] = written.exec(scenario)!.map(Number);
    expect(p! / 100).toBeCloseTo(Number(share), 6);
    expect([minimum, shape]).toEqual([Number(xm), Number(alpha)]);
    expect(mean! * Number(lambda)).toBeCloseTo(1, 3);
  }
});
