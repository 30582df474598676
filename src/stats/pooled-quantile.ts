/**
 * Pooled quantiles: how sure a quantile of all runs' merged values is, for values that come in bursts.
 *
 * Waits do: beyond the p99 of a queue lie a few busy spells, all in a few of the runs. What each run says of its own
 * p99 then differs too little, and sectioning covers far too seldom. How many values of each run lie beyond a given
 * one differs as it should; so the interval holds those values beyond which a share of 1 - q may well lie.
 * Knows no histograms: whoever has them counts.
 *
 * M/M/1 at load 0.8, p99 of waits, 2,000 to a run, 95 %, 300 experiments: 20 runs cover 95 % and 10 cover 91 %, where
 * sectioning covers 81 and 76 %. Of independent values both cover 95 %.
 *
 * Source: Woodruff, "Confidence intervals for medians and other position measures", J. Amer. Statist. Assoc. 47
 * (1952), for samples in clusters; here each candidate is tested with its own spread, corrected for skewness.
 */
import { invariant } from '../kernel/invariant.js';
import { CONFIDENCE, type Interval } from './interval.js';
import { skewedInterval } from './skewness.js';

/** Of one run: how many values lie above some value, and how many there are. */
export interface Tail {
  readonly above: number;
  readonly count: number;
}

/**
 * The interval of the quantile `q` among ascending `candidates`, whose ends are the smallest and largest value seen:
 * bucket by bucket of a merged histogram, or all values. `tailsAt` gives the tails of all runs above a candidate.
 * `undefined` with fewer than two runs, or where so few values lie beyond that the largest might be the quantile.
 * Whether there are enough values to speak of the quantile at all is for the caller to ask first.
 */
export function pooledQuantileInterval(
  candidates: ArrayLike<number>,
  tailsAt: (candidate: number) => readonly Tail[],
  q: number,
  confidence: number = CONFIDENCE,
): Interval | undefined {
  invariant(q > 0 && q < 1, 'a quantile lies between 0 and 1');
  const last = candidates.length - 1;
  if (last < 0) return undefined;
  const beyond = 1 - q;
  const shares = (index: number) => shareInterval(tailsAt(candidates[index]!), confidence);
  if (shares(last) === undefined) return undefined;
  // The share above falls from one candidate to the next; outwards from where it passes 1 - q.
  let middle = firstIndex(last, (index) => pooledShare(tailsAt(candidates[index]!)) <= beyond);
  let low = middle;
  while (low > 0 && shares(low - 1)!.low <= beyond) low--;
  // A candidate is too high where already too few values reach it: where too few lie above the one before.
  while (middle <= last && shares(middle)!.high >= beyond) middle++;
  if (middle > last) return undefined;
  // Nothing was seen above it: believed only of a value that itself is frequent enough, a timeout say.
  const reaching = middle === 0 ? 1 : pooledShare(tailsAt(candidates[middle - 1]!));
  if (pooledShare(tailsAt(candidates[middle]!)) === 0 && reaching < beyond) return undefined;
  return { low: candidates[low]!, high: candidates[middle]! };
}

/** The true share above, as a ratio of sums over runs; `undefined` with fewer than two runs that have values. */
function shareInterval(tails: readonly Tail[], confidence: number): Interval | undefined {
  const runs = tails.filter(({ count }) => count > 0);
  if (runs.length < 2) return undefined;
  const share = pooledShare(runs);
  const size = runs.reduce((sum, { count }) => sum + count, 0) / runs.length;
  return skewedInterval(
    share,
    runs.map(({ above, count }) => (above - share * count) / size),
    confidence,
  );
}

function pooledShare(tails: readonly Tail[]): number {
  const count = tails.reduce((sum, tail) => sum + tail.count, 0);
  return count === 0 ? 0 : tails.reduce((sum, tail) => sum + tail.above, 0) / count;
}

/** The first index up to `last` where a condition holds that holds from there on; it holds at `last`. */
function firstIndex(last: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, last];
  while (from < to) {
    const half = Math.floor((from + to) / 2);
    if (holds(half)) to = half;
    else from = half + 1;
  }
  return from;
}
