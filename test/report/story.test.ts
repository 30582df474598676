/** What a report tells: in order, nothing invented, the most important kept when there is too much. */
import { expect, test } from 'vitest';
import type { OperationRow, ReportData } from '../../src/observe/result.js';
import { tellStory } from '../../src/report/story.js';
import { summaryTables } from '../../src/report/summary.js';
import { severalClients } from './fixture-edges.js';
import { emptyRun, healthyRun, staleRead } from './fixtures.js';

const texts = (data: ReportData): string[] => tellStory(data).lines.map((line) => line.text);

test('the story of the stale read, in the order of time', () => {
  const { lines, dropped } = tellStory(staleRead({ sample: 20_000 }));
  expect(dropped).toBe(0);
  expect(lines.map((line) => `${line.tone}: ${line.text}`)).toEqual([
    'plain: db/1 becomes leader.',
    'failing: app/2: write 3 := 471, until 9.9447 s, answered by db/1. Part of the failing window.',
    'plain: Nobody is served for 329 ms, until 10.314 s.',
    'fault: Fault: partition: isolate(leader(db)), 10–20 s. It hit db/1. Messages dropped: 1,604.',
    'plain: db/4 becomes leader, while db/1 takes itself for leader until 20.02 s.',
    'failing: app/5: write 3 := 502, until 10.3574 s, answered by db/4. Part of the failing window.',
    'failing: app/7: read 3 → 471, until 10.4131 s, answered by db/1. Part of the failing window.',
    'fault: End of fault: partition: isolate(leader(db)).',
    'fault: Fault: crash: random(db), 35–37 s. It hit db/4. Nodes crashed: 1.',
    'plain: Nobody is served for 283 ms, until 35.283 s.',
    'plain: db/2 becomes leader.',
    'fault: End of fault: crash: random(db).',
  ]);
  const times = lines.map((line) => line.time_s);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
});

test('a sample of a history tells no outages', () => {
  const whole = healthyRun({ sample: 20_000 });
  expect(whole.detail.sampled).toBe(false);
  expect(texts(whole).join()).toContain('Nobody is served');
  expect(texts({ ...whole, detail: { ...whole.detail, sampled: true } }).join()).not.toContain(
    'Nobody is served',
  );
});

/** One success every `step` seconds, and a pause. */
function steady(pause_s: number): ReportData {
  const empty = emptyRun();
  const template = staleRead().detail.operations[0]!;
  const operations = Array.from({ length: 100 }, (_, id): OperationRow => {
    const from_s = id * 0.01 + (id >= 50 ? pause_s : 0);
    return { ...template, id, from_s, to_s: from_s, outcome: 'ok', failing: false };
  });
  return { ...empty, detail: { ...empty.detail, operations } };
}

test('a pause counts as an outage only if it is long and unusual', () => {
  expect(texts(steady(1))).toEqual(['Nobody is served for 1,010 ms, until 1.5 s.']);
  expect(texts(steady(0.1))).toEqual([]);
});

test('one kind of operation may pause while others go on', () => {
  const data = steady(0);
  const operations = data.detail.operations.flatMap((row): OperationRow[] => [
    { ...row, operation: 'read' },
    ...(row.from_s > 0.3 && row.from_s < 0.7 ? [] : [{ ...row, operation: 'write' }]),
  ]);
  expect(texts({ ...data, detail: { ...data.detail, operations } })).toEqual([
    'No write succeeds for 400 ms, until 0.7 s.',
  ]);
});

test('a fault that touched nothing is said to', () => {
  const data = healthyRun();
  const faults = [{ ...data.detail.faults[0]!, touched: 0, nodes: [] }];
  expect(texts({ ...data, detail: { ...data.detail, faults } })).toContain(
    'Fault: partition: isolate(leader(db)), 10–20 s. It touched nothing.',
  );
});

test('when there is too much to tell, the failing operations stay', () => {
  const crowded = severalClients();
  const failing = staleRead().detail.operations.filter((row) => row.failing);
  const { lines, dropped } = tellStory({ ...crowded, detail: { ...crowded.detail, operations: failing } });
  expect(dropped).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.filter((line) => line.tone === 'failing')).toHaveLength(3);
});

test('nothing happened: nothing is told', () => {
  expect(tellStory(emptyRun())).toEqual({ lines: [], dropped: 0 });
});

test('quantiles stand side by side, intervals in parentheses', () => {
  const tables = summaryTables(healthyRun().result.rows, 20).flatMap((block) =>
    block.kind === 'table' ? [block] : [],
  );
  expect(tables.map((table) => table.columns.map((column) => column.title))).toEqual([
    ['Metric', 'Of', 'Operation', 'p50', 'p99'],
    ['Metric', 'Of', 'Operation', 'Value'],
  ]);
  expect(tables[1]!.rows[0]!.map((it) => it.text)).toEqual(['availability', 'app', 'all', '99.41 %']);
  expect(tables[1]!.rows[0]![3]!.small).toBe('(99.34 – 99.48)');
});

test('one run has no intervals, nothing measured is a dash, and long tables are cut and say so', () => {
  const row = {
    metric: 'errors',
    of: 'app',
    operation: 'all',
    value: null,
    unit: 'ratio',
    ciLow: null,
    ciHigh: null,
    runs: 1,
  };
  const blocks = summaryTables(
    Array.from({ length: 70 }, () => row),
    1,
  );
  const table = blocks.find((block) => block.kind === 'table')!;
  expect(table.rows).toHaveLength(60);
  expect(table.rows[0]![3]).toEqual({ text: '–' });
  expect(blocks.at(-1)).toEqual({ kind: 'note', text: 'The first 60 of 70 lines; rows.csv has all.' });
});
