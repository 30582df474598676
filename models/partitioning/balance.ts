/**
 * How evenly something is spread over members: keys, or the space of all hashes.
 *
 * A member's load is told as a multiple of its fair share, which is in proportion to its weight. Pure functions.
 */
import { invariant } from '../../src/model/index.js';
import type { Keys, Member, Partitioner } from './types.js';

export interface Balance {
  /** The mean over members with a weight. */
  readonly mean: number;
  readonly maxOverMean: number;
  readonly minOverMean: number;
  /**
   * Standard deviation of the loads, each as a multiple of its fair share, as in Lamping & Veach 2014, table 1. Members
   * are all there are and no sample, so squares are divided by their number.
   */
  readonly standardError: number;
  /** Quantiles at 0.5 % and 99.5 %: what 99 % of the members lie within. */
  readonly low99: number;
  readonly high99: number;
}

export function balanceOf(loads: readonly number[], members: readonly Member[]): Balance {
  invariant(loads.length === members.length, 'there is a load for each member');
  const total = loads.reduce((sum, load) => sum + load, 0);
  const weights = members.reduce((sum, { weight }) => sum + weight, 0);
  const counted = members.filter(({ weight }) => weight > 0).length;
  const ratios = loads
    .map((load, i) => (load * weights) / (total * members[i]!.weight))
    .filter((_, i) => members[i]!.weight > 0 && total > 0)
    .sort((a, b) => a - b);
  const squares = ratios.reduce((sum, ratio) => sum + (ratio - 1) * (ratio - 1), 0);
  return {
    mean: total / counted,
    maxOverMean: ratios.at(-1) ?? 1,
    minOverMean: ratios[0] ?? 1,
    standardError: ratios.length === 0 ? 0 : Math.sqrt(squares / ratios.length),
    low99: quantile(ratios, 0.005),
    high99: quantile(ratios, 0.995),
  };
}

/** The owner of each key. */
export function ownersOf(partitioner: Partitioner, keys: Keys): Int32Array {
  if (partitioner.assign !== undefined) return partitioner.assign(keys);
  const owners = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) owners[i] = partitioner.owner(keys.at(i));
  return owners;
}

/** How many keys each member owns. */
export function loadsOf(owners: Int32Array, members: number): readonly number[] {
  const loads = new Array<number>(members).fill(0);
  for (const owner of owners) loads[owner]! += 1;
  return loads;
}

/** The least value that at least this share of all is not above. */
const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 1;
