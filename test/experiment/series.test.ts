/** Runs that are begun ahead and end in any order, and those of them that count. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FinishedRun } from '../../src/experiment/run-one.js';
import { createSeries } from '../../src/experiment/series.js';
import { seedsOf } from '../../src/experiment/simulate.js';

const finished = (seed: string) => ({ kind: 'finished', seed }) as FinishedRun;

/** Begins up to `ahead` runs and ends one of them, chosen by `choices`, until there is nothing left. */
function play(total: number, enough: number, ahead: number, choices: readonly number[]) {
  const taken: string[] = [];
  const series = createSeries(seedsOf('1', total), ({ seed }) => {
    taken.push(seed);
    return taken.length >= enough;
  });
  const underWay: string[] = [];
  let begun = 0;
  for (let turn = 0; ; turn++) {
    while (underWay.length < ahead) {
      const seed = series.next();
      if (seed === undefined) break;
      underWay.push(seed);
      begun += 1;
    }
    if (underWay.length === 0) break;
    const [seed] = underWay.splice(choices[turn % choices.length]! % underWay.length, 1);
    series.add(finished(seed!));
  }
  return { taken, begun, over: series.over, counted: series.counted };
}

test('what counts is the same whoever ends first, and is in seed order', () => {
  const cases = [
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 8 }),
    fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }),
  ] as const;
  fc.assert(
    fc.property(...cases, (total, enough, ahead, choices) => {
      const { taken, begun, over, counted } = play(total, enough, ahead, choices);
      expect(taken).toEqual(seedsOf('1', Math.min(total, enough)));
      expect(taken).toEqual(play(total, enough, 1, [0]).taken);
      expect({ over, counted }).toEqual({ over: true, counted: taken.length });
      if (ahead === 1) expect(begun).toBe(taken.length); // nothing is thrown away
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('without an order the same choices would count other runs', () => {
  // The control: taking outcomes as they end depends on who ends first.
  const unordered = (choices: readonly number[]) => {
    const underWay = [...seedsOf('1', 4)];
    return choices.map((choice) => underWay.splice(choice % underWay.length, 1)[0]);
  };
  expect(unordered([2, 0])).not.toEqual(unordered([0, 0]));
});

test('a run that was never begun is not taken', () => {
  const series = createSeries(['1', '2'], () => false);
  expect(() => series.add(finished('2'))).toThrow('was begun');
  expect(series.next()).toBe('1');
  series.add(finished('1'));
  expect(() => series.add(finished('1'))).toThrow('was begun');
});
