import { describe, expect, test } from 'vitest';
import type { LinearizabilityCheck } from '../../src/check/judgement.js';
import { OPERATIONS_MAX } from '../../src/experiment/detail/operations.js';
import { detailOf } from '../../src/experiment/detail.js';
import { runCommand, seedList } from '../../src/experiment/seeds.js';
import { summarise } from '../../src/experiment/summary.js';
import type { RunRecord } from '../../src/observe/run-record.js';
import type { Expectation } from '../../src/scenario/scenario.js';
import { MS } from '../observe/operations.js';
import {
  aggregated,
  bound,
  content,
  fault,
  linearizable,
  many,
  record,
  scenario,
  violation,
} from './runs.js';

function reported(run: RunRecord, expect: readonly Expectation[] = [], check = content) {
  const of = scenario(expect);
  const aggregate = aggregated(of, [run], check);
  const result = aggregate.result();
  const { judgements, judged } = summarise(of, run, check);
  const detail = detailOf(of, run, {
    file: 'scenarios/a b.yaml',
    why: 'the first',
    judgements,
    judged,
    result,
    window: undefined,
  });
  return aggregate.report(result, detail);
}
const failingAt =
  (...window: number[]): LinearizabilityCheck =>
  (operations) => ({ verdict: 'invalid', judged: operations.length, explanation: 'a stale read', window });

describe('charts', () => {
  test('latency over time, per window and quantile that the window can carry', () => {
    const { latencyOverTime } = reported(
      record(
        '1',
        many(900, (i) => ({ took: i < 450 ? 1 : 9 })),
      ),
    );
    // Windows of 20 ms with 20 operations each: enough for p50, not for p90.
    const all = latencyOverTime.filter(({ operation }) => operation === 'all');
    expect(new Set(all.map(({ quantile }) => quantile))).toEqual(new Set([0.5]));
    expect(all.length).toBe(45);
    expect(all[0]).toEqual({
      client: 'app',
      operation: 'all',
      time_s: 0,
      quantile: 0.5,
      latency_ms: 1,
      operations: 20,
    });
    expect(all.at(-1)).toMatchObject({ time_s: 0.88, latency_ms: 9 });
  });

  test('throughput over time shows silence as zero, and only outcomes that were', () => {
    const { throughputOverTime } = reported(
      record(
        '1',
        many(900, (i) => (i > 440 && i < 460 ? { outcome: 'info', took: 50 } : {})),
      ),
    );
    expect(new Set(throughputOverTime.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'info']));
    const ok = throughputOverTime.filter(({ outcome }) => outcome === 'ok');
    expect(ok.length).toBe(50);
    expect(ok.at(-1)!.rate_per_s).toBe(0);
    const total = throughputOverTime.reduce((sum, { rate_per_s }) => sum + rate_per_s * 0.02, 0);
    expect(total).toBeCloseTo(900, 9);
  });

  test('latency by quantile rises, and stops where the sample does', () => {
    const { latencyPercentiles } = reported(
      record(
        '1',
        many(1000, (i) => ({ took: 1 + i / 10 })),
      ),
    );
    const all = latencyPercentiles.filter(({ operation }) => operation === 'all');
    // 1,000 operations carry 5 beyond p99.5, and not 5 beyond p99.6.
    expect(all.at(-1)!.quantile).toBe(0.995);
    const latencies = all.map(({ latency_ms }) => latency_ms);
    expect(latencies).toEqual(latencies.toSorted((a, b) => a - b));
    expect(all.map(({ quantile }) => quantile)).toEqual(all.map(({ quantile }) => quantile).toSorted());
  });
});

