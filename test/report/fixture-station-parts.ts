/** Queues over time and a budget by hops, as runs with stations have them. */
import type { ReportData } from '../../src/observe/result.js';
import { round } from './fixture-parts.js';
import { noise } from './fixture-sweeps.js';

/** Two stations in windows of a second; the second is overrun from a third of the time on, then catches up. */
export function stationWindows(duration_s: number, names: readonly string[]): ReportData['stationsOverTime'] {
  return names.flatMap((station, n) =>
    Array.from({ length: duration_s }, (_, time_s) => {
      const overrun = n === 1 && time_s >= duration_s / 3 && time_s < duration_s / 2;
      const since = time_s - duration_s / 2;
      const backlog = overrun
        ? 30 * (time_s - duration_s / 3 + 1)
        : n === 1 && since >= 0
          ? 300 - 60 * since
          : 0;
      const waiting = round(Math.max(0, backlog) + (0.4 + 0.5 * n) * noise(7 * time_s + n, 0.6), 3);
      const utilisation = round(
        Math.min(1, backlog > 0 ? 1 : (0.55 + 0.15 * (n % 3)) * noise(time_s + 31 * n, 0.1)),
        4,
      );
      return { station, time_s, utilisation, waiting, inSystem: round(waiting + 4 * utilisation, 3) };
    }),
  );
}

export const BUDGET: ReportData['latencyBudget'] = [
  ['gateway', 'service', 0.9, 3.1],
  ['user profile', 'wait', 0.4, 9.8],
  ['user profile', 'service', 2.6, 9.8],
  ['candidates', 'wait', 1.2, 14.2],
  ['candidates', 'service', 4.1, 14.2],
  ['ranking', 'wait', 3.7, 28.9],
  ['ranking', 'service', 6.2, 28.9],
  ['auction', 'service', 1.1, 2.4],
  ['network and the rest', 'rest', 2.3, null],
].map(([hop, part, mean_ms, p99_ms]) => ({
  client: 'app',
  hop,
  part,
  mean_ms,
  p99_ms,
})) as ReportData['latencyBudget'];
