/** The charts there are, by the kind of result that they draw, in the order in which a report shows them. */
import type { HuntResult } from '../src/observe/hunt.js';
import type { ReportData } from '../src/observe/result.js';
import type { ComparisonResult, SizingResult, SweepResult } from '../src/observe/sweep.js';
import type { Chart } from './chart.js';
import { comparison } from './comparison.js';
import { guarantees } from './guarantees.js';
import { heatMap } from './heat-map.js';
import { huntCoverage } from './hunt-coverage.js';
import { latencyAgainstLoad } from './latency-against-load.js';
import { latencyBudget } from './latency-budget.js';
import { latencyByVariant } from './latency-by-variant.js';
import { latencyDistribution } from './latency-distribution.js';
import { latencyOverTime } from './latency-over-time.js';
import { latencyPercentiles } from './latency-percentiles.js';
import { leadership } from './leadership.js';
import { measures } from './measures.js';
import { measuresByValue } from './measures-by-value.js';
import { moves } from './moves.js';
import { operations } from './operations.js';
import { scalability } from './scalability.js';
import { sizing } from './sizing.js';
import { spaceTime } from './space-time.js';
import { stationsOverTime } from './stations-over-time.js';
import { tVisibility } from './t-visibility.js';
import { throughput } from './throughput.js';

export type { Chart, Spec } from './chart.js';

/** Of a run. */
export const charts: readonly Chart[] = [
  operations,
  spaceTime,
  latencyOverTime,
  throughput,
  latencyPercentiles,
  latencyDistribution,
  stationsOverTime,
  latencyBudget,
  leadership,
  measures,
];

export const sweepCharts: readonly Chart<SweepResult>[] = [
  guarantees,
  tVisibility,
  moves,
  latencyAgainstLoad,
  latencyByVariant,
  measuresByValue,
  heatMap,
  scalability,
];

export const comparisonCharts: readonly Chart<ComparisonResult>[] = [comparison];

export const sizingCharts: readonly Chart<SizingResult>[] = [sizing];

export const huntCharts: readonly Chart<HuntResult>[] = [huntCoverage];

/** What a scenario's `report:` may name. Each command draws those of its own kind. */
export const chartNames: readonly string[] = [
  ...new Set(
    [...charts, ...sweepCharts, ...comparisonCharts, ...sizingCharts, ...huntCharts].map(({ name }) => name),
  ),
];

/** Shown with every failure, whatever was asked for: a failing verdict comes with its story. */
const OF_A_FAILURE: readonly string[] = [operations.name, spaceTime.name];

export interface Choice<Data = ReportData> {
  readonly drawn: readonly Chart<Data>[];
  /** Asked for, but the data has nothing to draw. */
  readonly empty: readonly Chart<Data>[];
  /** Asked for, but there is no such chart. */
  readonly unknown: readonly string[];
}

/** The charts to draw for `data`: those `asked` for, or all. Charts of a failure come first if there is one. */
export function chooseCharts(data: ReportData, asked: readonly string[] | undefined): Choice {
  const failed = data.detail.failure !== undefined;
  const always = failed ? OF_A_FAILURE : [];
  const first = failed
    ? charts
    : [
        ...charts.filter((chart) => !OF_A_FAILURE.includes(chart.name)),
        ...charts.filter((chart) => OF_A_FAILURE.includes(chart.name)),
      ];
  return choose(first, data, asked, always);
}

/**
 * Those of `all` that were `asked` for, or all; and those of `always` in any case. One scenario serves several
 * commands: names of charts of other kinds of results are not unknown, and where nothing but such were asked for,
 * all of this kind are drawn.
 */
export function choose<Data>(
  all: readonly Chart<Data>[],
  data: Data,
  asked: readonly string[] | undefined,
  always: readonly string[] = [],
): Choice<Data> {
  const own = (asked ?? []).filter((name) => all.some((chart) => chart.name === name));
  const othersAlone = own.length === 0 && (asked ?? []).some((name) => chartNames.includes(name));
  const everything = asked === undefined || othersAlone;
  const wanted = all.filter(({ name }) => everything || own.includes(name) || always.includes(name));
  return {
    drawn: wanted.filter((chart) => chart.applies(data)),
    empty: wanted.filter((chart) => !chart.applies(data)),
    unknown: (asked ?? []).filter((name) => !chartNames.includes(name)),
  };
}

/** What a result comes to, in sentences: of every chart that has one to say. */
export function findings<Data>(all: readonly Chart<Data>[], data: Data): readonly string[] {
  return all.flatMap((chart) => (chart.finding && chart.applies(data) ? [chart.finding(data)] : []));
}
