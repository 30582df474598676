/**
 * Quorums as theory tells of them: t-visibility and latency by the WARS model, staleness in versions in closed form.
 *
 * Takes seconds, as all theories here; the trials and formulas are in `wars.ts` and `k-staleness.ts`.
 */
import { kStaleness, missProbability, monotonicReads, type Quorum } from './k-staleness.js';
import { type Prediction, share, type Theory } from './prediction.js';
import { type Drawn, type Wars, wars } from './wars.js';

export interface QuorumDelays extends Wars {
  /** Times after the acknowledgement at which the share of reads that see the write is asked for, s. */
  readonly at: readonly { readonly name: string; readonly after: number }[];
  /** Shares of reads that are to see the write, for t-visibility. */
  readonly visibility: readonly number[];
}

const SOURCE = 'Bailis et al., PVLDB 5(8), 2012';

export function quorumDelays(
  { at, visibility, ...model }: QuorumDelays,
  quantiles: readonly number[],
): Theory {
  const { replicas, r, w } = model;
  const result = wars(model);
  const times = (metric: string, levels: readonly number[], figure: (level: number) => Drawn) =>
    levels.map((quantile) => timed(metric, quantile, figure(quantile)));
  const sees = at.map(({ name, after }): Prediction => {
    const { value, interval } = result.consistentAt(after);
    return { ...share(`sees the write after ${name}`, value), ...(interval && { interval }) };
  });
  return {
    name: `WARS, N ${replicas}, R ${r}, W ${w}`,
    exact: false,
    source: `${SOURCE}, §5.1 (WARS)`,
    assumes: `independent delays, all ${replicas} replicas asked, no repair; ${result.trials.toLocaleString('en')} trials`,
    ...(r + w > replicas && { warnings: ['R + W > N: every read meets a replica that has the write'] }),
    predictions: [
      ...times('read latency', quantiles, result.readLatency),
      ...times('write latency', quantiles, result.writeLatency),
      ...times('t-visibility', visibility, result.visibility),
      ...sees,
    ],
  };
}

const timed = (metric: string, quantile: number, { value, interval }: Drawn): Prediction => ({
  metric,
  quantile,
  value: value * 1000,
  unit: 'ms',
  ...(interval && { interval: { low: interval.low * 1000, high: interval.high * 1000 } }),
});

/** Of each number of versions up to `k`; and of monotonic reads, if it is known how often a key is written. */
export function kStalenessTheory({
  k,
  writes,
  ...quorum
}: Quorum & { readonly k: number; readonly writes: number | undefined }): Theory {
  const { replicas, r, w } = quorum;
  const versions = Array.from({ length: k }, (_, i) => i + 1);
  return {
    name: `k-staleness, N ${replicas}, R ${r}, W ${w}`,
    exact: true,
    source: `${SOURCE}, §3.1 and §3.2`,
    assumes:
      'quorums chosen at random, writes one after the other that spread no further; else reads are less stale',
    predictions: [
      share('read misses a write', missProbability(quorum)),
      ...versions.map((each) => share(withinName(each), kStaleness({ ...quorum, k: each }))),
      ...(writes === undefined ? [] : [share('monotonic read', monotonicReads({ ...quorum, writes }))]),
    ],
  };
}

const withinName = (k: number): string => (k === 1 ? 'the last version' : `one of the last ${k}`);
