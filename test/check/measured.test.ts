/** Bounds on what models measured: their words, their verdicts in one run and over runs, and mistakes in them. */
import { describe, expect, test } from 'vitest';
import { builtinModels } from '../../models/index.js';
import { judgeMeasured, type Measured } from '../../src/check/measured.js';
import { poolExpectation } from '../../src/experiment/aggregate/pool.js';
import { createTails } from '../../src/experiment/aggregate/tails.js';
import type { AnyModel } from '../../src/model/index.js';
import { emptyMetrics } from '../../src/observe/metrics.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { MS, S, scenario } from '../support/scenario.js';

const models = new Map<string, AnyModel>(builtinModels.map((model) => [model.name, model]));

const text = (expectation: string) => `name: measured
duration: 10s
nodes:
  db: { model: replication/leaderless, count: 3 }
  leader: { model: replication/leader-follower, count: 3 }
  server: { model: queueing/station }
clients:
  app: { target: db, arrivals: poisson(1/s), operations: { read: 50%, write: 50% } }
expect:
  - ${expectation}
`;

function read(expectation: string): Measured {
  const parsed = parseScenario(text(expectation), { file: 'm.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [first] = parsed.scenario.expect;
  if (first?.kind !== 'measured') throw new Error(`read as ${first?.kind}`);
  return first;
}

function problem(expectation: string): string {
  const parsed = parseScenario(text(expectation), { file: 'm.yaml', models, readFile: () => undefined });
  if (parsed.ok) return 'none';
  const [{ line, column, expected, received }] = parsed.problems as [(typeof parsed.problems)[number]];
  return `${line}:${column} ${expected}, not ${received}`;
}

describe('words', () => {
  test.each([
    ['max(leader.rto) < 5s', { group: 'leader', measure: 'rto', unit: 'duration', bound: 5 * S }],
    ['p99(leader.rto) <= 800ms', { measure: 'rto', metric: { kind: 'quantile', quantile: 0.99 } }],
    ['max(leader.rpo) <= 0', { measure: 'rpo', unit: 'count', comparison: '<=', bound: 0 }],
    ['mean(leader.rpo) < 2.5', { unit: 'count', bound: 2.5 }],
    ['mean(db.stale) < 1%', { measure: 'stale', unit: 'ratio', bound: 0.01 }],
    ['mean(db.within-2) > 99.9%', { measure: 'within-2', bound: 0.999 }],
    ['p90(db.staleness) < 20ms', { measure: 'staleness', unit: 'duration', bound: 20 * MS }],
  ])('%s', (expectation, parts) => expect(read(expectation)).toMatchObject(parts));

  test.each([
    ['mean(db.stal) < 1%', /^10:13 a measure of db: stale, .*, not stal$/],
    ['mean(db.stale) < 5ms', /^10:22 a share, as stale is, not 5ms$/],
    ['mean(leader.rto) < 5%', /^10:24 a duration, as rto is, not 5%$/],
    ['max(leader.rpo) < 5s', /^10:23 a number, as rpo is, not 5s$/],
    ['p99(db.stale) < 1%', /mean\(…\) of a share, not stale$/],
    ['availability(db.stale) > 1%', /percentile of a measure, not stale$/],
    ['max(leader.rto) < 5s outside faults', /^10:26 the end of it, not outside faults$/],
    ['mean(app.read) < 3%', /a limit that is a duration, not read$/],
    ['mean(server.nix) < 3%', /^10:17 a measure of server: queueing\/station has none, not nix$/],
    ['mean(app) < 3%', /^10:17 a duration/],
  ])('%s is a mistake', (expectation, told) => expect(problem(expectation)).toMatch(told));

  test('a station with a resource of that name is asked as before', () => {
    const parsed = parseScenario(text('mean(server.wait) < 5ms'), {
      file: 'm.yaml',
      models,
      readFile: () => undefined,
    });
    expect(parsed.ok && parsed.scenario.expect[0]).toMatchObject({ kind: 'bound', of: 'server' });
  });
});

describe('verdicts', () => {
  const rto = (comparison: string) => read(`max(leader.rto) ${comparison}`);

  test('the largest decides, and the bound itself', () => {
    const seconds = [1 * S, 3 * S, 2 * S];
    expect(judgeMeasured(rto('< 4s'), seconds)).toMatchObject({ verdict: 'valid', judged: 3, value: 3 * S });
    expect(judgeMeasured(rto('< 3s'), seconds)).toMatchObject({ verdict: 'invalid' });
    expect(judgeMeasured(rto('<= 3s'), seconds).verdict).toBe('valid');
    expect(judgeMeasured(rto('> 3s'), seconds).observed).toBe('3.00 s (3 figures)');
  });

  test('shares are means of zeros and ones, counts are plain numbers', () => {
    const stale = read('mean(db.stale) < 1%');
    expect(judgeMeasured(stale, [0, 0, 0, 1])).toMatchObject({ verdict: 'invalid', value: 0.25 });
    expect(judgeMeasured(stale, [0, 0, 0, 0]).verdict).toBe('valid');
    expect(judgeMeasured(read('mean(leader.rpo) < 2'), [0, 3]).observed).toBe('1.50 (2 figures)');
  });

  test('what was never measured is no success, and few figures have no p99', () => {
    expect(judgeMeasured(rto('< 4s'), [])).toMatchObject({ verdict: 'invalid', judged: 0 });
    const p99 = read('p99(leader.rto) < 4s');
    expect(
      judgeMeasured(
        p99,
        Array.from({ length: 499 }, () => 1),
      ).verdict,
    ).toBe('unknown');
    expect(
      judgeMeasured(
        p99,
        Array.from({ length: 500 }, () => 1),
      ).verdict,
    ).toBe('valid');
  });

  test('figures of all runs are judged together, and the runs say how sure that is', () => {
    const pooled = (runs: readonly (readonly number[])[]) => {
      const expectation = read('mean(db.stale) < 30%');
      const measures = runs.map((values) => [
        { group: 'db', key: 'stale', name: 'stale', unit: 'share' as const, values },
        { group: 'other', key: 'stale', name: 'stale', unit: 'share' as const, values: [1] },
      ]);
      const heard = runs.map((values, i) => ({
        seed: String(i),
        judgement: judgeMeasured(expectation, values),
      }));
      const all = { merged: emptyMetrics(scenario({})), tails: createTails([]), measures };
      return poolExpectation(expectation, heard, all).result;
    };
    const few = [0, 0, 0, 0];
    expect(pooled([few, few, [1, 0, 0, 0]])).toMatchObject({ verdict: 'valid', judged: 12 });
    expect(pooled([few, few, [1, 0, 0, 0]]).observed).toMatch(/^8\.33 % ± .* % \(12 figures\)$/);
    // One run alone is over the bound, and is not named as long as all together keep it.
    expect(pooled([few, [1, 1, 0, 0], few])).toMatchObject({ verdict: 'valid', seeds: [] });
    expect(pooled([[1, 1, 0, 0], [1, 1, 1, 0], few])).toMatchObject({
      verdict: 'invalid',
      seeds: ['0', '1'],
    });
  });
});
