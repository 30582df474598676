/**
 * Figures: everything that is measured of each run alone and of all runs together, in one list.
 *
 * The list follows from the scenario, so a run's figures can be taken as it ends and its metrics let go.
 */
import { type Measurable, measure, measureTally, type What } from '../../observe/measure.js';
import { type Metrics, type Tally, tallyOf, timeOf } from '../../observe/metrics.js';
import type { StationMetrics } from '../../observe/station.js';
import type { Scenario } from '../../scenario/scenario.js';
import { CONFIDENCE, type Interval } from '../../stats/interval.js';
import { skewedInterval } from '../../stats/skewness.js';
import { intervalOfOneRun } from './one-run.js';
import { partsOf } from './operation-names.js';
import type { Tails } from './tails.js';

export interface Figure {
  readonly what: What;
  /** As rows name it. */
  readonly metric: string;
  /** What rows say that it is of: `what.of`, with its resource where a group has several. */
  readonly of: string;
  readonly unit: 'ms' | '1/s' | 'ratio' | 'count';
  /** By what a measured value is divided to be in that unit. */
  readonly scale: number;
  /** What the quantity can be at most. */
  readonly ceiling: number;
  /** Whether it is a row of the results; else it is a point of a chart only. */
  readonly row: boolean;
}

/** A figure over all runs. */
export interface Estimate {
  readonly figure: Figure;
  readonly value: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** Whether there is no value because there is too little for it. */
  readonly tooFew: boolean;
}

/** Quantiles that results have rows of. */
export const ROW_QUANTILES: readonly number[] = [0.5, 0.9, 0.99, 0.999];
/** Ten points to a decade of 1 - q, down to one in 100,000: even steps on the axis that tails are drawn on. */
export const CURVE_QUANTILES: readonly number[] = [10, 100, 1000, 10_000, 100_000].flatMap((n) =>
  [9, 8, 7, 6, 5, 4, 3, 2, 1].map((beyond) => (n - beyond) / n),
);
const NS_PER_MS = 1e6;

/** A resource of a node group. */
type Station = Pick<StationMetrics, 'group' | 'resource' | 'servers'>;

/**
 * Every figure of a scenario: by client group, all operations first, then each; then by station, all customers
 * first, then each class that has the name of an operation.
 */
export function figuresOf(
  scenario: Pick<Scenario, 'clients'>,
  stations: readonly Station[],
): readonly Figure[] {
  const clients = scenario.clients.flatMap(({ name, operations }) =>
    partsOf({ operations }).flatMap((operation) => figuresOfOne(name, operation)),
  );
  const names = [...new Set(scenario.clients.flatMap(({ operations }) => operations.map(({ f }) => f)))];
  const classes = names.length > 1 ? names : [];
  const curves = scenario.clients.length === 0;
  return [...clients, ...stations.flatMap((station) => figuresOfStation(station, stations, classes, curves))];
}

/** What a figure comes to: `undefined` where there is nothing to measure. */
export type Reading = number | 'too few' | undefined;

/** What one run's metrics, or merged ones, say of each figure. */
export function readFigures(figures: readonly Figure[], metrics: Metrics): readonly Reading[] {
  const tallies = new Map<string, Tally>();
  const ofClients = (what: What) => {
    const { of, operation, during } = what;
    const key = JSON.stringify([of, operation ?? null, during]);
    const tally = tallies.get(key) ?? tallyOf(metrics, of, operation, during);
    tallies.set(key, tally);
    return measureTally(tally, timeOf(metrics, during), what);
  };
  return figures.map(({ what, scale }) => {
    const measured = what.station === undefined ? ofClients(what) : measure(metrics, what);
    if (measured.kind === 'measured') return measured.value / scale;
    return measured.kind === 'too few' ? 'too few' : undefined;
  });
}

/**
 * Estimates over all runs: each figure of the merged metrics, and its interval by how the runs' own differ from
 * it. No interval unless every run has a figure of its own: those that have one are not a fair sample.
 */
export function estimate(
  figures: readonly Figure[],
  merged: Metrics,
  runs: readonly { readonly figures: readonly Reading[] }[],
  tails: Tails,
): readonly Estimate[] {
  return readFigures(figures, merged).map((value, i): Estimate => {
    const figure = figures[i]!;
    const tooFew = value === 'too few';
    if (tooFew || value === undefined) return { figure, value: null, ciLow: null, ciHigh: null, tooFew };
    const known = runs.flatMap((run) => numberIn(run.figures[i]));
    const per = { runs: runs.length, values: known.map((each) => each * figure.scale) };
    const interval = intervalOf(figure.what, value * figure.scale, per, { merged, tails });
    if (interval === undefined) return { figure, value, ciLow: null, ciHigh: null, tooFew };
    const ciLow = Math.max(0, Math.min(value, interval.low / figure.scale));
    const ciHigh = Math.min(figure.ceiling, Math.max(value, interval.high / figure.scale));
    return { figure, value, ciLow, ciHigh, tooFew };
  });
}

