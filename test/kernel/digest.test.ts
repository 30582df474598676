/** The digest: a function of what happened and of its order, and of every part of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combineDigests, createDigest, type Digest } from '../../src/kernel/digest.js';
import type { Json } from '../../src/kernel/json.js';

const of = (mix: (digest: Digest) => void): string => {
  const digest = createDigest();
  mix(digest);
  return digest.hex();
};

type Event = readonly [at: number, what: number, a: number, b: number];
const event = fc.tuple(fc.maxSafeNat(), fc.nat(50), fc.nat(10_000), fc.nat(10_000));
const ofEvents = (events: readonly Event[]) =>
  of((digest) => {
    for (const e of events) digest.event(...e);
  });

describe('events', () => {
  test('the same events, the same digest; hex does not disturb it', () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const watched = of((digest) => {
          for (const e of events) {
            digest.event(...e);
            digest.hex();
          }
        });
        expect(watched).toBe(ofEvents(events));
        expect(watched).toMatch(/^[0-9a-f]{16}$/);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('any change of any part of any event shows', () => {
    const change = fc.record({
      events: fc.array(event, { minLength: 1, maxLength: 20 }),
      which: fc.nat(),
      part: fc.nat(3),
      by: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(change, ({ events, which, part, by }) => {
        const changed = events.map((e) => e.slice() as [number, number, number, number]);
        const target = changed[which % events.length]!;
        target[part] = target[part]! >= by ? target[part]! - by : target[part]! + by;
        expect(ofEvents(changed)).not.toBe(ofEvents(events));
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  test('so does their order, their number, and an exchange between nodes', () => {
    const a: Event = [1, 2, 3, 4];
    const b: Event = [1, 2, 4, 3];
    const all = [[], [a], [b], [a, b], [b, a], [a, a], [a, a, b]].map(ofEvents);
    expect(new Set(all).size).toBe(all.length);
  });

  test('instants that differ only beyond 32 bits differ', () => {
    expect(ofEvents([[1, 0, 0, 0]])).not.toBe(ofEvents([[1 + 2 ** 32, 0, 0, 0]]));
  });

  test('half of the bits change with any one of two hundred events', () => {
    // Level 1e-3: 64 * 200 = 12,800 bits flip with chance 1/2; 3.29 standard deviations are 186.
    const base = Array.from({ length: 200 }, (_, i): Event => [i * 1000, i % 5, i % 7, i % 11]);
    let flips = 0;
    for (let i = 0; i < 200; i++) {
      const other = base.map((e, j): Event => (i === j ? [e[0] + 1, e[1], e[2], e[3]] : e));
      flips += bits(BigInt(`0x${ofEvents(base)}`) ^ BigInt(`0x${ofEvents(other)}`));
    }
    expect(Math.abs(flips - 6400)).toBeLessThan(186);
  });
});

describe('values', () => {
  test('JSON values have equal digests if and only if they print the same', () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    const digest = (value: Json) => of((d) => d.json(value));
    fc.assert(
      fc.property(json, json, (a, b) => {
        const alike = JSON.stringify(a) === JSON.stringify(b);
        // JSON prints -0 as 0; the digest tells them apart.
        fc.pre(!alike || !hasMinusZero(a) === !hasMinusZero(b));
        expect(digest(a) === digest(b)).toBe(alike);
        expect(digest(JSON.parse(JSON.stringify(a)) as Json) === digest(a)).toBe(!hasMinusZero(a));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('nesting is part of it', () => {
    const all = [
      [],
      [[]],
      [[], []],
      [1, [2]],
      [[1], 2],
      [1, 2],
      {},
      { a: 1 },
      { a: '1' },
      null,
      0,
      '',
      false,
    ];
    expect(new Set(all.map((value) => of((d) => d.json(value)))).size).toBe(all.length);
  });

  test('every NaN is the same NaN', () => {
    const odd = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)[0]!;
    expect(of((d) => d.number(odd))).toBe(of((d) => d.number(Number.NaN)));
  });
});

test('digests combine in order', () => {
  const [a, b] = [ofEvents([[1, 1, 1, 1]]), ofEvents([[2, 2, 2, 2]])] as const;
  expect(combineDigests([a, b])).toBe(combineDigests([a, b]));
  const all = [[], [a], [b], [a, b], [b, a], [a, a]].map(combineDigests);
  expect(new Set(all).size).toBe(all.length);
  expect(() => combineDigests(['no digest'])).toThrow('16 hex digits');
});

function bits(x: bigint): number {
  let count = 0;
  for (; x > 0n; x >>= 1n) count += Number(x & 1n);
  return count;
}

function hasMinusZero(value: Json): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasMinusZero);
  return Object.is(value, -0);
}
