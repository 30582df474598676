/** Named streams: pinned, independent of one another, uniform, and of the generator's own making only. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createStreams, type Stream } from '../../src/kernel/random.js';
import { chiSquare } from './goodness.js';

const take = (stream: Stream, n: number): number[] => Array.from({ length: n }, () => stream());

test('a stream asked again goes on where it stands', () => {
  const [a, b] = [createStreams('s'), createStreams('s')];
  const expected = take(a.named('x'), 4);
  expect([...take(b.named('x'), 2), ...take(b.named('x'), 2)]).toEqual(expected);
  expect(b.named('x')).toBe(b.named('x'));
});

describe('independence', () => {
  const names = fc.uniqueArray(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 8 });

  test("naming and drawing from other streams never moves a stream's draws", () => {
    fc.assert(
      fc.property(fc.string(), names, fc.array(fc.nat(7), { maxLength: 60 }), (seed, names, turns) => {
        const together = createStreams(seed);
        const drawn = new Map<string, number[]>(names.map((name) => [name, []]));
        for (const turn of turns) {
          const name = names[turn % names.length]!;
          drawn.get(name)!.push(together.named(name)());
        }
        for (const [name, values] of drawn) {
          expect(take(createStreams(seed).named(name), values.length)).toEqual(values);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('negative control: with one generator behind all names the draws do move', () => {
    const shared = createStreams('s').named('only');
    const alone = take(createStreams('s').named('only'), 3);
    shared(); // another component draws first
    expect(take(shared, 3)).not.toEqual(alone);
  });

  test('seed and purpose can not trade characters', () => {
    const joins = [
      ['a', 'b/c'],
      ['a/b', 'c'],
      ['a/b/c', ''],
      ['', 'a/b/c'],
      ['1:a', 'b'],
      ['1', ':a/b'],
    ] as const;
    const firsts = joins.map(([seed, purpose]) => createStreams(seed).named(purpose)());
    expect(new Set(firsts).size).toBe(joins.length);
  });
});

describe('quality, at level 0.001 with fixed seeds', () => {
  const COUNT = 20_000;
  const names = Array.from({ length: COUNT }, (_, i) => `net/n${i % 100}->n${Math.floor(i / 100)}`);
  const cell = (u: number): number => Math.floor(u * 100);

  test.each([0, 1, 2, 3, 4])('draw %i of streams with similar names is uniform', (draw) => {
    const streams = createStreams('similar names');
    const counts = new Array<number>(100).fill(0);
    for (const name of names) counts[cell(take(streams.named(name), draw + 1)[draw]!)]!++;
    expect(chiSquare(counts, new Array<number>(100).fill(0.01))).toBeGreaterThan(0.001);
  });

  test('first draws of streams with neighbouring names, and of neighbouring seeds, do not correlate', () => {
    const streams = createStreams('pairs');
    const byName = names.map((_, i) => streams.named(`node/${i}`)());
    const bySeed = names.map((_, i) => createStreams(`${i}`).named('node')());
    for (const values of [byName, bySeed]) {
      const counts = new Array<number>(100).fill(0);
      for (let i = 0; i + 1 < COUNT; i += 2) {
        counts[Math.floor(values[i]! * 10) * 10 + Math.floor(values[i + 1]! * 10)]!++;
      }
      expect(chiSquare(counts, new Array<number>(100).fill(0.01))).toBeGreaterThan(0.001);
    }
  });

  test('negative control: the same tests reject uniforms that are slightly squeezed', () => {
    const stream = createStreams('squeezed').named('x');
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < COUNT; i++) counts[cell(stream() ** 1.05)]!++;
    expect(chiSquare(counts, new Array<number>(100).fill(0.01))).toBeLessThan(0.001);
  });
});

test('draws are multiples of 2^-53 in [0, 1)', () => {
  for (const u of take(createStreams('grid').named('x'), 10_000)) {
    expect(u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53)).toBe(true);
  }
});

test('no draw comes from Math.random', () => {
  const spy = vi.spyOn(Math, 'random').mockImplementation(() => {
    throw new Error('Math.random was called');
  });
  try {
    take(createStreams('s').named('x'), 100);
    expect(spy).not.toHaveBeenCalled();
  } finally {
    spy.mockRestore();
  }
});
