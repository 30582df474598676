/** Printing: whatever a scenario holds, the printed file reads back as the same scenario. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { printScenario } from '../../src/scenario/print.js';
import { base, parsed, scenarios } from './arbitrary.js';
import { models } from './models.js';

test('the example survives printing', () => {
  expect(parsed(printScenario(base, models))).toStrictEqual(base);
});

test('any scenario survives printing', () => {
  fc.assert(
    fc.property(scenarios, (one) => {
      const text = printScenario(one, models);
      expect(parsed(text)).toEqual(one);
    }),
    { numRuns: 80, seed: 20 },
  );
});

test('control: a printed file with one value changed is another scenario', () => {
  const text = printScenario(base, models).replace('300ms', '301ms');
  expect(parsed(text)).not.toEqual(base);
});
