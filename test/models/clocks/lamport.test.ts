/** Lamport clocks: along every chain of cause and effect they grow, and all events are in one order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareStamps, tick, witness } from '../../../models/clocks/lamport.js';
import { eventsOf, happenedBefore, steps } from './happened.js';

const stampsWith = (receive: (time: number, seen: number) => number) => (script: ReturnType<typeof steps>) =>
  eventsOf(script, 0, { local: tick, receive });

/** Pairs where `a` happened before `b`, but is not stamped earlier. */
const broken = (stamped: ReturnType<ReturnType<typeof stampsWith>>) =>
  happenedBefore(stamped).filter(([a, b]) => stamped[a]!.clock >= stamped[b]!.clock);

// Lamport 1978, the clock condition: a -> b implies C(a) < C(b).
test('what happened before has a smaller time', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(99)), (draws) => {
      expect(broken(stampsWith(witness)(steps(draws)))).toEqual([]);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('a clock that does not look at what it receives breaks that', () => {
  const careless = (time: number) => time + 1;
  const runs = fc.sample(fc.infiniteStream(fc.nat(99)), { seed: 1, numRuns: 20 });
  expect(runs.some((draws) => broken(stampsWith(careless)(steps(draws))).length > 0)).toBe(true);
});

test('times that are equal are told apart by the node', () => {
  expect(compareStamps({ time: 3, node: 1 }, { time: 3, node: 2 })).toBeLessThan(0);
  expect(compareStamps({ time: 4, node: 1 }, { time: 3, node: 2 })).toBeGreaterThan(0);
  expect(compareStamps({ time: 3, node: 2 }, { time: 3, node: 2 })).toBe(0);
});
