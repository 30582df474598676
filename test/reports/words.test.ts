/** Numbers, seeds and operations in words. */
import { expect, test } from 'vitest';
import {
  number,
  operationText,
  quantity,
  seconds,
  seedsText,
  short,
  shortNames,
  wrap,
} from '../../reports/words.js';
import type { OperationRow } from '../../src/observe/result.js';

test('numbers keep three digits and set thousands apart', () => {
  const cases: [number, string][] = [
    [0, '0'],
    [0.00123, '0.00123'],
    [0.5, '0.5'],
    [3.256, '3.26'],
    [41.26, '41.3'],
    [100, '100'],
    [10, '10'],
    [1234567.8, '1,234,568'],
    [-1500, '-1,500'],
    [2e15, '2.00e+15'],
  ];
  for (const [value, text] of cases) expect(number(value)).toBe(text);
});

test('ratios become percent, and only 1 becomes 100 %', () => {
  expect(quantity(0.9941, 'ratio')).toBe('99.41 %');
  expect(quantity(0.99999, 'ratio')).toBe('99.999 %');
  expect(quantity(1, 'ratio')).toBe('100 %');
  expect(quantity(null, 'ms')).toBe('–');
  expect(quantity(197.3, '1/s')).toBe('197 per s');
});

test('seconds have no more digits than they need', () => {
  expect(seconds(10)).toBe('10 s');
  expect(seconds(10.30004)).toBe('10.3 s');
  expect(seconds(10.30004, 6)).toBe('10.30004 s');
});

test('seeds in order become a range, others a list', () => {
  expect(seedsText(['7'])).toBe('seed 7');
  expect(seedsText(['1', '2', '3'])).toBe('seeds 1–3 (3 runs)');
  expect(seedsText(['1', '3'])).toBe('seeds 1, 3 (2 runs)');
  expect(seedsText(['a', 'b', 'c', 'd'])).toBe('seeds a, b, c, … (4 runs)');
  expect(seedsText([])).toBe('no runs');
});

test('lines wrap at words, and words that are too long are broken', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
  expect(wrap('', 10)).toEqual([]);
  expect(wrap('x'.repeat(50), 8).every((line) => line.length <= 8)).toBe(true);
});

test('cutting keeps the length', () => {
  expect(short('abcdef', 6)).toBe('abcdef');
  expect(short('abcdefg', 6)).toBe('abcde…');
});

test('names are cut in the middle, and stay apart', () => {
  expect(shortNames(['db/1', 'cache-of-the-billing-service/12'], 12)).toEqual(['db/1', 'cache-…ce/12']);
  const alike = ['first-xxxxxxxxxxxx-last', 'first-yyyyyyyyyyyy-last'];
  expect(shortNames(alike, 12)).toEqual(alike);
});

const base: OperationRow = {
  id: 0,
  client: 'app',
  process: 1,
  operation: 'read',
  key: 3,
  input: null,
  output: null,
  outcome: 'ok',
  from_s: 0,
  to_s: 1,
  latency_ms: 1,
  node: null,
  error: null,
  failing: false,
};

test('operations read like what was asked and told', () => {
  expect(operationText({ ...base, output: 471 })).toBe('read 3 → 471');
  expect(operationText(base)).toBe('read 3 → nil');
  expect(operationText({ ...base, operation: 'write', input: 5, output: 5 })).toBe('write 3 := 5');
  expect(operationText({ ...base, operation: 'cas', input: [1, 2], outcome: 'fail' })).toBe(
    'cas 3 := [1,2] → fail',
  );
  expect(operationText({ ...base, key: null, operation: 'write', input: 'x', outcome: 'info' })).toBe(
    'write x → info',
  );
});
