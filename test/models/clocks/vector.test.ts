/** Vector clocks tell exactly what happened before what; joining is what a join must be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  advance,
  countOf,
  isAtLeast,
  join,
  ORIGIN,
  relation,
  type Vector,
  withCount,
} from '../../../models/clocks/vector.js';
import { eventsOf, happenedBefore, steps } from './happened.js';

const vectors: fc.Arbitrary<Vector> = fc
  .array(fc.nat(3), { minLength: 3, maxLength: 3 })
  .map((counts) => counts.flatMap((count, node) => (count === 0 ? [] : [[node, count] as const])));

const check = { seed: 1, numRuns: 200 };

// Mattern 1989, theorem 10: a happened before b exactly if V(a) < V(b).
test('they order exactly what is ordered', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(99)), (draws) => {
      const events = eventsOf(steps(draws), ORIGIN, {
        local: (clock, node) => advance(clock, node),
        receive: (clock, seen, node) => advance(join(clock, seen), node),
      });
      const ordered = new Set(happenedBefore(events).map(String));
      events.forEach((a, i) => {
        events.forEach((b, j) => {
          if (i === j) return;
          const told = relation(a.clock, b.clock) === 'before';
          expect(told).toBe(ordered.has(String([i, j])));
        });
      });
    }),
    { seed: 1, numRuns: 30 },
  );
});

test('without taking in what is received they do not', () => {
  const runs = fc.sample(fc.infiniteStream(fc.nat(99)), { seed: 1, numRuns: 20 });
  const wrong = runs.flatMap((draws) => {
    const events = eventsOf(steps(draws), ORIGIN, {
      local: (clock: Vector, node) => advance(clock, node),
      receive: (clock, _seen, node) => advance(clock, node),
    });
    return happenedBefore(events).filter(
      ([a, b]) => relation(events[a]!.clock, events[b]!.clock) !== 'before',
    );
  });
  expect(wrong.length).toBeGreaterThan(0);
});

test('the join is the least upper bound', () => {
  fc.assert(
    fc.property(vectors, vectors, vectors, (a, b, c) => {
      const both = join(a, b);
      expect(join(b, a)).toEqual(both);
      expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
      expect(join(a, a)).toEqual(a);
      expect(isAtLeast(both, a) && isAtLeast(both, b)).toBe(true);
      if (isAtLeast(c, a) && isAtLeast(c, b)) expect(isAtLeast(c, both)).toBe(true);
    }),
    check,
  );
});

test('relations are those of a partial order', () => {
  fc.assert(
    fc.property(vectors, vectors, (a, b) => {
      const mirrored = {
        before: 'after',
        after: 'before',
        equal: 'equal',
        concurrent: 'concurrent',
      } as const;
      expect(relation(b, a)).toBe(mirrored[relation(a, b)]);
      expect(relation(a, b) === 'equal').toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    check,
  );
  expect(relation([[0, 1]], [[1, 1]])).toBe('concurrent');
});

test('numbers are set and read, and none is kept for 0', () => {
  const vector = withCount(withCount(ORIGIN, 7, 2), 3, 1);
  expect(vector).toEqual([
    [3, 1],
    [7, 2],
  ]);
  expect([countOf(vector, 7), countOf(vector, 5)]).toEqual([2, 0]);
  expect(withCount(vector, 7, 0)).toEqual([[3, 1]]);
});
