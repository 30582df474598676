/** The charts there are, in the order in which a report shows them. */
import type { ReportData } from '../src/observe/result.js';
import type { Chart } from './chart.js';
import { latencyOverTime } from './latency-over-time.js';
import { latencyPercentiles } from './latency-percentiles.js';
import { leadership } from './leadership.js';
import { measures } from './measures.js';
import { operations } from './operations.js';
import { spaceTime } from './space-time.js';
import { throughput } from './throughput.js';

export type { Chart, Spec } from './chart.js';

export const charts: readonly Chart[] = [
  operations,
  spaceTime,
  latencyOverTime,
  throughput,
  latencyPercentiles,
  leadership,
  measures,
];

/** What a scenario's `report:` may name. */
export const chartNames: readonly string[] = charts.map((chart) => chart.name);

/** Shown with every failure, whatever was asked for: a failing verdict comes with its story. */
const OF_A_FAILURE: readonly string[] = [operations.name, spaceTime.name];

export interface Choice {
  readonly drawn: readonly Chart[];
  /** Asked for, but the data has nothing to draw. */
  readonly empty: readonly Chart[];
  /** Asked for, but there is no such chart. */
  readonly unknown: readonly string[];
}

/** The charts to draw for `data`: those `asked` for, or all. Charts of a failure come first if there is one. */
export function chooseCharts(data: ReportData, asked: readonly string[] | undefined): Choice {
  const failed = data.detail.failure !== undefined;
  const wanted = charts.filter(
    (chart) =>
      asked === undefined || asked.includes(chart.name) || (failed && OF_A_FAILURE.includes(chart.name)),
  );
  const first = failed
    ? wanted
    : [
        ...wanted.filter((chart) => !OF_A_FAILURE.includes(chart.name)),
        ...wanted.filter((chart) => OF_A_FAILURE.includes(chart.name)),
      ];
  return {
    drawn: first.filter((chart) => chart.applies(data)),
    empty: first.filter((chart) => !chart.applies(data)),
    unknown: (asked ?? []).filter((name) => !chartNames.includes(name)),
  };
}
