/**
 * Metrics: one pass over a run's operations, kept as histograms and counts that merge over runs.
 *
 * Each operation is counted once by its share of the run (outside or during faults) and once by its time
 * window; `all` operations and `always` are merges of these, so nothing can disagree. Sees operations and the
 * times of faults, never nodes. Plain data (Maps, typed arrays), so that it can cross threads.
 *
 * What counts, and how:
 * - Latency runs from the intended start (`intendedAt`, else `invokedAt`) to the answer, of `ok` operations.
 * - Operations that were meant to start before the warm-up ended are left out altogether.
 * - An operation is during faults if its span, intended start to end, overlaps any fault's; ends included.
 * - An operation that the end of the run cut off counts as `info`: pessimistic, but a system that hangs
 *   must not look better than one that fails.
 */
import { invariant } from '../kernel/invariant.js';
import type { Duration, Instant } from '../kernel/time.js';
import { createHistogram, type Histogram, mergeHistogram, recordValue } from './histogram.js';
import type { Operation } from './history.js';
import { emptyStation, mergeStation, type StationMetrics } from './station.js';
import { windowCount, windowOf, windowStep } from './windows.js';

/** How operations ended, and the latency of those that were answered `ok`. */
export interface Tally {
  readonly latency: Histogram;
  ok: number;
  fail: number;
  info: number;
}

/** One operation name of one client group. */
export interface OperationMetrics {
  readonly outside: Tally;
  readonly during: Tally;
  /** By time window. Latency by intended start, outcomes by when the client was told. Holes where nothing was. */
  readonly windows: (Tally | undefined)[];
}

export interface Metrics {
  runs: number;
  readonly duration: Instant;
  readonly warmUp: Instant;
  /** Length of one time window; the last one may be shorter. */
  readonly step: Duration;
  /** Time measured outside and during faults, summed over runs. */
  readonly time: { outside: Duration; during: Duration };
  /** By client group, then by operation name, in order of first appearance. */
  readonly clients: Map<string, Map<string, OperationMetrics>>;
  /** Resources of nodes, by {@link stationKey}, in the order of the groups. */
  readonly stations: Map<string, StationMetrics>;
}

/** Which operations, by when they ran. */
export type Share = 'always' | 'outside faults' | 'during faults';

export interface MetricsOptions {
  /** Of the scenario; sets the time windows. */
  readonly duration: Instant;
  readonly warmUp: Instant;
  /** When the run really ended, if before its duration. */
  readonly endedAt?: Instant;
  readonly faults: readonly { readonly from: Instant; readonly to: Instant }[];
}

/** What metrics need to know of an operation. */
export type Observed = Pick<Operation, 'f' | 'outcome' | 'invokedAt' | 'intendedAt' | 'completedAt'>;

export interface MetricsRecorder {
  readonly metrics: Metrics;
  record(client: string, operation: Observed): void;
}

/** Metrics of operations as they end, while the run goes on. */
export interface LiveMetrics {
  readonly clients: Metrics['clients'];
  /** `endedAt`: the run's end, for an operation that it cut off. */
  record(client: string, operation: Observed, endedAt: Instant): void;
}

/** Metrics of no run at all: what others are merged into. */
export function emptyMetrics(options: { readonly duration: Instant; readonly warmUp: Instant }): Metrics {
  const { duration, warmUp } = options;
  invariant(duration > 0 && warmUp >= 0, 'a run has a duration and a warm-up that is not negative');
  const time = { outside: 0, during: 0 };
  return {
    runs: 0,
    duration,
    warmUp,
    step: windowStep(duration),
    time,
    clients: new Map(),
    stations: new Map(),
  };
}

/** Metrics of one run, filled operation by operation. */
export function createMetrics(options: MetricsOptions): MetricsRecorder {
  const metrics = emptyMetrics(options);
  const { warmUp, duration } = options;
  const endedAt = Math.min(options.endedAt ?? duration, duration);
  const spans = disjoint(options.faults);
  const faulty = covered(spans, warmUp, endedAt);
  metrics.runs = 1;
  metrics.time.during = faulty;
  metrics.time.outside = Math.max(0, endedAt - warmUp) - faulty;
  const during = (from: Instant, to: Instant) => overlaps(spans, from, to);
  return { metrics, record: (client, operation) => count(metrics, client, operation, during, endedAt) };
}

/** `faultyDuring`: whether a fault was active at any time from one instant to the present one. */
export function createLiveMetrics(
  options: { readonly duration: Instant; readonly warmUp: Instant },
  faultyDuring: (from: Instant, now: Instant) => boolean,
): LiveMetrics {
  const metrics = emptyMetrics(options);
  return {
    clients: metrics.clients,
    record: (client, operation, endedAt) => count(metrics, client, operation, faultyDuring, endedAt),
  };
}

