/**
 * Distributions built from others: mixtures and shifts.
 *
 * Knows nothing of streams or of the checking of parameters. A mixture has no closed quantile and leaves it to
 * `inversion.ts`.
 */

import { invariant } from '../invariant.js';
import { invertNumerically } from './inversion.js';
import type { Law } from './law.js';

/** Weights are relative; their sum is positive. */
export function mixtureLaw(branches: readonly { readonly weight: number; readonly of: Law }[]): Law {
  const live = branches.filter((branch) => branch.weight > 0);
  invariant(live.length > 0, 'a mixture has a branch of positive weight');
  if (live.length === 1) return live[0]!.of;
  const total = live.reduce((sum, branch) => sum + branch.weight, 0);
  const laws = live.map((branch) => branch.of);
  const weights = live.map((branch) => branch.weight / total);
  const count = laws.length;
  const below = (x: number): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[i]! * laws[i]!.below(x);
    return sum;
  };
  const above = (x: number): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += weights[i]! * laws[i]!.above(x);
    return sum;
  };
  // A mixture's quantile lies between the least and the greatest of its branches' quantiles.
  const bracket = (u: number): { low: number; high: number } => {
    let low = Infinity;
    let high = 0;
    for (const law of laws) {
      const x = law.quantile(u);
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    return { low, high };
  };
  const quantile = invertNumerically({ least: bracket(0).low, below, above, bracket });
  return { quantile, below, above, ...mixtureMoments(laws, weights) };
}

function mixtureMoments(
  laws: readonly Law[],
  weights: readonly number[],
): { mean: number; variance: number } {
  const mean = laws.reduce((sum, law, i) => sum + weights[i]! * law.mean, 0);
  if (mean === Infinity) return { mean, variance: Infinity };
  const variance = laws.reduce((sum, law, i) => {
    const distance = law.mean - mean;
    return sum + weights[i]! * (law.variance + distance * distance);
  }, 0);
  return { mean, variance };
}

export function shiftedLaw(by: number, of: Law): Law {
  const { quantile } = of;
  return {
    quantile: (u) => by + quantile(u),
    below: (x) => of.below(x - by),
    above: (x) => of.above(x - by),
    mean: by + of.mean,
    variance: of.variance,
  };
}