describe('operations of the shown run', () => {
  const large = (count: number, faults = [fault(1, { from: 500 * MS, to: 600 * MS })]) =>
    record('1', many(count), { faults });

  test('are all there if a page can show them', () => {
    const { detail } = reported(
      record('1', [
        { at: 1, invokedAt: 3, took: 5 },
        { at: 2, open: true },
      ]),
    );
    expect(detail.sampled).toBe(false);
    expect(detail.operations).toMatchObject([
      { id: 0, client: 'app', from_s: 0.003, to_s: 0.006, latency_ms: 5, failing: false },
      { id: 1, to_s: 1, latency_ms: null, outcome: 'info' },
    ]);
  });

  test('are a contiguous stretch around the first fault if there are too many', () => {
    const { detail } = reported(large(9000));
    expect(detail.sampled).toBe(true);
    const ids = detail.operations.map(({ id }) => id);
    expect(ids.length).toBe(OPERATIONS_MAX);
    expect(ids.at(-1)! - ids[0]!).toBe(OPERATIONS_MAX - 1);
    // The fault begins at 500 ms, operation 5000; a third of the stretch comes before.
    expect(ids[0]).toBe(4000);
  });

  test('are the failing ones and what surrounds them, wherever the fault was', () => {
    const { detail } = reported(large(9000), [linearizable], failingAt(8000, 8010));
    const failing = detail.operations.filter((each) => each.failing).map(({ id }) => id);
    expect(failing).toEqual([8000, 8010]);
    expect(detail.operations.length).toBe(OPERATIONS_MAX);
    const apart = reported(large(9000), [linearizable], failingAt(10, 8990)).detail;
    expect(apart.operations.filter((each) => each.failing).map(({ id }) => id)).toEqual([10, 8990]);
    expect(apart.operations.length).toBeLessThanOrEqual(OPERATIONS_MAX);
  });
});

describe('series', () => {
  const point = (at: number, value: number | string, node = 'db/1') => ({
    node,
    series: 'role',
    at: at * MS,
    value,
  });

  test('become intervals, each up to the next value', () => {
    const series = [
      point(0, 'follower'),
      point(0, 'follower', 'db/2'),
      point(300, 'leader'),
      point(300, 'leader'),
    ];
    const { detail } = reported(record('1', [], { series }));
    expect(detail.series).toEqual([
      { node: 'db/1', series: 'role', value: 'follower', from_s: 0, to_s: 0.3 },
      { node: 'db/1', series: 'role', value: 'leader', from_s: 0.3, to_s: 1 },
      { node: 'db/2', series: 'role', value: 'follower', from_s: 0, to_s: 1 },
    ]);
  });

  test('that change all the time are thinned to what can be seen, keeping what lasts', () => {
    const busy = Array.from({ length: 5000 }, (_, i) => point(i / 10, i));
    const { detail } = reported(record('1', [], { series: [...busy, point(600, 'long')] }));
    expect(detail.series.length).toBeLessThanOrEqual(2001);
    expect(detail.series.at(-1)).toMatchObject({ value: 'long', from_s: 0.6, to_s: 1 });
  });
});

describe('the story of a failure', () => {
  test('is absent if there is none', () => {
    expect(reported(record('1', many(10)), [linearizable]).detail.failure).toBeUndefined();
  });

  test('tells of the history first, with its operations and the command to see it again', () => {
    const run = record('it/2', many(10), { violations: [violation()] });
    expect(reported(run, [linearizable], failingAt(3, 4)).detail.failure).toEqual({
      title: 'linearizable(app)',
      explanation: 'a stale read',
      context: '',
      operations: [3, 4],
      replay: "foretell run 'scenarios/a b.yaml' --seed it/2 --runs 1",
    });
  });

  test('else of a broken rule, an idle fault, a bound', () => {
    const story = (parts: Partial<RunRecord>, expect: readonly Expectation[] = []) =>
      reported(record('1', many(10), parts), expect).detail.failure!;
    expect(story({ violations: [violation()] }).title).toBe('db.log matching broken on db/2 at 0.25 s');
    expect(story({ faults: [fault(0)] }).title).toBe('fault touched nothing: crash db/1 at 400ms for 200ms');
    const slow = bound('max(app) < 1us', { kind: 'max' }, '<', 1000);
    expect(story({}, [slow])).toMatchObject({
      title: 'max(app) < 1us',
      explanation: 'Observed 1.00 ms over all runs. Broken by these runs alone: seed 1.',
    });
  });
});

describe('seeds', () => {
  test('are listed up to five, and quoted for a shell where they must be', () => {
    expect(seedList(['4'])).toBe('seed 4');
    expect(seedList(['1', '2', '3', '4', '5', '6', '7'])).toBe('seeds 1, 2, 3, 4, 5 and 2 more');
    expect(runCommand('s.yaml', "it's $HOME", 1)).toBe(
      "foretell run s.yaml --seed 'it'\\''s $HOME' --runs 1",
    );
    expect(runCommand('-x.yaml', '1', 20, { shuffleTies: true })).toBe(
      "foretell run '-x.yaml' --seed 1 --runs 20 --shuffle-ties",
    );
  });
});