function count(
  metrics: Metrics,
  client: string,
  operation: Observed,
  faultyDuring: (from: Instant, to: Instant) => boolean,
  endedAt: Instant,
): void {
  const from = operation.intendedAt ?? operation.invokedAt;
  if (from < metrics.warmUp) return;
  const to = operation.completedAt ?? Math.max(endedAt, from);
  const entry = entryOf(metrics, client, operation.f);
  const tally = faultyDuring(from, to) ? entry.during : entry.outside;
  const answered = windowAt(entry, windowOf(metrics, to));
  tally[operation.outcome]++;
  answered[operation.outcome]++;
  if (operation.outcome !== 'ok') return;
  invariant(operation.completedAt !== undefined, 'an operation that is ok has completed');
  recordValue(tally.latency, to - from);
  recordValue(windowAt(entry, windowOf(metrics, from)).latency, to - from);
}

/** Adds `source` to `target`. Counts are exact, so order makes no difference to any figure; names keep theirs. */
export function mergeMetrics(target: Metrics, source: Metrics): void {
  invariant(
    target.duration === source.duration && target.warmUp === source.warmUp,
    'only runs of the same duration and warm-up are merged',
  );
  target.runs += source.runs;
  target.time.outside += source.time.outside;
  target.time.during += source.time.during;
  for (const [client, operations] of source.clients)
    for (const [operation, from] of operations) {
      const to = entryOf(target, client, operation);
      mergeTally(to.outside, from.outside);
      mergeTally(to.during, from.during);
      from.windows.forEach((window, i) => {
        if (window !== undefined) mergeTally(windowAt(to, i), window);
      });
    }
  for (const [key, from] of source.stations) {
    const to = target.stations.get(key) ?? emptyStation(from);
    target.stations.set(key, to);
    mergeStation(to, from);
  }
}

/** What a client's operations of one name, or of all if `undefined`, came to in that share of the runs. */
export function tallyOf(
  metrics: Metrics,
  client: string,
  operation: string | undefined,
  share: Share,
): Tally {
  const total = createTally();
  for (const entry of entriesOf(metrics, client, operation)) {
    if (share !== 'during faults') mergeTally(total, entry.outside);
    if (share !== 'outside faults') mergeTally(total, entry.during);
  }
  return total;
}

/** The same by time window: one tally per window of the whole duration. */
export function windowsOf(metrics: Metrics, client: string, operation: string | undefined): readonly Tally[] {
  const totals = Array.from({ length: windowCount(metrics) }, createTally);
  for (const entry of entriesOf(metrics, client, operation))
    entry.windows.forEach((window, i) => {
      if (window !== undefined) mergeTally(totals[i]!, window);
    });
  return totals;
}

/** Time measured in that share of the runs, summed over runs. */
export function timeOf(metrics: Metrics, share: Share): Duration {
  const { outside, during } = metrics.time;
  if (share === 'always') return outside + during;
  return share === 'outside faults' ? outside : during;
}

function createTally(): Tally {
  return { latency: createHistogram(), ok: 0, fail: 0, info: 0 };
}

function mergeTally(target: Tally, source: Tally): void {
  mergeHistogram(target.latency, source.latency);
  target.ok += source.ok;
  target.fail += source.fail;
  target.info += source.info;
}

function entryOf(metrics: Metrics, client: string, operation: string): OperationMetrics {
  let operations = metrics.clients.get(client);
  if (operations === undefined) {
    operations = new Map();
    metrics.clients.set(client, operations);
  }
  let entry = operations.get(operation);
  if (entry === undefined) {
    const windows = new Array<Tally | undefined>(windowCount(metrics)).fill(undefined);
    entry = { outside: createTally(), during: createTally(), windows };
    operations.set(operation, entry);
  }
  return entry;
}

function entriesOf(metrics: Metrics, client: string, operation: string | undefined): OperationMetrics[] {
  const operations = metrics.clients.get(client);
  if (operations === undefined) return [];
  if (operation === undefined) return [...operations.values()];
  const entry = operations.get(operation);
  return entry === undefined ? [] : [entry];
}

function windowAt(entry: OperationMetrics, index: number): Tally {
  let tally = entry.windows[index];
  if (tally === undefined) {
    tally = createTally();
    entry.windows[index] = tally;
  }
  return tally;
}

interface Span {
  readonly from: Instant;
  to: Instant;
}

/** The union of the faults' times as disjoint spans, in order. */
function disjoint(faults: readonly { readonly from: Instant; readonly to: Instant }[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { from, to } of faults.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function covered(spans: readonly Span[], from: Instant, to: Instant): Duration {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0);
}

/** Whether [from, to] meets any of the disjoint spans, by binary search for the first that ends late enough. */
function overlaps(spans: readonly Span[], from: Instant, to: Instant): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.to < from) low = middle + 1;
    else high = middle;
  }
  const first = spans[low];
  return first !== undefined && first.from <= to;
}
