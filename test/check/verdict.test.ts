import { expect, it } from 'vitest';
import { allOf, anyOf } from '../../src/check/verdict.ts';

it('all: invalid decides, then unknown', () => {
  expect(allOf([])).toBe('valid');
  expect(allOf(['valid', 'unknown'])).toBe('unknown');
  expect(allOf(['unknown', 'invalid', 'valid'])).toBe('invalid');
});

it('any: valid decides, then unknown', () => {
  expect(anyOf([])).toBe('invalid');
  expect(anyOf(['invalid', 'unknown'])).toBe('unknown');
  expect(anyOf(['unknown', 'invalid', 'valid'])).toBe('valid');
});
