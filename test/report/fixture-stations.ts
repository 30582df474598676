/** What runs with stations have: queues over time, latencies with theory beside them, a budget by hops. */
import type { ReportData } from '../../src/observe/result.js';
import { round } from './fixture-parts.js';
import { BUDGET, stationWindows } from './fixture-station-parts.js';
import { noise, sojournMs, stationRows } from './fixture-sweeps.js';
import { emptyRun } from './fixtures.js';

const QUANTILES = [10, 100, 1000, 10_000].flatMap((n) =>
  [9, 8, 7, 6, 5, 4, 3, 2, 1].map((beyond) => (n - beyond) / n),
);

/** M/M/1 at 80 %, with everything that a run of it has: 20 runs, a slow-down from 20 s to 30 s. */
export function stationRun(): ReportData {
  const empty = emptyRun();
  const station = { client: 'app', station: 'server', arrivals: 80, rate: 100, servers: 1, runs: 20 };
  const latencyPercentiles = QUANTILES.map((quantile, i) => {
    const exact = sojournMs(quantile, 80, 100, 1);
    const spread = 0.01 + 0.2 * Math.max(0, quantile - 0.9);
    const latency_ms = round(exact * noise(3 * i, spread / 2), 4);
    const ends = {
      ciLow_ms: round(latency_ms * (1 - spread), 4),
      ciHigh_ms: round(latency_ms * (1 + spread), 4),
    };
    return { client: 'app', operation: 'all', quantile, latency_ms, ...ends, theory_ms: round(exact, 4) };
  });
  return {
    ...empty,
    result: {
      ...empty.result,
      scenario: 'One server at 80 % load',
      question: 'How long do customers wait at 80 % load?',
      version: '0.2.0',
      seeds: Array.from({ length: 20 }, (_, i) => String(i + 1)),
      verdict: 'valid',
      reasons: [],
      expectations: [],
      rows: stationRows({ ...station, seed: 1, theory: true, upTo: 1 }),
    },
    detail: {
      ...empty.detail,
      seed: '1',
      duration_s: 60,
      faults: [
        {
          text: 'slow server by 3 at 20s for 10s',
          kind: 'slow',
          from_s: 20,
          to_s: 30,
          nodes: ['server/1'],
          touched: 812,
          unit: 'jobs slowed',
        },
      ],
    },
    stationsOverTime: stationWindows(60, ['front desk', 'server']),
    theories: [
      { of: 'server', name: 'M/M/1', exact: true, source: 'Kleinrock, Queueing Systems I (1975), §3.2' },
    ],
    latencyBudget: BUDGET,
    budgetLimits: [{ client: 'app', limit_ms: 60 }],
    latencyPercentiles: latencyPercentiles.map((row) => ({ ...row })),
  };
}

/** An ad server whose p99 has to stay below 60 ms. */
export function budgetRun(): ReportData {
  const run = stationRun();
  const faster = (ms: number): number => round(ms * 0.21, 4);
  const latencyPercentiles = run.latencyPercentiles.map(({ theory_ms: _, ...row }) => ({
    ...row,
    latency_ms: faster(row.latency_ms),
    ciLow_ms: faster(row.ciLow_ms!),
    ciHigh_ms: faster(row.ciHigh_ms!),
  }));
  return { ...run, result: { ...run.result, scenario: 'An ad within 60 ms' }, latencyPercentiles };
}

/** Sixty stations with long names, one of them without a limit of servers; three budgets; nothing waits but once. */
export function manyStations(): ReportData {
  const run = stationRun();
  const names = Array.from({ length: 60 }, (_, i) => `a-station-with-quite-a-long-name-${i + 1} threads`);
  const windows = stationWindows(40, names).map((row) =>
    row.station === names[2] ? { ...row, utilisation: 40 * row.utilisation } : row,
  );
  const clients = ['app', 'a-client-group-with-quite-a-long-name', 'third', 'fourth'];
  const budget = clients.flatMap((client, n) =>
    Array.from({ length: 20 }, (_, i) => ({
      client,
      hop: `a-hop-with-quite-a-long-name-of-its-own-${i + 1}`,
      part: (['wait', 'service', 'rest'] as const)[i % 3]!,
      mean_ms: n === 2 ? 0 : round(0.01 * 1.5 ** i, 4),
      p99_ms: i % 4 === 0 ? null : round(0.05 * 1.5 ** i, 4),
    })),
  );
  return { ...run, stationsOverTime: windows, latencyBudget: budget, budgetLimits: [] };
}

/** Nothing waits, nothing takes any time, one window. */
export function idleStations(): ReportData {
  const run = stationRun();
  return {
    ...run,
    stationsOverTime: [{ station: 'server', time_s: 0, utilisation: 0, waiting: 0, inSystem: 0 }],
    latencyBudget: [{ client: 'app', hop: 'server', part: 'service', mean_ms: 0, p99_ms: null }],
    latencyPercentiles: [0.5, 0.99].map((quantile) => ({
      client: 'app',
      operation: 'all',
      quantile,
      latency_ms: 0,
      ciLow_ms: null,
      ciHigh_ms: null,
    })),
  };
}
