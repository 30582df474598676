/** "Did you mean": distances as published examples have them, and restraint where nothing is near. */
import { expect, test } from 'vitest';
import { didYouMean, editDistance, nearest, oneOf } from '../../src/scenario/suggest.js';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  // The usual example of Wagner & Fischer's algorithm.
  ['kitten', 'sitting', 3],
  // One swap of neighbours counts once (Damerau 1964), where plain Levenshtein has two.
  ['partitoin', 'partition', 1],
  ['ca', 'abc', 3],
] as const)('from %s to %s: %d', (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
  expect(editDistance(b, a)).toBe(distance);
});

test('only near words are suggested, the first of equals', () => {
  expect(nearest('crahs', ['pause', 'crash'])).toBe('crash');
  expect(nearest('cat', ['bat', 'hat'])).toBe('bat');
  expect(nearest('CRASH', ['crash'])).toBe('crash');
  expect(nearest('whatever', ['duration', 'runs'])).toBeUndefined();
  expect(nearest('x'.repeat(1000), ['x'.repeat(999)])).toBeUndefined();
  expect(didYouMean('crahs', ['crash'])).toBe('did you mean crash?');
});

test('long lists are cut, and say so', () => {
  expect(oneOf([])).toBe('nothing');
  expect(oneOf(['a'])).toBe('a');
  expect(oneOf(['a', 'b', 'c'])).toBe('a, b or c');
  expect(oneOf(['a', 'b', 'c'], 2)).toBe('a, b or 1 more');
});
