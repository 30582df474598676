/** Histories of transactions as text: both formats, what is told of mistakes, and that nothing throws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elleJson } from '../../../src/check/transactions/elle-json.js';
import {
  checkTransactionHistory,
  isOfTransactions,
  readHistory,
} from '../../../src/check/transactions/from-text.js';
import type { TransactionModel } from '../../../src/check/transactions.js';
import { describeProblem } from '../../../src/observe/problem.js';

const judge = (text: string, model: TransactionModel = 'list-append') =>
  checkTransactionHistory(readHistory(text), { model, levels: ['serializable'] });

const EDN = `
{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r :y nil]]}
{:process :nemesis, :type :info, :f :kill, :value nil}
{:process 1, :type :invoke, :f :txn, :value [[:append :y 1] [:r :x nil]]}
{:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:r :y []]]}
{:process 1, :type :ok, :f :txn, :value [[:append :y 1] [:r :x nil]]}`;

const complaints = (text: string, model: TransactionModel = 'list-append') => {
  const checked = judge(text, model);
  return checked.kind === 'rejected' ? checked.problems.map(describeProblem).join('\n') : 'checked';
};

describe('text', () => {
  test('write skew in EDN, as Elle would tell it', () => {
    const history = readHistory(EDN);
    expect(isOfTransactions(history)).toBe(true);
    const checked = judge(EDN);
    if (checked.kind !== 'checked') throw new Error('rejected');
    expect(checked.skippedEvents).toBe(1);
    const elle = elleJson(checked.result, checked.transactions);
    expect(elle['valid?']).toBe(false);
    expect(elle['anomaly-types']).toEqual(['G2-item']);
    expect(elle.not).toEqual(['repeatable-read']);
    expect(elle['also-not']).toContain('serializable');
    const [example] = elle.anomalies['G2-item'] as readonly Record<string, unknown>[];
    expect(example?.cycle).toHaveLength(3);
    expect(example?.steps).toMatchObject([
      { type: 'rw', key: 'y' },
      { type: 'rw', key: 'x' },
    ]);
  });

  test('the same in JSON lines, of registers', () => {
    const lines = [
      {
        process: 0,
        type: 'ok',
        f: 'txn',
        value: [
          ['w', 'x', 1],
          ['r', 'y', null],
        ],
      },
      {
        process: 1,
        type: 'ok',
        f: 'txn',
        value: [
          ['w', 'y', 1],
          ['r', 'x', null],
        ],
      },
    ];
    const checked = judge(lines.map((line) => JSON.stringify(line)).join('\n'), 'rw-register');
    expect(checked.kind === 'checked' && checked.result.types).toEqual(['G2-item']);
  });

  test('single operations are no transactions', () => {
    expect(isOfTransactions(readHistory('{:process 0, :type :ok, :f :append, :value 1}'))).toBe(false);
    expect(isOfTransactions(readHistory(''))).toBe(false);
  });

  test('a process with two open transactions is told, and completions find theirs', () => {
    const text = `
{:process 0, :type :invoke, :value [[:append :x 1]]}
{:process 0, :type :invoke, :value [[:r :x nil]]}
{:process 0, :type :ok, :value [[:r :x [1]]]}
{:process 0, :type :ok, :value [[:append :x 1]]}`;
    const checked = judge(text);
    expect(checked.kind === 'checked' && checked.warnings).toHaveLength(1);
    expect(checked.kind === 'checked' && checked.transactions.map(({ end }) => end)).toEqual([3, 2]);
  });

  test.each([
    ['{:process 0, :type :ok, :f :txn, :value 3}', /event 0: expected a list of \[f, key, value\].*found 3/],
    ['{:process 0, :type :ok, :f :txn, :value [[:w :x 1]]}', /--model rw-register/],
    ['{:process 0, :type :ok, :f :txn, :value [[:r]]}', /a list of three/],
    ['{:process 0, :type :ok, :f :txn, :value [[:r :x 3]]}', /a list, or null, found 3/],
    ['{:process 0, :type :ok, :f :txn, :value [[:append :x nil]]}', /a value for append/],
    ['{:process 0, :type :ok, :f :txn, :value [[', /line 1/],
  ])('%s is refused', (text, says) => {
    expect(complaints(text)).toMatch(says);
  });
});

describe('nothing throws', () => {
  const key = fc.constantFrom<unknown>('x', 'y', 1, null, '__proto__', [1], {});
  const value = fc.oneof(fc.nat(4), key, fc.array(fc.nat(4), { maxLength: 4 }));
  const step = fc.oneof(
    { weight: 20, arbitrary: fc.tuple(fc.constantFrom('r', 'append', 'w'), key, value) },
    { weight: 1, arbitrary: fc.anything() },
  );
  const event = fc.record({
    process: fc.nat(3),
    type: fc.constantFrom('invoke', 'ok', 'ok', 'fail', 'info'),
    f: fc.constant('txn'),
    value: fc.oneof(
      { weight: 20, arbitrary: fc.array(step, { maxLength: 4 }) },
      { weight: 1, arbitrary: value },
    ),
  });

  test.each(['list-append', 'rw-register'] as const)('histories of anything, as %s', (model) => {
    let checked = 0;
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const other = model === 'list-append' ? /"w"/g : /"append"/g;
        const text = events
          .map((each) => JSON.stringify(each).replace(other, model === 'list-append' ? '"append"' : '"w"'))
          .join('\n');
        const outcome = checkTransactionHistory(readHistory(text, 'jsonl'), {
          model,
          assume: ['wfr-keys', 'sequential-keys', 'linearizable-keys'],
        });
        if (outcome.kind === 'checked') {
          checked++;
          JSON.stringify(elleJson(outcome.result, outcome.transactions));
        }
      }),
      { seed: 3, numRuns: 2000 },
    );
    expect(checked).toBeGreaterThan(100);
  });
});
