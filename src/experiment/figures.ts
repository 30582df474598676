/**
 * Figures: everything that is measured of each run alone and of all runs together, in one list.
 *
 * The list follows from the scenario, so a run's figures can be taken as it ends and its metrics let go.
 */
import { type Measurable, measureTally, type What } from '../observe/measure.js';
import { type Metrics, type Tally, tallyOf, timeOf } from '../observe/metrics.js';
import type { Scenario } from '../scenario/scenario.js';
import { sectionedInterval } from '../stats/interval.js';

export interface Figure {
  readonly what: What;
  /** As rows name it. */
  readonly metric: string;
  readonly unit: 'ms' | '1/s' | 'ratio';
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
}

const ROW_QUANTILES = [0.5, 0.9, 0.99, 0.999];
/** Ten points to a decade of 1 - q, down to one in 100,000: even steps on the axis that tails are drawn on. */
const CURVE_QUANTILES = [10, 100, 1000, 10_000, 100_000].flatMap((n) =>
  [9, 8, 7, 6, 5, 4, 3, 2, 1].map((beyond) => (n - beyond) / n),
);
const NS_PER_MS = 1e6;

/** Every figure of a scenario: by client group, all operations first, then each. */
export function figuresOf(scenario: Pick<Scenario, 'clients'>): readonly Figure[] {
  return scenario.clients.flatMap(({ name, operations }) =>
    [undefined, ...operations.map(({ f }) => f)].flatMap((operation) => figuresOfOne(name, operation)),
  );
}

/** What one run's metrics, or merged ones, say of each figure; `undefined` where there is too little to say it. */
export function readFigures(figures: readonly Figure[], metrics: Metrics): readonly (number | undefined)[] {
  const tallies = new Map<string, Tally>();
  return figures.map(({ what, scale }) => {
    const { client, operation, during } = what;
    const key = JSON.stringify([client, operation ?? null, during]);
    const tally = tallies.get(key) ?? tallyOf(metrics, client, operation, during);
    tallies.set(key, tally);
    const measured = measureTally(tally, timeOf(metrics, during), what);
    return measured.kind === 'measured' ? measured.value / scale : undefined;
  });
}

/**
 * Estimates over all runs: each figure of the merged metrics, and its interval by how the runs' own differ from
 * it. No interval unless every run has a figure of its own: those that have one are not a fair sample.
 */
export function estimate(
  figures: readonly Figure[],
  merged: Metrics,
  runs: readonly { readonly figures: readonly (number | undefined)[] }[],
): readonly Estimate[] {
  return readFigures(figures, merged).map((value, i): Estimate => {
    const figure = figures[i]!;
    if (value === undefined) return { figure, value: null, ciLow: null, ciHigh: null };
    const known = runs.flatMap((run) => run.figures[i] ?? []);
    const complete = known.length === runs.length && figure.what.metric.kind !== 'max';
    const interval = complete ? sectionedInterval(value, known) : undefined;
    if (interval === undefined) return { figure, value, ciLow: null, ciHigh: null };
    const [ciLow, ciHigh] = [Math.max(0, interval.low), Math.min(figure.ceiling, interval.high)];
    return { figure, value, ciLow, ciHigh };
  });
}

function figuresOfOne(client: string, operation: string | undefined): Figure[] {
  const figure = (metric: Measurable, row = true): Figure => ({
    what: { metric, client, operation, during: 'always' },
    row,
    ...namesOf(metric),
  });
  const quantiles = CURVE_QUANTILES.map((quantile) =>
    figure({ kind: 'quantile', quantile }, ROW_QUANTILES.includes(quantile)),
  );
  const others = ['mean', 'max', 'throughput', 'availability', 'errors'] as const;
  return [...quantiles, ...others.map((kind) => figure({ kind }))];
}

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
      return { metric: kind, unit: 'ratio', scale: 1, ceiling: 1 };
  }
}
