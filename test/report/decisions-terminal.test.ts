/** What a terminal shows of sweeps, comparisons, sizings and stations: answer first, 80 columns, nothing hidden. */
import { describe, expect, test } from 'vitest';
import type { ReportData, Row } from '../../src/observe/result.js';
import { type Summarised, summary } from '../../src/report/terminal.js';
import { comparisonSummary } from '../../src/report/terminal-comparison.js';
import { sizingSummary } from '../../src/report/terminal-sizing.js';
import { sweepSummary } from '../../src/report/terminal-sweep.js';
import { comparison, sizing, sizingWithoutAnswer, tooFewCompared } from './fixture-decisions.js';
import { guaranteesSweep } from './fixture-judged.js';
import { grid, hockeyStick, manyVariants, pooling, range, stationRows, threads } from './fixture-sweeps.js';
import { emptyRun } from './fixtures.js';

const plain = { width: 80, color: false };

/** A run with one client group and `count` stations behind it. */
function stations(count: number, upTo = 1): Summarised {
  const empty = emptyRun();
  const each = range(1, 1, count).flatMap((n) => {
    const station = n === 1 ? 'server' : `server-${n}`;
    const it = { client: 'users', station, arrivals: 80, rate: 100, servers: 1, runs: 20 };
    const rows = stationRows({ ...it, seed: n, theory: n % 2 === 1, upTo });
    return n === 1 ? rows : rows.filter(({ of }) => of === station);
  });
  const dropped: Row = {
    metric: 'dropped: full',
    of: 'server',
    operation: 'all',
    value: 12.4,
    unit: 'count',
    ciLow: 9.1,
    ciHigh: 15.7,
    runs: 20,
  };
  const throughput: Row = {
    ...dropped,
    metric: 'throughput',
    value: 79.8,
    unit: '1/s',
    ciLow: 79.1,
    ciHigh: 80.5,
  };
  const theories: ReportData['theories'] = [
    { of: 'server', name: 'M/M/1', exact: true, source: 'Kleinrock (1975), §3.2' },
  ];
  const rows = [...each, dropped, throughput];
  const [verdict, scenario] = ['valid' as const, 'One server'];
  return { ...empty, theories, result: { ...empty.result, scenario, verdict, reasons: [], rows } };
}

const shown: readonly (readonly [string, (options: { width: number; color: boolean }) => string])[] = [
  ['sweep', (options) => sweepSummary(hockeyStick(), options)],
  ['sweep-of-two', (options) => sweepSummary(grid(), options)],
  ['sweep-judged', (options) => sweepSummary(guaranteesSweep(), options)],
  ['comparison', (options) => comparisonSummary(comparison(), options)],
  ['sizing', (options) => sizingSummary(sizing(), options)],
  ['stations', (options) => summary(stations(1, 0.99), options)],
];

describe('in 80 columns', () => {
  for (const [name, print] of shown) {
    test(`the ${name} is as it was`, async () => {
      await expect(print(plain)).toMatchFileSnapshot(`../golden/summary-${name}.txt`);
    });
  }
});

const all: typeof shown = [
  ...shown,
  ['sweep of words', (options) => sweepSummary(pooling(), options)],
  ['sweep of many words', (options) => sweepSummary(manyVariants(), options)],
  ['sweep of threads', (options) => sweepSummary(threads(), options)],
  ['long sweep', (options) => sweepSummary(hockeyStick({ loads: range(0.5, 0.49, 200) }), options)],
  ['sweep without a figure', (options) => sweepSummary(hockeyStick({ upTo: () => 0 }), options)],
  ['sweep without a point', (options) => sweepSummary({ ...hockeyStick(), points: [], seeds: [] }, options)],
  ['comparison of too little', (options) => comparisonSummary(tooFewCompared(), options)],
  ['sizing without an answer', (options) => sizingSummary(sizingWithoutAnswer(), options)],
  ['many stations', (options) => summary(stations(40), options)],
];

const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

for (const [name, print] of all) {
  test(`${name}: keeps to the width, ends no line in blanks, says the same in colour`, () => {
    for (let width = 40; width <= 120; width += 8) {
      const text = print({ width, color: false });
      for (const line of text.split('\n'))
        if (!line.startsWith('report') && !line.includes('foretell run'))
          expect(line.length, line).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/ \n|NaN|Infinity|undefined|null/);
      expect(text.endsWith('\n')).toBe(true);
      expect(print({ width, color: true }).replace(escapes, '')).toBe(text);
    }
  });
}

test('what cannot be told is too few, never a dash nor a figure', () => {
  const table = summary(stations(1, 0.5), plain).split('\n');
  const line = (start: string) => table.find((text) => text.trim().startsWith(start));
  expect(line('sojourn p99 ')).toMatch(/too few/);
  expect(line('sojourn p50')).not.toMatch(/too few/);
  expect(line('users')).toMatch(/too few/);
  expect(sweepSummary(hockeyStick({ loads: [10, 20], upTo: () => 0.5 }), plain)).toContain('too few');
});

test('a station is none of the clients, though both have a rate', () => {
  const lines = summary(stations(1), plain).split('\n');
  const latency = lines.slice(lines.findIndex((line) => line.startsWith('Latency')));
  const clients = latency.slice(1, latency.indexOf(''));
  expect(clients.filter((line) => line.startsWith('  server'))).toEqual([]);
  expect(clients.filter((line) => line.startsWith('  users'))).toHaveLength(1);
});

test('theory stands beside what was measured, where there is one', () => {
  const lines = summary(stations(1), plain).split('\n');
  expect(lines.find((line) => line.includes('utilisation'))).toMatch(/80\.\d % .*80\.0 %$/);
  expect(lines.find((line) => line.includes('dropped: full'))).toMatch(/15\.7$/);
  expect(lines.join('\n')).toContain('theory of server: M/M/1, exact (Kleinrock (1975), §3.2)');
});

test('a sweep that lost points says so first', () => {
  const text = sweepSummary(grid(), plain);
  expect(text.startsWith('INVALID')).toBe(true);
  expect(text).toContain('lost: out of memory (seed 1)');
  expect(text).toMatch(/320\/s .* lost /);
  expect(text).toContain('not done');
  expect(text).toContain('71 points of 72');
});
