/** Whole reports of sweeps, comparisons and sizings: their files, their bytes, and what they say. */
import { expect, test } from 'vitest';
import {
  type Report,
  renderComparison,
  renderReport,
  renderSizing,
  renderSweep,
} from '../../src/report/index.js';
import { comparison, sizing, sizingWithoutAnswer, tooFewCompared } from './fixture-decisions.js';
import { guaranteesSweep } from './fixture-judged.js';
import { stationRun } from './fixture-stations.js';
import { grid, hockeyStick, range } from './fixture-sweeps.js';

/** The Markdown as text: what the HTML says as well. */
function said({ files }: Report): string {
  return String(files.get('report.md')).replace(/\\(.)/g, '$1').replace(/&lt;/g, '<').replace(/&gt;/g, '>');
}

test('a sweep: question, verdict and answer first, then charts, points and how to do it again', async () => {
  const report = await renderSweep(hockeyStick(), { charts: ['latency-against-load'] });
  expect([...report.files.keys()].sort()).toEqual([
    'charts/latency-against-load.svg',
    'charts/latency-against-load.vl.json',
    'report.html',
    'report.md',
    'rows.csv',
  ]);
  const text = said(report);
  const order = [
    'How busy can a server be before its users notice?',
    '**VALID** Everything was as expected at 11 points of 11, 220 runs.',
    '**ANSWER** The p99 time in server doubles by users arrivals ≈ 54 per s',
    '## Charts',
    'How to read it.',
    '## Points',
    '| 95/s |',
    '## Reproduce',
    'foretell sweep scenarios/queueing/example.yaml --set clients.users.arrivals=10/s,20/s',
    'b7c09d2e41f3a865',
  ].map((part) => text.indexOf(part));
  expect(order).not.toContain(-1);
  expect([...order].sort((a, b) => a - b)).toEqual(order);
  expect(text).toMatch(/\| 10\/s \|.*\| too few \|/);
});

test('the same sweep gives the same bytes, and PNGs only where they are asked for', async () => {
  const small = hockeyStick({ loads: [50, 90] });
  const [first, again] = [await renderSweep(small), await renderSweep(small)];
  expect([...again.files]).toEqual([...first.files]);
  const asked = await renderSweep(small, { png: true, charts: ['latency-against-load'] });
  expect(asked.files.get('charts/latency-against-load.png')).toBeInstanceOf(Uint8Array);
});

test('a sweep with holes says what is missing, at the top', async () => {
  const text = said(await renderSweep(grid()));
  expect(text).toContain('**INVALID** Not everything was as expected: 26 points of 71 failed.');
  expect(text).toContain('1 point of 72 was not done');
  expect(text).toContain('Runs that were lost');
  expect(text).toContain('out of memory');
});

test('two hundred points are folded up; all of them are in rows.csv', async () => {
  const { files } = await renderSweep(hockeyStick({ loads: range(0.5, 0.49, 200) }));
  expect(String(files.get('report.html'))).toContain('<details><summary>All 200 points</summary>');
  const lines = String(files.get('rows.csv')).trim().split('\n');
  expect(lines[0]).toBe(
    'users_arrivals_per_s,verdict,metric,of,operation,quantile,value,unit,ciLow,ciHigh,runs,theory,missing,after_ms',
  );
  expect(new Set(lines.slice(1).map((line) => line.split(',')[0])).size).toBe(200);
  expect(String(files.get('report.html')).length).toBeLessThan(1_000_000);
});

test('charts of other commands are not unknown, charts of none are', async () => {
  const small = hockeyStick({ loads: [50, 90] });
  const other = await renderSweep(small, { charts: ['throughput'] });
  expect(other.unknownCharts).toEqual([]);
  expect([...other.files.keys()]).toContain('charts/latency-against-load.svg');
  expect((await renderSweep(small, { charts: ['latency-agianst-load'] })).unknownCharts).toHaveLength(1);
});

test('a comparison names both sides and every figure', async () => {
  const report = await renderComparison(comparison());
  const text = said(report);
  for (const part of [
    '**ANSWER** B, one queue, has the lower p99 latency of users: 146 ms against 225 ms',
    'A difference is shown in 6 of 9 figures.',
    'nodes.desk.params.queues=one for all',
    '| p99 latency of users | 225 ms | 146 ms | −79.6 ms (−86.5 to −72.8 ms) | lower |',
    'Digest of B',
  ])
    expect(text, part).toContain(part);
  expect(String(report.files.get('rows.csv')).split('\n')[0]).toBe(
    'metric,of,operation,quantile,unit,a,b,difference,ciLow,ciHigh,verdict',
  );
});

