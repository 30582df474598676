import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinearizabilityCheck } from '../../src/check/judgement.js';
import { combineDigests } from '../../src/kernel/digest.js';
import type { Result, Row } from '../../src/observe/result.js';
import { mean } from '../../src/stats/interval.js';
import { MS } from '../observe/operations.js';
import {
  aggregated,
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
} from './runs.js';

const p99 = bound('p99(app) < 50ms', { kind: 'quantile', quantile: 0.99 }, '<', 50 * MS);
const row = (result: Result, metric: string, parts: Partial<Row> = {}) =>
  result.rows.find(
    (each) =>
      each.metric === metric &&
      each.of === (parts.of ?? 'app') &&
      each.operation === (parts.operation ?? 'all') &&
      each.quantile === parts.quantile,
  )!;

describe('verdict', () => {
  const good = (seed: string) => record(seed, many(1000), { faults: [fault(1)] });

  test('is valid only if nothing went wrong', () => {
    const result = aggregated(scenario([linearizable, p99]), ['1', '2'].map(good)).result();
    expect(result).toMatchObject({
      verdict: 'valid',
      reasons: [],
      seeds: ['1', '2'],
      scenario: 'Reads and writes',
    });
    expect(result.expectations.map(({ verdict }) => verdict)).toEqual(['valid', 'valid']);
  });

  test('a broken rule is invalid even if no expectation asks', () => {
    const bad = { ...good('2'), violations: [violation(), violation({ at: 300 * MS })] };
    const result = aggregated(scenario([p99]), [good('1'), bad, { ...bad, seed: '3' }]).result();
    expect(result.verdict).toBe('invalid');
    expect(result.reasons).toEqual([
      'db.log matching broken on db/2 at 0.25 s (seeds 2, 3): entry 3 differs from that of db/1',
    ]);
  });

  test('a broken rule that an expectation asks for is told once', () => {
    const rules = [{ group: 'db', rule: 'log matching', judged: 9 }];
    const bad = { ...good('1'), violations: [violation()], rules };
    const result = aggregated(scenario([invariantOf(undefined)]), [bad]).result();
    expect(result.reasons).toEqual([
      'invariant(db): log matching broken on db/2: entry 3 differs from that of db/1',
    ]);
  });

  test('a fault that touched nothing in any run is invalid, naming fault and seeds', () => {
    const idle = { ...good('2'), faults: [fault(0, { unit: 'nothing found to hit' })] };
    const result = aggregated(scenario(), [good('1'), idle]).result();
    expect(result.verdict).toBe('invalid');
    expect(result.reasons).toEqual(['fault "crash db/1 at 400ms for 200ms" touched nothing (seed 2)']);
    expect(result.faults).toEqual([
      { text: 'crash db/1 at 400ms for 200ms', touched: 1, unit: 'nodes crashed', idleSeeds: ['2'] },
    ]);
  });

  test('a run that was stopped is unknown, unless something is worse', () => {
    const stopped = { ...good('1'), stopped: 'more than 500 events', endedAt: 500 * MS };
    const result = aggregated(scenario([p99]), [stopped]).result();
    expect(result).toMatchObject({
      verdict: 'unknown',
      reasons: ['stopped before the end: more than 500 events (seed 1)'],
    });
    const worse = aggregated(scenario(), [{ ...stopped, violations: [violation()] }]).result();
    expect(worse.verdict).toBe('invalid');
    expect(worse.reasons.length).toBe(2);
    expect(worse.reasons[0]).toMatch(/^db\.log matching/);
  });

  test('rules that no run put to the test are named, and fail if expected by name', () => {
    const rules = (untested: number) => [
      { group: 'db', rule: 'log matching', judged: 9 },
      { group: 'db', rule: 'leader completeness', judged: untested },
    ];
    const never = [good('1'), good('2')].map((run) => ({ ...run, rules: rules(0) }));
    const once = [never[0]!, { ...never[1]!, rules: rules(1) }];
    const observed = (runs: typeof never) =>
      aggregated(scenario([invariantOf(undefined)]), runs).result().expectations[0];
    expect(observed(never)).toMatchObject({
      verdict: 'valid',
      observed: '18 checks in 2 runs; never tested: leader completeness',
    });
    expect(observed(once)).toMatchObject({ verdict: 'valid', observed: '19 checks in 2 runs', judged: 19 });
    const named = aggregated(scenario([invariantOf('leader completeness')]), never).result();
    expect(named).toMatchObject({ verdict: 'invalid', expectations: [{ judged: 0, seeds: ['1', '2'] }] });
    expect(named.reasons[0]).toContain('judged nothing: db.leader completeness was never put to the test');
  });

  test('no runs are our own bug', () => {
    expect(() => aggregated(scenario(), []).result()).toThrow(/at least one run/);
  });
});

