/** Report data made by functions: small invented runs in the shape of `ReportData`. No simulation behind them. */
import type { OperationRow, ReportData, RunDetail } from '../../src/observe/result.js';
import {
  FAULTS,
  history,
  MEASURES,
  messages,
  NODES,
  OUTAGES,
  rowsOf,
  series,
  summaries,
} from './fixture-parts.js';
import { BUDGET, stationWindows } from './fixture-station-parts.js';

export interface RunOptions {
  readonly seed?: number;
  readonly runs?: number;
  readonly rate_per_s?: number;
  readonly scenario?: string;
  /** Operations that go into the detail at most. */
  readonly sample?: number;
}

/** 60 s, 5 nodes, 10 client processes, 200 operations/s; a leader cut off, then one crashed; all is well. */
export function healthyRun(options: RunOptions = {}): ReportData {
  const runs = options.runs ?? 20;
  const sample = options.sample ?? 3000;
  const duration_s = 60;
  const operations = history(duration_s, options.rate_per_s ?? 200, options.seed ?? 41);
  const tables = summaries(operations, duration_s, runs);
  const ok = operations.filter((row) => row.outcome === 'ok').length;
  const detail: RunDetail = {
    seed: '1',
    why: 'the first',
    duration_s,
    rerun: `foretell run scenarios/consensus/raft-leader-partition.yaml --seed 1 --runs ${runs}`,
    faults: FAULTS,
    operations: operations.slice(0, sample),
    sampled: operations.length > sample,
    outages: OUTAGES,
    series: series(duration_s),
    nodesTracked: NODES.length,
    window: {
      from_s: 9.9,
      to_s: 10.5,
      why: 'the first fault and what followed it',
      nodes: NODES,
      nodesLeftOut: 0,
      messages: messages(9.9, 10.5),
      marks: [
        { node: 'db/4', time_s: 10.24, text: 'candidate' },
        { node: 'db/4', time_s: 10.31, text: 'leader' },
        { node: 'db/4', time_s: 10.31, text: 'term 2' },
      ],
    },
    failure: undefined,
  };
  return {
    result: {
      scenario: options.scenario ?? 'Raft loses its leader to a partition',
      question: 'Does a 5-node Raft store stay linearizable, and for how long can nobody write?',
      version: '0.1.0',
      seeds: Array.from({ length: runs }, (_, i) => String(i + 1)),
      verdict: 'valid',
      reasons: [],
      digest: '9f3c01d2a4b5e677',
      judged: [],
      expectations: [
        {
          text: 'linearizable(app)',
          verdict: 'valid',
          observed: `${ok} of ${ok} operations`,
          judged: operations.length * runs,
          seeds: [],
        },
        {
          text: 'p99(app.write) < 50ms outside faults',
          verdict: 'valid',
          observed: '6.1 ms',
          judged: 71840,
          seeds: [],
        },
        {
          text: 'availability(app) > 90%',
          verdict: 'valid',
          observed: '99.41 %',
          judged: operations.length * runs,
          seeds: [],
        },
      ],
      rows: rowsOf(tables.latencyPercentiles, runs),
      faults: [
        { text: FAULTS[0]!.text, touched: 1604 * runs, unit: 'messages dropped', idleSeeds: [] },
        { text: FAULTS[1]!.text, touched: runs, unit: 'nodes crashed', idleSeeds: [] },
      ],
      files: { history: 'out/raft/1/history.jsonl' },
    },
    detail,
    ...tables,
    measures: MEASURES,
    stationsOverTime: stationWindows(duration_s, ['db disk', 'db network']),
    theories: [],
    latencyBudget: BUDGET,
    budgetLimits: [{ client: 'app', limit_ms: 60 }],
  };
}

const stale = (id: number, row: Partial<OperationRow>): OperationRow => ({
  id,
  client: 'app',
  process: 0,
  operation: 'read',
  key: 3,
  input: null,
  output: null,
  outcome: 'ok',
  from_s: 0,
  to_s: 0,
  latency_ms: null,
  node: null,
  error: null,
  failing: true,
  ...row,
});

