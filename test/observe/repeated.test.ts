/** Faults that repeat are one, whether one line of the plan repeats or several lines say the same. */
import { expect, test } from 'vitest';
import { groupRepeated } from '../../src/observe/repeated.js';

const texts = (...list: string[]) => groupRepeated(list.map((text) => ({ text }))).map((group) => group.text);

test('occurrences that differ only in when they strike are one', () => {
  const groups = groupRepeated([
    { text: 'crash db/1 at 3s for 1s', n: 1 },
    { text: 'crash db/2 at 4s for 1s', n: 2 },
    { text: 'crash db/1 at 5s for 1s', n: 3 },
    { text: 'crash db/1 at 7s for 1s', n: 4 },
  ]);
  expect(groups.map(({ text }) => text)).toEqual([
    'crash db/1 for 1s, 3 times from 3s on',
    'crash db/2 at 4s for 1s',
  ]);
  expect(groups.map(({ occurrences }) => occurrences.map(({ n }) => n))).toEqual([[1, 3, 4], [2]]);
});

test('other targets, other lengths and other kinds are others: the negative control', () => {
  const different = [
    'crash db/1 at 3s for 1s',
    'crash db/1 at 3s for 2s',
    'crash db/1 at 3s',
    'pause db/1 at 3s for 1s',
    'crash leader(db) at 3s for 1s',
  ];
  expect(texts(...different)).toEqual(different);
});

test('faults without an end repeat too, and texts without an instant stay as they are', () => {
  expect(texts('restart db/1 at 3s', 'restart db/1 at 9s')).toEqual(['restart db/1, 2 times from 3s on']);
  expect(texts('partition: isolate(leader(db))')).toEqual(['partition: isolate(leader(db))']);
  expect(texts()).toEqual([]);
});
