/** What a terminal shows of a hunt: failures and how to see them again, then what was covered; nothing hidden. */
import { describe, expect, test } from 'vitest';
import { huntSummary } from '../../src/report/terminal-hunt.js';
import { cleanHunt, crowdedHunt, failingHunt, partialHunt, staleHunt } from './fixture-hunts.js';

const plain = { width: 80, color: false };
const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
/** Words that stand once in a golden file need not be looked for again. */
const golden = [
  ['invalid', failingHunt],
  ['valid', cleanHunt],
  ['unknown', partialHunt],
] as const;

describe('in 80 columns', () => {
  for (const [name, hunt] of golden) {
    test(`a hunt that is ${name} is as it was`, async () => {
      await expect(huntSummary(hunt(), plain)).toMatchFileSnapshot(`../golden/summary-hunt-${name}.txt`);
    });
  }
});

for (const [name, hunt] of [
  ...golden,
  ['crowded', crowdedHunt],
  ['stale', staleHunt],
  ['without conditions', () => cleanHunt({ conditions: [], faults: [] })],
] as const) {
  test(`${name}: keeps to the width, ends no line in blanks, says the same in colour`, () => {
    for (let width = 40; width <= 120; width += 8) {
      const text = huntSummary(hunt(), { width, color: false });
      for (const line of text.split('\n'))
        if (!/^(report|result|Hunt again: | {2}Replay: )/.test(line))
          expect(line.length, line).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/ \n|NaN|Infinity|undefined|null/);
      expect(text.endsWith('\n')).toBe(true);
      expect(huntSummary(hunt(), { width, color: true }).replace(escapes, '')).toBe(text);
    }
  });
}

test('green is said of what was run, and what says less than it seems to is a warning', () => {
  const text = huntSummary(cleanHunt(), plain);
  expect(text).toContain('1,000 seeds, 213,452 operations, no failure');
  expect(text).toContain('- never reached: db: a torn entry is found after a crash');
  expect(text).toContain('- faults that never hit anybody: disk');
  const short = cleanHunt({ seeds: { first: '1', done: 12, asked: 1000 } });
  expect(huntSummary(short, plain)).toContain('only 12 of 1,000 seeds were run');
});

test('a hunt without anything to warn of does not warn', () => {
  const calm = cleanHunt({ conditions: [], faults: [] });
  expect(huntSummary(calm, plain)).not.toContain('Warnings');
});

test('runs that could not be judged are named, never counted as sound', () => {
  const text = huntSummary(partialHunt(), plain);
  expect(text.startsWith('unknown')).toBe(true);
  expect(text).toContain(
    'part 2 of 4: 203 of 250 seeds, 43,201 operations, no failure, 2 runs\n         not judged',
  );
  expect(text).toContain('not judged: stopped: 2,000,000 events before the end (seeds 6, 10)');
});

test('a past failure that is back is not a new one', () => {
  const text = huntSummary(staleHunt(), plain);
  expect(text).toContain('0 seeds, 0 operations, no new failure, 1 past failure back');
  expect(text).toContain('1 past failure run first, 1 not valid');
});

test('what could not be made smaller in time says so', () => {
  const [lost] = failingHunt().failures;
  const shown = (tried: number, finished: boolean) =>
    huntSummary(
      failingHunt({ failures: [{ ...lost!, minimal: { ...lost!.minimal!, tried, finished, faults: [] } }] }),
      plain,
    ).replace(/\s+/g, ' ');
  expect(shown(183, false)).toContain('in 183 runs; time was up, so that it may get smaller still');
  expect(shown(0, false)).toContain('as it was found, not made smaller');
});
