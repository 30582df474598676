import { describe, expect, test } from 'vitest';
import { checkStaleness } from '../../src/check/consistency.js';
import { measureStaleness } from '../../src/check/staleness.js';
import type { Json, Operation } from '../../src/observe/history.js';
import { atomicHistory, randomFrom } from './atomic.js';
import { atomicList } from './atomic-objects.js';
import { history } from './sessions/history.js';
import { randomHistory } from './sessions/random.js';

const MS = 1e6;
const object = 'register';
/** The same with an event every millisecond. */
const timed = (...lines: readonly string[]): readonly Operation[] =>
  history(...lines).map((each) => ({
    ...each,
    invokedAt: each.start * MS,
    completedAt: each.end === Infinity ? undefined : each.end * MS,
  }));
const figures = (operations: readonly Operation[], order?: () => readonly Json[]) =>
  measureStaleness(operations, { object, ...(order && { order }) }).stale.map(({ read, time, versions }) => [
    read.id,
    time / MS,
    versions,
  ]);

describe('staleness', () => {
  test('counts from the first acknowledgement of what was missed, and every version since', () => {
    expect(figures(timed('A w x 1', 'A w x 2', 'A w x 3', 'B r x 1', 'B r x 3', 'B r x -'))).toEqual([
      [3, 6 - 3, 2],
      [5, 10 - 1, 3],
    ]);
  });

  test('what may have come before what was read does not count', () => {
    const operations = timed('A w x 1 ?', 'B w x 2', 'C r x 1');
    expect(figures(operations)).toEqual([]);
    // Once somebody saw it, what was written after that came later.
    expect(figures(timed('A w x 1 ?', 'B r x 1', 'B w x 2', 'C r x 1'))).toEqual([[3, 1, 1]]);
  });

  test('a known order counts, whatever the clock says', () => {
    const operations = timed('A w x 1', 'A w x 2', 'B r x 1', 'B r x 2');
    expect(figures(operations, () => [2, 1])).toEqual([[3, 6 - 1, 1]]);
    expect(figures(operations, () => [1, 2])).toEqual([[2, 4 - 3, 1]]);
  });

  test('lists show what they lack', () => {
    const operations = timed('A a x 1', 'A a x 2', 'B r x [1]', 'B r x []', 'B r x [1,2]');
    const { stale, judged } = measureStaleness(operations, { object: 'list-append' });
    expect(judged).toBe(3);
    expect(stale.map(({ read, versions }) => [read.id, versions])).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  test('the bound, in time and in versions', () => {
    const operations = timed('A w x 1', 'A w x 2', 'A w x 3', 'B r x 1 @n2');
    const verdict = (unit: 'time' | 'versions', limit: number, inclusive: boolean) =>
      checkStaleness(operations, { unit, limit, inclusive }, { object }).verdict;
    expect(verdict('versions', 2, true)).toBe('valid');
    expect(verdict('versions', 2, false)).toBe('invalid');
    expect(verdict('time', 3 * MS, true)).toBe('valid');
    expect(verdict('time', 3 * MS, false)).toBe('invalid');
    expect(
      checkStaleness(operations, { unit: 'versions', limit: 1, inclusive: true }, { object }),
    ).toMatchObject({
      observed: 'at most 3.00 ms and 2 versions behind; 100 % of 1 read stale',
      failure: {
        explanation:
          '"read 1" of process B (event 6) on key "x", answered by n2 at 0.007 s, is stale by 3.00 ms (2 versions): ' +
          '"write 2" of process A (event 2) on key "x", answered at 0.003 s, had been acknowledged before it was ' +
          'asked for, and comes after what it shows.',
      },
    });
  });

  test('without times nothing is said of time', () => {
    const operations = history('A w x 1', 'A w x 2', 'B r x 1');
    const judge = (unit: 'time' | 'versions') =>
      checkStaleness(operations, { unit, limit: 1, inclusive: false }, { object }).verdict;
    expect([judge('time'), judge('versions')]).toEqual(['unknown', 'invalid']);
  });
});

describe('against its definition', () => {
  /** Every write that must come after what was read, and that was acknowledged before. */
  function missedBy(read: Operation, operations: readonly Operation[]): number {
    const written = ({ f, input }: Operation) => (f === 'cas' ? (input as readonly Json[])[1] : input);
    const shown = (each: Operation) => (each.f === 'cas' ? (each.input as readonly Json[])[0] : each.output);
    const seen = shown(read);
    const own = operations.filter(({ key }) => key === read.key);
    const writer = own.find((each) => each.f !== 'read' && written(each) === seen);
    if (seen !== null && writer === undefined) return 0;
    const sightings = own.filter(
      (each) => each.outcome === 'ok' && each.f !== 'write' && shown(each) === seen && seen !== null,
    );
    const there = Math.min(writer?.end ?? -1, ...sightings.map(({ end }) => end));
    return own.filter(
      (each) => each.f !== 'read' && each.outcome === 'ok' && each.start > there && each.end < read.start,
    ).length;
  }

  test('registers', () => {
    let stale = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const operations = randomHistory(randomFrom(seed), false);
      const found = new Map(
        measureStaleness(operations, { object: 'cas-register' }).stale.map(({ read, versions }) => [
          read.id,
          versions,
        ]),
      );
      for (const each of operations) {
        if (each.outcome !== 'ok' || each.f === 'write') continue;
        const versions = missedBy(each, operations);
        expect({ seed, id: each.id, versions: found.get(each.id) ?? 0 }).toEqual({
          seed,
          id: each.id,
          versions,
        });
        if (versions > 0) stale++;
      }
    }
    expect(stale).toBeGreaterThan(200);
  });

  test('what is linearizable is never stale', () => {
    const shape = { clients: 4, operations: 60, infoPercent: 10, keys: 2 };
    for (let seed = 0; seed < 100; seed++) {
      const operations = atomicHistory(shape, randomFrom(seed), atomicList);
      const { stale, judged } = measureStaleness(operations, { object: 'list-append' });
      expect({ seed, stale }).toEqual({ seed, stale: [] });
      expect(judged).toBeGreaterThan(0);
    }
  });
});
