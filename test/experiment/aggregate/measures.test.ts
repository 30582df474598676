/** What models measured: pooled over runs, never averaged quantiles; no more quantiles than figures carry. */
import { describe, expect, test } from 'vitest';
import { measureRows, tableRows } from '../../../src/experiment/aggregate/measures.js';
import type { MeasureRecord } from '../../../src/observe/run-record.js';
import { MS } from '../../observe/operations.js';

const duration = (values: readonly number[], parts: Partial<MeasureRecord> = {}): MeasureRecord => ({
  group: 'db',
  name: 'time to elect a leader',
  unit: 'duration',
  values: values.map((ms) => ms * MS),
  ...parts,
});
const share = (values: readonly number[]): MeasureRecord => ({
  group: 'db',
  name: 'votes split',
  unit: 'share',
  values,
});
const upTo = (n: number, offset = 0) => Array.from({ length: n }, (_, i) => offset + i + 1);
const at = (rows: ReturnType<typeof measureRows>, quantile: number | null) =>
  rows.find((row) => row.quantile === quantile);

describe('quantiles', () => {
  test('are order statistics of all runs together', () => {
    const rows = measureRows([[duration(upTo(100))], [duration(upTo(100, 100))]]);
    // 1 to 200 ms: the smallest figure that half of them do not exceed is 100 ms.
    expect(at(rows, 0.5)).toMatchObject({ value: 100, unit: 'ms', figures: 200, of: 'db' });
    expect(at(rows, 0.9)!.value).toBe(180);
    expect(at(rows, null)!.value).toBeCloseTo(100.5, 12);
  });

  test('are pooled, not averaged: the negative control', () => {
    // Nine runs measured 10 figures of 1 ms each, one measured 910 of 100 ms: averaging medians would say 10.9 ms.
    const small = Array.from({ length: 9 }, () => [duration(new Array<number>(10).fill(1))]);
    const rows = measureRows([...small, [duration(new Array<number>(910).fill(100))]]);
    expect(at(rows, 0.5)!.value).toBe(100);
  });

  test('need five figures beyond them on either side', () => {
    const known = (n: number) => measureRows([[duration(upTo(n))]]).map(({ quantile }) => quantile);
    expect(known(9)).toEqual([null]);
    expect(known(10)).toEqual([null, 0.5]);
    expect(known(499)).not.toContain(0.99);
    expect(known(500)).toContain(0.99);
    expect(known(5000)).toContain(0.999);
  });
});

describe('intervals', () => {
  test('hold the value, and there are none of one run or where a run measured nothing', () => {
    const two = measureRows([[duration(upTo(40))], [duration(upTo(60))]]);
    const median = at(two, 0.5)!;
    expect(median.ciLow!).toBeLessThan(median.value);
    expect(median.ciHigh!).toBeGreaterThan(median.value);
    for (const runs of [[[duration(upTo(40))]], [[duration(upTo(40))], [duration([])]]])
      for (const row of measureRows(runs)) expect(row).toMatchObject({ ciLow: null, ciHigh: null });
  });

  test('are of no width if all runs agree', () => {
    const same = [duration(upTo(40))];
    expect(at(measureRows([same, same, same]), 0.5)).toMatchObject({ value: 20, ciLow: 20, ciHigh: 20 });
  });

  test('never go below nothing', () => {
    const rows = measureRows([[share([0, 0, 0, 1])], [share([0, 0, 0, 0])]]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ quantile: null, unit: 'ratio', value: 0.125, ciLow: 0, figures: 8 });
  });
});

test('what nobody measured has no row; other groups and counts have their own', () => {
  expect(measureRows([[duration([])]])).toEqual([]);
  expect(measureRows([])).toEqual([]);
  const records = [
    duration([3]),
    duration([5], { group: 'log' }),
    { group: 'db', name: 'hops', unit: 'count', values: [2, 4] } as const,
  ];
  expect(measureRows([records]).map(({ of, measure, unit, value }) => [of, measure, unit, value])).toEqual([
    ['db', 'time to elect a leader', 'ms', 3],
    ['log', 'time to elect a leader', 'ms', 5],
    ['db', 'hops', 'count', 3],
  ]);
});

test('the table has the mean and three quantiles of them', () => {
  const rows = tableRows(measureRows([[duration(upTo(1000))]]), 1);
  expect(rows.map(({ quantile, value }) => [quantile, value])).toEqual([
    [undefined, 500.5],
    [0.5, 500],
    [0.9, 900],
    [0.99, 990],
  ]);
  expect(rows[0]).toEqual({
    metric: 'time to elect a leader',
    of: 'db',
    operation: 'all',
    value: 500.5,
    unit: 'ms',
    ciLow: null,
    ciHigh: null,
    runs: 1,
    measured: true,
  });
});

describe('theory', () => {
  test('stands beside the mean alone, in its unit, as the mean over the runs', () => {
    const runs = [1, 3].map((ms) => [duration(upTo(100), { theory: ms * MS })]);
    const rows = tableRows(measureRows(runs), 2);
    expect(rows.map(({ quantile, theory, measured }) => [quantile, theory, measured])).toEqual([
      [undefined, 2, true],
      [0.5, undefined, true],
      [0.9, undefined, true],
    ]);
  });
  test('is not told where a run has none', () => {
    expect(measureRows([[duration([1], { theory: MS })], [duration([1])]])[0]).not.toHaveProperty('theory');
  });
});
