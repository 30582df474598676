/** Convergence: replicas hold the same, so long after the last write and the last fault, and go on holding it. */
import { describe, expect, test } from 'vitest';
import { judgeConvergence } from '../../src/check/converges.js';
import type { ContentsRecord, FaultRecord, RunRecord } from '../../src/observe/run-record.js';
import { fault, record, scenario } from '../experiment/runs.js';
import { type Brief, MS } from '../observe/operations.js';

type Member = ContentsRecord['members'][number];

/** A member by what it held when, in ms. */
const member = (
  index: number,
  held: Readonly<Record<number, string>>,
  parts: Partial<Member> = {},
): Member => {
  const series = Object.entries(held).map(([at, digest]) => ({ at: Number(at) * MS, digest }));
  return { node: `db/${index}`, series, out: undefined, last: series.at(-1)!.digest, ...parts };
};

/** In a run of one second, looked at every 10 ms. */
function judged(
  members: readonly Member[],
  parts: Partial<RunRecord> = {},
  briefs: readonly Brief[] = [],
  asked: Partial<ContentsRecord> = {},
) {
  const contents = [{ group: 'db', every: 10 * MS, askedAt: 0, members, ...asked }];
  const expectation = { kind: 'converges', text: '', group: 'db', within: 100 * MS } as const;
  return judgeConvergence(expectation, {
    scenario: scenario(),
    record: record('1', briefs, { contents, ...parts }),
  });
}

const write = (at: number, took = 1, outcome: 'ok' | 'info' | 'fail' = 'ok'): Brief => ({
  f: 'write',
  at,
  took,
  outcome,
});
const cut = (from: number, to: number, nodes: readonly string[] = ['db/3']): FaultRecord => ({
  ...fault(1),
  text: 'a cut',
  from: from * MS,
  to: to * MS,
  nodes,
});
const same = (held: Readonly<Record<number, string>>) => [1, 2, 3].map((index) => member(index, held));

describe('all members hold the same', () => {
  test('soon enough after the last write', () => {
    expect(judged(same({ 0: 'a' }))).toMatchObject({ verdict: 'valid', judged: 3, value: 0 });
    const late = (at: number) => [...same({ 0: 'a', 300: 'b' }).slice(1), member(1, { 0: 'a', [at]: 'b' })];
    expect(judged(late(380), {}, [write(299)])).toMatchObject({ verdict: 'valid', value: 80 * MS });
    expect(judged(late(450), {}, [write(299)])).toMatchObject({ verdict: 'invalid', at: 400 * MS });
  });

  test('reads and what failed change nothing; nobody knows when that took effect of which nobody knows', () => {
    const late = [...same({ 0: 'a', 300: 'b' }).slice(1), member(1, { 0: 'a', 450: 'b' })];
    expect(judged(late, {}, [{ f: 'read', at: 380 }, write(380, 1, 'fail')]).verdict).toBe('invalid');
    expect(judged(late, {}, [write(300, 60, 'info')]).verdict).toBe('valid');
  });

  test('a request that came late may have changed something late', () => {
    const late = [...same({ 0: 'a', 300: 'b' }).slice(1), member(1, { 0: 'a', 450: 'b' })];
    expect(judged(late, {}, [write(200, 50, 'info')]).verdict).toBe('invalid');
    expect(judged(late, {}, [write(200, 50, 'info')], { askedAt: 380 * MS }).verdict).toBe('valid');
  });

  test('after the last fault, and what it had delayed', () => {
    const late = [...same({ 0: 'b' }).slice(1), member(1, { 0: 'a', 580: 'b' })];
    expect(judged(late, { faults: [cut(100, 500)] }).verdict).toBe('valid');
    expect(judged(late, { faults: [cut(100, 450)] }).verdict).toBe('invalid');
    expect(judged(late, { faults: [{ ...cut(100, 450), settledAt: 520 * MS }] }).verdict).toBe('valid');
    // One that lasts for ever heals nothing.
    expect(judged(late, { faults: [cut(100, 500), cut(400, 1000)] }).verdict).toBe('valid');
    expect(judged(late, { faults: [cut(100, 1000)] }).verdict).toBe('invalid');
  });

  test('and go on doing so', () => {
    const apart = [...same({ 0: 'a' }).slice(1), member(1, { 0: 'a', 700: 'b', 720: 'a' })];
    expect(judged(apart)).toMatchObject({ verdict: 'invalid', at: 700 * MS });
    expect(judged(apart).reason).toMatch(/^at 0\.7 s, 700 ms after the start .* db\/1 did not hold/);
  });
});

describe('who counts', () => {
  const odd = (parts: Partial<Member>) => [
    member(1, { 0: 'a' }),
    member(2, { 0: 'a' }),
    member(3, { 0: 'b' }, parts),
  ];

  test('who is there and can be reached', () => {
    expect(judged(odd({})).verdict).toBe('invalid');
    for (const out of ['down', 'paused', 'cut off'] as const)
      expect(judged(odd({ out }))).toMatchObject({ verdict: 'valid', judged: 2 });
    expect(judged(odd({ out: 'no replica' }))).toMatchObject({ verdict: 'valid', judged: 2 });
    expect(judged(odd({ last: undefined }))).toMatchObject({ verdict: 'valid', judged: 2 });
  });

  test('who is under no fault to the end', () => {
    const faults = (kind: string) => [{ ...cut(400, 1000), kind }];
    expect(judged(odd({}), { faults: faults('slow') }).verdict).toBe('valid');
    // Of a partition it is known whom it keeps apart.
    expect(judged(odd({}), { faults: faults('partition') }).verdict).toBe('invalid');
  });

  test('fewer than most of them are nothing to judge', () => {
    const alone = [
      member(1, { 0: 'a' }),
      member(2, { 0: 'a' }, { out: 'down' }),
      member(3, { 0: 'b' }, { out: 'down' }),
    ];
    expect(judged(alone)).toMatchObject({ verdict: 'invalid', judged: 0 });
  });
});

test('too short a rest of the run is nothing to judge', () => {
  expect(judged(same({ 0: 'a' }), {}, [write(950)])).toMatchObject({
    verdict: 'invalid',
    judged: 0,
    reason:
      'judged nothing: the run ends 49.0 ms after the last write, and 100 ms are allowed; a longer duration, or ' +
      'clients that stop asking (until) and faults that end sooner would leave time to see',
  });
  expect(judged(same({ 0: 'a' }), {}, [{ f: 'write', at: 100, open: true }]).judged).toBe(0);
});

test('the explanation shows the first difference', () => {
  const held = (index: number, last: Member['last']) => member(index, { 0: JSON.stringify(last) }, { last });
  const entries = [
    ['x', 1],
    ['y', 2],
  ];
  const apart = [
    held(1, entries),
    held(2, entries),
    held(3, [
      ['x', 1],
      ['y', 3],
    ]),
  ];
  expect(judged(apart, {}, [write(200)]).reason).toBe(
    'at 0.31 s, 109 ms after the last write (0.201 s), db/3 did not hold what db/1 and 1 other held; 100 ms are ' +
      'allowed. db/3 had not been seen to change since 0 s. db/3 holds ["y",3] at [1], where db/1 holds ["y",2].',
  );
});
