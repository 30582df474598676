/** Report data at the edges: small enough to read, more than fits, and hardly anything. */
import type { OperationRow, ReportData } from '../../src/observe/result.js';
import { FAULTS, NODES, round } from './fixture-parts.js';
import { BUDGET, stationWindows } from './fixture-station-parts.js';
import { healthyRun, staleRead } from './fixtures.js';

/** Four seconds, one failing read, one crash: small enough to read its charts' specifications. */
export function smallRun(): ReportData {
  const failing = staleRead();
  const short = (row: OperationRow): boolean => row.failing || (row.from_s > 10.33 && row.from_s < 10.36);
  const { detail, result } = failing;
  const shift = <T extends { readonly from_s: number; readonly to_s: number }>(row: T): T => ({
    ...row,
    from_s: round(row.from_s - 8, 6),
    to_s: round(row.to_s - 8, 6),
  });
  const late = { from_s: 10.3, to_s: 10.37 };
  const window = detail.window!;
  return {
    result: { ...result, seeds: ['3'], scenario: 'Small' },
    detail: {
      ...detail,
      duration_s: 4,
      faults: [{ ...detail.faults[0]!, from_s: 2, to_s: 3 }],
      operations: detail.operations.filter(short).map(shift),
      series: [
        { node: 'db/1', series: 'role', value: 'leader', from_s: 0, to_s: 3 },
        { node: 'db/1', series: 'role', value: 'follower', from_s: 3, to_s: 4 },
        { node: 'db/4', series: 'role', value: 'follower', from_s: 0, to_s: 2.31 },
        { node: 'db/4', series: 'role', value: 'leader', from_s: 2.31, to_s: 4 },
        { node: 'db/1', series: 'term', value: 1, from_s: 0, to_s: 3 },
        { node: 'db/1', series: 'term', value: 2, from_s: 3, to_s: 4 },
        { node: 'db/4', series: 'term', value: 1, from_s: 0, to_s: 2.3 },
        { node: 'db/4', series: 'term', value: 2, from_s: 2.3, to_s: 4 },
        ...Array.from({ length: 20 }, (_, i) => ({
          node: 'db/4',
          series: 'log length',
          value: i * 3,
          from_s: i / 5,
          to_s: (i + 1) / 5,
        })),
      ],
      nodesTracked: 2,
      outages: detail.outages.slice(0, 1).map(shift),
      window: {
        ...window,
        ...shift(late),
        messages: window.messages
          .filter((it) => it.sent_s >= late.from_s && it.sent_s < late.to_s)
          .map((it) => ({
            ...it,
            sent_s: round(it.sent_s - 8, 6),
            received_s: it.received_s === null ? null : round(it.received_s - 8, 6),
          })),
        marks: window.marks
          .filter((it) => it.time_s >= late.from_s && it.time_s < late.to_s)
          .map((it) => ({ ...it, time_s: round(it.time_s - 8, 6) })),
      },
    },
    latencyOverTime: failing.latencyOverTime.filter((row) => row.time_s < 4),
    throughputOverTime: failing.throughputOverTime.filter((row) => row.time_s < 4),
    latencyPercentiles: failing.latencyPercentiles.filter((row) => row.operation === 'read'),
    stationsOverTime: stationWindows(4, ['db disk', 'db network']),
    theories: [],
    latencyBudget: BUDGET.slice(0, 3),
    budgetLimits: [{ client: 'app', limit_ms: 60 }],
    measures: failing.measures.filter(
      (row) => row.quantile === null || row.quantile * 10 === Math.round(row.quantile * 10),
    ),
  };
}

/** Two client groups, many operations and nodes: more than there are colours or room for. */
export function severalClients(): ReportData {
  const data = healthyRun();
  const copies = ['orders', 'billing', 'search', 'a-client-group-with-quite-a-long-name'];
  const copy = <T extends { readonly client: string }>(rows: readonly T[]): T[] =>
    copies.flatMap((client) => rows.map((row) => ({ ...row, client })));
  const nodes = Array.from({ length: 60 }, (_, i) => `cache-of-the-billing-service/${i + 1}`);
  return {
    ...data,
    latencyOverTime: copy(data.latencyOverTime),
    latencyBudget: copy(data.latencyBudget),
    stationsOverTime: stationWindows(60, nodes),
    throughputOverTime: copy(data.throughputOverTime),
    latencyPercentiles: copy(data.latencyPercentiles),
    detail: {
      ...data.detail,
      faults: Array.from({ length: 40 }, (_, i) => ({ ...FAULTS[i % 2]!, from_s: 5 + i, to_s: 5.6 + i })),
      operations: data.detail.operations.map((row, i) => ({
        ...row,
        client: copies[i % 4]!,
        process: i % 17,
        key: { tenant: 'quite a long name', id: i },
      })),
      series: [
        ...nodes.map((node, i) => ({ node, series: 'state', value: `state ${i % 12}`, from_s: 0, to_s: 60 })),
        ...nodes.flatMap((node) =>
          Array.from({ length: 60 }, (_, i) => ({
            node,
            series: 'entries',
            value: i * i,
            from_s: i,
            to_s: i + 1,
          })),
        ),
      ],
      nodesTracked: 10_000,
      window: { ...data.detail.window!, nodes: [...NODES, ...nodes], nodesLeftOut: 9_935 },
    },
  };
}

/** Data at the edges of what is possible: no spread, no length, single points, faults out of range. */
export function degenerateRun(): ReportData {
  const small = smallRun();
  const row = small.detail.operations[0]!;
  const fault = small.detail.faults[0]!;
  return {
    ...small,
    detail: {
      ...small.detail,
      duration_s: 1,
      faults: [
        { ...fault, from_s: 0.5, to_s: 0.5 },
        { ...fault, from_s: 900, to_s: 1000, nodes: ['nobody'] },
        { ...fault, from_s: 0, to_s: 1e9, text: '', kind: '' },
      ],
      operations: [{ ...row, from_s: 0.2, to_s: 0.2, input: { nested: [1, { a: 'b' }] }, failing: true }],
      series: [
        { node: 'n', series: 's', value: 0, from_s: 0, to_s: 1e-9 },
        { node: '', series: '', value: '', from_s: 0, to_s: 1 },
        { node: 'm', series: 'large', value: 1e18, from_s: 0, to_s: 1 },
      ],
      window: {
        from_s: 0,
        to_s: 1e-6,
        why: '',
        nodes: ['n'],
        nodesLeftOut: 0,
        messages: [],
        marks: [{ node: 'other', time_s: 0, text: '' }],
      },
    },
    latencyOverTime: [
      { client: 'app', operation: 'all', time_s: 0, quantile: 0.5, latency_ms: 0, operations: 1 },
    ],
    throughputOverTime: [{ client: 'app', time_s: 0, outcome: 'ok', rate_per_s: 0 }],
    latencyPercentiles: [
      { client: 'app', operation: 'all', quantile: 0, latency_ms: 0, ciLow_ms: null, ciHigh_ms: null },
      { client: 'app', operation: 'all', quantile: 0.5, latency_ms: 0, ciLow_ms: 0, ciHigh_ms: 1e-9 },
      { client: 'app', operation: 'all', quantile: 0.99999, latency_ms: 1e12, ciLow_ms: 0, ciHigh_ms: 1e15 },
      { client: 'app', operation: 'all', quantile: 1, latency_ms: 1e12, ciLow_ms: null, ciHigh_ms: null },
    ],
  };
}
