/** Arrivals: rates and laws of each kind, exact where they are exact, and in step when a rate changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp, normalQuantile } from '../../src/kernel/math.js';
import { createStreams } from '../../src/kernel/random.js';
import type { Arrivals } from '../../src/scenario/scenario.js';
import { openLoop } from '../../src/workload/arrivals.js';
import { chiSquare, kolmogorovSmirnov } from '../kernel/goodness.js';

const S = 1_000_000_000;
const LEVEL = 1e-3;
type OpenLoop = Exclude<Arrivals, { kind: 'closed' }>;

function arrivals(spec: OpenLoop, until: number, from = 0, seed = '1'): number[] {
  const next = openLoop(spec, createStreams(seed).named('arrivals'));
  const all: number[] = [];
  for (let at = next(from); at !== undefined && at < until && all.length < 1e6; at = next(at)) all.push(at);
  return all;
}

/** Whether a Poisson count is within its two-sided normal interval around the mean. */
const isPoisson = (count: number, mean: number) =>
  Math.abs(count - mean) <= normalQuantile(1 - LEVEL / 2) * Math.sqrt(mean);

test('constant: evenly spaced, and no rounding error adds up', () => {
  const all = arrivals({ kind: 'constant', rate: 3 }, 1000 * S, 5 * S);
  expect(all.slice(0, 3)).toEqual([5 * S + 333_333_333, 5 * S + 666_666_667, 6 * S]);
  expect(all.at(-1)).toBe(5 * S + Math.round((2984 * S) / 3));
});

describe('poisson', () => {
  const all = arrivals({ kind: 'poisson', rate: 200 }, 50 * S);

  test('has its rate', () => {
    expect(isPoisson(all.length, 10_000)).toBe(true);
    expect(isPoisson(all.length, 10_500)).toBe(false);
  });

  test('has exponential gaps', () => {
    const gaps = all.map((at, i) => at - (all[i - 1] ?? 0));
    const law = (mean: number) => (x: number) => 1 - exp(-x / mean);
    expect(kolmogorovSmirnov(gaps, law(S / 200))).toBeGreaterThan(LEVEL);
    expect(kolmogorovSmirnov(gaps, law(S / 210))).toBeLessThan(LEVEL);
  });

  test('stays in step: at twice the rate the same arrivals come in half the time', () => {
    const twice = arrivals({ kind: 'poisson', rate: 400 }, 25 * S);
    expect(twice.length).toBe(all.length);
    twice.forEach((at, i) => {
      expect(Math.abs(2 * at - all[i]!)).toBeLessThan(2 * (i + 2)); // rounding to whole ns
    });
  });
});

describe('renewal', () => {
  const erlang = { kind: 'erlang', shape: 2, mean: 5_000_000 } as const;
  const all = arrivals({ kind: 'renewal', interarrival: erlang }, 30 * S);

  test('has gaps of its distribution, and of no other', () => {
    const gaps = all.map((at, i) => at - (all[i - 1] ?? 0));
    const mean = 5_000_000;
    expect(kolmogorovSmirnov(gaps, (x) => 1 - (1 + (2 * x) / mean) * exp((-2 * x) / mean))).toBeGreaterThan(
      LEVEL,
    );
    expect(kolmogorovSmirnov(gaps, (x) => 1 - exp(-x / mean))).toBeLessThan(LEVEL);
  });

  test('with exponential gaps is poisson, draw by draw', () => {
    const exponential = { kind: 'exponential', mean: S / 200 } as const;
    expect(arrivals({ kind: 'renewal', interarrival: exponential }, 5 * S)).toEqual(
      arrivals({ kind: 'poisson', rate: 200 }, 5 * S),
    );
  });
});

describe('batches', () => {
  const of = { kind: 'poisson', rate: 100 } as const;
  const sizesOf = (all: readonly number[]) => {
    const sizes = new Map<number, number>();
    for (const at of all) sizes.set(at, (sizes.get(at) ?? 0) + 1);
    return [...sizes.values()];
  };

  test('bring as many as they say at each instant', () => {
    const all = arrivals({ kind: 'batches', of, size: { kind: 'fixed', count: 3 } }, 20 * S);
    expect(new Set(sizesOf(all))).toEqual(new Set([3]));
    expect(isPoisson(all.length / 3, 2000)).toBe(true);
    expect(isPoisson(all.length, 2000)).toBe(false);
  });

  test('of geometric size have its law, and the instants of other sizes', () => {
    const geometric = (mean: number) =>
      arrivals({ kind: 'batches', of, size: { kind: 'geometric', mean } }, 50 * S);
    const sizes = sizesOf(geometric(3));
    const cells = [1, 2, 3, 4, 5].map((k) => sizes.filter((n) => (k < 5 ? n === k : n >= 5)).length);
    const law = (p: number) => [1, 2, 3, 4].map((k) => p * (1 - p) ** (k - 1));
    const rest = (p: readonly number[]) => [...p, 1 - p.reduce((a, b) => a + b, 0)];
    expect(chiSquare(cells, rest(law(1 / 3)))).toBeGreaterThan(LEVEL);
    expect(chiSquare(cells, rest(law(1 / 2.7)))).toBeLessThan(LEVEL);
    const fixed = arrivals({ kind: 'batches', of, size: { kind: 'fixed', count: 2 } }, 50 * S);
    expect(new Set(geometric(3))).toEqual(new Set(fixed));
    expect(sizesOf(geometric(1)).every((n) => n === 1)).toBe(true);
  });
});

