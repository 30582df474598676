/** What a report tells: in order, nothing invented, the most important kept when there is too much. */
import { expect, test } from 'vitest';
import type { ReportData, Row, RunDetail } from '../../src/observe/result.js';
import { composePage } from '../../src/report/compose.js';
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
    'failing: app#2: write 3 := 471, until 9.9447 s, answered by db/1. Part of the failing window.',
    'plain: Nobody is served for 329 ms (9.985 s to 10.314 s): no write for 335 ms.',
    'fault: Fault: partition: isolate(leader(db)), 10–20 s. It hit db/1. Messages dropped: 1,604.',
    'plain: db/4 becomes leader, while db/1 takes itself for leader until 20.02 s.',
    'failing: app#5: write 3 := 502, until 10.3574 s, answered by db/4. Part of the failing window.',
    'failing: app#7: read 3 → 471, until 10.4131 s, answered by db/1. Part of the failing window.',
    'fault: End of fault: partition: isolate(leader(db)).',
    'fault: Fault: crash: random(db), 35–37 s. It hit db/4. Nodes crashed: 1.',
    'plain: Nobody is served for 283 ms (35 s to 35.283 s).',
    'plain: db/2 becomes leader.',
    'fault: End of fault: crash: random(db).',
    'plain: Nobody can cas for 900 ms (41.2 s to 42.1 s).',
  ]);
  const times = lines.map((line) => line.time_s);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
});

test('outages of several groups of clients say whose they are, longest first kept', () => {
  const outage = (client: string, operation: string, from_s: number, to_s: number) => ({
    client,
    operation,
    from_s,
    to_s,
  });
  const told = (outages: RunDetail['outages']) => {
    const empty = emptyRun();
    return texts({ ...empty, detail: { ...empty.detail, outages } });
  };
  expect(told([outage('app', 'all', 1, 2), outage('web', 'read', 1.5, 2)])).toEqual([
    'Nobody of app is served for 1,000 ms (1 s to 2 s).',
    'Nobody of web can read for 500 ms (1.5 s to 2 s).',
  ]);
  const many = Array.from({ length: 30 }, (_, i) => outage('app', 'all', i, i + 0.01 * (i + 1)));
  const kept = told(many);
  expect(kept).toHaveLength(10);
  expect(kept[0]).toBe('Nobody is served for 210 ms (20 s to 20.21 s).');
  expect(told([])).toEqual([]);
});

test('a fault that hits thousands names a few', () => {
  const data = healthyRun();
  const nodes = Array.from({ length: 5000 }, (_, i) => `peer/${i + 1}`);
  const faults = [{ ...data.detail.faults[0]!, nodes }];
  expect(texts({ ...data, detail: { ...data.detail, faults } }).join(' ')).toContain(
    'It hit peer/1, peer/2, peer/3, peer/4, peer/5, peer/6 and 4,994 more.',
  );
});

test('leaders of other groups are nobody’s rivals', () => {
  const empty = emptyRun();
  const leads = (node: string, from_s: number) => ({
    node,
    series: 'role',
    value: 'leader',
    from_s,
    to_s: 9,
  });
  const told = (...nodes: string[]) =>
    texts({ ...empty, detail: { ...empty.detail, series: nodes.map((node, i) => leads(node, i)) } });
  expect(told('a/1', 'b/1')[1]).toBe('b/1 becomes leader.');
  expect(told('a/1', 'a/2')[1]).toBe('a/2 becomes leader, while a/1 takes itself for leader until 9 s.');
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

const tablesOf = (data: ReportData) =>
  summaryTables(data).flatMap((block) => (block.kind === 'table' ? [block] : []));

test('figures stand side by side for each operation, then measures, then counters', () => {
  const tables = tablesOf(healthyRun());
  expect(tables.map((table) => table.columns.map((column) => column.title))).toEqual([
    [
      'Operation',
      'ok per s',
      'ok',
      'p50',
      'p90',
      'p99',
      'p99.9',
      'max',
      'longest outage',
      'worst outage',
      'ok / fail / info',
    ],
    ['Measured by the models', 'Group', 'mean or share', 'p50', 'p90', 'p99', 'Figures'].filter(
      // 120 figures do not carry a p99.
      (title) => title !== 'p99',
    ),
    ['Counted', 'Of', 'per run'],
  ]);
  const [all] = tables[0]!.rows;
  expect(all!.map((it) => it.text)).toEqual([
    ...['all', '197', '99.41 %', '–', '–', '–', '–', '–', '329 ms', '412 ms', '11,840 / 41 / 29'],
  ]);
  expect(all![2]!.small).toBe('(99.34 – 99.48)');
  expect(tables[1]!.rows.map((row) => row.map((it) => it.text))).toEqual([
    ['time to elect a leader', 'db', '200 ms', '200 ms', '280 ms', '120'],
    ['time to elect a leader', 'log', '400 ms', '300 ms', '460 ms', '120'],
    ['votes split', 'db', '5 %', '–', '–', '120'],
    ['votes split', 'log', '10 %', '–', '–', '120'],
  ]);
  expect(tables[2]!.rows.map((row) => row.map((it) => it.text))).toEqual([['elections', 'db', '2.2']]);
});

const figure = (metric: string, parts: Partial<Row> = {}): Row => ({
  metric,
  of: 'app',
  operation: 'all',
  value: null,
  unit: '1/s',
  ciLow: null,
  ciHigh: null,
  runs: 1,
  ...parts,
});

test('one run has no intervals, nothing measured is a dash, and long tables are cut and say so', () => {
  const empty = emptyRun();
  const rows = Array.from({ length: 70 }, (_, i) => figure('throughput', { operation: `${i}` }));
  const data = { ...empty, result: { ...empty.result, rows } };
  const [table] = tablesOf(data);
  expect(table!.rows).toHaveLength(60);
  expect(table!.rows[0]![1]).toEqual({ text: '–' });
  const notes = summaryTables(data).flatMap((block) => (block.kind === 'note' ? [block.text] : []));
  expect(notes[0]).toBe('The first 60 of 70 lines.');
  expect(notes.at(-1)).toBe('Every figure with its interval is in rows.csv.');
});

test('several client groups have a column of their own', () => {
  const empty = emptyRun();
  const rows = [figure('throughput'), figure('throughput', { of: 'web', value: 3 })];
  const [table] = tablesOf({ ...empty, result: { ...empty.result, rows } });
  expect(table!.columns[0]!.title).toBe('Client');
  expect(table!.rows.map((row) => row.slice(0, 3).map((it) => it.text))).toEqual([
    ['app', 'all', '–'],
    ['web', 'all', '3'],
  ]);
});

test('the page says for how long nobody was answered, and how to run it again', () => {
  const page = JSON.stringify(composePage(healthyRun(), { charts: [], missing: [] }));
  expect(page).toContain(
    'The longest time in which nobody was answered, though somebody asked, was 329 ms on average over the runs and 412 ms at worst.',
  );
  expect(page).toContain('foretell run scenarios/consensus/raft-leader-partition.yaml --seed 1 --runs 20');
  expect(JSON.stringify(composePage(emptyRun(), { charts: [], missing: [] }))).not.toContain('nobody');
});
