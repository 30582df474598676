/** Report data made by functions: small invented runs in the shape of `ReportData`. No simulation behind them. */
import type { MessageRow, OperationRow, ReportData, Row, RunDetail } from '../../src/observe/result.js';

interface Draws {
  /** Uniform on (0, 1). */
  readonly uniform: () => number;
  /** Exponential with this mean. */
  readonly exponential: (mean: number) => number;
}

/** Park-Miller's minimal standard generator: enough for fixtures. */
function draws(seed: number): Draws {
  let state = seed;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return { uniform, exponential: (mean) => -Math.log(uniform()) * mean };
}

const NODES = ['db/1', 'db/2', 'db/3', 'db/4', 'db/5'];
/** When the isolated leader's successor is elected, and when the crashed one's. */
const ELECTED = [10.31, 35.28];
const KEYS = 20;

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The history: ten processes, open loop; nobody is served while there is no leader. */
function history(duration_s: number, rate_per_s: number, seed: number): OperationRow[] {
  const { uniform, exponential } = draws(seed);
  const free = Array.from({ length: 10 }, () => 0);
  const values = new Map<number, number>();
  const rows: OperationRow[] = [];
  let at = 0.35;
  let next = 1;
  while (at < duration_s - 1) {
    at += exponential(1 / rate_per_s);
    const process = free.indexOf(Math.min(...free));
    const start = Math.max(at, free[process]!);
    const draw = uniform();
    const operation = draw < 0.5 ? 'read' : draw < 0.9 ? 'write' : 'cas';
    const key = Math.floor(uniform() * uniform() * KEYS);
    const service =
      (operation === 'read' ? 1.2 : 3) * (0.7 + exponential(0.35)) + (uniform() < 0.004 ? 18 : 0);
    const from = round(start, 6);
    const base = { id: rows.length, client: 'app', process, operation, key, from_s: from, failing: false };
    const outage = ELECTED.findIndex((end, i) => start >= [10, 35][i]! && start < end);
    const lost = outage >= 0 && uniform() < 0.3 && start - [10, 35][outage]! < 0.06;
    const before = values.get(key) ?? 0;
    const value = operation === 'read' ? null : operation === 'write' ? next++ : [before, next++];
    const end = lost ? start + 1 : outage >= 0 ? ELECTED[outage]! + service / 300 : start + service / 1000;
    free[process] = end;
    if (lost) {
      rows.push({
        ...base,
        input: value,
        output: null,
        outcome: 'info',
        to_s: round(end, 6),
        latency_ms: null,
        node: null,
        error: 'timeout',
      });
      continue;
    }
    const to_s = round(end, 6);
    const latency_ms = round((end - at) * 1000, 3);
    const node = start < 10 ? 'db/1' : start < 35 ? 'db/4' : 'db/2';
    if (operation === 'cas' && uniform() < 0.08) {
      rows.push({
        ...base,
        input: value,
        output: null,
        outcome: 'fail',
        to_s,
        latency_ms,
        node,
        error: 'the value was another',
      });
      continue;
    }
    if (operation !== 'read') values.set(key, next - 1);
    const output = operation === 'read' ? before : value;
    rows.push({ ...base, input: value, output, outcome: 'ok', to_s, latency_ms, node, error: null });
  }
  return rows;
}

function quantileOf(sorted: readonly number[], quantile: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length) - 1)]!;
}

const OPERATIONS = ['read', 'write', 'cas'];

/** Sorted latencies of what succeeded, by `bucket` of the time it ended. */
function latencies(
  rows: readonly OperationRow[],
  operation: string,
  bucket: (time_s: number) => number,
): Map<number, number[]> {
  const out = new Map<number, number[]>();
  for (const row of rows) {
    if (row.operation !== operation || row.latency_ms === null || row.outcome !== 'ok') continue;
    const key = bucket(row.to_s);
    const list = out.get(key);
    if (list === undefined) out.set(key, [row.latency_ms]);
    else list.push(row.latency_ms);
  }
  for (const list of out.values()) list.sort((a, b) => a - b);
  return out;
}

function summaries(rows: readonly OperationRow[], duration_s: number, runs: number) {
  const latencyOverTime: ReportData['latencyOverTime'][number][] = [];
  const latencyPercentiles: ReportData['latencyPercentiles'][number][] = [];
  for (const operation of OPERATIONS) {
    const windows = [...latencies(rows, operation, Math.floor)].sort((a, b) => a[0] - b[0]);
    for (const [time_s, sorted] of windows) {
      for (const quantile of [0.5, 0.99]) {
        const latency_ms = quantileOf(sorted, quantile);
        latencyOverTime.push({
          client: 'app',
          operation,
          time_s,
          quantile,
          latency_ms,
          operations: sorted.length,
        });
      }
    }
    const all = latencies(rows, operation, () => 0).get(0);
    if (all === undefined) continue;
    for (const quantile of [0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999]) {
      const latency_ms = quantileOf(all, quantile);
      const spread = latency_ms * (quantile < 0.99 ? 0.06 : 0.25);
      const ci = runs < 2 ? [null, null] : [round(latency_ms - spread, 3), round(latency_ms + spread, 3)];
      latencyPercentiles.push({
        client: 'app',
        operation,
        quantile,
        latency_ms,
        ciLow_ms: ci[0]!,
        ciHigh_ms: ci[1]!,
      });
    }
  }
  return { latencyOverTime, throughputOverTime: throughputs(rows, duration_s), latencyPercentiles };
}

