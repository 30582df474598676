/** Grids, their names, and what points come to together. */
import { describe, expect, test } from 'vitest';
import type { RunOutcome } from '../../src/experiment/run-one.js';
import { summarise } from '../../src/experiment/summary.js';
import { createPointRuns } from '../../src/experiment/sweep/point.js';
import { describePoint, gridOf, labelsOf, parametersOf, sweepResult } from '../../src/experiment/sweep.js';
import type { SweepPoint } from '../../src/observe/sweep.js';
import { bound, content, many, record, scenario } from './runs.js';

describe('labels', () => {
  test.each([
    [['nodes.server.params.servers'], ['servers']],
    [['nodes.db.params.electionTimeout'], ['election timeout']],
    [['nodes.server.count'], ['server count']],
    [['clients.users.arrivals'], ['users arrivals']],
    [
      ['network.latency', 'duration'],
      ['network latency', 'duration'],
    ],
    [
      ['faults.0.for', 'faults[1].for'],
      ['fault 1 for', 'fault 2 for'],
    ],
    [
      ['nodes.a.params.servers', 'nodes.b.params.servers'],
      ['a servers', 'b servers'],
    ],
    [
      ['nodes.a.params.servers', 'nodes.a.params.queue'],
      ['servers', 'queue'],
    ],
    [
      ['nodes.a.count', 'clients.a.count'],
      ['nodes.a.count', 'clients.a.count'],
    ], // nothing shorter tells them apart
  ])('%j', (paths, labels) => {
    expect(labelsOf(paths)).toEqual(labels);
  });
});

const parameters = parametersOf([
  { path: 'nodes.server.params.servers', values: ['1', '2'] },
  { path: 'clients.users.arrivals', values: ['poisson(1/s)', 'poisson(2/s)', 'poisson(3/s)'] },
  { path: 'duration', values: ['5s'] },
]);

test('the last parameter of a grid changes fastest', () => {
  const grid = gridOf(parameters);
  expect(grid.map((at) => at.join(''))).toEqual(['000', '010', '020', '100', '110', '120']);
  expect(describePoint(parameters, grid[4]!)).toBe('servers 2, users arrivals poisson(2/s)');
  expect(parameters.map(({ label, unit }) => [label, unit])).toEqual([
    ['servers', 'count'],
    ['users arrivals', '1/s'],
    ['duration', 'ms'],
  ]);
});

const point = (
  at: readonly number[],
  verdict: SweepPoint['verdict'],
  seeds: readonly string[],
): SweepPoint => ({
  at,
  verdict,
  reasons: [],
  digest: at.join('').padEnd(16, '0'),
  seeds,
  lost: [],
  judged: [],
  rows: [],
});

test('points are put in order; those that were not done leave the verdict unknown at best', () => {
  const parts = { scenario: 's', question: '?', version: '0', file: 's.yaml', rerun: '', parameters };
  const seeds = ['1', '2', '3'];
  const grid = gridOf(parameters);
  const all = grid.map((at, i) => point(at, 'valid', i === 0 ? ['1', '2'] : ['1']));
  const whole = sweepResult({ ...parts, seeds, points: all.toReversed() });
  expect(whole).toMatchObject({ verdict: 'valid', pointsAll: 6, points: all, seeds: ['1', '2'] });
  expect(whole).toEqual(sweepResult({ ...parts, seeds, points: all }));
  expect(sweepResult({ ...parts, seeds, points: all.slice(1) }).verdict).toBe('unknown');
  const bad = [...all.slice(1), point([0, 0, 0], 'invalid', [])];
  expect(sweepResult({ ...parts, seeds, points: bad }).verdict).toBe('invalid');
  expect(sweepResult({ ...parts, seeds, points: bad }).digest).toBe(whole.digest);
});

describe('a point', () => {
  const of = scenario([bound('availability(app) > 1%', { kind: 'availability' }, '>', 0.01)]);
  const outcome = (seed: string, took = 5): RunOutcome => ({
    kind: 'finished',
    seed,
    summary: summarise(
      of,
      record(
        seed,
        many(20, () => ({ took })),
      ),
      content,
    ),
    span: undefined,
  });
  const lost = (seed: string): RunOutcome => ({ kind: 'lost', seed, why: 'exit code 3, twice' });
  const pointOf = (outcomes: readonly RunOutcome[], untilCi?: number) => {
    const seeds = outcomes.map(({ seed }) => seed);
    const replay = (seed: string) => `foretell run x.yaml --seed ${seed}`;
    const runs = createPointRuns(of, { seeds, version: '0', untilCi, replay });
    for (const one of outcomes) if (runs.series.next() !== undefined) runs.series.add(one);
    return runs;
  };

  test('a lost run leaves it unknown, and is named with its seed', () => {
    const {
      verdict,
      reasons,
      seeds,
      lost: told,
      rows,
    } = pointOf([outcome('1'), lost('2'), outcome('3')]).result([0]);
    expect({ verdict, seeds, told }).toEqual({
      verdict: 'unknown',
      seeds: ['1', '3'],
      told: [{ seed: '2', why: 'exit code 3, twice' }],
    });
    expect(reasons).toEqual(['lost: exit code 3, twice (seed 2)']);
    expect(rows.length).toBeGreaterThan(10);
  });

  test('with every run lost there are no rows, and it says why', () => {
    const result = pointOf([lost('1'), lost('2')]).result([0]);
    expect(result).toMatchObject({ verdict: 'unknown', seeds: [], rows: [] });
    expect(result.reasons).toEqual(['lost: exit code 3, twice (seeds 1, 2)']);
    expect(result.digest).toMatch(/^[0-9a-f]{16}$/);
  });

  test('runs end when the means are known, or are said to have been too few', () => {
    const steady = Array.from({ length: 30 }, (_, i) => outcome(String(i + 1)));
    const wild = steady.map(({ seed }, i) => outcome(seed, i % 2 === 0 ? 1 : 9));
    expect(pointOf(steady, 0.01).result([0]).seeds.length).toBe(10);
    expect(pointOf(steady, 0.01).short).toBe(false);
    expect(pointOf(wild, 0.01).result([0]).seeds.length).toBe(30);
    expect(pointOf(wild, 0.01).short).toBe(true);
    expect(pointOf(wild).short).toBe(false);
  });
});
