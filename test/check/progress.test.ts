/** Progress: from the healing on somebody is answered every so often, as long as somebody asks. */
import { describe, expect, test } from 'vitest';
import { judgeProgress } from '../../src/check/progress.js';
import type { FaultRecord } from '../../src/observe/run-record.js';
import type { ClientGroup } from '../../src/scenario/scenario.js';
import { clientGroup, fault, record, scenario } from '../experiment/runs.js';
import { type Brief, MS } from '../observe/operations.js';

/** In a run of one second. */
function judged(
  briefs: readonly Brief[],
  faults: readonly FaultRecord[] = [],
  group: Partial<ClientGroup> = {},
  within = 100,
) {
  const expectation = { kind: 'progress', text: '', client: 'app', within: within * MS } as const;
  const of = scenario([], { clients: [{ ...clientGroup('app'), ...group }] });
  return judgeProgress(expectation, { scenario: of, record: record('1', briefs, { faults }) });
}

/** Asked every 10 ms from one time to another, answered after 1 ms; failed or unanswered between two others. */
const asking = (
  from: number,
  to: number,
  stuck?: readonly [number, number],
  outcome: 'fail' | 'info' = 'info',
) =>
  Array.from({ length: (to - from) / 10 }, (_, i): Brief => {
    const at = from + 10 * i;
    const isStuck = stuck !== undefined && at >= stuck[0] && at < stuck[1];
    return isStuck ? { at, took: 50, outcome } : { at };
  });

const cut = (from: number, to: number, parts: Partial<FaultRecord> = {}): FaultRecord => ({
  ...fault(1),
  text: `cut at ${from} ms`,
  from: from * MS,
  to: to * MS,
  nodes: ['db/1'],
  ...parts,
});

describe('without faults', () => {
  test('counts from the start', () => {
    expect(judged(asking(0, 1000))).toMatchObject({ verdict: 'valid', value: MS, judged: 100 });
    expect(judged(asking(0, 1000, [0, 90])).verdict).toBe('valid');
    expect(judged(asking(0, 1000, [0, 150]))).toMatchObject({ verdict: 'invalid', value: 151 * MS });
  });

  test('the longest wait decides, wherever it is', () => {
    expect(judged(asking(0, 1000, [400, 480])).verdict).toBe('valid');
    const stuck = judged(asking(0, 1000, [400, 600], 'fail'));
    expect(stuck).toMatchObject({ verdict: 'invalid', value: 201 * MS, at: 500 * MS });
    expect(judged(asking(0, 1000, [600, 1000])).verdict).toBe('invalid');
  });

  test('nobody who asks, nobody who waits', () => {
    expect(judged([...asking(0, 300), ...asking(700, 1000)]).verdict).toBe('valid');
    expect(judged(asking(0, 300)).verdict).toBe('valid');
  });

  test('too little to judge by is nothing', () => {
    expect(judged([])).toMatchObject({ verdict: 'invalid', judged: 0 });
    expect(judged(asking(0, 50))).toMatchObject({
      verdict: 'invalid',
      judged: 0,
      reason: 'judged nothing: app asked for 41.0 ms, and 100 ms are allowed',
    });
  });
});

describe('after faults', () => {
  test('what happened before the last one had ended does not count', () => {
    const faults = [cut(100, 300), cut(200, 500)];
    expect(judged(asking(0, 1000, [100, 560]), faults).verdict).toBe('valid');
    const slow = judged(asking(0, 1000, [100, 700]), faults);
    expect(slow).toMatchObject({ verdict: 'invalid', value: 201 * MS, at: 600 * MS });
    expect(slow.reason).toBe(
      'nobody was answered ok for 201 ms, from 0.5 s to 0.701 s, though app asked db for 25 operations meanwhile ' +
        '(24 never answered). The last fault, cut at 200 ms, had ended at 0.5 s; from then on somebody was to be ' +
        'answered every 100 ms.',
    );
  });

  test('a fault that lasts until the end is what a minority suffers', () => {
    const faults = [cut(100, 300), cut(200, 1000)];
    expect(judged(asking(0, 1000, [100, 350]), faults).verdict).toBe('valid');
    expect(judged(asking(0, 1000, [100, 500]), faults).verdict).toBe('invalid');
  });

  test('a fault that found nobody did not happen', () => {
    expect(judged(asking(0, 1000, [400, 600]), [cut(650, 650, { nodes: [] })]).verdict).toBe('invalid');
  });

  test('what was asked before may be lost, unless the client asks again by itself', () => {
    const lost: Brief[] = [...asking(0, 400), { at: 400, took: 500, outcome: 'info' }, ...asking(900, 1000)];
    const faults = [cut(300, 450)];
    expect(judged([...lost, { at: 890 }], faults).verdict).toBe('valid');
    expect(judged(lost, faults, { retryAfter: 20 * MS })).toMatchObject({
      verdict: 'invalid',
      value: 431 * MS,
    });
  });

  test('too little asked after them is nothing', () => {
    expect(judged(asking(0, 1000), [cut(100, 950)])).toMatchObject({ verdict: 'invalid', judged: 0 });
    expect(judged(asking(0, 500), [cut(100, 450)]).reason).toMatch(
      /^judged nothing: app asked for .* \(0\.45 s\)/,
    );
  });
});
