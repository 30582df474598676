/**
 * Quorum latency and staleness: the WARS model of partial quorums.
 *
 * P. Bailis et al., "Probabilistically bounded staleness for practical partial quorums", PVLDB 5(8), 2012. Of each of
 * N replicas there are four independent one-way delays: of the write request (W), its acknowledgement (A), the read
 * request (R) and its response (S). A write commits when the w fastest W + A are over. A read begins t after that,
 * returns when the r fastest R + S are over, and sees the write if one of those r had it by then (§5.1).
 *
 * No closed form is known, so trials are drawn (as the authors do), from named streams: the same answer everywhere.
 * In each trial there is one t from which on the read would have seen the write; its quantiles are t-visibility.
 *
 * The t of the paper's table 4 are smaller by 3 to 15 %, and not because the model differs: its authors drew 50,000
 * new trials for each t, step by step, and took the first t with 99.9 %. The first of many shares that scatter by 14 %
 * of what is left comes early. Taken so, our trials give their figures (`test/stats/theory/wars-published.test.ts`).
 */
import { type Distribution, quantile } from '../../kernel/distribution.js';
import { invariant } from '../../kernel/invariant.js';
import { createStreams } from '../../kernel/random.js';
import type { Interval } from '../interval.js';
import { quantileInterval } from '../ranks.js';

export interface Wars {
  readonly replicas: number;
  readonly r: number;
  readonly w: number;
  /** One-way delays, all in one unit, which is that of the results. */
  readonly write: Distribution;
  readonly ack: Distribution;
  readonly read: Distribution;
  readonly response: Distribution;
  /**
   * Added to each leg between a coordinator and a replica elsewhere, where each of the two coordinators is beside a
   * replica of its own chance (the paper's WAN, §5.6); absent: no such thing.
   */
  readonly remote?: number;
  /** Default 100,000. */
  readonly trials?: number;
  /** Default `'1'`. */
  readonly seed?: string;
}

/** A figure from trials, with its 95 % confidence interval; none where there are too few trials for it. */
export interface Drawn {
  readonly value: number;
  readonly interval: Interval | undefined;
}

export interface WarsResult {
  readonly trials: number;
  /** P(a read that begins `t` after the commit sees the write): the share of trials. */
  consistentAt(t: number): Drawn;
  /** The least t with `consistentAt(t) >= probability`: t-visibility; 0 if reads see it at once. */
  visibility(probability: number): Drawn;
  /** Quantiles of how long a read and a write take. */
  readLatency(probability: number): Drawn;
  writeLatency(probability: number): Drawn;
}

const TRIALS = 100_000;

export function wars({
  replicas: n,
  r,
  w,
  remote = 0,
  trials = TRIALS,
  seed = '1',
  ...legs
}: Wars): WarsResult {
  invariant(n >= 1 && r >= 1 && r <= n && w >= 1 && w <= n, `1 <= r, w <= N: r ${r}, w ${w}, N ${n}`);
  invariant(trials >= 1, 'at least one trial');
  const streams = createStreams(seed);
  const drawOf = (leg: 'write' | 'ack' | 'read' | 'response') => {
    const inverse = quantile(legs[leg]);
    const stream = streams.named(`wars/${leg}`);
    return () => inverse(stream());
  };
  const [write, ack, read, response] = [drawOf('write'), drawOf('ack'), drawOf('read'), drawOf('response')];
  const writer = streams.named('wars/write coordinator');
  const reader = streams.named('wars/read coordinator');
  const from = new Float64Array(trials);
  const reads = new Float64Array(trials);
  const writes = new Float64Array(trials);
  const arrives = new Float64Array(n);
  const acknowledged = new Float64Array(n);
  const asked = new Float64Array(n);
  const responded = new Float64Array(n);
  for (let i = 0; i < trials; i++) {
    const besideWriter = Math.floor(writer() * n);
    const besideReader = Math.floor(reader() * n);
    for (let node = 0; node < n; node++) {
      const toWrite = node === besideWriter ? 0 : remote;
      const toRead = node === besideReader ? 0 : remote;
      arrives[node] = write() + toWrite;
      acknowledged[node] = arrives[node]! + ack() + toWrite;
      asked[node] = read() + toRead;
      responded[node] = asked[node]! + response() + toRead;
    }
    const commit = smallest(acknowledged, w);
    let latest = 0;
    let seenFrom = Infinity;
    for (let k = 0; k < r; k++) {
      const node = firstOf(responded);
      latest = responded[node]!;
      responded[node] = Infinity;
      seenFrom = Math.min(seenFrom, arrives[node]! - asked[node]! - commit);
    }
    writes[i] = commit;
    reads[i] = latest;
    from[i] = seenFrom;
  }
  for (const each of [writes, reads, from]) each.sort();
  return {
    trials,
    consistentAt: (t) => shareOf(atMost(from, t), trials),
    visibility: (probability) => {
      const { value, interval } = quantileOf(from, probability);
      const low = interval && { low: Math.max(0, interval.low), high: Math.max(0, interval.high) };
      return { value: Math.max(0, value), interval: low };
    },
    readLatency: (probability) => quantileOf(reads, probability),
    writeLatency: (probability) => quantileOf(writes, probability),
  };
}

/** The `rank`-th smallest of a few values, which are taken apart for it. */
function smallest(values: Float64Array, rank: number): number {
  let least = 0;
  for (let k = 0; k < rank; k++) {
    const place = firstOf(values);
    least = values[place]!;
    values[place] = Infinity;
  }
  return least;
}

/** Where the least value is; the first of equal ones. */
function firstOf(values: Float64Array): number {
  let first = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[first]!) first = i;
  return first;
}

/** How many of the sorted values are at most `x`. */
function atMost(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The least value that at least this share of the sorted ones do not exceed. */
const quantileOf = (sorted: Float64Array, probability: number): Drawn => ({
  value: sorted[Math.max(0, Math.ceil(probability * sorted.length) - 1)]!,
  interval: probability > 0 && probability < 1 ? quantileInterval(sorted, probability) : undefined,
});

/** Of the standard normal distribution: 95 % lie nearer to 0. */
const Z = 1.959963984540054;

/** A share with its interval after E. B. Wilson, JASA 22 (1927), which is right for shares near 0 and 1, too. */
function shareOf(part: number, all: number): Drawn {
  const share = part / all;
  const middle = (share + (Z * Z) / (2 * all)) / (1 + (Z * Z) / all);
  const half = (Z * Math.sqrt((share * (1 - share)) / all + (Z * Z) / (4 * all * all))) / (1 + (Z * Z) / all);
  const interval = { low: part === 0 ? 0 : middle - half, high: part === all ? 1 : middle + half };
  return { value: share, interval };
}
