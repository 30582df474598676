/** Ten thousand nodes: what a page cannot show is left out, what matters stays, and how many there are is said. */
import { describe, expect, test } from 'vitest';
import { charts } from '../../reports/index.js';
import { chooseLifelines } from '../../src/experiment/detail/lifelines.js';
import { seriesRows } from '../../src/experiment/detail/series.js';
import { secondHalf, windowRows } from '../../src/experiment/detail/window.js';
import { createTrace } from '../../src/world/trace.js';
import { MS } from '../observe/operations.js';
import { emptyRun } from '../report/fixtures.js';
import { fault, record, violation } from './runs.js';

const NODES = 10_000;
const series = Array.from({ length: NODES }, (_, i) => ({
  node: `peer/${i + 1}`,
  series: 'version',
  at: i * 1000,
  value: 1,
}));

describe('series', () => {
  const nodesOf = (parts: Parameters<typeof record>[2]) => {
    const rows = seriesRows(record('1', [], { series, ...parts }));
    return { nodes: new Set(rows.series.map(({ node }) => node)), tracked: rows.nodesTracked };
  };

  test('are kept of a hundred nodes, and the others are counted', () => {
    const { nodes, tracked } = nodesOf({});
    expect(nodes.size).toBe(100);
    expect(tracked).toBe(NODES);
  });

  test('are kept of the nodes that broke a rule, were in charge or were hit', () => {
    const all = series.map(({ node }) => node);
    const led = { node: 'peer/7777', series: 'role', at: 5, value: 'leader' };
    const { nodes } = nodesOf({
      series: [...series, led],
      violations: [violation({ node: 'peer/9999' })],
      faults: [fault(1, { nodes: all.slice(100) }), fault(1, { nodes: ['peer/8888', 'client/1'] })],
    });
    expect(nodes.size).toBe(100);
    for (const node of ['peer/9999', 'peer/8888', 'peer/7777']) expect(nodes).toContain(node);
    expect(nodes).not.toContain('client/1');
  });

  test('are drawn of fewer still, and the chart says so', () => {
    const empty = emptyRun();
    const rows = seriesRows(record('1', [], { series, faults: [] }));
    const data = { ...empty, detail: { ...empty.detail, ...rows } };
    const spec = JSON.stringify(charts.find(({ name }) => name === 'leadership')!.spec(data));
    expect(spec).toContain('24 of 10,000 nodes are drawn.');
    expect(spec.length).toBeLessThan(50_000);
  });
});

describe('lifelines', () => {
  const trace = (...messages: [from: number, to: number][]) => {
    const traced = createTrace(0, MS);
    for (const [from, to] of messages) traced.message(from, to, { kind: 'rumour' }, 0, 1, 'delivered');
    return traced;
  };

  test('are all nodes if they fit', () => {
    expect(chooseLifelines(5, [3], trace())).toEqual([0, 1, 2, 3, 4]);
  });

  test('are the nodes that it is about and those they talk to most', () => {
    const busy = trace([9000, 17], [9000, 17], [42, 9000], [9000, NODES + 3], [5, 6], [6, 5], [5, 6]);
    const chosen = chooseLifelines(NODES, [9000], busy);
    expect(chosen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 17, 42, 9000]);
  });

  test('leave room for partners however many nodes were hit', () => {
    const hit = Array.from({ length: 5000 }, (_, i) => 5000 + i);
    const chosen = chooseLifelines(NODES, hit, trace([5000, 17], [5001, 18]));
    expect(chosen).toHaveLength(12);
    for (const id of [17, 18, 5000, 5005]) expect(chosen).toContain(id);
    expect(chosen).not.toContain(5006);
  });

  test('without anything to be about are the first ones', () => {
    expect(chooseLifelines(NODES, [], trace([50, 60]))).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });
});

describe('a trace that fills up', () => {
  const full = () => {
    const traced = createTrace(0, 100 * MS);
    for (let i = 0; i < 30_000; i++)
      traced.message(i % 2, (i + 1) % 2, { kind: 'rumour' }, i * 1000, i * 1000 + 9, 'delivered');
    return traced;
  };
  const span = { from: 0, to: 100 * MS, why: 'a test', operations: [], focus: [], leadsUp: false };

  test('ends the window where it ends, since it knows nothing of what came after', () => {
    const rows = windowRows(span, full(), ['a', 'b'], 1)!;
    expect(rows.to_s).toBeCloseTo(0.019999, 9);
    expect(rows.nodes).toEqual(['a']);
    const enough = createTrace(0, 100 * MS);
    expect(windowRows(span, enough, ['a', 'b'], 2)!.to_s).toBe(0.1);
  });

  test('is tried again on the later half of a window that leads up to something', () => {
    expect(secondHalf({ ...span, from: 20 })).toMatchObject({ from: 50_000_010, to: 100 * MS });
  });
});
