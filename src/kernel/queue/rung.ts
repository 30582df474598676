/**
 * A rung of the ladder: a stretch of time cut into buckets of equal width, and a last bucket for the rest.
 *
 * It knows only which bucket an instant belongs to and where that bucket's chunks are; not what is in
 * them, nor of other rungs.
 *
 * Widths are powers of two. Instants are integers below 2^53, so `at - start` is exact, and multiplying it
 * by a power of two only changes the exponent: truncation then gives the exact bucket number. Hence the
 * number never decreases as `at` grows, and an entry at or past the start of a bucket never lands in an
 * earlier one. The end of a bucket may be past 2^53 and rounded, but never to below 2^53, where all
 * instants are: rounding keeps order.
 */

/** Buckets of a rung, without the one for the rest. */
const BUCKETS_MAX = 1024;
const BUCKETS_MIN = 16;

/** A bucket should hold about this many entries, so that sorting it takes a handful of moves. */
const BUCKET_ENTRIES = 4;

/** How a set of instants is spread, gathered one by one. */
export class Spread {
  count = 0;
  min = 0;
  max = 0;
  /** Distances are summed from the first instant: sums of instants themselves would lose the distance. */
  private base = 0;
  private sum = 0;

  reset(): void {
    this.count = 0;
  }

  add(at: number): void {
    if (this.count++ === 0) {
      this.min = at;
      this.max = at;
      this.base = at;
      this.sum = 0;
    }
    if (at < this.min) this.min = at;
    if (at > this.max) this.max = at;
    this.sum += at - this.base;
  }

  /** Mean distance of the instants from the least one, up to rounding. */
  get meanDistance(): number {
    return this.sum / this.count + (this.base - this.min);
  }
}

export class Rung {
  /** Bucket `b` covers `[start + b * width, start + (b + 1) * width)`; the last one reaches to `end`. */
  start = 0;
  width = 1;
  widthInverse = 1;
  end = Number.POSITIVE_INFINITY;
  last = 0;
  /** Buckets before this one are drained, and nothing may be put there. */
  current = 0;
  /** Of bucket `b`: the position behind its last entry at `2b` (0 if it is empty), its first chunk at `2b + 1`. */
  readonly buckets = new Int32Array(2 * (BUCKETS_MAX + 1));

  /** The bucket that `at` belongs to, for `start <= at < end`. */
  bucketOf(at: number): number {
    const bucket = (at - this.start) * this.widthInverse;
    return bucket < this.last ? bucket | 0 : this.last;
  }

  /** Where bucket `b` ends. */
  endOf(b: number): number {
    return b < this.last ? this.start + (b + 1) * this.width : this.end;
  }

  /**
   * Lays out an empty rung over `[spread.min, end)`. Four times the mean distance from the least covers
   * three entries in four at the very least (Markov), and leaves outliers to the last bucket instead of
   * widening all the others for their sake. With sixteen buckets or more and widths rounded up to a power
   * of two, each is at least eight times narrower than what the entries span, or as narrow as can be:
   * rungs nest at most 18 deep over the 53 bits of an instant.
   */
  layOut(spread: Spread, end: number): void {
    let buckets = BUCKETS_MIN;
    while (buckets < BUCKETS_MAX && buckets * BUCKET_ENTRIES < spread.count) buckets *= 2;
    const span = Math.min(spread.max - spread.min, 4 * spread.meanDistance) + 1;
    let width = 1;
    while (width * buckets < span) width *= 2;
    this.width = width;
    this.widthInverse = 1 / width;
    this.start = spread.min;
    this.end = end;
    this.current = 0;
    this.last = Math.min(buckets, Math.ceil((end - this.start) * this.widthInverse) - 1);
  }
}
