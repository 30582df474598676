import { expect, it } from 'vitest';
import { worst } from '../../src/check/verdict.js';

it('invalid decides, then unknown; of nothing at all: valid', () => {
  expect(worst([])).toBe('valid');
  expect(worst(['valid', 'unknown'])).toBe('unknown');
  expect(worst(['unknown', 'invalid', 'valid'])).toBe('invalid');
});
