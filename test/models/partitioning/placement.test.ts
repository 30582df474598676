/**
 * Placement: balance, movement and lookups beside their closed forms, and a monitor that can fail.
 *
 * Means over 20 runs with fixed seeds, at 4 standard errors of the mean over runs: below 1e-4 each.
 */
import { describe, expect, test } from 'vitest';
import { ALGORITHMS, layoutOf, member } from '../../../models/partitioning/index.js';
import { looksOf } from '../../../models/partitioning/placement/looks.js';
import { CHANGES, type Figures, measure } from '../../../models/partitioning/placement/measure.js';
import { monitor } from '../../../models/partitioning/placement/monitor.js';
import {
  looksExpected,
  movedExpected,
  standardErrorExpected,
} from '../../../models/partitioning/placement/theory.js';
import { randomKeys } from './keys.js';

const RUNS = 20;
const KEYS = 4000;

const layout = (algorithm: string, members: number, run: number, points = 40) =>
  layoutOf(
    algorithm,
    Array.from({ length: members }, (_, i) => member(`run ${run} n${i}`)),
    { points },
  );

const runsOf = (algorithm: string, members: number, points?: number) =>
  Array.from({ length: RUNS }, (_, run) =>
    measure(
      layout(algorithm, members, run, points),
      randomKeys(KEYS, `placement ${run}`),
      run % members,
      'all',
    ),
  );

const squareOf = ({ balance }: Figures): number => balance!.standardError * balance!.standardError;

function apart(values: readonly number[], expected: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance =
    values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
  return Math.abs(mean - expected) / Math.sqrt(variance / values.length + 1e-12);
}

describe('closed forms', () => {
  // The mean square, for that is what the formula is of; its root is a little less on average.
  test.each(['ring', 'ketama', 'rendezvous', 'jump', 'modulo', 'anchor'])('balance of %s', (algorithm) => {
    const expected = standardErrorExpected(layout(algorithm, 10, 0), KEYS)!;
    const squares = runsOf(algorithm, 10).map(squareOf);
    expect(apart(squares, expected * expected)).toBeLessThan(4);
  });

  test('a ring of half as many points does not pass for it: the negative control', () => {
    const expected = standardErrorExpected(layout('ring', 10, 0), KEYS)!;
    const squares = runsOf('ring', 10, 10).map(squareOf);
    expect(apart(squares, expected * expected)).toBeGreaterThan(4);
  });

  const movers = ['ring', 'rendezvous', 'jump', 'anchor', 'modulo', 'multi-probe', 'cells', 'shuffle'];
  test.each(movers)('what %s moves', (algorithm) => {
    const runs = runsOf(algorithm, 7);
    for (const kind of CHANGES) {
      const moved = runs.flatMap(({ moves }) => moves?.[kind]?.moved ?? []);
      const expected = movedExpected(layout(algorithm, 7, 0), kind);
      if (moved.length === 0) continue;
      expect(apart(moved, expected!.moved)).toBeLessThan(4);
      // Modulo's is far from what the others move.
      if (algorithm === 'modulo') expect(apart(moved, expected!.least)).toBeGreaterThan(4);
    }
  });

  test('nobody moves less than the least possible, unless it is content with unfair shares, as ranges are', () => {
    const over = (algorithm: string, kind: (typeof CHANGES)[number]) => {
      const all = runsOf(algorithm, 7).map(({ moves }) => moves![kind]!.moved / moves![kind]!.least);
      return all.reduce((sum, each) => sum + each, 0) / all.length;
    };
    expect(over('maglev', 'leave')).toBeGreaterThan(1.01);
    expect(over('directory', 'join')).toBeGreaterThan(0.97);
    expect(over('range', 'join')).toBeLessThan(0.7);
  });

  test('who has no weights is not asked what moves when one counts twice', () => {
    const known = (algorithm: string) => runsOf(algorithm, 3)[0]!.moves!.double !== undefined;
    for (const algorithm of ['modulo', 'range', 'jump', 'anchor', 'multi-probe'])
      expect(known(algorithm)).toBe(false);
    for (const algorithm of ['ring', 'maglev', 'rendezvous', 'directory'])
      expect(known(algorithm)).toBe(true);
  });

  test.each([
    ['jump', 2],
    ['jump', 10],
    ['jump', 60],
    ['anchor', 2],
    ['anchor', 10],
    ['anchor', 60],
  ])('looks of %s with %i members', (algorithm, members) => {
    const looks = runsOf(algorithm, members).map((figures) => figures.looks!);
    const expected = looksExpected(layout(algorithm, members, 0))!;
    expect(apart(looks, expected)).toBeLessThan(4);
    expect(apart(looks, 1.1 * expected)).toBeGreaterThan(4);
  });
});