/** The same run, but the leader that was cut off still answers a read by its lease, with the old value. */
export function staleRead(options: RunOptions = {}): ReportData {
  const healthy = healthyRun({ runs: 5, ...options });
  const window = healthy.detail.window!;
  const failing = [
    stale(90001, {
      process: 2,
      operation: 'write',
      input: 471,
      output: 471,
      from_s: 9.9412,
      to_s: 9.9447,
      node: 'db/1',
    }),
    stale(90002, {
      process: 5,
      operation: 'write',
      input: 502,
      output: 502,
      from_s: 10.352,
      to_s: 10.3574,
      node: 'db/4',
    }),
    stale(90003, { process: 7, operation: 'read', output: 471, from_s: 10.412, to_s: 10.4131, node: 'db/1' }),
  ];
  const operations = [
    ...healthy.detail.operations.filter((row) => row.key !== 3 || row.from_s < 9.9 || row.from_s > 10.45),
    ...failing,
  ]
    .sort((a, b) => a.from_s - b.from_s)
    .map((row, id) => ({ ...row, id }));
  const ids = operations.filter((row) => row.failing).map((row) => row.id);
  return {
    ...healthy,
    result: {
      ...healthy.result,
      scenario: options.scenario ?? 'Raft whose lease ignores clock drift',
      verdict: 'invalid',
      reasons: ['linearizable(app) is invalid in 1 of 5 runs: seed 3'],
      expectations: healthy.result.expectations.map((row, i) =>
        i === 0
          ? {
              ...row,
              verdict: 'invalid',
              observed: 'a read of key 3 returned 471 after 502 was written',
              seeds: ['3'],
            }
          : row,
      ),
    },
    detail: {
      ...healthy.detail,
      seed: '3',
      why: 'the first that was not as expected',
      operations,
      window: {
        ...window,
        why: 'the failing operations and the fault before them',
        marks: [
          ...window.marks,
          { node: 'db/1', time_s: 9.9412, text: 'invoke write 471' },
          { node: 'db/1', time_s: 9.9447, text: 'ok write 471' },
          { node: 'db/4', time_s: 10.352, text: 'invoke write 502' },
          { node: 'db/4', time_s: 10.3574, text: 'ok write 502' },
          { node: 'db/1', time_s: 10.412, text: 'invoke read' },
          { node: 'db/1', time_s: 10.4131, text: 'ok read 471' },
        ],
      },
      failure: {
        title: 'Stale read of key 3',
        explanation:
          'app/7 read 471 from key 3 at 10.413 s, 56 ms after app/5 had been told that 502 was written. The answer came from db/1, which had been cut off from the others since 10.000 s and still took itself for the leader of term 1; db/4 had led term 2 since 10.310 s.',
        context: 'At 10.4131 s db/1 had role leader and term 1.',
        operations: ids,
        replay: 'foretell run scenarios/consensus/raft-lease.yaml --seed 3',
      },
    },
  };
}

/** Nothing happened: no client, no fault, one run. */
export function emptyRun(): ReportData {
  return {
    result: {
      scenario: 'Nothing',
      question: '',
      version: '0.1.0',
      seeds: ['only'],
      verdict: 'unknown',
      reasons: ['linearizable(app) judged no operation'],
      digest: '0000000000000000',
      judged: [],
      expectations: [
        {
          text: 'linearizable(app)',
          verdict: 'unknown',
          observed: 'no operation was judged',
          judged: 0,
          seeds: ['only'],
        },
      ],
      rows: [],
      faults: [],
      files: {},
    },
    detail: {
      seed: 'only',
      why: 'the only one',
      duration_s: 1,
      rerun: 'foretell run nothing.yaml --seed only --runs 1',
      faults: [],
      operations: [],
      sampled: false,
      outages: [],
      series: [],
      nodesTracked: 0,
      window: undefined,
      failure: undefined,
    },
    latencyOverTime: [],
    throughputOverTime: [],
    latencyPercentiles: [],
    measures: [],
    stationsOverTime: [],
    theories: [],
    latencyBudget: [],
  };
}
