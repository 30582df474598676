/**
 * Bootstrap: how sure any figure of several runs is, by drawing runs again from those there are.
 *
 * For what has no formula (a ratio of quantiles, the load at the knee of a curve) or no symmetric one: the interval
 * need not reach as far to one side as to the other. Whole runs are drawn, since they are independent and the
 * operations in them are not. The same stream gives the same interval. Knows nothing of what a run is.
 *
 * Sources: Efron & Tibshirani, An Introduction to the Bootstrap (1993), §13; Hesterberg, "What teachers should know
 * about the bootstrap", The American Statistician 69 (2015), on why percentiles of few values are too narrow.
 */
import { invariant } from '../kernel/invariant.js';
import { normalCdf } from '../kernel/math.js';
import type { Stream } from '../kernel/random.js';
import { CONFIDENCE, type Interval } from './interval.js';
import { studentQuantile } from './student.js';

/** So many, and the ends of a 95 % interval of ten runs rest on about ten resamples each. */
const RESAMPLES = 4000;
/** Resamples of fewer runs are too coarse: 95 % intervals of six normal runs cover 92.6 %. */
const RUNS_MIN = 8;

export interface BootstrapOptions {
  readonly confidence?: number;
  /** 1,000 at the least: 4,000 unless told. */
  readonly resamples?: number;
}

/**
 * The expanded percentile interval of a figure of the runs: between the percentiles of the figures of resamples that
 * make it as wide, for a mean of normal values, as the t-interval. `undefined` with fewer than eight runs, or where the
 * figure of a resample is `undefined`. `uniform` is drawn from once for each run of each resample.
 */
export function bootstrapInterval<Run>(
  runs: readonly Run[],
  figure: (resample: readonly Run[]) => number | undefined,
  uniform: Stream,
  { confidence = CONFIDENCE, resamples = RESAMPLES }: BootstrapOptions = {},
): Interval | undefined {
  invariant(confidence > 0 && confidence < 1, 'a confidence lies between 0 and 1');
  invariant(
    Number.isInteger(resamples) && resamples >= 1000,
    'a bootstrap takes a thousand resamples or more',
  );
  const n = runs.length;
  if (n < RUNS_MIN) return undefined;
  const figures: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const value = figure(runs.map(() => runs[Math.floor(uniform() * n)]!));
    if (value === undefined) return undefined;
    figures.push(value);
  }
  figures.sort((a, b) => a - b);
  // Resamples spread with the divisor n in place of n - 1, and normally in place of t: make up for both.
  const t = studentQuantile((1 + confidence) / 2, n - 1);
  const beyond = normalCdf(-t * Math.sqrt(n / (n - 1)));
  const rank = Math.max(1, Math.floor(beyond * (resamples + 1)));
  return { low: figures[rank - 1]!, high: figures[resamples - rank]! };
}