describe('profile', () => {
  const points = [
    { at: 10 * S, rate: 100 },
    { at: 20 * S, rate: 300 },
    { at: 20 * S, rate: 50 }, // a step
    { at: 30 * S, rate: 0 },
    { at: 40 * S, rate: 200 },
  ];
  const between = (all: readonly number[], from: number, to: number) =>
    all.filter((at) => at >= from * S && at < to * S).length;
  const all = arrivals({ kind: 'profile', points }, 50 * S);

  test('follows the rate: constant, rising, a step, falling to nothing, rising, constant', () => {
    for (const [from, to, mean] of [
      [0, 10, 1000],
      [10, 15, 750],
      [15, 20, 1250],
      [20, 25, 187.5],
      [25, 30, 62.5],
      [30, 40, 1000],
      [40, 50, 2000],
    ] as const) {
      expect([from, isPoisson(between(all, from, to), mean)]).toEqual([from, true]);
      expect(isPoisson(between(all, from, to), mean * 1.6)).toBe(false);
    }
  });

  test('within a slope arrivals have its density', () => {
    const inSlope = arrivals(
      {
        kind: 'profile',
        points: [
          { at: 0, rate: 0 },
          { at: 100 * S, rate: 100 },
        ],
      },
      100 * S,
    );
    const share = (x: number) => (x / (100 * S)) * (x / (100 * S));
    expect(kolmogorovSmirnov(inSlope, share)).toBeGreaterThan(LEVEL);
    expect(kolmogorovSmirnov(inSlope, (x) => x / (100 * S))).toBeLessThan(LEVEL);
  });

  test('ends where the last rate is nothing', () => {
    const ends = arrivals(
      {
        kind: 'profile',
        points: [
          { at: 0, rate: 10 },
          { at: 10 * S, rate: 0 },
        ],
      },
      1e15,
    );
    expect(ends.length).toBeLessThan(100);
    expect(ends.at(-1)!).toBeLessThanOrEqual(10 * S);
  });

  test('never goes back nor to nowhere, whatever the profile, the beginning and the draw', () => {
    const point = fc.record({ at: fc.nat(50), rate: fc.oneof(fc.constant(0), fc.nat(1000)) });
    const profile = fc
      .array(point, { minLength: 1, maxLength: 6 })
      .map((p) => p.sort((a, b) => a.at - b.at).map(({ at, rate }) => ({ at: at * S, rate })));
    const draw = fc.constantFrom(0, 0.3, 0.999999);
    fc.assert(
      fc.property(profile, fc.nat(60), draw, (p, from, u) => {
        const next = openLoop({ kind: 'profile', points: p }, () => u);
        let at = from * S;
        for (let i = 0; i < 20; i++) {
          const then = next(at);
          if (then === undefined) return p.at(-1)!.rate === 0;
          expect(Number.isSafeInteger(then)).toBe(true);
          expect(then).toBeGreaterThanOrEqual(at);
          at = then;
        }
        return true;
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('with one rate is poisson with that rate, draw by draw', () => {
    const flat = arrivals({ kind: 'profile', points: [{ at: 0, rate: 200 }] }, 5 * S);
    expect(flat).toEqual(arrivals({ kind: 'poisson', rate: 200 }, 5 * S));
  });
});

test('a trace comes at its instants, in order, twice if it says so, and not before the beginning', () => {
  const spec = { kind: 'trace', at: [5, 3, 9, 5, 1] } as const;
  expect(arrivals(spec, 100, 2)).toEqual([3, 5, 5, 9]);
  expect(arrivals(spec, 100, 0)).toEqual([1, 3, 5, 5, 9]);
});

test('seconds of a poisson process have Poisson counts', () => {
  const all = arrivals({ kind: 'poisson', rate: 2 }, 2000 * S);
  const perSecond = Array<number>(2000).fill(0);
  for (const at of all) perSecond[Math.floor(at / S)]!++;
  const cells = [0, 1, 2, 3, 4, 5].map((k) => perSecond.filter((n) => (k < 5 ? n === k : n >= 5)).length);
  const p = [0, 1, 2, 3, 4].map((k) => (exp(-2) * [1, 2, 4, 8, 16][k]!) / [1, 1, 2, 6, 24][k]!);
  expect(chiSquare(cells, [...p, 1 - p.reduce((a, b) => a + b, 0)])).toBeGreaterThan(LEVEL);
});
