/** A whole report: its files, its bytes, its size, and what it says. */
import { beforeAll, expect, test } from 'vitest';
import { type Report, renderReport } from '../../src/report/index.js';
import { smallRun } from './fixture-edges.js';
import { emptyRun, healthyRun, staleRead } from './fixtures.js';

let healthy: Report;
let failing: Report;
beforeAll(async () => {
  healthy = await renderReport(healthyRun());
  failing = await renderReport(staleRead({ sample: 20_000 }));
});

const text = (report: Report, file: string): string => {
  const content = report.files.get(file);
  if (typeof content !== 'string') throw new Error(`${file} is missing`);
  return content;
};

test('the files of a report', async () => {
  const { files } = await renderReport(smallRun(), { charts: ['throughput'], png: true });
  expect([...files.keys()].sort()).toEqual(
    [
      ...['operations', 'space-time', 'throughput'].flatMap((name) =>
        ['png', 'svg', 'vl.json'].map((end) => `charts/${name}.${end}`),
      ),
      'report.html',
      'report.md',
      'rows.csv',
    ].sort(),
  );
  expect(files.get('charts/throughput.png')).toBeInstanceOf(Uint8Array);
});

test('the same data gives the same bytes', async () => {
  const again = await renderReport(healthyRun());
  expect([...again.files]).toEqual([...healthy.files]);
});

test('other data gives other bytes', () => {
  expect(text(healthy, 'report.html')).not.toBe(text(failing, 'report.html'));
});

test('a failing report says what happened: cause, operations, faults, how to see it again', () => {
  for (const file of ['report.html', 'report.md']) {
    const page = text(failing, file).replace(/\\(.)/g, '$1').replace(/&gt;/g, '>');
    for (const said of [
      '1 of 3 expectations did not hold in 5 runs.',
      'linearizable(app) is invalid in 1 of 5 runs: seed 3',
      'Stale read of key 3',
      'which had been cut off from the others since 10.000 s',
      'foretell run scenarios/consensus/raft-lease.yaml --seed 3',
      'read 3 → 471',
      'db/4 becomes leader, while db/1 takes itself for leader until 20.02 s.',
      'Nobody is served for 329 ms',
      'Messages dropped: 1,604.',
      '8,020 messages dropped',
      'seeds 1–5 (5 runs)',
      '9f3c01d2a4b5e677',
    ]) {
      expect(page, `${file} says: ${said}`).toContain(said);
    }
  }
});

test('a healthy report tells no failure', () => {
  const page = text(healthy, 'report.md');
  expect(page).toContain('> **VALID** Every expectation held in 20 runs.');
  expect(page).not.toMatch(/What went wrong|invalid|failing|red outlines/i);
});

test('a report on nothing says that there is nothing', async () => {
  const { files } = await renderReport(emptyRun());
  const page = String(files.get('report.md'));
  expect(page).toContain('> **UNKNOWN** No verdict on 1 of 1 expectations in 1 run.');
  expect(page).toContain('Throughput: not drawn, because there are no operations that ended.');
  expect(page).toContain('No faults were injected.');
});

test('charts that do not exist are reported, not ignored', async () => {
  const report = await renderReport(emptyRun(), { charts: ['thruput'] });
  expect(report.unknownCharts).toEqual(['thruput']);
  expect(text(report, 'report.md')).toContain('There is no chart named thruput.');
});

test('fifty thousand operations stay a page of less than 3 MB', async () => {
  const data = healthyRun({ rate_per_s: 850, sample: 100_000 });
  expect(data.detail.operations.length).toBeGreaterThan(45_000);
  const report = await renderReport(data);
  expect(text(report, 'report.html').length).toBeLessThan(3_000_000);
});

test('rows become CSV, quoted where they must be', async () => {
  const data = emptyRun();
  const row = {
    metric: 'latency',
    of: 'a,"b"',
    operation: 'read',
    quantile: 0.99,
    value: 1.5,
    unit: 'ms',
    ciLow: null,
    ciHigh: null,
    runs: 1,
  };
  const report = await renderReport({ ...data, result: { ...data.result, rows: [row] } });
  expect(text(report, 'rows.csv')).toBe(
    'metric,of,operation,quantile,value,unit,ciLow,ciHigh,runs,theory,missing,after_ms\nlatency,"a,""b""",read,0.99,1.5,ms,,,1,,,\n',
  );
});
