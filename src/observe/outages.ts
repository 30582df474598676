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

/** The outages of one client group's operations of one name, or of all of them, in one run. */
export interface Outages {
  readonly client: string;
  /** `undefined`: all of them together. */
  readonly operation: string | undefined;
  /** In order of time; `undefined` if nobody asked. */
  readonly outages: readonly Outage[] | undefined;
  /** Their operations. */
  readonly operations: readonly Operation[];
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
      const asked = own.some((each) => toldAt(each, endedAt) > warmUp);
      const outages = findOutages(own, endedAt)
        .filter(({ to }) => to > warmUp)
        .map(({ from, to }): Outage => ({ from: Math.max(from, warmUp), to }));
      return { client, operation, outages: asked ? outages : undefined, operations: own };
    });
  });
}

/** Of the longest one, 0 if there was none; `undefined` if nobody asked. */
export function longestOutage({ outages }: Pick<Outages, 'outages'>): Duration | undefined {
  return outages?.reduce((max, each) => Math.max(max, lengthOf(each)), 0);
}

/** Every outage of these operations, however short, in order of time; the wait for the first answer if asked for. */
export function findOutages(
  operations: readonly Operation[],
  endedAt: Instant,
  startUp?: 'start-up too',
): readonly Outage[] {
  const from = Float64Array.from(operations, (operation) => askedAt(operation));
  const to = Float64Array.from(operations, (operation) => toldAt(operation, endedAt));
  const witnesses = orderBy(from);
  const answers = orderBy(to).filter((i) => isAnswered(operations[i]!));
  const outages: Outage[] = [];
  let last = -1;
  let overtaken = -1;
  let next = 0;
  const upTo = (end: Instant) => {
    while (next < witnesses.length) {
      const i = witnesses[next]!;
      // Neither can become a witness again: answers only move on.
      if (from[i]! >= overtaken && to[i]! > last) break;
      next++;
    }
    const first = next < witnesses.length ? from[witnesses[next]!]! : end;
    const start = Math.max(first, last);
    if (start < end) outages.push({ from: start, to: end });
  };
  for (const i of answers) {
    if (last >= 0 || startUp !== undefined) upTo(to[i]!);
    last = to[i]!;
    overtaken = Math.max(overtaken, from[i]!);
  }
  upTo(endedAt);
  return outages;
}

/** Ordinals by value; equal ones in their own order. Histories are nearly in order, which the sort makes use of. */
function orderBy(values: Float64Array): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
}

/** When somebody began to wait for the operation. */
const askedAt = ({ intendedAt, invokedAt }: Operation): Instant => intendedAt ?? invokedAt;

/** When somebody was told, or gave up, or the run was over. */
const toldAt = (operation: Operation, endedAt: Instant): Instant =>
  Math.max(operation.completedAt ?? endedAt, askedAt(operation));

const isAnswered = ({ outcome, completedAt }: Operation): boolean =>
  outcome === 'ok' && completedAt !== undefined;

const lengthOf = ({ from, to }: Outage): Duration => to - from;

/**
 * Those that stand out, in order of time: far longer than the usual gap between two answers and than the usual
 * latency. The longest ones if they are many.
 */
export function notableOutages({ outages = [], operations }: Outages): readonly Outage[] {
  const answered = operations
    .filter(isAnswered)
    .map((each): Outage => ({ from: askedAt(each), to: toldAt(each, 0) }));
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