describe('expectations over runs', () => {
  const brokenIn =
    (length: number): LinearizabilityCheck =>
    (operations, object) =>
      operations.length === length
        ? { verdict: 'invalid', judged: length, explanation: 'a stale read', window: [2] }
        : content(operations, object);

  test('one broken history in many breaks them all, and its seed is named', () => {
    const runs = ['1', '2', '3'].map((seed, i) => record(seed, many(100 + i)));
    const result = aggregated(scenario([linearizable]), runs, brokenIn(101)).result();
    expect(result.expectations).toEqual([
      {
        text: 'linearizable(app)',
        verdict: 'invalid',
        observed: 'invalid in 1 of 3 runs',
        judged: 303,
        seeds: ['2'],
      },
    ]);
    expect(result.reasons).toEqual([
      'linearizable(app): invalid in 1 of 3 runs (seed 2); seed 2: a stale read',
    ]);
  });

  test('a history with no operation in one run fails, though others had some', () => {
    const result = aggregated(scenario([linearizable]), [record('1', many(10)), record('2', [])]).result();
    expect(result.expectations[0]).toMatchObject({ verdict: 'invalid', seeds: ['2'] });
    expect(result.reasons[0]).toContain('judged nothing: app did no operation');
  });

  test('a bound is judged on merged metrics: runs too small alone suffice together', () => {
    const runs = ['1', '2', '3', '4', '5'].map((seed) => record(seed, many(200)));
    const alone = aggregated(scenario([p99]), runs.slice(0, 1)).result();
    const together = aggregated(scenario([p99]), runs).result();
    expect(alone).toMatchObject({
      verdict: 'unknown',
      reasons: ['p99(app) < 50ms: too few operations (200) for p99'],
    });
    expect(together).toMatchObject({
      verdict: 'valid',
      expectations: [{ judged: 1000, observed: '1.00 ms' }],
    });
  });

  test('pooled is not averaged: the negative control', () => {
    // 2 % of one run's operations take 1 s, none of the other nine do: 0.2 % in all, so the pooled p99 is 1 ms.
    const slow = record(
      '1',
      many(1000, (i) => ({ took: i % 50 === 0 ? 1000 : 1 })),
    );
    const runs = [slow, ...Array.from({ length: 9 }, (_, i) => record(`${i + 2}`, many(1000)))];
    const result = aggregated(scenario([p99]), runs).result();
    expect(result.expectations[0]!.verdict).toBe('valid');
    const each = runs.map(
      (run) => row(aggregated(scenario(), [run]).result(), 'latency', { quantile: 0.99 }).value!,
    );
    expect(mean(each)).toBeGreaterThan(50); // what averaging percentiles would have judged: broken
  });

  test('a broken bound names the runs that break it alone, and shows how sure it is', () => {
    // 2 % of each run's operations are slow; over all runs, 60 ms is what 1 % exceed, in four runs of eight.
    const runs = [40, 58, 59, 60, 61, 62, 63, 64].map((took, i) =>
      record(
        `${i + 1}`,
        many(1000, (k) => ({ took: k % 50 === 0 ? took : 5 })),
      ),
    );
    const { expectations, rows } = aggregated(scenario([p99]), runs).result();
    expect(expectations[0]).toMatchObject({ verdict: 'invalid', judged: 8000 });
    const [, value, half] = expectations[0]!.observed.match(/^([\d.]+) ms ± ([\d.]+) ms$/)!;
    expect(Math.abs(Number(value) - 60)).toBeLessThan(0.005 * 60);
    const {
      ciLow,
      ciHigh,
      value: exact,
    } = rows.find(({ quantile, of }) => quantile === 0.99 && of === 'app')!;
    expect(Number(half)).toBeCloseTo(Math.max(ciHigh! - exact!, exact! - ciLow!), 0);
    expect(ciLow!).toBeLessThan(exact!);
  });

  test('how sure a percentile is cannot be told where it comes from one run alone', () => {
    const runs = [40, 60, 65].map((took, i) =>
      record(
        `${i + 1}`,
        many(1000, () => ({ took })),
      ),
    );
    const [expectation] = aggregated(scenario([p99]), runs).result().expectations;
    expect(expectation).toMatchObject({ verdict: 'invalid', observed: '64.9 ms' });
  });
});

