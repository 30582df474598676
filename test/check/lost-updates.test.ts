import { describe, expect, test } from 'vitest';
import { heldAtEnd } from '../../src/check/lost-updates/held.js';
import { checkLostUpdates } from '../../src/check/lost-updates.js';
import type { Json } from '../../src/observe/history.js';
import type { ContentsRecord } from '../../src/observe/run-record.js';
import { atomicHistory, randomFrom } from './atomic.js';
import { atomicList } from './atomic-objects.js';
import { history } from './sessions/history.js';

const judge = (object: string, lines: readonly string[], held?: (value: Json) => boolean) =>
  checkLostUpdates(history(...lines), { object, ...(held && { held }) });
const contents = (...held: readonly (Json | undefined)[]): ContentsRecord => ({
  ...{ group: 'db', every: 1, askedAt: 0 },
  members: held.map((last, i) => ({
    ...{ node: `db/${i + 1}`, series: [], last, out: last === undefined ? 'down' : undefined },
  })),
});

describe('lost updates', () => {
  test.each<[string, string, readonly string[], 'valid' | 'invalid']>([
    ['two cas of one version', 'cas-register', ['A w x 1', 'A c x 1 2', 'B c x 1 3'], 'invalid'],
    ['one of them failed', 'cas-register', ['A w x 1', 'A c x 1 2', 'B c x 1 3 !'], 'valid'],
    ['one of them was never answered', 'cas-register', ['A w x 1', 'A c x 1 2', 'B c x 1 3 ?'], 'valid'],
    ['a chain of cas', 'cas-register', ['A w x 1', 'A c x 1 2', 'B c x 2 3'], 'valid'],
    ['the last write is gone', 'register', ['A w x 1', 'A w x 2', 'B r x 1'], 'invalid'],
    ['an earlier answer lacks it', 'register', ['A w x 1', 'B r x 1', 'A w x 2', 'B r x 2'], 'valid'],
    ['one answer has it', 'register', ['A w x 1', 'A w x 2', 'B r x 1', 'C r x 2'], 'valid'],
    ['it may have been overwritten', 'register', ['A w x 1', 'C w x 3 ?', 'A w x 2', 'B r x 3'], 'valid'],
    ['an element is gone', 'list-append', ['A a x 1', 'B a x 2', 'B r x [2]'], 'invalid'],
    ['all are there', 'list-append', ['A a x 1', 'B a x 2', 'B r x [1,2]'], 'valid'],
  ])('%s', (_, object, lines, verdict) => {
    expect(judge(object, lines).verdict).toBe(verdict);
  });

  test('what replicas hold counts more than what a read showed', () => {
    const lines = ['A w x 1', 'A w x 2', 'B r x 1'];
    expect(judge('register', lines, heldAtEnd(contents([['x', 2]], [['x', 1]]))).verdict).toBe('valid');
    const lost = judge('register', lines, heldAtEnd(contents([['x', 1]], { x: 1 })));
    expect(lost.failure?.explanation).toMatch(
      /^"write 2" of process A \(event 2\) on key "x", answered at event 3, is lost: nothing can have overwritten it/,
    );
    expect(lost.failure?.window.map(({ id }) => id)).toEqual([1]);
  });

  test('one that is down may hold it', () => {
    expect(heldAtEnd(contents([['x', 1]], undefined))).toBeUndefined();
    expect(heldAtEnd(undefined)).toBeUndefined();
  });

  test('what is linearizable loses nothing', () => {
    const shape = { clients: 4, operations: 40, infoPercent: 2, keys: 3 };
    for (let seed = 0; seed < 200; seed++) {
      const operations = atomicHistory(shape, randomFrom(seed), atomicList);
      expect({ seed, ...checkLostUpdates(operations, { object: 'list-append' }) }).toMatchObject({
        verdict: 'valid',
      });
    }
  });
});
