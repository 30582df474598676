/**
 * Batch series: one long run as the means of consecutive, equally large batches of observations.
 *
 * Memory is bounded, however long the run: when the series is full, neighbouring batches are joined in pairs
 * and batches hold twice as many observations from there on. So a run of any length is seen as the means of
 * `batchesMax / 2` to `batchesMax` batches (fewer where it is short), which serve to find its warm-up
 * (`warm-up.ts`) and to tell how sure its mean is (`batches.ts`).
 *
 * Plain data with functions beside it, so that it can cross threads. Knows nothing of what is observed.
 */
import { invariant } from '../kernel/invariant.js';
import type { Instant } from '../kernel/time.js';

/** Treat as opaque: use the functions of this file. */
export interface BatchSeries {
  /** Of the open batch the sum and the count; observations to a batch; closed batches. */
  readonly totals: Float64Array;
  /** Of the closed batches, then of nothing. */
  readonly means: Float64Array;
  /** When the first observation of each batch was made, in nanoseconds; that of the open batch too. */
  readonly starts: Float64Array;
}

/** Means of five: as Spratt found, enough to smooth single observations and few enough to place the cut well. */
const BATCH_SIZE_FIRST = 5;
/** 64 KiB. Places a cut to within 1/2,048 of a long run. */
const BATCHES_MAX = 4096;

const SUM = 0;
const COUNT = 1;
const SIZE = 2;
const CLOSED = 3;

/** `batchesMax` is how many batches are kept: an even number, 32 or more. */
export function createBatchSeries(batchesMax: number = BATCHES_MAX): BatchSeries {
  invariant(batchesMax >= 32 && batchesMax % 2 === 0, 'a batch series keeps an even number of batches');
  const totals = new Float64Array(4);
  totals[SIZE] = BATCH_SIZE_FIRST;
  return { totals, means: new Float64Array(batchesMax), starts: new Float64Array(batchesMax) };
}

/** Adds a finite observation, made at the instant `at`; observations come in the order of time. */
export function recordObservation(series: BatchSeries, value: number, at: Instant): void {
  const totals = series.totals;
  if (totals[COUNT] === 0) series.starts[totals[CLOSED]!] = at;
  totals[SUM]! += value;
  totals[COUNT]! += 1;
  if (totals[COUNT] === totals[SIZE]) closeBatch(series);
}

/** The closed batches of a series in the order of time, the size being how many observations each holds. */
export interface Batches {
  readonly size: number;
  readonly means: Float64Array;
  /** When the first observation of each batch was made. */
  readonly starts: Float64Array;
}

/** What was recorded so far, as it is kept or in coarser batches: of `size`, a power of two times the kept one. */
export function batchesOf(series: BatchSeries, size: number = series.totals[SIZE]!): Batches {
  const closed = series.totals[CLOSED]!;
  let batches: Omit<Batches, 'size'> = {
    means: series.means.slice(0, closed),
    starts: series.starts.slice(0, closed),
  };
  let kept = series.totals[SIZE]!;
  for (; kept < size; kept *= 2) batches = joinPairs(batches);
  invariant(kept === size, 'batches are joined in pairs');
  return { size, ...batches };
}

/** How many observations were added, those of the open batch among them. */
export function observationsOf(series: BatchSeries): number {
  const totals = series.totals;
  return totals[CLOSED]! * totals[SIZE]! + totals[COUNT]!;
}

function closeBatch({ totals, means, starts }: BatchSeries): void {
  const closed = totals[CLOSED]!;
  const mean = totals[SUM]! / totals[SIZE]!;
  invariant(Number.isFinite(mean), 'observations are finite');
  invariant(closed === 0 || starts[closed]! >= starts[closed - 1]!, 'observations come in the order of time');
  means[closed] = mean;
  totals[SUM] = 0;
  totals[COUNT] = 0;
  totals[CLOSED] = closed + 1;
  if (closed + 1 < means.length) return;
  const joined = joinPairs({ means, starts });
  means.set(joined.means);
  starts.set(joined.starts);
  totals[SIZE]! *= 2;
  totals[CLOSED] = joined.means.length;
}

/** Neighbours become one; of an odd number, the last is left out. */
function joinPairs({ means, starts }: Omit<Batches, 'size'>): Omit<Batches, 'size'> {
  const pairs = Math.floor(means.length / 2);
  const joined = { means: new Float64Array(pairs), starts: new Float64Array(pairs) };
  for (let pair = 0; pair < pairs; pair++) {
    joined.means[pair] = (means[2 * pair]! + means[2 * pair + 1]!) / 2;
    joined.starts[pair] = starts[2 * pair]!;
  }
  return joined;
}
