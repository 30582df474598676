/**
 * The consistency models by name: causal, sequential, no lost updates; and staleness within a bound.
 *
 * Says which checker is meant and what it is given; judges nothing itself.
 */
import { formatCount, formatDuration, formatRatio } from '../observe/format.js';
import type { ConsistencyName, StalenessBound } from '../observe/guarantee-names.js';
import type { Operation } from '../observe/history.js';
import { checkCausal } from './causal.js';
import { checkLostUpdates, type LostUpdatesOptions } from './lost-updates.js';
import { checkSequential } from './sequential.js';
import type { SessionResult } from './session-guarantees.js';
import { wordsForOperation } from './sessions/tell.js';
import { measureStaleness, type Staleness, type StalenessOptions, type StaleRead } from './staleness.js';

export function checkConsistency(
  operations: readonly Operation[],
  name: ConsistencyName,
  options: LostUpdatesOptions,
): SessionResult {
  switch (name) {
    case 'sequential':
      return checkSequential(operations, options);
    case 'causal':
      return checkCausal(operations, options);
    case 'no-lost-updates':
      return checkLostUpdates(operations, options);
  }
}

export interface BoundedStaleness extends SessionResult {
  /** How stale reads were. */
  readonly observed: string;
  /** The greatest staleness, in the unit of the bound. */
  readonly value: number;
}

/** Whether no read is staler than that. */
export function checkStaleness(
  operations: readonly Operation[],
  { unit, limit, inclusive }: StalenessBound,
  options: StalenessOptions,
): BoundedStaleness {
  const staleness = measureStaleness(operations, options);
  const { judged, stale } = staleness;
  const of = (each: StaleRead) => (unit === 'time' ? each.time : each.versions);
  const worst = stale.reduce<StaleRead | undefined>(
    (a, b) => (a !== undefined && of(a) >= of(b) ? a : b),
    undefined,
  );
  const value = worst === undefined ? 0 : of(worst);
  const seen = { observed: describeStaleness(staleness), value };
  if (unit === 'time' && stale.length > 0 && !operations.some(({ invokedAt }) => invokedAt !== 0))
    return {
      verdict: 'unknown',
      reason: 'the history has no times; staleness in versions can be judged',
      judged,
      ...seen,
    };
  if (worst === undefined || (inclusive ? value <= limit : value < limit))
    return { verdict: 'valid', judged, ...seen };
  const { read, missed } = worst;
  const failure = { explanation: tellStale(worst, options.object), window: [missed, read] };
  return { verdict: 'invalid', judged, failure, ...seen };
}

/** `at most 340 ms and 2 versions behind; 4.2 % of 9,800 reads were stale`. */
function describeStaleness({ judged, stale }: Staleness): string {
  if (stale.length === 0) return `none of ${formatCount(judged, 'read')} was stale`;
  const most = (of: (each: StaleRead) => number) => stale.reduce((max, each) => Math.max(max, of(each)), 0);
  const time = formatDuration(most(({ time }) => time));
  const versions = formatCount(
    most(({ versions }) => versions),
    'version',
  );
  return `at most ${time} and ${versions} behind; ${formatRatio(stale.length / judged)} of ${formatCount(judged, 'read')} stale`;
}

/** One read, how far it was behind, and what it should have seen. */
export function tellStale({ read, missed, time, versions }: StaleRead, object: string): string {
  const words = wordsForOperation(object, read.invokedAt !== 0 || missed.invokedAt !== 0);
  const behind = time === 0 ? '' : ` by ${formatDuration(time)}`;
  const count = formatCount(versions, 'version');
  const far = behind === '' ? ` by ${count}` : `${behind} (${count})`;
  return (
    `${words(read)} is stale${far}: ${words(missed)} had been acknowledged ` +
    'before it was asked for, and comes after what it shows.'
  );
}