describe('a cache in front', () => {
  const busiest = (cached: number, keys: number) =>
    [1, 2, 3].map(
      (run) =>
        measure(layout('rendezvous', 100, run), randomKeys(keys, `cache ${run}`), 0, 'cache', cached)
          .busiest!,
    );
  test('one key that everybody asks for is one member’s, unless it is cached', () => {
    expect(busiest(0, 1)).toEqual([100, 100, 100]);
    expect(busiest(1, 1)).toEqual([0, 0, 0]);
  });
  // Fan et al. 2011: n log n entries; the negative control has a fifth of n.
  test('of n ln n entries keeps everybody near an even share, whatever is asked', () => {
    const worst = (cached: number) =>
      Math.max(...[21, 101, 461, 600, 1000, 2000, 5000].flatMap((keys) => busiest(cached, keys)));
    expect(worst(460)).toBeLessThan(1.6);
    expect(worst(20)).toBeGreaterThan(4);
  });
});

test('lookups cost what they are said to', () => {
  const key = randomKeys(1, 'one').at(0);
  const looks = (algorithm: string) => looksOf(layout(algorithm, 64, 0))?.(key);
  expect(looks('maglev')).toBe(1);
  expect(looks('modulo')).toBe(1);
  expect(looks('rendezvous')).toBe(64);
  expect(looks('range')).toBe(7);
  expect(looks('ring')).toBe(12); // 64 · 40 points lie between 2^11 and 2^12
  expect(looks('multi-probe')).toBe(21 * 7);
  expect(looks('anchor')).toBeGreaterThanOrEqual(1);
});

describe('the monitor', () => {
  const state = (algorithm: string, parts: Partial<Figures> = {}) => {
    const own = layout(algorithm, 5, 0);
    return { layout: own, figures: { ...measure(own, randomKeys(500, 'm'), 1, 'all'), ...parts } };
  };
  const judge = (algorithm: string, parts?: Partial<Figures>) => {
    const watch = monitor([0], () => 'keys');
    return watch.after(0, state(algorithm, parts), 0)?.rule;
  };
  const strayed = { moves: { join: { moved: 0.2, strayed: 0.01, least: 0.2 } } };
  test('has nothing to say of what is right', () => {
    for (const { name } of ALGORITHMS) expect([name, judge(name)]).toEqual([name, undefined]);
  });
  test('tells of keys that nobody owns, and of those that moved for nothing', () => {
    expect(judge('ring', { lost: 1 })).toBe('owned');
    expect(judge('ring', strayed)).toBe('moves-least');
    expect(judge('modulo', strayed)).toBeUndefined();
  });
});

test('what is not told is not measured', () => {
  const figures = (told: 'balance' | 'movement' | 'cost') =>
    Object.keys(measure(layout('ring', 5, 0), randomKeys(100, 'm'), 1, told));
  expect(figures('balance')).toEqual(['keys', 'lost', 'balance']);
  expect(figures('movement')).toEqual(['keys', 'lost', 'moves']);
  expect(figures('cost')).toEqual(['keys', 'lost', 'looks']);
});
