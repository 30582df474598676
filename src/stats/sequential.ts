/**
 * Sequential stopping: how many runs it takes until their mean is known as well as was asked.
 *
 * The rule looks at the values in seed order and at nothing else, so that where it stops does not depend on how
 * many runs were under way at a time, nor on which ended first. Knows nothing of how runs are made.
 *
 * Source: Law, Simulation Modeling and Analysis, 5th ed., §9.4.1, the sequential procedure for a relative error.
 */
import { invariant } from '../kernel/invariant.js';
import { normalQuantile } from '../kernel/math.js';
import { CONFIDENCE } from './interval.js';
import { studentQuantile } from './student.js';

export interface StoppingRule {
  /** The relative error asked for: 0.01 for a mean within 1 % of the true one. */
  readonly relativeError: number;
  readonly confidence?: number;
  /** Not before so many runs, 10 unless told: of fewer, a small spread is too often an accident. */
  readonly runsMin?: number;
  readonly runsMax: number;
}

export interface Stop {
  /** How many runs count; those that come after do not. */
  readonly runs: number;
  /** Whether it is as precise as asked, or the maximum was reached first. */
  readonly reason: 'precise' | 'maximum';
  /** Half of the confidence interval over the mean, both absolute; `Infinity` of a mean of 0 that varies. */
  readonly relativeHalfWidth: number;
}

const RUNS_MIN = 10;

/**
 * Where the rule stops in the values given; `undefined` while it would go on.
 *
 * The mean is within g of the true one, relative to the true one, where its half-width is at most g / (1 + g) of
 * the mean itself: the correction matters for large g. Looking after every run costs a little coverage, since it
 * stops where the spread happens to look small; Law advises g <= 0.15 and 10 runs at least.
 */
export function stoppedAfter(values: readonly number[], rule: StoppingRule): Stop | undefined {
  const { relativeError, confidence = CONFIDENCE, runsMin = RUNS_MIN, runsMax } = rule;
  invariant(relativeError > 0, 'a relative error is positive');
  invariant(confidence > 0 && confidence < 1, 'a confidence lies between 0 and 1');
  invariant(runsMax >= 2, 'a spread takes two runs');
  const target = relativeError / (1 + relativeError);
  const first = Math.min(runsMax, Math.max(2, runsMin));
  const normal = normalQuantile((1 + confidence) / 2);
  let mean = 0;
  let squares = 0;
  for (let runs = 1; runs <= Math.min(values.length, runsMax); runs++) {
    const off = values[runs - 1]! - mean;
    mean += off / runs;
    squares += off * (values[runs - 1]! - mean);
    if (runs < first) continue;
    const error = Math.sqrt(squares / (runs - 1) / runs);
    // Student's t is above the normal quantile; most runs need only that one.
    if (normal * error > target * Math.abs(mean) && runs < runsMax) continue;
    const half = studentQuantile((1 + confidence) / 2, runs - 1) * error;
    const relativeHalfWidth = half === 0 ? 0 : half / Math.abs(mean);
    if (relativeHalfWidth <= target) return { runs, reason: 'precise', relativeHalfWidth };
    if (runs === runsMax) return { runs, reason: 'maximum', relativeHalfWidth };
  }
  return undefined;
}
