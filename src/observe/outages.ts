/**
 * Outages: when nobody was answered `ok` although somebody asked, from the whole history of one run.
 *
 * Sees operations only, never nodes or faults: what a user would have noticed. Instants and durations in ns.
 *
 * What counts, and how:
 * - An outage lies between two consecutive `ok` answers. It begins with the first, or later, when somebody first
 *   asks; it ends with the second, or with the run.
 * - Somebody asks from when an operation was meant to start (`intendedAt`, else `invokedAt`) until the client is
 *   told or gives up. Between two failed attempts the outage goes on: nobody can say that it was over.
 * - An operation that was overtaken (one asked later was answered before it) is no witness: it may have been lost
 *   alone while others were served.
 * - Before the first `ok` of all there is no outage but start-up: nothing that was there has gone. If there
 *   never is one, the outage lasts from the first question to the end.
 * - What lies before the end of the warm-up is cut off.
 */
import type { Duration, Instant } from '../kernel/time.js';
import type { Operation } from './history.js';
import type { RunRecord } from './run-record.js';

export interface Outage {
  readonly from: Instant;
  readonly to: Instant;
}

/** The outages of one client group's operations of one name, or of all of them. */
export interface Outages {
  readonly client: string;
  /** `undefined`: all of them together. */
  readonly operation: string | undefined;
  /** Of the longest one, 0 if there was none; `undefined` if nobody asked. */
  readonly longest: Duration | undefined;
  /** Those that stand out, in order of time. */
  readonly notable: readonly Outage[];
}

/** Of one client and operation in one run. */
const NOTABLE_MAX = 20;
/** An outage that stands out is much longer than an operation takes. */
const MEDIAN_LATENCIES = 10;
/**
 * Answers at random times have long gaps too: half of a Poisson process's gaps exceed their median, so one in 2^m
 * exceeds m medians, and of n gaps the longest exceeds log2(n) + 7 medians in one run of 128.
 */
const RARE_DOUBLINGS = 7;

/** Of every client group of a run: all operations first, then each name in order of first appearance. */
export function outagesOf(
  record: Pick<RunRecord, 'clients' | 'endedAt'>,
  warmUp: Instant,
): readonly Outages[] {
  const { endedAt } = record;
  return record.clients.flatMap(({ name: client, operations }) => {
    const names = [...new Set(operations.map(({ f }) => f))];
    return [undefined, ...names].map((operation): Outages => {
      const own = operation === undefined ? operations : operations.filter(({ f }) => f === operation);
      const asked = own.some((each) => waits(each, endedAt).to > warmUp);
      const all = findOutages(own, endedAt)
        .filter(({ to }) => to > warmUp)
        .map(({ from, to }): Outage => ({ from: Math.max(from, warmUp), to }));
      const longest = asked ? all.reduce((max, each) => Math.max(max, lengthOf(each)), 0) : undefined;
      return { client, operation, longest, notable: notable(all, own) };
    });
  });
}

/** Every outage of these operations, however short, in order of time. */
export function findOutages(operations: readonly Operation[], endedAt: Instant): readonly Outage[] {
  const witnesses = operations
    .map((operation) => waits(operation, endedAt))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const answers = operations
    .filter(({ outcome, completedAt }) => outcome === 'ok' && completedAt !== undefined)
    .map((operation) => waits(operation, endedAt))
    .sort((a, b) => a.to - b.to || a.from - b.from);
  const outages: Outage[] = [];
  let last: Instant | undefined;
  let overtaken = -1;
  let next = 0;
  const upTo = (end: Instant) => {
    while (next < witnesses.length) {
      const { from, to } = witnesses[next]!;
      // Neither can become a witness again: answers only move on.
      if (from >= overtaken && to > (last ?? -1)) break;
      next++;
    }
    const from = Math.max(witnesses[next]?.from ?? end, last ?? 0);
    if (from < end) outages.push({ from, to: end });
  };
  for (const answer of answers) {
    if (last !== undefined) upTo(answer.to);
    last = answer.to;
    overtaken = Math.max(overtaken, answer.from);
  }
  upTo(endedAt);
  return outages;
}

/** While somebody waits for the operation. */
function waits({ intendedAt, invokedAt, completedAt }: Operation, endedAt: Instant): Outage {
  const from = intendedAt ?? invokedAt;
  return { from, to: Math.max(completedAt ?? endedAt, from) };
}

const lengthOf = ({ from, to }: Outage): Duration => to - from;

/** Those that are far longer than the usual gap between two answers and than the usual latency, longest kept. */
function notable(outages: readonly Outage[], operations: readonly Operation[]): readonly Outage[] {
  const answered = operations.filter(({ outcome }) => outcome === 'ok').map((each) => waits(each, 0));
  const ends = answered.map(({ to }) => to).sort((a, b) => a - b);
  const gaps = ends.slice(1).map((end, i) => end - ends[i]!);
  const usual = Math.max(
    (RARE_DOUBLINGS + doublings(gaps.length)) * median(gaps),
    MEDIAN_LATENCIES * median(answered.map(lengthOf)),
  );
  return outages
    .filter((each) => lengthOf(each) > usual)
    .sort((a, b) => lengthOf(b) - lengthOf(a) || a.from - b.from)
    .slice(0, NOTABLE_MAX)
    .sort((a, b) => a.from - b.from);
}

/** The base-2 logarithm, rounded up; 0 of nothing. */
function doublings(count: number): number {
  let bits = 0;
  for (let reach = 1; reach < count; reach *= 2) bits++;
  return bits;
}

/** 0 of nothing. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