describe('digest', () => {
  test('combines the runs in the order of seeds', () => {
    const runs = ['1', '2'].map((seed) => record(seed, many(3)));
    const digest = (list: typeof runs) => aggregated(scenario(), list).result().digest;
    expect(digest(runs)).toBe(combineDigests(['0000000000000001', '0000000000000002']));
    expect(digest(runs)).not.toBe(digest(runs.toReversed()));
  });
});

describe('rows', () => {
  const runs = [
    record(
      '1',
      many(400, (i) => ({ f: i % 2 === 0 ? 'read' : 'write', took: i % 2 === 0 ? 1 : 3 })),
      {
        events: 100,
        counters: [
          { node: 'db/1', name: 'elections', value: 2 },
          { node: 'db/2', name: 'elections', value: 1 },
        ],
      },
    ),
    record(
      '2',
      many(600, (i) => ({ f: i % 2 === 0 ? 'read' : 'write', took: i % 2 === 0 ? 2 : 3 })),
      {
        events: 200,
      },
    ),
  ];
  const result = aggregated(scenario(), runs).result();

  test('carry quantiles that the sample can, and null for those it cannot', () => {
    expect(row(result, 'latency', { operation: 'write', quantile: 0.9 })).toMatchObject({
      value: 3,
      unit: 'ms',
      ciLow: 3,
      ciHigh: 3,
      runs: 2,
    });
    expect(row(result, 'latency', { quantile: 0.999 })).toMatchObject({
      value: null,
      ciLow: null,
      ciHigh: null,
    });
  });

  test('have an interval of a quantile that no run alone can carry', () => {
    // 500 writes over both runs carry a p99; 200 and 300 alone do not.
    const p99OfWrites = row(result, 'latency', { operation: 'write', quantile: 0.99 });
    expect(p99OfWrites).toMatchObject({ value: 3, ciLow: 3, ciHigh: 3 });
  });

  test('have means, maxima, rates and shares of the merged runs', () => {
    expect(row(result, 'latency mean').value).toBeCloseTo((200 * 1 + 300 * 2 + 500 * 3) / 1000, 12);
    expect(row(result, 'latency max')).toMatchObject({ value: 3, ciLow: null });
    expect(row(result, 'throughput')).toMatchObject({ value: 500, unit: '1/s' });
    expect(row(result, 'availability')).toMatchObject({ value: 1, ciLow: 1, ciHigh: 1, unit: 'ratio' });
    expect(row(result, 'errors').value).toBe(0);
  });

  test('have counts per run, with the interval of their mean', () => {
    expect(row(result, 'ok')).toMatchObject({ value: 500, unit: 'count' });
    expect(row(result, 'ok').ciHigh!).toBeGreaterThan(600);
    expect(row(result, 'events', { of: 'run' })).toMatchObject({ value: 150 });
    // 3 in the first run, none in the second.
    expect(row(result, 'elections', { of: 'db' })).toMatchObject({ value: 1.5, ciLow: 0 });
  });

  test('of a single run have an interval where its parts tell one, and none where they are too few', () => {
    const [one] = runs;
    const single = aggregated(scenario(), [one!]).result();
    const mean = row(single, 'latency mean');
    expect(mean.runs).toBe(1);
    expect(mean.ciLow!).toBeLessThan(mean.value!);
    expect(mean.ciHigh!).toBeGreaterThan(mean.value!);
    for (const metric of ['latency max', 'ok', 'events', 'longest outage'])
      for (const each of single.rows.filter((other) => other.metric === metric))
        expect(each).toMatchObject({ ciLow: null, ciHigh: null });
    const brief = aggregated(scenario(), [record('1', many(5))]).result();
    for (const each of brief.rows) expect(each).toMatchObject({ ciLow: null, ciHigh: null, runs: 1 });
  });

  test('hold their value within their interval, and ratios within 0..1', () => {
    const load = fc.array(
      fc.record({
        n: fc.integer({ min: 20, max: 200 }),
        took: fc.integer({ min: 1, max: 50 }),
        errors: fc.integer({ min: 2, max: 30 }),
      }),
      { minLength: 2, maxLength: 4 },
    );
    fc.assert(
      fc.property(load, (loads) => {
        const records = loads.map(({ n, took, errors }, run) =>
          record(
            `${run}`,
            many(n, (i) => ({ took: took + (i % 7), outcome: i % errors === 0 ? 'fail' : 'ok' })),
          ),
        );
        for (const each of aggregated(scenario(), records).result().rows) {
          if (each.value === null || each.ciLow === null || each.ciHigh === null) continue;
          expect(each.ciLow <= each.value && each.value <= each.ciHigh).toBe(true);
          if (each.unit === 'ratio') expect(each.ciLow >= 0 && each.ciHigh <= 1).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('follow the order of the scenario, and survive JSON unchanged', () => {
    const of = scenario([], { clients: [clientGroup('b'), clientGroup('a')] });
    const both = record('1', [], { clients: [{ name: 'a', operations: [] }] });
    const ordered = aggregated(of, [both]).result();
    expect([...new Set(ordered.rows.map((each) => each.of))]).toEqual(['b', 'a', 'run']);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });
});

describe('the run to show', () => {
  const of = scenario([linearizable, p99]);
  test('is the one in which a fault kept clients waiting longest, if nothing failed', () => {
    const waits = (seed: string, ms: number, faults = [fault(1)]) =>
      record(
        seed,
        many(600, (i) => (i > 300 && i <= 300 + ms ? { outcome: 'info' } : {})),
        { faults },
      );
    const runs = [waits('1', 20), waits('2', 90), waits('3', 60)];
    expect(aggregated(of, runs).runToShow()).toEqual({ seed: '2', why: 'the one with the longest outage' });
    // The negative control: without a fault such a gap is chance.
    const calm = [waits('1', 20, []), waits('2', 90, [])];
    expect(aggregated(of, calm).runToShow()).toEqual({ seed: '1', why: 'the first' });
  });

  test('is the first that failed, else the first of all', () => {
    const runs = ['1', '2', '3'].map((seed) => record(seed, many(600)));
    expect(aggregated(of, runs).runToShow().seed).toBe('1');
    const broken = [
      runs[0]!,
      { ...runs[1]!, faults: [fault(0)] },
      { ...runs[2]!, violations: [violation()] },
    ];
    expect(aggregated(of, broken).runToShow().seed).toBe('3');
    expect(aggregated(of, broken.slice(0, 2)).runToShow().seed).toBe('2');
    const slow = record(
      '4',
      many(600, () => ({ took: 80 })),
    );
    expect(aggregated(of, [runs[0]!, slow]).runToShow().seed).toBe('4');
  });
});
