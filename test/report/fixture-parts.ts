/** What the invented runs of the fixtures consist of: a history, its summaries, roles, messages, faults. */
import type {
  MeasureRow,
  MessageRow,
  OperationRow,
  ReportData,
  Row,
  RunDetail,
} from '../../src/observe/result.js';

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

export const NODES = ['db/1', 'db/2', 'db/3', 'db/4', 'db/5'];
/** When the isolated leader's successor is elected, and when the crashed one's. */
const ELECTED = [10.31, 35.28];
const KEYS = 20;

export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The history: ten processes, open loop; nobody is served while there is no leader. */
export function history(duration_s: number, rate_per_s: number, seed: number): OperationRow[] {
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

export function summaries(rows: readonly OperationRow[], duration_s: number, runs: number) {
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
export function series(duration_s: number): RunDetail['series'][number][] {
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
export function messages(from_s: number, to_s: number): MessageRow[] {
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

export function rowsOf(percentiles: ReportData['latencyPercentiles'], runs: number): Row[] {
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
    ratio('longest outage', 329.1, 'ms', 21),
    { ...ratio('worst outage', 412, 'ms', 0), ciLow: null, ciHigh: null },
    ratio('ok', 11_840, 'count', 60),
    ratio('fail', 41, 'count', 5),
    ratio('info', 29, 'count', 4),
    { ...ratio('elections', 2.2, 'count', 0.2), of: 'db' },
  ];
}

/** When nobody was served, by whom they were missed. */
export const OUTAGES: RunDetail['outages'] = [
  { client: 'app', operation: 'all', from_s: 9.985, to_s: 10.314 },
  { client: 'app', operation: 'write', from_s: 9.98, to_s: 10.315 },
  { client: 'app', operation: 'all', from_s: 35, to_s: 35.283 },
  { client: 'app', operation: 'cas', from_s: 41.2, to_s: 42.1 },
];

/** Two groups: how long their elections took, evenly spread, and how often a vote was split. */
export const MEASURES: readonly MeasureRow[] = ['db', 'log'].flatMap((of, group): MeasureRow[] => {
  const row = (
    measure: string,
    unit: 'ms' | 'ratio',
    quantile: number | null,
    value: number,
  ): MeasureRow => ({
    of,
    measure,
    unit,
    quantile,
    value: round(value, 3),
    ciLow: group === 0 ? round(value * 0.9, 3) : null,
    ciHigh: group === 0 ? round(value * 1.1, 3) : null,
    figures: 120,
  });
  const quantiles = Array.from({ length: 91 }, (_, i) => (i + 5) / 100);
  return [
    row('time to elect a leader', 'ms', null, 200 * (group + 1)),
    ...quantiles.map((q) => row('time to elect a leader', 'ms', q, 100 + 200 * q * (group + 1))),
    row('votes split', 'ratio', null, 0.05 * (group + 1)),
  ];
});

export const FAULTS: RunDetail['faults'] = [
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
