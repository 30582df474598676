/** Sweeps of quorums made by functions: how soon writes are seen, what it costs. No simulation behind them. */
import type { Row } from '../../src/observe/result.js';
import type { SweepResult } from '../../src/observe/sweep.js';
import { round } from './fixture-parts.js';
import { noise, numbers, point, row, seedsUpTo, sweepOf } from './fixture-sweeps.js';

interface Quorums {
  readonly sizes?: readonly number[];
  readonly times?: readonly number[];
  readonly runs?: number;
  readonly theory?: boolean;
  readonly costs?: boolean;
}

/** Of three replicas. Exponential writes, so that the share that is left decays as exp(-t / 5 ms). */
export function quorums({
  sizes = [1, 2],
  times = [0, 1, 10, 50],
  runs = 5,
  theory = true,
  costs = true,
}: Quorums = {}): SweepResult {
  const points = sizes.flatMap((r, i) =>
    sizes.map((w, k) => {
      const meets = r + w > 3;
      const said = (value: number) => (theory ? { theory: round(value, 6) } : {});
      const seen = times.map((after_ms, n): Row => {
        const share = meets ? 1 : 1 - (0.5 / (r + w - 1)) * Math.exp(-after_ms / 5);
        const figure = {
          metric: `reads that see a write after ${after_ms} ms`,
          of: 'db',
          unit: 'ratio',
          after_ms,
        };
        const measured = meets ? 1 : Math.min(1, share * noise(n + 10 * i + k, 0.002));
        return { ...row(figure, measured, meets ? 0 : 0.004, runs), ...said(share) };
      });
      const latency = (operation: string, value: number): Row => ({
        ...row({ metric: 'latency', of: 'app', unit: 'ms', quantile: 0.999, operation }, value, 0.03, runs),
        ...said(value),
      });
      const latencies = costs ? [latency('read', 0.6 * r ** 1.5), latency('write', 10 * w ** 1.2)] : [];
      return point([i, k], [...seen, ...latencies], seedsUpTo(runs));
    }),
  );
  const parameters = ['r', 'w'].map((name) => numbers(`nodes.db.params.${name}`, name, 'count', sizes));
  return sweepOf('Quorums', 'What does R + W > N buy?', parameters, points);
}
