/** A sweep of what a model measured: how uneven a ring is, with theory beside it. No simulation behind it. */
import type { SweepResult } from '../../src/observe/sweep.js';
import { numbers, point, row, seedsUpTo, sweepOf, words } from './fixture-sweeps.js';

export interface PlacementOptions {
  readonly points?: readonly number[];
  readonly algorithms?: readonly string[];
  readonly runs?: number;
}

/** What a model measured: how uneven a ring is, with theory beside it, and a multiple that has none. */
export function placement({
  points = [1, 10, 100],
  algorithms = ['ring', 'jump'],
  runs = 3,
}: PlacementOptions = {}): SweepResult {
  const parameters = [
    words('nodes.keys.params.algorithm', 'algorithm', algorithms),
    numbers('nodes.keys.params.points', 'points', 'count', points),
  ];
  const all = algorithms.flatMap((_, i) =>
    points.map((count, j) => {
      const error = i === 0 ? 1 / Math.sqrt(count) : 0.01 * i;
      const rows = [
        {
          ...row(
            { metric: 'standard error of the loads', of: 'keys', unit: 'ratio', measured: true },
            error,
            0.1,
            runs,
          ),
          theory: error,
        },
        row(
          { metric: 'fullest member over the mean', of: 'keys', unit: 'count', measured: true },
          1 + error,
          0.05,
          runs,
        ),
        row({ metric: 'members', of: 'keys', unit: 'count', measured: true }, 10, 0, runs),
        row({ metric: 'time', of: 'keys', unit: 'ms', measured: true, quantile: 0.5 }, 3, 0, runs),
      ];
      return point([i, j], rows, seedsUpTo(runs));
    }),
  );
  return sweepOf('How many virtual nodes', 'How even is a ring?', parameters, all);
}
