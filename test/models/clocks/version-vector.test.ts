/** Version vectors: what is superseded goes, what is in conflict stays, whatever the order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ORIGIN } from '../../../models/clocks/vector.js';
import {
  descends,
  maximal,
  pastOf,
  successor,
  type Versioned,
} from '../../../models/clocks/version-vector.js';

/** Writes at three nodes, each having seen some of those before. */
const writes = fc.array(fc.tuple(fc.nat(2), fc.nat(255)), { minLength: 1, maxLength: 8 }).map((script) => {
  const made: Versioned[] = [];
  script.forEach(([node, mask], i) => {
    const seen = made.filter((_, j) => (mask >> j) % 2 === 1);
    made.push({ past: successor(seen, node, i + 1) });
  });
  return made;
});

test('a write descends from what its writer had seen', () => {
  const a = { past: successor([], 0, 1) };
  const b = { past: successor([], 1, 1) };
  const both = { past: successor([a, b], 1, 2) };
  expect([descends(both, a), descends(both, b), descends(a, both)]).toEqual([true, true, false]);
  expect([descends(a, b), descends(b, a)]).toEqual([false, false]);
  expect(maximal([a, b])).toEqual([a, b]);
  expect(maximal([a, both, b])).toEqual([both]);
  expect(pastOf([])).toEqual(ORIGIN);
});

test('what is left is the same in any order, covers everything, and is in conflict with itself', () => {
  fc.assert(
    fc.property(writes, (all) => {
      const left = maximal(all);
      expect(new Set(maximal([...all].reverse()))).toEqual(new Set(left));
      expect(maximal([...left, ...all]).length).toBe(left.length);
      for (const each of all) expect(left.some((kept) => descends(kept, each))).toBe(true);
      for (const a of left) for (const b of left) expect(a === b || !descends(a, b)).toBe(true);
    }),
    { seed: 1, numRuns: 200 },
  );
});
