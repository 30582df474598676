/** TrueTime with commit wait: stamps tell the true order, as long as clocks are as good as they say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commitStamp, commitWait, isFuture, isPast, trueTime } from '../../../models/clocks/true-time.js';

const UNCERTAINTY = 7;
const errors = fc.integer({ min: -UNCERTAINTY, max: UNCERTAINTY });

/** Two transactions, the second one begun when the first was done; returns their stamps. */
function stamps(first: number, second: number, gap: number, waits: boolean): readonly [number, number] {
  const now = 1000;
  const a = commitStamp(trueTime(now + first, UNCERTAINTY), 0);
  const done = now + (waits ? commitWait(trueTime(now + first, UNCERTAINTY), a) : 0);
  return [a, commitStamp(trueTime(done + gap + second, UNCERTAINTY), 0)];
}

// Corbett et al. 2012, §4.1.2, external consistency invariant.
test('whoever commits later has the later stamp', () => {
  fc.assert(
    fc.property(errors, errors, fc.nat(5), (a, b, gap) => {
      const [first, second] = stamps(a, b, gap, true);
      expect(second).toBeGreaterThan(first);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('without the wait, or with a clock worse than it says, that breaks', () => {
  expect(stamps(UNCERTAINTY, -UNCERTAINTY, 1, false)).toEqual([1014, 1001]);
  const [first, second] = stamps(3 * UNCERTAINTY, -UNCERTAINTY, 0, true);
  expect(second).toBeLessThan(first);
});

test('the wait is over when the stamp is past for certain, and not before', () => {
  const now = trueTime(500, UNCERTAINTY);
  const stamp = commitStamp(now, 0);
  const wait = commitWait(now, stamp);
  expect(wait).toBe(2 * UNCERTAINTY + 1);
  expect(isPast(trueTime(500 + wait, UNCERTAINTY), stamp)).toBe(true);
  expect(isPast(trueTime(500 + wait - 1, UNCERTAINTY), stamp)).toBe(false);
  expect([isFuture(now, 508), isFuture(now, 507)]).toEqual([true, false]);
});

test('stamps of one node grow even if its clock stands still', () => {
  expect(commitStamp(trueTime(500, UNCERTAINTY), 600)).toBe(601);
});