/** What each run says of a figure, in the unit of its metric; fewer values than runs where some cannot say. */
export interface PerRun {
  readonly runs: number;
  readonly values: readonly number[];
}

/**
 * How sure a figure is, by how the runs differ: of a quantile, in how many of their values lie beyond it; else in the
 * figure itself, with its skewness, unless some run has none: those that have one are no fair sample. Of a single
 * run, by how its parts differ. The spread of maxima says nothing of theirs.
 */
export function intervalOf(
  what: What,
  value: number,
  { runs, values }: PerRun,
  { merged, tails }: { readonly merged: Metrics; readonly tails: Tails },
): Interval | undefined {
  const { metric } = what;
  if (metric.kind === 'max') return undefined;
  if (runs === 1) return intervalOfOneRun(merged, what, value);
  if (metric.kind === 'quantile') return tails.interval(what, metric.quantile);
  if (values.length < runs) return undefined;
  const off = values.map((each) => each - value);
  return skewedInterval(value, off, CONFIDENCE);
}

const numberIn = (reading: Reading): readonly number[] => (typeof reading === 'number' ? [reading] : []);

function figuresOfOne(client: string, operation: string | undefined): Figure[] {
  const figure = (metric: Measurable, row = true): Figure => ({
    what: { metric, of: client, operation, during: 'always', station: undefined },
    of: client,
    row,
    ...namesOf(metric),
  });
  const quantiles = CURVE_QUANTILES.map((quantile) =>
    figure({ kind: 'quantile', quantile }, ROW_QUANTILES.includes(quantile)),
  );
  const others = ['mean', 'max', 'throughput', 'availability', 'errors'] as const;
  return [...quantiles, ...others.map((kind) => figure({ kind }))];
}

/** Of all customers, then of each class: how long they waited and stayed. */
function figuresOfStation(
  { group, resource, servers }: Station,
  all: readonly Station[],
  classes: readonly string[],
  curves: boolean,
): Figure[] {
  const common = { of: nameOfStation({ group, resource }, all), row: true };
  const figure = (metric: Measurable, operation: string | undefined, part: 'wait' | 'sojourn'): Figure => ({
    what: { metric, of: group, operation, during: 'always', station: { resource, figure: part } },
    ...common,
    ...namesOf(metric),
    ...(STATION_NAMES[metric.kind] ?? { metric: part }),
  });
  const times = (operation: string | undefined) =>
    (['wait', 'sojourn'] as const).flatMap((part) => [
      figure({ kind: 'mean' }, operation, part),
      ...ROW_QUANTILES.map((q) => figure(quantile(q), operation, part)),
    ]);
  const quantile = (q: number) => ({ kind: 'quantile', quantile: q }) as const;
  const curve = CURVE_QUANTILES.filter((q) => curves && !ROW_QUANTILES.includes(q)).map((q) => ({
    ...figure(quantile(q), undefined, 'sojourn'),
    row: false,
  }));
  const whole = (['utilisation', 'delayed', 'queue', 'in system', 'throughput', 'dropped'] as const)
    .filter((kind) => kind !== 'utilisation' || servers !== Infinity)
    .map((kind) => figure({ kind }, undefined, 'sojourn'));
  return [...whole, ...[undefined, ...classes].flatMap(times), ...curve];
}

/** The group's name for its first resource, which is the station proper; with the resource's for any other. */
export function nameOfStation(
  { group, resource }: Pick<Station, 'group' | 'resource'>,
  all: readonly Pick<Station, 'group' | 'resource'>[],
): string {
  const first = all.find((each) => each.group === group);
  return first?.resource === resource ? group : `${group} ${resource}`;
}

/** Rows of stations whose names are not those of the metric. */
const STATION_NAMES: Readonly<Partial<Record<Measurable['kind'], { readonly metric: string }>>> = {
  utilisation: { metric: 'utilisation' },
  delayed: { metric: 'wait probability' },
  queue: { metric: 'queue length' },
  'in system': { metric: 'in system' },
  throughput: { metric: 'throughput' },
  dropped: { metric: 'dropped' },
};

function namesOf({ kind }: Measurable): Pick<Figure, 'metric' | 'unit' | 'scale' | 'ceiling'> {
  switch (kind) {
    case 'quantile':
      return { metric: 'latency', unit: 'ms', scale: NS_PER_MS, ceiling: Infinity };
    case 'mean':
    case 'max':
      return { metric: `latency ${kind}`, unit: 'ms', scale: NS_PER_MS, ceiling: Infinity };
    case 'throughput':
      return { metric: 'throughput', unit: '1/s', scale: 1, ceiling: Infinity };
    case 'availability':
    case 'errors':
    case 'utilisation':
    case 'delayed':
    case 'dropped':
      return { metric: kind, unit: 'ratio', scale: 1, ceiling: 1 };
    case 'queue':
    case 'in system':
      return { metric: kind, unit: 'count', scale: 1, ceiling: Infinity };
  }
}
