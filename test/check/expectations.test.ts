import { describe, expect, test } from 'vitest';
import { judge } from '../../src/check/expectations.js';
import type { Judgement, LinearizabilityCheck } from '../../src/check/judgement.js';
import { createMetrics } from '../../src/observe/metrics.js';
import type { RunRecord } from '../../src/observe/run-record.js';
import type { Expectation, Scenario } from '../../src/scenario/scenario.js';
import {
  bound,
  clientGroup,
  content,
  fault,
  invariantOf,
  linearizable,
  many,
  record,
  scenario,
  violation,
} from '../experiment/runs.js';
import { MS, operation } from '../observe/operations.js';

function judged(
  expectation: Expectation,
  run: RunRecord,
  check: LinearizabilityCheck = content,
  of: Scenario = scenario(),
): Judgement {
  const recorder = createMetrics({ duration: 1000 * MS, warmUp: 0, faults: run.faults });
  for (const { name, operations } of run.clients) for (const each of operations) recorder.record(name, each);
  return judge(expectation, { scenario: of, record: run, metrics: recorder.metrics, linearizable: check });
}
const p = (quantile: number) => ({ kind: 'quantile', quantile }) as const;

describe('bounds', () => {
  const thousand = record(
    '1',
    many(1000, (i) => ({ took: 1 + i / 100 })),
  );

  test('a quantile is held against its bound', () => {
    // Latencies 1.00 .. 10.99 ms in steps of 0.01: the 990th is 10.89 ms.
    const kept = judged(bound('p99(app) < 12ms', p(0.99), '<', 12 * MS), thousand);
    expect(kept).toMatchObject({ verdict: 'valid', judged: 1000 });
    expect(kept.value! / MS).toBeCloseTo(10.89, 1);
    expect(kept.observed).toMatch(/^10\.\d ms$/);
    expect(judged(bound('p99(app) < 10ms', p(0.99), '<', 10 * MS), thousand).verdict).toBe('invalid');
    expect(judged(bound('p99(app) > 10ms', p(0.99), '>', 10 * MS), thousand).verdict).toBe('valid');
  });

  test('too few operations for a quantile: unknown, never the maximum', () => {
    const run = record('1', many(500));
    expect(judged(bound('', p(0.999), '<', 50 * MS), run)).toMatchObject({
      verdict: 'unknown',
      reason: 'too few operations (500) for p99.9',
    });
    expect(judged(bound('', p(0.99), '<', 50 * MS), run).verdict).toBe('valid');
  });

  test('a bound inside the bucket of the figure cannot be told apart from it', () => {
    const p50 = bound('', p(0.5), '<', 6.0 * MS);
    const answer = judged(
      p50,
      record(
        '1',
        many(1000, (i) => ({ took: 5.99 + i / 50_000 })),
      ),
    );
    expect(answer.verdict).toBe('unknown');
    expect(answer.reason).toMatch(/^too close to tell: between 5\.99/);
  });

  test('equal latencies are exact, so that equality can be judged', () => {
    const run = record(
      '1',
      many(1000, () => ({ took: 50 })),
    );
    expect(judged(bound('', p(0.99), '<=', 50 * MS), run).verdict).toBe('valid');
    expect(judged(bound('', p(0.99), '<', 50 * MS), run)).toMatchObject({
      verdict: 'invalid',
      observed: '50.0 ms',
    });
  });

  test('availability and errors are shares, with their counts', () => {
    const run = record(
      '1',
      many(1000, (i) => ({ outcome: i % 40 === 0 ? 'info' : i % 50 === 1 ? 'fail' : 'ok' })),
    );
    expect(judged(bound('', { kind: 'availability' }, '>', 0.9), run)).toMatchObject({
      verdict: 'valid',
      observed: '95.5 % (955 of 1,000)',
      value: 0.955,
    });
    expect(judged(bound('', { kind: 'errors' }, '<', 0.01), run)).toMatchObject({
      verdict: 'invalid',
      observed: '4.50 % (45 of 1,000)',
    });
  });

  test('throughput counts what was answered, by the time there was', () => {
    const run = record('1', many(500), { faults: [fault(1)] });
    const per = (during: 'always' | 'outside faults' | 'during faults') =>
      judged(bound('', { kind: 'throughput' }, '>', 0, { during }), run).value!;
    expect(per('always')).toBe(500);
    // One every 1.8 ms, each 1 ms long: the 222nd (399.6 ms) to the 333rd (599.4 ms) meet the fault's 0.2 s.
    expect(per('during faults')).toBe(112 / 0.2);
    expect(per('outside faults') * 0.8 + per('during faults') * 0.2).toBeCloseTo(500, 9);
  });

  test.each([
    ['no operation at all', record('1', []), {}],
    ['none of that name', record('1', many(10)), { operation: 'cas' }],
    ['none during faults', record('1', many(10)), { during: 'during faults' }],
    [
      'none answered',
      record(
        '1',
        many(10, () => ({ outcome: 'info' })),
      ),
      {},
    ],
  ] as const)('judging nothing is a failure: %s', (_, run, parts) => {
    const answer = judged(bound('', { kind: 'max' }, '<', 1e12, parts), run);
    expect(answer).toMatchObject({ verdict: 'invalid', judged: 0 });
    expect(answer.reason).toMatch(/^judged nothing: /);
  });

  test('mean and maximum are exact', () => {
    const run = record('1', [
      { at: 0, took: 1 },
      { at: 1, took: 2 },
      { at: 2, took: 6 },
    ]);
    expect(judged(bound('', { kind: 'mean' }, '<=', 3 * MS), run)).toMatchObject({
      verdict: 'valid',
      value: 3 * MS,
    });
    expect(judged(bound('', { kind: 'max' }, '<', 6 * MS), run).verdict).toBe('invalid');
  });
});

