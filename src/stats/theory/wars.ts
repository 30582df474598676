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
 */
import { type Distribution, quantile } from '../../kernel/distribution.js';
import { invariant } from '../../kernel/invariant.js';
import { createStreams } from '../../kernel/random.js';

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

export interface WarsResult {
  readonly trials: number;
  /** P(a read that begins `t` after the commit sees the write): the share of trials. */
  consistentAt(t: number): number;
  /** The least t with `consistentAt(t) >= probability`: t-visibility; 0 if reads see it at once. */
  visibility(probability: number): number;
  /** Quantiles of how long a read and a write take. */
  readLatency(probability: number): number;
  writeLatency(probability: number): number;
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
    const commit = acknowledged.slice().sort()[w - 1]!;
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
    consistentAt: (t) => atMost(from, t) / trials,
    visibility: (probability) => Math.max(0, quantileOf(from, probability)),
    readLatency: (probability) => quantileOf(reads, probability),
    writeLatency: (probability) => quantileOf(writes, probability),
  };
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
const quantileOf = (sorted: Float64Array, probability: number): number =>
  sorted[Math.max(0, Math.ceil(probability * sorted.length) - 1)]!;

/** Ways to choose `k` of `n`. */
function choose(n: number, k: number): number {
  if (k > n) return 0;
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return ways;
}

/**
 * k-staleness: the chance that a read returns one of the last `k` versions, where each write reaches a quorum of w
 * chosen at random and spreads no further (§3.1, equation 2). Where writes spread, it is a lower bound.
 */
export function kStaleness({
  replicas,
  r,
  w,
  k,
}: {
  readonly replicas: number;
  readonly r: number;
  readonly w: number;
  readonly k: number;
}): number {
  invariant(k >= 0 && Number.isInteger(k), `k is a number of versions: ${k}`);
  const misses = choose(replicas - w, r) / choose(replicas, r);
  let all = 1;
  for (let i = 0; i < k; i++) all *= misses;
  return 1 - all;
}
