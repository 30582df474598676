/**
 * Precision: whether the means of a scenario are known closely enough, from the runs so far in seed order.
 *
 * Decides by the mean latency of every client group: the half-width of its 95 % interval over the runs, relative
 * to it. Where there are no clients, by the mean sojourn time of every station. At least {@link RUNS_MIN} runs are
 * made, as an interval over fewer is too unsteady to stop by.
 *
 * Stopping when the interval is narrow makes it cover a little less often than it says; the fewest runs keep
 * that small. Source: Law, Simulation Modeling and Analysis, 5th ed., §9.4.1 (relative precision).
 */
import { countOf, meanOf } from '../observe/histogram.js';
import { emptyMetrics, type Metrics, mergeMetrics, tallyOf } from '../observe/metrics.js';
import type { Row } from '../observe/result.js';
import type { Scenario } from '../scenario/scenario.js';
import { sectionedInterval } from '../stats/interval.js';
import { createAggregate } from './aggregate.js';
import type { RunSummary } from './summary.js';

/** Before so many runs nothing is decided. */
export const RUNS_MIN = 10;

/** A figure that decides, and how closely it is known. */
export interface Precision {
  /** `mean latency of app`. */
  readonly what: string;
  /** Half-width over the mean; `null` if it cannot be told. */
  readonly relative: number | null;
}

export interface PrecisionWatch {
  /** Adds the next run, in the order of seeds. */
  add(run: RunSummary): void;
  /** True if every figure is known to `ratio` of itself. */
  readonly met: boolean;
  readonly figures: readonly Precision[];
}

export function watchPrecision(scenario: Scenario, ratio: number): PrecisionWatch {
  const { add, figures } = scenario.clients.length > 0 ? watchClients(scenario) : watchStations(scenario);
  let runs = 0;
  return {
    add(run) {
      runs += 1;
      add(run);
    },
    get met() {
      if (runs < RUNS_MIN) return false;
      const list = figures();
      return list.length > 0 && list.every(({ relative }) => relative !== null && relative <= ratio);
    },
    get figures() {
      return runs === 0 ? [] : figures();
    },
  };
}

interface Watch {
  add(run: RunSummary): void;
  figures(): readonly Precision[];
}

function watchClients(scenario: Scenario): Watch {
  const merged = emptyMetrics(scenario);
  const perRun = scenario.clients.map((): (number | undefined)[] => []);
  return {
    add({ metrics }) {
      mergeMetrics(merged, metrics);
      scenario.clients.forEach(({ name }, i) => {
        perRun[i]!.push(meanLatency(metrics, name));
      });
    },
    figures: () =>
      scenario.clients.map(({ name }, i): Precision => {
        const [mean, values] = [meanLatency(merged, name), perRun[i]!];
        const known = values.flatMap((value) => value ?? []);
        const complete = mean !== undefined && known.length === values.length;
        const interval = complete ? sectionedInterval(mean, known) : undefined;
        return precisionOf(`mean latency of ${name}`, mean, interval?.high);
      }),
  };
}

function meanLatency(metrics: Metrics, client: string): number | undefined {
  const { latency } = tallyOf(metrics, client, undefined, 'always');
  return countOf(latency) === 0 ? undefined : meanOf(latency);
}

function watchStations(scenario: Scenario): Watch {
  const aggregate = createAggregate(scenario, '');
  return {
    add: (run) => aggregate.add(run),
    figures: () => precisionOfStations(aggregate.result().rows),
  };
}

/** By the rows of means, of all customers together. */
export function precisionOfStations(rows: readonly Row[]): readonly Precision[] {
  return rows
    .filter(
      ({ metric, quantile, operation }) =>
        metric === 'sojourn' && quantile === undefined && operation === 'all',
    )
    .map(({ of, value, ciHigh }) =>
      precisionOf(`mean sojourn of ${of}`, value ?? undefined, ciHigh ?? undefined),
    );
}

function precisionOf(what: string, mean: number | undefined, high: number | undefined): Precision {
  if (mean === undefined || high === undefined) return { what, relative: null };
  return { what, relative: high === mean ? 0 : (high - mean) / mean };
}
