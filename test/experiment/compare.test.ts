/**
 * Comparison: pairs by seed, intervals of their differences, and what common random numbers buy.
 *
 * Runs are made up: run i of both sides shares its luck, which is most of what runs differ by.
 */
import { expect, test } from 'vitest';
import { createComparison, type Side } from '../../src/experiment/compare.js';
import type { RunOutcome } from '../../src/experiment/run-one.js';
import { seedsOf } from '../../src/experiment/simulate.js';
import { summarise } from '../../src/experiment/summary.js';
import { normalQuantile } from '../../src/kernel/math.js';
import { createStreams } from '../../src/kernel/random.js';
import { clientGroup, content, many, record, scenario } from './runs.js';

const base = scenario();
const luckOf = (seed: string, more = '') => normalQuantile(createStreams(`luck${more}`).named(seed)());

interface Sides {
  /** Mean latency in ms of a run. */
  readonly took: (side: Side, seed: string) => number;
  readonly lost?: readonly string[];
  readonly runs?: number;
  readonly untilCi?: number;
  readonly second?: typeof base;
  /** Operations of a run, 50 unless told. */
  readonly sizes?: number;
}

/** `jobs` runs are under way at once, and the last that began ends first. */
function compare({ took, lost = [], runs = 20, untilCi, second = base, sizes }: Sides, jobs = 1) {
  const scenarios = [base, second] as const;
  const comparison = createComparison(scenarios, { seeds: seedsOf('1', runs), version: '0', untilCi });
  const operations = sizes ?? 50;
  const underWay: { side: Side; seed: string }[] = [];
  let begun = 0;
  for (;;) {
    for (
      let next = comparison.next();
      next !== undefined;
      next = underWay.length < jobs ? comparison.next() : undefined
    ) {
      underWay.push(next);
      begun += 1;
    }
    const job = underWay.pop();
    if (job === undefined) return { comparison, begun };
    const { side, seed } = job;
    const own = record(
      seed,
      many(operations, (i) => ({ took: took(side, seed) * (1 + (i % 5) / 50) })),
    );
    const outcome: RunOutcome = lost.includes(`${side}/${seed}`)
      ? { kind: 'lost', seed, why: 'exit code 3, twice' }
      : { kind: 'finished', seed, summary: summarise(scenarios[side], own, content), span: undefined };
    comparison.add(side, outcome);
  }
}

const rowOf = (sides: Sides, metric = 'latency mean') =>
  compare(sides)
    .comparison.result()
    .rows.find((row) => row.metric === metric && row.operation === 'all')!;
const widthOf = (sides: Sides) => rowOf(sides).ciHigh! - rowOf(sides).ciLow!;

const shared: Sides = {
  took: (side, seed) => 20 + 4 * luckOf(seed) + 0.5 * side + 0.3 * luckOf(seed, side ? 'b' : 'a'),
};
const apart: Sides = { took: (side, seed) => 20 + 4 * luckOf(seed, side ? 'b' : 'a') + 0.5 * side };

test('shared luck makes a small difference show; with luck of their own the same one does not', () => {
  expect(rowOf(shared)).toMatchObject({ verdict: 'higher', unit: 'ms' });
  expect(rowOf(shared).difference).toBeCloseTo(0.5, 0);
  expect(rowOf(apart).verdict).toBe('no difference shown');
  expect(widthOf(shared)).toBeLessThan(widthOf(apart) / 4);
});

/** 95 % intervals of the difference, over 200 experiments: within 2.6 standard errors, 91 % to 99 %. */
test('the interval holds the true difference as often as it says', () => {
  let held = 0;
  for (let i = 0; i < 200; i++) {
    const took: Sides['took'] = (side, seed) =>
      20 + 2 * luckOf(`${i}/${seed}`) + 0.5 * side + luckOf(`${i}/${seed}`, side ? 'b' : 'a');
    const { ciLow, ciHigh } = rowOf({ took, runs: 5, sizes: 5 });
    const truth = 0.5 * 1.04; // operations of a run take up to 8 % longer, 4 % on average
    if (ciLow! <= truth && truth <= ciHigh!) held += 1;
  }
  expect(held / 200).toBeGreaterThan(0.91);
  expect(held / 200).toBeLessThan(0.99);
});

