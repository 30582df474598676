/**
 * Tails: what is kept of each run for the intervals of quantiles, which need to know how many values of each run
 * lie beyond a given one; see `stats/pooled-quantile.ts`.
 *
 * A histogram per run and quantity. Beyond a thousand runs neighbours are put together, so that memory is bounded;
 * groups of runs are as independent of each other as runs are.
 */
import { bucketsOf, createHistogram, type Histogram, mergeHistogram } from '../../observe/histogram.js';
import type { What } from '../../observe/measure.js';
import { type Metrics, tallyOf } from '../../observe/metrics.js';
import { stationKey } from '../../observe/station.js';
import type { Interval } from '../../stats/interval.js';
import { pooledQuantileInterval, type Tail } from '../../stats/pooled-quantile.js';

/** Runs, or groups of as many runs each. */
const GROUPS_MAX = 1024;

export interface Tails {
  /** The next run, in the order of seeds. */
  add(metrics: Metrics): void;
  /** Of a quantile of all runs, ns; `undefined` if it cannot be told. */
  interval(what: What, quantile: number): Interval | undefined;
}

/** `quantities`: those of which quantiles will be asked; their metrics make no difference. */
export function createTails(quantities: readonly What[]): Tails {
  const kinds = new Map(quantities.map((what) => [keyOf(what), what]));
  let groups: (readonly Histogram[])[] = [];
  /** Runs of the group that is not full yet. */
  let open: readonly Histogram[] | undefined;
  let [size, inOpen] = [1, 0];
  /** By quantity, once asked for; a new run makes it outdated. */
  let told = new Map<string, Told>();
  const tell = (what: What): Told => {
    const key = keyOf(what);
    const index = [...kinds.keys()].indexOf(key);
    const all = open === undefined ? groups : [...groups, open];
    const known = told.get(key) ?? cumulate(all.map((group) => group[index]!));
    told.set(key, known);
    return known;
  };
  return {
    add(metrics) {
      const own = [...kinds.values()].map((what) => timesOf(metrics, what));
      open = open === undefined ? own : together(open, own);
      inOpen++;
      told = new Map();
      if (inOpen < size) return;
      groups.push(open);
      [open, inOpen] = [undefined, 0];
      if (groups.length < GROUPS_MAX) return;
      groups = Array.from({ length: GROUPS_MAX / 2 }, (_, i) => together(groups[2 * i]!, groups[2 * i + 1]!));
      size *= 2;
    },
    interval(what, quantile) {
      const { candidates, lows, runs } = tell(what);
      const tailsAt = (value: number) => runs.map((run) => tailOf(run, value));
      if (quantile >= FAR && !reachedByMany(candidates, tailsAt, quantile)) return undefined;
      const found = pooledQuantileInterval(candidates, tailsAt, quantile);
      // The quantile may lie anywhere in the bucket whose upper end is the first that may be it.
      return found && { low: lows[candidates.indexOf(found.low)]!, high: found.high };
    },
  };
}

/** From this quantile on, what lies beyond may be a few bursts. */
const FAR = 0.9;
/** So many of the runs, and at least so many, must then have values beyond it. */
const REACHING_SHARE = 0.5;
const REACHING_MIN = 4;

/**
 * Whether the values beyond the quantile come from enough of the runs. What lies beyond a far one may be a single
 * burst of a single run, and then the runs do not tell how often there is one, however many values it has.
 */
function reachedByMany(
  candidates: Float64Array,
  tailsAt: (value: number) => readonly Tail[],
  quantile: number,
): boolean {
  let [low, high] = [0, candidates.length - 1];
  const shareAbove = (tails: readonly Tail[]) =>
    tails.reduce((sum, { above }) => sum + above, 0) / tails.reduce((sum, { count }) => sum + count, 0);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (shareAbove(tailsAt(candidates[middle]!)) <= 1 - quantile) high = middle;
    else low = middle + 1;
  }
  // Those that reach the quantile itself: above the bucket before it.
  const tails = low === 0 ? [] : tailsAt(candidates[low - 1]!);
  const reaching = tails.filter(({ above }) => above > 0).length;
  return (
    low === 0 || reaching >= Math.min(tails.length, Math.max(REACHING_MIN, REACHING_SHARE * tails.length))
  );
}

const keyOf = ({ of, operation, during, station }: What): string =>
  JSON.stringify([of, operation ?? null, during, station ?? null]);

const NOTHING = createHistogram();

/** The times that a quantile is of: a histogram that nobody will change. */
export function timesOf(metrics: Metrics, { of, operation, during, station }: What): Histogram {
  if (station === undefined) return tallyOf(metrics, of, operation, during).latency;
  const { all, classes } = metrics.stations.get(stationKey(of, station.resource)) ?? {};
  const visits = operation === undefined ? all : classes?.get(operation);
  return visits?.[station.figure] ?? NOTHING;
}

function together(a: readonly Histogram[], b: readonly Histogram[]): readonly Histogram[] {
  return a.map((histogram, i) => {
    const sum = createHistogram();
    mergeHistogram(sum, histogram);
    mergeHistogram(sum, b[i]!);
    return sum;
  });
}

/** Values in ascending order and how many lie at or below each. */
interface Cumulated {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

interface Told {
  /** Upper ends of the buckets of all runs together, and their lower ends. */
  readonly candidates: Float64Array;
  readonly lows: Float64Array;
  readonly runs: readonly Cumulated[];
}

function cumulate(histograms: readonly Histogram[]): Told {
  const merged = createHistogram();
  for (const histogram of histograms) mergeHistogram(merged, histogram);
  // A run's own least and greatest values narrow its buckets; the pooled ones decide where they end.
  const pooled = bucketsOf(merged);
  const candidates = Float64Array.from(pooled, ({ high }) => high);
  const lows = Float64Array.from(pooled, ({ low }) => low);
  const runs = histograms.map((histogram): Cumulated => {
    const buckets = bucketsOf(histogram);
    let below = 0;
    return {
      values: Float64Array.from(buckets, ({ low }) => low),
      counts: Float64Array.from(buckets, ({ count }) => {
        below += count;
        return below;
      }),
    };
  });
  return { candidates, lows, runs };
}

/** By the bucket's lower end: a bucket lies above a candidate, which is some bucket's upper end, as a whole or not. */
function tailOf({ values, counts }: Cumulated, candidate: number): Tail {
  const count = counts.at(-1) ?? 0;
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= candidate) low = middle + 1;
    else high = middle;
  }
  return { above: count - (low === 0 ? 0 : counts[low - 1]!), count };
}