function throughputs(
  rows: readonly OperationRow[],
  duration_s: number,
): ReportData['throughputOverTime'][number][] {
  return (['ok', 'fail', 'info'] as const).flatMap((outcome) => {
    const counts = Array.from({ length: duration_s * 2 }, () => 0);
    for (const row of rows)
      if (row.outcome === outcome && row.to_s < duration_s) counts[Math.floor(row.to_s * 2)]! += 1;
    return counts.map((count, i) => ({ client: 'app', time_s: i / 2, outcome, rate_per_s: count * 2 }));
  });
}

/** Who leads: db/1 until it is cut off at 10 s, db/4 until it crashes at 35 s, then db/2. */
function series(duration_s: number): RunDetail['series'][number][] {
  const out: RunDetail['series'][number][] = [];
  const put = (node: string, name: string, spans: readonly (readonly [number, number | string])[]) => {
    spans.forEach(([from_s, value], i) => {
      out.push({ node, series: name, value, from_s, to_s: spans[i + 1]?.[0] ?? duration_s });
    });
  };
  put('db/1', 'role', [
    [0, 'follower'],
    [0.21, 'candidate'],
    [0.23, 'leader'],
    [20.02, 'follower'],
  ]);
  put('db/2', 'role', [
    [0, 'follower'],
    [35.22, 'candidate'],
    [35.28, 'leader'],
  ]);
  put('db/3', 'role', [[0, 'follower']]);
  put('db/4', 'role', [
    [0, 'follower'],
    [10.24, 'candidate'],
    [10.31, 'leader'],
    [35, 'down'],
    [37, 'follower'],
  ]);
  put('db/5', 'role', [
    [0, 'follower'],
    [35.2, 'candidate'],
    [35.23, 'follower'],
  ]);
  for (const node of NODES) {
    const seen = node === 'db/1' ? 20.02 : 10.25;
    put(node, 'term', [
      [0, 0],
      [0.22, 1],
      [seen, 2],
      [node === 'db/4' ? 37.04 : 35.23, 3],
    ]);
  }
  return out;
}

/** Heartbeats of the leader, its isolation at 10 s, and the election of db/4. */
function messages(from_s: number, to_s: number): MessageRow[] {
  const { exponential } = draws(77);
  const out: MessageRow[] = [];
  const cut = (a: string, b: string, at: number): boolean => at >= 10 && (a === 'db/1' || b === 'db/1');
  const send = (from: string, to: string, kind: string, at: number): number | null => {
    const lost = cut(from, to, at);
    const arrival = round(at + 0.0012 + exponential(0.0011), 6);
    out.push({
      from,
      to,
      kind,
      sent_s: round(at, 6),
      received_s: lost ? null : arrival,
      fate: lost ? 'partition' : 'delivered',
    });
    return lost ? null : arrival;
  };
  const broadcast = (from: string, kind: string, answer: string, at: number): void => {
    for (const to of NODES) {
      if (to === from) continue;
      const arrival = send(from, to, kind, at);
      if (arrival !== null) send(to, from, answer, arrival + 0.0002);
    }
  };
  for (let at = from_s + 0.013; at < to_s; at += 0.05) broadcast('db/1', 'append', 'appended', at);
  broadcast('db/4', 'request-vote', 'vote', 10.3);
  for (let at = ELECTED[0]!; at < to_s; at += 0.05) broadcast('db/4', 'append', 'appended', at);
  return out.sort((a, b) => a.sent_s - b.sent_s);
}

function rowsOf(percentiles: ReportData['latencyPercentiles'], runs: number): Row[] {
  const quantiles = percentiles
    .filter((row) => row.quantile === 0.5 || row.quantile === 0.99)
    .map((row): Row => {
      const { quantile, latency_ms: value, ciLow_ms: ciLow, ciHigh_ms: ciHigh } = row;
      return {
        metric: 'latency',
        of: row.client,
        operation: row.operation,
        quantile,
        value,
        unit: 'ms',
        ciLow,
        ciHigh,
        runs,
      };
    });
  const ratio = (metric: string, value: number, unit: string, spread: number): Row => {
    const ci = runs < 2 ? { ciLow: null, ciHigh: null } : { ciLow: value - spread, ciHigh: value + spread };
    return { metric, of: 'app', operation: 'all', value, unit, ...ci, runs };
  };
  return [
    ...quantiles,
    ratio('availability', 0.9941, 'ratio', 0.0007),
    ratio('errors', 0.0059, 'ratio', 0.0007),
    ratio('throughput', 197.3, '1/s', 1.1),
  ];
}

const FAULTS: RunDetail['faults'] = [
  {
    text: 'partition: isolate(leader(db))',
    kind: 'partition',
    from_s: 10,
    to_s: 20,
    nodes: ['db/1'],
    touched: 1604,
    unit: 'messages dropped',
  },
  {
    text: 'crash: random(db)',
    kind: 'crash',
    from_s: 35,
    to_s: 37,
    nodes: ['db/4'],
    touched: 1,
    unit: 'nodes crashed',
  },
];

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
    duration_s,
    faults: FAULTS,
    operations: operations.slice(0, sample),
    sampled: operations.length > sample,
    series: series(duration_s),
    window: {
      from_s: 9.9,
      to_s: 10.5,
      why: 'the first fault and what followed it',
      nodes: NODES,
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
      duration_s: 1,
      faults: [],
      operations: [],
      sampled: false,
      series: [],
      window: undefined,
      failure: undefined,
    },
    latencyOverTime: [],
    throughputOverTime: [],
    latencyPercentiles: [],
  };
}

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
      window: { ...data.detail.window!, nodes: [...NODES, ...nodes] },
    },
  };
}