test('twins do not differ, in any row', () => {
  const { rows, results } = compare({ took: (_, seed) => 20 + luckOf(seed) }).comparison.result();
  expect(results[0].rows).toEqual(results[1].rows);
  for (const row of rows) expect(row.verdict).toMatch(/no difference shown|too few/);
  for (const row of rows) expect(row.difference ?? 0).toBe(0);
});

test('rows are those of the results, with pairs where charts draw them', () => {
  const { comparison } = compare(shared);
  const { rows, results } = comparison.result();
  expect(rows.map(({ a }) => a)).toEqual(results[0].rows.map(({ value }) => value));
  expect(rows.map(({ b }) => b)).toEqual(results[1].rows.map(({ value }) => value));
  const drawn = rows.filter(({ pairs }) => pairs.length > 0);
  expect(drawn.map(({ metric, quantile }) => [metric, quantile])).toEqual([
    ['latency', 0.5],
    ['latency mean', undefined],
    ['throughput', undefined],
    ['errors', undefined],
  ]); // 50 operations a run have no p99
  expect(drawn[1]!.pairs.map(({ seed }) => seed)).toEqual(comparison.seeds);
  expect(rows.find(({ metric }) => metric === 'latency max')).toMatchObject({
    ciLow: null,
    verdict: 'no difference shown',
  });
  const rare = rows.find(({ quantile }) => quantile === 0.99)!;
  expect(rare).toMatchObject({ verdict: 'too few', ciLow: null });
});

test('what only one side has is shown with null for the other', () => {
  const second = scenario([], { clients: [clientGroup('app'), clientGroup('more')] });
  const { rows } = compare({ ...shared, second }).comparison.result();
  const only = rows.filter(({ of }) => of === 'more');
  expect(only.length).toBeGreaterThan(5);
  for (const row of only)
    expect(row).toMatchObject({ a: null, difference: null, verdict: 'too few', pairs: [] });
});

test('runs under way at once change nothing', () => {
  for (const untilCi of [undefined, 0.05]) {
    const result = (jobs: number) => {
      const { comparison } = compare({ ...shared, ...(untilCi && { untilCi, runs: 200 }) }, jobs);
      return { seeds: comparison.seeds, ...comparison.result() };
    };
    for (const jobs of [2, 3, 8]) expect(result(jobs)).toEqual(result(1));
  }
});

test('runs go on until the means of both sides are known, and no further', () => {
  const { comparison, begun } = compare({ ...shared, untilCi: 0.05, runs: 500 });
  expect(comparison.precision).toMatchObject({ met: true });
  expect(comparison.precision!.figures.map(({ what }) => what)).toEqual([
    'mean latency of app in A',
    'mean latency of app in B',
  ]);
  expect(begun).toBe(2 * comparison.seeds.length);
  expect(comparison.seeds.length).toBeLessThan(200);
  expect(compare({ ...shared, untilCi: 0.001, runs: 30 }).comparison.precision).toMatchObject({ met: false });
});

test('a pair with a lost run does not count, and its side says why', () => {
  const { comparison } = compare({ ...shared, lost: ['1/4', '0/9'] });
  expect(comparison.seeds).toEqual(seedsOf('1', 20).filter((seed) => seed !== '4' && seed !== '9'));
  const { results, verdict } = comparison.result();
  expect(results.map(({ reasons }) => reasons)).toEqual([
    ['lost: exit code 3, twice (seed 9)'],
    ['lost: exit code 3, twice (seed 4)'],
  ]);
  expect(verdict).toBe('unknown');
});