test('a comparison of too little says so instead of a figure', async () => {
  const text = said(await renderComparison(tooFewCompared()));
  expect(text).toContain('**ANSWER** Too few operations to compare the p99 latency of users');
  expect(text).toContain('| p99 latency of users | too few | too few | too few | too few |');
  expect(text).toContain('Comparison: not drawn, because there are no figures that both designs have.');
});

test('a sizing says the size, how sure it is, and why not less', async () => {
  const report = await renderSizing(sizing());
  const text = said(report);
  expect(text).toContain(
    '**ANSWER** The smallest value that meets p99(users) < 90ms is desk servers = 4: 51.1 ms (49 to 53.1 ms), 99.93 % sure',
  );
  expect(text).toContain('3, the next cheaper, fails: 99.3 ms (95.3 to 103 ms), 99.93 % sure');
  expect(text).toMatch(
    /\| 3 \| 4 \| 51\.1 ms \(49 to 53\.1 ms\) \| 10 \| 99\.93 % sure \| \*\*meets\*\* chosen \|/,
  );
  expect(String(report.files.get('rows.csv')).split('\n')).toHaveLength(7);
});

test('a sizing without an answer does not make one up', async () => {
  const text = said(await renderSizing(sizingWithoutAnswer()));
  expect(text).toContain('**ANSWER** None of the 5 values tried is sure to meet p99(users) < 20ms');
  expect(text).toContain('too few operations');
  expect(text).not.toContain('chosen');
});

test('a run with stations has their figures with theory beside them, and no station among the clients', async () => {
  const report = await renderReport(stationRun(), { charts: ['stations-over-time'] });
  const text = said(report);
  expect(text).toMatch(/\| server \| utilisation \| [\d.]+ % \(.*\) \| 80 % \|/);
  expect(text).toMatch(/\| server \| sojourn p99 \| .* ms \(.*\) \| 230 ms \|/);
  expect(text).toContain('server is M/M/1: Kleinrock, Queueing Systems I (1975), §3.2.');
  expect(text).not.toMatch(/\| Counted \|[\s\S]*queue length/);
  const few = stationRun();
  const rows = few.result.rows.map((row) =>
    row.quantile === 0.999
      ? { ...row, value: null, ciLow: null, ciHigh: null, missing: 'too few' as const }
      : row,
  );
  const short = said(
    await renderReport({ ...few, result: { ...few.result, rows } }, { charts: ['throughput'] }),
  );
  expect(short).toMatch(/\| server \| sojourn p99\.9 \| too few \|/);
});

test('many stations are folded up', async () => {
  const run = stationRun();
  const rows = Array.from({ length: 20 }, (_, i) =>
    run.result.rows.map((row) => (row.of === 'server' ? { ...row, of: `server-${i}` } : row)),
  ).flat();
  const { files } = await renderReport(
    { ...run, result: { ...run.result, rows } },
    { charts: ['throughput'] },
  );
  expect(String(files.get('report.html'))).toContain('<details><summary>Figures of 20 stations</summary>');
});

test('a sweep in which something was judged: where each claim breaks, what it costs, how to see it', async () => {
  const text = said(await renderSweep(guaranteesSweep(), { charts: ['guarantees'] }));
  for (const line of [
    '| mode | linearizable | read-your-writes | converges | p99 read, healthy | p99 write, healthy | least ok |',
    '| consensus | **holds** | **holds** | **holds** | 10 ms | 30 ms | 90 % (partition) |',
    '| reads anywhere | **violated** (always; seed 3) | **violated** (partition; seed 3) | **holds** | 11 ms |',
    '| quorum | **holds** | **holds** | **not asked** | 12 ms |',
    '**condition: partition**',
    '| quorum | **holds** | **holds** | **unknown** | 13 ms (',
    "foretell run x.yaml --seed 3 --runs 1 --set 'mode=a b'",
    'which is no proof',
  ])
    expect(text).toContain(line);
  expect(said(await renderSweep(hockeyStick(), { charts: [] }))).not.toContain('## Judged'); // control
});
