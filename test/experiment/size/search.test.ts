/** The search for a size, against responses whose answer is known. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contradiction,
  type Found,
  type Goal,
  type Range,
  searchSize,
  type Told,
} from '../../../src/experiment/size/search.js';

const whole = (from: number, to: number, open = false): Range => ({
  from,
  to,
  whole: true,
  precision: 0.01,
  open,
});
const quantity = (from: number, to: number, open = false): Range => ({
  ...whole(from, to, open),
  whole: false,
});

interface Searched extends Found {
  readonly tried: readonly { readonly number: number; readonly verdict: Told }[];
}

function search(
  range: Range,
  judge: (value: number) => Told,
  goal?: Goal,
  byDefault: Goal = 'smallest',
): Searched {
  const tried: { number: number; verdict: Told }[] = [];
  const steps = searchSize(range, goal, byDefault);
  for (let step = steps.next(); ; ) {
    if (step.done) return { ...step.value, tried };
    expect(tried.map(({ number }) => number)).not.toContain(step.value); // nothing is judged twice
    const verdict = judge(step.value);
    tried.push({ number: step.value, verdict });
    step = steps.next(verdict);
  }
}

const from =
  (least: number) =>
  (value: number): Told =>
    value >= least ? 'meets' : 'fails';
const upTo =
  (most: number) =>
  (value: number): Told =>
    value <= most ? 'meets' : 'fails';

test('whole numbers: exactly the smallest or largest, and its neighbour', () => {
  const ends = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 51, max: 3000 }));
  fc.assert(
    fc.property(
      ends,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      ([low, high], share, open) => {
        const turn = low + 1 + Math.floor(share * (high - low - 1)); // first that meets, or first that does not
        const least = search(whole(low, high, open), from(turn));
        expect(least).toMatchObject({ goal: 'smallest', answer: turn, nextCheaper: turn - 1 });
        const most = search(whole(low, high, open), upTo(turn - 1));
        expect(most).toMatchObject({ goal: 'largest', answer: turn - 1, nextCheaper: turn });
        expect(least.tried.length).toBeLessThan(26);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test('quantities: within the precision', () => {
  fc.assert(
    fc.property(fc.double({ min: 1.1, max: 990, noNaN: true }), fc.boolean(), (turn, open) => {
      const { goal, answer, nextCheaper } = search(quantity(1, 1000, open), upTo(turn));
      expect(goal).toBe('largest');
      expect(answer!).toBeLessThanOrEqual(turn);
      expect(nextCheaper!).toBeGreaterThan(turn);
      expect(nextCheaper! / answer! - 1).toBeLessThanOrEqual(0.0102);
      expect(String(answer).replace('.', '').length).toBeLessThanOrEqual(5); // a number that can be read
    }),
    { seed: 1, numRuns: 300 },
  );
});

describe('the ends', () => {
  test('nothing meets', () => {
    for (const goal of [undefined, 'smallest', 'largest'] as const)
      expect(search(whole(1, 100), () => 'fails', goal)).toMatchObject({ answer: null, nextCheaper: null });
    expect(search(quantity(1, 100, true), () => 'fails', 'largest').tried.length).toBe(1); // no need to climb
  });

  test('everything meets: the default says which end is wanted', () => {
    expect(search(whole(1, 100), () => 'meets')).toMatchObject({ goal: 'smallest', answer: 1 });
    expect(search(whole(1, 100), () => 'meets', undefined, 'largest')).toMatchObject({ answer: 100 });
    expect(search(whole(1, 100), () => 'meets').nextCheaper).toBe(null);
  });

  test('a goal that was given is kept', () => {
    expect(search(whole(1, 100), from(7), 'largest')).toMatchObject({ goal: 'largest', answer: 100 });
    expect(search(whole(1, 100), upTo(7), 'smallest')).toMatchObject({ goal: 'smallest', answer: 1 });
  });
});

describe('undecided values', () => {
  const fog =
    (low: number, high: number) =>
    (value: number): Told =>
      value < low ? 'fails' : value >= high ? 'meets' : 'undecided';

  test('count as not meeting, so that the answer is sure', () => {
    expect(search(whole(1, 1000), fog(40, 43))).toMatchObject({ answer: 43, nextCheaper: 42 });
  });

  test('at the lower end do not turn the search around', () => {
    const judge = (value: number): Told => (value < 5 ? 'undecided' : value <= 70 ? 'meets' : 'fails');
    expect(search(quantity(2, 2048, true), judge, undefined, 'largest')).toMatchObject({ goal: 'largest' });
    const { answer } = search(quantity(2, 2048, true), judge, undefined, 'largest');
    expect(answer! > 69 && answer! <= 70).toBe(true);
  });

  test('everywhere: there is no answer', () => {
    expect(search(whole(1, 100), () => 'undecided')).toMatchObject({ answer: null });
    expect(search(whole(1, 100), () => 'undecided', 'largest')).toMatchObject({ answer: null });
  });
});

describe('responses that are not monotone', () => {
  test('are noticed where a cheaper value meets and a dearer one fails', () => {
    const hump =
      (low: number, high: number) =>
      (value: number): Told =>
        value < low || (value > high && value < 2000) ? 'fails' : 'meets';
    const wide = search(whole(1, 4096), hump(10, 60));
    expect(wide.answer).toBe(2000); // above it everything that was tried meets
    expect(contradiction('smallest', wide.tried)).toEqual({ meets: 45, fails: 64 });
    const narrow = search(whole(1, 4096), hump(12, 14));
    expect(contradiction('smallest', narrow.tried)).toBe(undefined); // which nobody looked at
  });

  test('and monotone ones never are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.boolean(), (turn, open) => {
        expect(contradiction('smallest', search(whole(1, 4096, open), from(turn)).tried)).toBe(undefined);
        expect(contradiction('largest', search(whole(1, 4096, open), upTo(turn)).tried)).toBe(undefined);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
