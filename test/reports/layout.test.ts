/** Geometry and choices inside the charts: bands, ticks, gaps, arrows, labels. */
import { expect, test } from 'vitest';
import { bandRows, faultBands, logTicks, valueScale } from '../../reports/frame.js';
import { latencyOverTime, windowStep } from '../../reports/latency-over-time.js';
import { categoryColors, leadership } from '../../reports/leadership.js';
import { operationSpan, operations } from '../../reports/operations.js';
import { spaceTime } from '../../reports/space-time.js';
import { arrows, type Grid, nearest, placeMarks } from '../../reports/space-time-layout.js';
import { textWidth } from '../../reports/theme.js';
import type { MessageRow, RunDetail } from '../../src/observe/result.js';
import { severalClients, smallRun } from '../report/fixture-edges.js';
import { healthyRun, staleRead } from '../report/fixtures.js';

const fault = (from_s: number, to_s: number): RunDetail['faults'][number] => ({
  text: 'crash: a',
  kind: 'crash',
  from_s,
  to_s,
  nodes: [],
  touched: 1,
  unit: 'nodes crashed',
});

test('bands are cut to what is drawn, and those outside are left out', () => {
  const rows = bandRows([fault(0, 5), fault(8, 20), fault(30, 40)], [2, 10]);
  expect(rows.map((row) => [row.from_s, row.to_s])).toEqual([
    [2, 5],
    [8, 10],
  ]);
});

test('labels of bands shrink to the room there is', () => {
  const labels = (starts: readonly number[]) =>
    bandRows(
      starts.map((at) => fault(at, at + 1)),
      [0, 100],
    ).map((row) => row.label);
  expect(labels([10, 50])).toEqual(['1 crash', '2 crash']);
  expect(labels([10, 13, 16])).toEqual(['1', '2', '3 crash']);
  expect(labels([10, 10.2, 50])).toEqual(['', '2 crash', '3 crash']);
});

test('log ticks enclose the values', () => {
  for (const [low, high] of [
    [0.3, 0.9],
    [1, 1],
    [2.5, 480],
    [0.001, 90000],
  ] as const) {
    const ticks = logTicks(low, high);
    expect(ticks[0]).toBeLessThanOrEqual(low);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
    expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
    expect(ticks.length).toBeLessThan(14);
  }
});

test('the scale is logarithmic only where values spread widely', () => {
  expect(valueScale([1, 29], 'x').scale).not.toHaveProperty('type');
  expect(valueScale([1, 31], 'x').scale).toHaveProperty('type', 'log');
  expect(valueScale([0, 0], 'x').scale).not.toHaveProperty('type');
});

test('a line breaks where nothing was answered', () => {
  const data = smallRun();
  const rows = data.latencyOverTime.filter((row) => row.time_s !== 2);
  const spec = latencyOverTime.spec({ ...data, latencyOverTime: rows });
  const whole = latencyOverTime.spec(data);
  expect(JSON.stringify(spec)).toContain('"time_s":2.5,"latency_ms":null');
  expect(JSON.stringify(whole)).not.toContain('"latency_ms":null');
});

test('the window step is the smallest distance', () => {
  expect(windowStep([{ time_s: 0 }, { time_s: 3 }, { time_s: 2.5 }])).toBe(0.5);
  expect(windowStep([{ time_s: 4 }])).toBe(1);
});

test('the timeline shows every failing operation, or what surrounds the first fault', () => {
  const failing = staleRead();
  const [from, to] = operationSpan(failing);
  for (const row of failing.detail.operations.filter((it) => it.failing)) {
    expect(row.from_s).toBeGreaterThan(from);
    expect(row.to_s).toBeLessThan(to);
  }
  const [low, high] = operationSpan(healthyRun());
  expect(low).toBeLessThan(10);
  expect(high).toBeGreaterThan(10.3);
  expect(high - low).toBeLessThan(5);
});

test('known roles keep their colours, and no two names share one', () => {
  const names = ['follower', 'leader', 'odd', 'strange', 'candidate'];
  const colors = categoryColors(names);
  expect(categoryColors(['leader'])[0]).toBe(colors[1]);
  expect(new Set(colors).size).toBe(names.length);
});

const grid: Grid = { nodes: ['a', 'b', 'c'], span: [0, 1], width: 800, laneHeight: 80 };
const message = (extra: Partial<MessageRow>): MessageRow => ({
  from: 'a',
  to: 'c',
  kind: 'x',
  sent_s: 0.2,
  received_s: 0.4,
  fate: 'delivered',
  ...extra,
});

test('arrows go from sender to receiver, and their heads point forwards', () => {
  const [arrow] = arrows([message({})], grid);
  expect(arrow).toMatchObject({ from_s: 0.2, from: 0, to_s: 0.4, to: 2, lost: false });
  expect(arrow!.barbs).toHaveLength(2);
  for (const barb of arrow!.barbs) {
    expect([barb.to_s, barb.to]).toEqual([0.4, 2]);
    expect(barb.from_s).toBeLessThan(0.4);
    expect(barb.from).toBeLessThan(2);
    const pixels = Math.hypot((barb.to_s - barb.from_s) * 800, (barb.to - barb.from) * 80);
    expect(pixels).toBeCloseTo(Math.hypot(7, 3), 6);
  }
});

test('a lost message ends before its receiver, without a head; at a node that was down it ends there', () => {
  const delivered = message({});
  const [, lost, down] = arrows(
    [
      delivered,
      message({ received_s: null, fate: 'partition' }),
      message({ received_s: null, fate: 'down' }),
    ],
    grid,
  );
  expect(lost).toMatchObject({ lost: true, barbs: [] });
  expect(lost!.to).toBeCloseTo(1.8, 9);
  expect(down!.to).toBe(2);
  expect(lost!.what).toContain('never arrived (partition)');
});

