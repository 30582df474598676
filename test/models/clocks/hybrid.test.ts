/** Hybrid logical clocks: ordered like Lamport's, and never further from the time of day than the worst clock. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHybrid, type HybridStamp, stampEvent, stampReceipt } from '../../../models/clocks/hybrid.js';
import { eventsOf, happenedBefore, steps } from './happened.js';

const ZERO: HybridStamp = { time: 0, count: 0 };
/** Three clocks, up to 7 apart; the second one goes back once. */
const physical = (node: number, at: number) => 100 + at + [0, at > 12 ? -5 : 2, -3][node]!;

const stamped = (draws: { next(): IteratorResult<number> }) =>
  eventsOf(steps(draws), ZERO, {
    local: (clock, node, at) => stampEvent(clock, physical(node, at)),
    receive: (clock, seen, node, at) => stampReceipt(clock, seen, physical(node, at)),
  });
const histories = fc.infiniteStream(fc.nat(99));

// Kulkarni et al. 2014, theorem 1.
test('what happened before has a smaller stamp', () => {
  fc.assert(
    fc.property(histories, (draws) => {
      const events = stamped(draws);
      for (const [a, b] of happenedBefore(events))
        expect(compareHybrid(events[a]!.clock, events[b]!.clock)).toBeLessThan(0);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('the bare time of day does not give that', () => {
  const runs = fc.sample(histories, { seed: 1, numRuns: 20 });
  const wrong = runs.flatMap((draws) => {
    const events = stamped(draws);
    const time = (at: number) => physical(events[at]!.step.node, at);
    return happenedBefore(events).filter(([a, b]) => time(a) >= time(b));
  });
  expect(wrong.length).toBeGreaterThan(0);
});

// Theorems 2 and 3: at least one's own clock, and at most the furthest clock anywhere.
test('a stamp is between its node’s clock and the furthest one', () => {
  fc.assert(
    fc.property(histories, (draws) => {
      const events = stamped(draws);
      events.forEach(({ step, clock }, at) => {
        expect(clock.time).toBeGreaterThanOrEqual(physical(step.node, at));
        const sofar = events.slice(0, at + 1).map((each, i) => physical(each.step.node, i));
        expect(clock.time).toBeLessThanOrEqual(Math.max(...sofar));
        expect(clock.count).toBeLessThanOrEqual(at);
      });
    }),
    { seed: 1, numRuns: 100 },
  );
});

// Figure 5, case by case.
test('counts start again when time moves on', () => {
  expect(stampEvent({ time: 10, count: 4 }, 9)).toEqual({ time: 10, count: 5 });
  expect(stampEvent({ time: 10, count: 4 }, 11)).toEqual({ time: 11, count: 0 });
  expect(stampReceipt({ time: 10, count: 4 }, { time: 10, count: 7 }, 9)).toEqual({ time: 10, count: 8 });
  expect(stampReceipt({ time: 10, count: 4 }, { time: 12, count: 7 }, 9)).toEqual({ time: 12, count: 8 });
  expect(stampReceipt({ time: 13, count: 4 }, { time: 12, count: 7 }, 9)).toEqual({ time: 13, count: 5 });
  expect(stampReceipt({ time: 10, count: 4 }, { time: 12, count: 7 }, 14)).toEqual({ time: 14, count: 0 });
});