describe('linearizable', () => {
  const broken: LinearizabilityCheck = (operations) => ({
    verdict: 'invalid',
    judged: operations.length,
    explanation: 'read 4 saw a value that was overwritten',
    window: [1, 2],
  });

  test('hands the history and the kind of object to the checker', () => {
    const seen: unknown[] = [];
    const spy: LinearizabilityCheck = (operations, object) => {
      seen.push(operations.length, object);
      return content(operations, object);
    };
    expect(judged(linearizable, record('1', many(7)), spy)).toMatchObject({
      verdict: 'valid',
      observed: '7 operations',
      judged: 7,
    });
    expect(seen).toEqual([7, 'register']);
  });

  test('gives the window of a failure as operations of their clients', () => {
    expect(judged(linearizable, record('1', many(7)), broken)).toMatchObject({
      verdict: 'invalid',
      reason: 'read 4 saw a value that was overwritten',
      window: [
        { client: 'app', id: 1 },
        { client: 'app', id: 2 },
      ],
    });
  });

  test('sees the operations of every group that shares the objects, in order of invocation', () => {
    const at = (start: number, id: number) => ({ ...operation({ at: start }, id), start, end: start + 1 });
    const of = scenario([], {
      clients: [clientGroup('app'), clientGroup('batch'), clientGroup('else', 'cache')],
    });
    const run = record('1', [], {
      clients: [
        { name: 'app', operations: [at(0, 0), at(4, 1)] },
        { name: 'batch', operations: [at(2, 0)] },
        { name: 'else', operations: [at(3, 0)] },
      ],
    });
    let starts: number[] = [];
    const spy: LinearizabilityCheck = (operations) => {
      starts = operations.map(({ start }) => start);
      return broken(operations, 'register');
    };
    const answer = judged(linearizable, run, spy, of);
    expect(starts).toEqual([0, 2, 4]);
    expect(answer.window).toEqual([
      { client: 'batch', id: 0 },
      { client: 'app', id: 1 },
    ]);
  });

  test('a checker that crashes or gives up is unknown; one that saw nothing fails', () => {
    const crash: LinearizabilityCheck = () => {
      throw new Error('out of memory');
    };
    const run = record('1', many(3));
    expect(judged(linearizable, run, crash)).toMatchObject({
      verdict: 'unknown',
      reason: 'the checker crashed: out of memory',
    });
    const outOfBudget: LinearizabilityCheck = () => ({
      verdict: 'unknown',
      judged: 0,
      explanation: 'budget of 1,000 steps ended',
      window: [],
    });
    expect(judged(linearizable, run, outOfBudget)).toMatchObject({
      verdict: 'unknown',
      reason: 'budget of 1,000 steps ended',
    });
    const blind: LinearizabilityCheck = () => ({ verdict: 'valid', judged: 0, explanation: '', window: [] });
    expect(judged(linearizable, run, blind).verdict).toBe('invalid');
    expect(judged(linearizable, record('1', []))).toMatchObject({
      verdict: 'invalid',
      reason: 'judged nothing: app did no operation',
    });
  });
});

describe('invariants', () => {
  const rules = [
    { group: 'db', rule: 'election safety', judged: 12 },
    { group: 'db', rule: 'log matching', judged: 400 },
    { group: 'db', rule: 'leader completeness', judged: 0 },
  ];

  test('hold if they were put to the test and never broken', () => {
    const run = record('1', many(1), { rules });
    expect(judged(invariantOf('log matching'), run)).toMatchObject({
      verdict: 'valid',
      observed: '400 checks',
    });
    expect(judged(invariantOf(undefined), run)).toMatchObject({
      verdict: 'valid',
      judged: 412,
      untested: ['leader completeness'],
    });
  });

  test('fail if broken, by their own rule only', () => {
    const run = record('1', many(1), { rules, violations: [violation()] });
    expect(judged(invariantOf('log matching'), run)).toMatchObject({
      verdict: 'invalid',
      observed: '1 violation in 400 checks',
      reason: 'log matching broken on db/2: entry 3 differs from that of db/1',
    });
    expect(judged(invariantOf(undefined), run).verdict).toBe('invalid');
    expect(judged(invariantOf('election safety'), run).verdict).toBe('valid');
  });

  test('that judged nothing fail, with that reason', () => {
    const run = record('1', many(1), { rules });
    expect(judged(invariantOf('leader completeness'), run)).toMatchObject({
      verdict: 'invalid',
      reason: 'judged nothing: db.leader completeness was never put to the test',
    });
    expect(judged(invariantOf('no such'), run).verdict).toBe('invalid');
  });
});
