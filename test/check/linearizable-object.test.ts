import { expect, test } from 'vitest';
import { linearizableObject } from '../../src/check/linearizable-object.js';
import type { Operation } from '../../src/observe/history.js';

const operation = (f: string, parts: Partial<Operation>): Operation => ({
  id: 0,
  process: 0,
  f,
  key: 'x',
  input: null,
  output: null,
  outcome: 'ok',
  start: 0,
  end: 1,
  invokedAt: 0,
  completedAt: 1,
  ...parts,
});

test('judges by the object’s name', () => {
  const read = operation('read', { output: 7 });
  expect(linearizableObject([operation('read', {})], 'cas-register').verdict).toBe('valid');
  expect(linearizableObject([read], 'cas-register').verdict).toBe('invalid');
});

test('an operation that the object does not have accuses nobody', () => {
  const outcome = linearizableObject([operation('checkout', {})], 'cas-register');
  expect(outcome).toMatchObject({ verdict: 'unknown', judged: 0 });
  expect(outcome.explanation).toMatch(/no operation checkout, only .*read, write, cas$/);
});

test('operations of another object say which', () => {
  const lock = [operation('acquire', {}), operation('release', { id: 1, start: 2, end: 3 })];
  expect(linearizableObject(lock, 'cas-register').explanation).toMatch(
    /no operation acquire, .*; clients say which it is: object: mutex$/,
  );
});

test('an object that does not exist is unknown', () => {
  expect(linearizableObject([], 'registre').verdict).toBe('unknown');
});
