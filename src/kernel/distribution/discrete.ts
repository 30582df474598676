/**
 * Distributions that are tables: Zipf ranks and measured samples.
 *
 * Knows nothing of streams or of the checking of parameters.
 */

import { pow } from '../math.js';
import { constantLaw } from './closed.js';
import type { Law } from './law.js';

/** Cells of the index that finds where in the cumulative table a search begins. */
const GUIDE_CELLS_MAX = 65_536;

/**
 * Inversion in the table of cumulative probabilities, with an index of u's leading part into it, so that a
 * search is short for the frequent and the rare ranks alike (H.-C. Chen & Y. Asau, "On generating random
 * variates from an empirical distribution", AIIE Transactions 6, 1974).
 */
export function zipfLaw(count: number, exponent: number): Law {
  const cumulative = cumulativeZipf(count, exponent);
  const cells = Math.min(count, GUIDE_CELLS_MAX);
  const guide = new Int32Array(cells + 1);
  for (let cell = 0, rank = 0; cell <= cells; cell++) {
    while (rank < count - 1 && cumulative[rank]! <= cell / cells) rank++;
    guide[cell] = rank;
  }
  const { mean, variance } = rankMoments(cumulative);
  const below = (x: number): number => (x < 0 ? 0 : x >= count - 1 ? 1 : cumulative[Math.floor(x)]!);
  return {
    quantile(u) {
      const cell = Math.floor(u * cells);
      let low = guide[cell]!;
      let high = guide[cell + 1]!;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (u < cumulative[middle]!) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    below,
    above: (x) => 1 - below(x),
    mean,
    variance,
  };
}

/** P(rank <= i) at index i; the last is exactly 1. */
function cumulativeZipf(count: number, exponent: number): Float64Array {
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += pow(rank + 1, -exponent);
    cumulative[rank] = sum;
  }
  for (let rank = 0; rank < count; rank++) cumulative[rank] = cumulative[rank]! / sum;
  return cumulative;
}

function rankMoments(cumulative: Float64Array): { mean: number; variance: number } {
  let mean = 0;
  for (let rank = 1; rank < cumulative.length; rank++) {
    mean += rank * (cumulative[rank]! - cumulative[rank - 1]!);
  }
  let variance = mean * mean * cumulative[0]!;
  for (let rank = 1; rank < cumulative.length; rank++) {
    variance += (rank - mean) * (rank - mean) * (cumulative[rank]! - cumulative[rank - 1]!);
  }
  return { mean, variance };
}

/** `samples` ascend; sample i is the quantile at i / (n - 1), and the quantile is linear between samples. */
export function empiricalLaw(samples: readonly number[]): Law {
  if (samples.length === 1) return constantLaw(samples[0]!);
  const values = Float64Array.from(samples);
  const last = values.length - 1;
  const below = (x: number): number => {
    if (x < values[0]!) return 0;
    if (x >= values[last]!) return 1;
    const i = lastAtMost(values, x);
    return (i + (x - values[i]!) / (values[i + 1]! - values[i]!)) / last;
  };
  return {
    quantile(u) {
      const position = u * last;
      const i = Math.min(Math.floor(position), last - 1);
      const from = values[i]!;
      const to = values[i + 1]!;
      return Math.min(to, from + (position - i) * (to - from));
    },
    below,
    above: (x) => 1 - below(x),
    ...sampleMoments(values),
  };
}

/** The last index whose value is at most x; values[0] <= x. */
function lastAtMost(values: Float64Array, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (values[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A mixture of uniforms between neighbours, each as likely. */
function sampleMoments(values: Float64Array): { mean: number; variance: number } {
  const pieces = values.length - 1;
  let mean = 0;
  for (let i = 0; i < pieces; i++) mean += (values[i]! + values[i + 1]!) / 2 / pieces;
  let variance = 0;
  for (let i = 0; i < pieces; i++) {
    const a = values[i]! - mean;
    const b = values[i + 1]! - mean;
    variance += (a * a + a * b + b * b) / 3 / pieces;
  }
  return { mean, variance };
}
