/** When the means are known closely enough, by seed order alone. */
import { expect, test } from 'vitest';
import { precisionOfStations, RUNS_MIN, watchPrecision } from '../../src/experiment/precision.js';
import { summarise } from '../../src/experiment/summary.js';
import { clientGroup, content, many, record, scenario } from './runs.js';

const two = scenario([], { clients: [clientGroup('app'), clientGroup('other')] });
const one = scenario();

/** A run whose mean latency is so many ms. */
const runOf = (of: typeof one, took: number) =>
  summarise(
    of,
    record(
      '1',
      many(20, () => ({ took })),
    ),
    content,
  );

test('nothing is decided by a few runs, though they all agree', () => {
  const watch = watchPrecision(one, 0.01);
  for (let runs = 1; runs <= RUNS_MIN; runs++) {
    watch.add(runOf(one, 5));
    expect(watch.met).toBe(runs === RUNS_MIN);
  }
  expect(watch.figures).toEqual([{ what: 'mean latency of app', relative: 0 }]);
});

test('runs that differ take more of them, and the half-width is that of the mean', () => {
  const watch = watchPrecision(one, 0.02);
  let runs = 0;
  for (; runs < 1000 && !watch.met; runs++) watch.add(runOf(one, runs % 2 === 0 ? 4 : 6));
  // t * s / sqrt(n) <= 2 % of 5 ms with s = 1 ms: n of about (1.98 / 0.1)^2
  expect(runs).toBeGreaterThan(380);
  expect(runs).toBeLessThan(410);
  expect(watch.figures[0]!.relative).toBeLessThanOrEqual(0.02);
  expect(watch.figures[0]!.relative).toBeGreaterThan(0.0195);
});

test('every group decides, and one of which nothing is known is never known closely', () => {
  const watch = watchPrecision(two, 0.5);
  for (let runs = 0; runs < 50; runs++) watch.add(runOf(two, 5));
  expect(watch.met).toBe(false);
  expect(watch.figures).toEqual([
    { what: 'mean latency of app', relative: 0 },
    { what: 'mean latency of other', relative: null },
  ]);
});

test('where there is nothing to be precise about, nothing is met', () => {
  const watch = watchPrecision(scenario([], { clients: [] }), 0.5);
  for (let runs = 0; runs < 50; runs++) watch.add(runOf(scenario([], { clients: [] }), 5));
  expect(watch.met).toBe(false);
});

test('without clients the mean sojourn of every station decides', () => {
  const row = { metric: 'sojourn', operation: 'all', unit: 'ms', ciLow: 9, ciHigh: 11, runs: 20, value: 10 };
  expect(
    precisionOfStations([
      { ...row, of: 'server' },
      { ...row, of: 'server', quantile: 0.99 },
      { ...row, of: 'server', operation: 'urgent' },
      { ...row, of: 'server', metric: 'wait' },
      { ...row, of: 'db', value: null, ciLow: null, ciHigh: null },
    ]),
  ).toEqual([
    { what: 'mean sojourn of server', relative: 0.1 },
    { what: 'mean sojourn of db', relative: null },
  ]);
});
