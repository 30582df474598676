/**
 * k-staleness: how many versions a read may be behind, where quorums are chosen at random and writes spread no further.
 *
 * P. Bailis et al., "Probabilistically bounded staleness for practical partial quorums", PVLDB 5(8), 2012, §3. In
 * closed form; where writes do spread, reads are less stale than this. Knows nothing of time.
 */
import { invariant } from '../../kernel/invariant.js';
import { exp, log } from '../../kernel/math.js';

/** N replicas, of which reads ask `r` and writes reach `w`. */
export interface Quorum {
  readonly replicas: number;
  readonly r: number;
  readonly w: number;
}

/** The chance that a read meets none of the replicas that a write reached: C(N-W, R) / C(N, R) (equation 1). */
export function missProbability({ replicas: n, r, w }: Quorum): number {
  invariant(r >= 1 && r <= n && w >= 1 && w <= n, `1 <= r, w <= N: r ${r}, w ${w}, N ${n}`);
  let misses = 1;
  for (let i = 0; i < r; i++) misses *= Math.max(0, n - w - i) / (n - i);
  return misses;
}

/** The chance that a read returns one of the last `k` versions: it meets one of their quorums (equation 2). */
export function kStaleness({ k, ...quorum }: Quorum & { readonly k: number }): number {
  invariant(k >= 0 && Number.isInteger(k), `k is a number of versions: ${k}`);
  const misses = missProbability(quorum);
  let all = 1;
  for (let i = 0; i < k; i++) all *= misses;
  return 1 - all;
}

/**
 * The chance that a client never reads an older version than before, if `writes` versions of a key are written
 * between two of its reads of it (equation 3: k = 1 + writes).
 */
export function monotonicReads({ writes, ...quorum }: Quorum & { readonly writes: number }): number {
  invariant(writes >= 0, `writes between two reads are counted: ${writes}`);
  const misses = missProbability(quorum);
  return misses === 0 ? 1 : 1 - exp((1 + writes) * log(misses));
}
