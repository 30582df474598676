/** Sweeps of stores whose keys move, made by functions. No simulation behind them. */
import type { SweepResult } from '../../src/observe/sweep.js';
import { point, row, seedsUpTo, sweepOf, words } from './fixture-sweeps.js';

/** By remainder n in n + 1 keys move; by the others the share that a newcomer is due. */
export function changes({ runs = 3, members = 5, designs = ['modulo', 'ring', 'jump'] } = {}): SweepResult {
  const points = designs.map((design, i) => {
    const moved = design === 'modulo' ? members / (members + 1) : (1 + 0.1 * i) / (members + 1);
    const of = 'store';
    const rows = [
      row({ metric: 'keys that moved', of, unit: 'ratio' }, moved, 0.03, runs),
      row({ metric: 'change of members', of, unit: 'ms' }, 9000 * moved, 0.05, runs),
      row(
        { metric: 'requests handed on by old owners in a change', of, unit: 'count' },
        4000 * moved * moved,
        0.1,
        runs,
      ),
    ];
    return point([i], rows, seedsUpTo(runs));
  });
  return sweepOf(
    'A node joins',
    'What moves when a node joins?',
    [words('nodes.store.params.partitioner', 'partitioner', designs)],
    points,
  );
}
