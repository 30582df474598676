/** Sweeps of which something was judged at every point, made by functions. No simulation behind them. */
import type { Finding, JudgedResult, Row } from '../../src/observe/result.js';
import type { SweepPoint, SweepResult } from '../../src/observe/sweep.js';
import { point, row, seedsUpTo, sweepOf, words } from './fixture-sweeps.js';

/** What designs promise under conditions, found as `finding` says; with the seed 3 for an example. */
export function judgedSweep(
  designs: readonly string[],
  conditions: readonly string[],
  claims: readonly string[],
  finding: (design: number, condition: number, claim: number) => Finding,
): SweepResult {
  const points = designs.flatMap((_, d) =>
    conditions.map((_name, c): SweepPoint => {
      const time = (operation: string, quantile: number, value: number): Row =>
        row({ metric: 'latency', of: 'app', unit: 'ms', operation, quantile }, value, 0.1, 5);
      const rows = [
        time('all', 0.99, 20 + d + c),
        time('read', 0.99, 10 + d + c),
        time('write', 0.99, 30 + d + c),
        row({ metric: 'availability', of: 'app', unit: 'ratio' }, 1 - 0.1 * c, 0, 5),
      ];
      const judged = claims.map((text, i) => judgedAs(text, finding(d, c, i)));
      return { ...point([d, c], rows, seedsUpTo(5)), judged };
    }),
  );
  return sweepOf(
    'What designs promise',
    'Which design keeps which guarantee, and when?',
    [words('mode', 'mode', designs), words('condition', 'condition', conditions)],
    points,
  );
}

function judgedAs(text: string, finding: Finding): JudgedResult {
  const runs = { text, finding, observed: 'in 1 of 5 runs', judged: finding === 'not asked' ? 0 : 100 };
  if (finding !== 'violated') return { ...runs, seeds: [] };
  return { ...runs, seeds: ['3'], replay: "foretell run x.yaml --seed 3 --runs 1 --set 'mode=a b'" };
}

/** Three designs under two conditions, with every finding. */
export const guaranteesSweep = (): SweepResult =>
  judgedSweep(
    ['consensus', 'reads anywhere', 'quorum'],
    ['healthy', 'partition'],
    ['linearizable(app)', 'read-your-writes(app)', 'converges(db) within 2s'],
    (design, condition, claim) => {
      if (design === 1 && claim < 2) return claim === 0 || condition === 1 ? 'violated' : 'holds';
      return design === 2 && claim === 2 ? (condition === 0 ? 'not asked' : 'unknown') : 'holds';
    },
  );
