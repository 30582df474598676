/** What is said of a history that is neither sequential nor causal; and that nothing hangs. */
import { describe, expect, test } from 'vitest';
import { checkCausal } from '../../src/check/causal.js';
import { checkSequential } from '../../src/check/sequential.js';
import { history } from './sessions/history.js';

const causal = (object: string, ...lines: readonly string[]) => checkCausal(history(...lines), { object });
const sequential = (object: string, ...lines: readonly string[]) =>
  checkSequential(history(...lines), { object });

describe('causal', () => {
  test('an answer without its cause', () => {
    const { failure } = causal('register', 'A w x 1', 'A w x 2', 'A w y 3', 'B r y 3', 'B r x 1');
    expect(failure?.explanation).toBe(
      '"read 1" of process B (event 8) on key "x", answered at event 9, shows 1, although 2, which came after that, ' +
        'is in its past. "write 1" of process A (event 0) on key "x" came before "write 2" of process A (event 2) on ' +
        'key "x"; "write 2" of process A (event 2) on key "x" came before "write 3" of process A (event 4) on key "y"; ' +
        '"read 3" of process B (event 6) on key "y" saw 3; "read 3" of process B (event 6) on key "y" came before ' +
        '"read 1" of process B (event 8) on key "x".',
    );
    expect(failure?.window.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
  });

  test.each<[string, string, readonly string[], RegExp]>([
    ['nobody wrote it', 'register', ['A r x 7'], /shows what nobody wrote/],
    ['effects before causes', 'register', ['A r x 1', 'A w y 2', 'B r y 2', 'B w x 1'], /round in a circle/],
    ['nothing, after its own write', 'register', ['A w x 1', 'A r x -'], /shows the first value, although 1/],
    ['a list lacks a cause', 'list-append', ['A a x 1', 'A a y 2', 'B r y [2]', 'B r x []'], /lacks 1/],
    ['a list out of order', 'list-append', ['A a x 1', 'A a x 2', 'B r x [2,1]'], /shows 2 before 1/],
    ['a list with one element twice', 'list-append', ['A a x 1', 'B r x [1,1]'], /shows 1 twice/],
  ])('%s', (_, object, lines, told) => {
    expect(causal(object, ...lines).failure?.explanation).toMatch(told);
  });

  test('writes that do not know of each other may be seen in any order', () => {
    const lines = ['A w x 1', 'B w x 2', 'C r x 1', 'C r x 2', 'D r x 2', 'D r x 1'];
    expect(causal('register', ...lines)).toEqual({ verdict: 'valid', judged: 4 });
    expect(sequential('register', ...lines).failure?.explanation).toMatch(/must be before/);
  });

  test('two operations of one session at once: no session', () => {
    const [one, two] = history('A w x 1', 'A w x 2');
    const overlapping = [{ ...one!, end: 9 }, two!];
    expect(checkCausal(overlapping, { object: 'register' }).verdict).toBe('unknown');
    expect(checkSequential(overlapping, { object: 'register' }).verdict).toBe('unknown');
  });
});

describe('sequential', () => {
  test('no order is found: how far the longest comes', () => {
    // Neither saw the other's write, of values that are written twice, so that only a search can tell.
    const lines = ['A w x 1', 'C w x 1', 'A r y -', 'B w y 1', 'C w y 1', 'B r x -'];
    expect(sequential('register', ...lines).failure?.explanation).toMatch(
      /^No single order of all operations, each session's own kept, explains every answer\. The longest explains \d of 6; after it .* would end null, which others are still to see/,
    );
  });

  test('each key has an order, and both together none', () => {
    const lines = ['A w x 1', 'A r y -', 'B w y 2', 'B r x -'];
    expect(sequential('register', ...lines).verdict).toBe('invalid');
    expect(sequential('register', ...lines.slice(0, 3)).verdict).toBe('valid');
  });

  test('real time does not count', () => {
    expect(sequential('register', 'A w x 1', 'B r x -').verdict).toBe('valid');
    expect(sequential('stack', 'B r x -').verdict).toBe('unknown');
  });

  test('beyond the budget it is unknown, and says how far it came', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `${'ABCDEFGH'[i % 8]} c x ${i % 3} ${(i * 7) % 3}`);
    const result = checkSequential(history('Z w x 0', ...lines, 'Y r x 9'), {
      object: 'cas-register',
      stepsMax: 300,
    });
    // What nobody wrote is seen at once; without it there is only the search.
    expect(result.verdict).toBe('invalid');
    const searched = checkSequential(history('Z w x 0', ...lines), { object: 'cas-register', stepsMax: 30 });
    expect(searched.verdict === 'unknown' ? searched.reason : searched.verdict).toMatch(
      /^the budget of 30 steps ran out: the longest order explains \d+ of 41 operations|valid/,
    );
  });
});