test('arrows are cut at the edges of the window', () => {
  const [arrow] = arrows([message({ sent_s: -0.2, received_s: 0.2 })], grid);
  expect(arrow).toMatchObject({ from_s: 0, from: 1, to_s: 0.2, to: 2 });
  expect(arrows([message({ sent_s: 2, received_s: 3 })], grid)).toEqual([]);
});

test('of too many messages those nearest to the events stay, in order', () => {
  const all = [0.1, 0.2, 0.3, 0.4, 0.5].map((sent_s) => message({ sent_s }));
  const { kept, dropped } = nearest(all, [0.31], 3);
  expect(kept.map((it) => it.sent_s)).toEqual([0.2, 0.3, 0.4]);
  expect(dropped).toBe(2);
});

/** Rectangles of labels that overlap. */
function collisions(marks: ReturnType<typeof placeMarks>): number {
  const boxes = marks
    .filter((mark) => mark.text !== '')
    .map((mark) => {
      const width = textWidth(mark.text, 11);
      const x = mark.time_s * 800 - (mark.align === 'right' ? width : 0);
      return { lane: mark.at, dy: mark.dy, from: x, to: x + width };
    });
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).filter((b) => a.lane === b.lane && a.dy === b.dy && a.from < b.to && b.from < a.to),
  ).length;
}

test('labels never collide nor leave the diagram; where there is no room the dot stays alone', () => {
  const marks = Array.from({ length: 40 }, (_, i) => ({
    node: 'b',
    time_s: (i * 0.37) % 1,
    text: `invoke write ${i}`,
  }));
  const placed = placeMarks(marks, grid);
  expect(placed).toHaveLength(40);
  expect(collisions(placed)).toBe(0);
  expect(placed.some((mark) => mark.text === '')).toBe(true);
  expect(collisions(placed.map((mark) => ({ ...mark, text: 'invoke write', dy: 0 })))).toBeGreaterThan(0);
});

test('what happened at once at a node is one label', () => {
  const placed = placeMarks(
    [
      { node: 'a', time_s: 0.5, text: 'leader' },
      { node: 'a', time_s: 0.5, text: 'term 2' },
    ],
    grid,
  );
  expect(placed.map((mark) => mark.text)).toEqual(['leader, term 2']);
});

/** Number of data rows in a specification. */
function rowsIn(spec: unknown): number {
  if (typeof spec !== 'object' || spec === null) return 0;
  return Object.entries(spec).reduce(
    (sum, [key, inner]) => sum + (key === 'values' && Array.isArray(inner) ? inner.length : rowsIn(inner)),
    0,
  );
}

test('however much happened, charts stay small', () => {
  const data = staleRead({ sample: 20_000 });
  const last = data.detail.operations.length - 1;
  const all = data.detail.operations.map((row, i) => ({ ...row, failing: i === 0 || i === last }));
  const flips = Array.from({ length: 50_000 }, (_, i) => ({
    series: 'commit',
    node: `db/${(i % 5) + 1}`,
    value: i,
    from_s: i / 1000,
    to_s: (i + 5) / 1000,
  }));
  const huge = { ...data, detail: { ...data.detail, operations: all, series: flips } };
  expect(rowsIn(operations.spec(huge))).toBeLessThan(1700);
  expect(rowsIn(leadership.spec(huge))).toBeLessThan(5000);
});

test('of many nodes the diagram shows those that take part', () => {
  const text = JSON.stringify(spaceTime.spec(severalClients()));
  expect(text).toContain('[\\"db/1\\",\\"db/2\\",\\"db/3\\",\\"db/4\\",\\"db/5\\"][datum.value]');
  expect(text).toContain('5 of 10,000 nodes are drawn.');
});

test('a number stays a number though its node was down for a while', () => {
  const data = smallRun();
  const of = (value: number | string, from_s: number, to_s: number) => ({
    node: 'db/4',
    series: 'term',
    value,
    from_s,
    to_s,
  });
  const series = [of(1, 0, 2), of('down', 2, 3), of(2, 3, 4)];
  const spec = leadership.spec({ ...data, detail: { ...data.detail, series, nodesTracked: 1 } });
  const [lanes] = spec.vconcat as { layer: { data: { values: { value: string }[] }; mark: object }[] }[];
  const shown = lanes!.layer.slice(-3).map((layer) => layer.data.values.map(({ value }) => value));
  // Bars of numbers, a dark bar for the time in between, and the numbers written in.
  expect(shown).toEqual([['1', '2'], ['down'], ['1', '2']]);
  expect(JSON.stringify(lanes!.layer.at(-2)!.mark)).toContain('#333333');
});

test('hundreds of faults are shaded as one, and those that repeat are told once', () => {
  const data = smallRun();
  const fault = data.detail.faults[0]!;
  const crash = (i: number) => ({
    ...fault,
    text: `crash leader(db) at ${i}ms for 5ms`,
    from_s: i / 1000,
    to_s: (i + 5) / 1000,
  });
  const spec = (count: number) => {
    const faults = Array.from({ length: count }, (_, i) => crash(10 * i));
    return JSON.stringify(leadership.spec({ ...data, detail: { ...data.detail, faults } }));
  };
  expect(spec(300)).toContain('Shaded: crash leader(db) for 5ms, 300 times from 0ms on.');
  expect(spec(300)).not.toContain('"label":"1');
  expect(spec(3)).toContain('Shaded 3: crash leader(db) at 20ms for 5ms');
  const bands = faultBands(
    Array.from({ length: 300 }, (_, i) => crash(i)),
    [0, 4],
    true,
  );
  expect((bands[0]!.data as { values: unknown }).values).toEqual([{ from_s: 0, to_s: 0.304, label: '' }]);
});
