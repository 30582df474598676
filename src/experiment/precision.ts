/**
 * Precision: whether the means of a scenario are known closely enough, from the runs so far in seed order.
 *
 * Decides by the mean latency of every client group: the half-width of its 95 % interval over the runs, relative
 * to it. Where there are no clients, by the sojourn time of every station. At least {@link RUNS_MIN} runs are
 * made, as an interval over fewer is too unsteady to stop by. Looks at rows, never at runs.
 *
 * Stopping when the interval is narrow makes it cover a little less often than it says; the fewest runs keep
 * that small. Source: Law, Simulation Modeling and Analysis, 5th ed., §9.4.1 (relative precision).
 */
import { countOf, meanOf } from '../observe/histogram.js';
import { emptyMetrics, type Metrics, mergeMetrics, tallyOf } from '../observe/metrics.js';
import type { Scenario } from '../scenario/scenario.js';
import { sectionedInterval } from '../stats/interval.js';

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
  add(metrics: Metrics): void;
  /** True if every figure is known to `ratio` of itself. */
  readonly met: boolean;
  readonly figures: readonly Precision[];
}

export function watchPrecision(scenario: Scenario, ratio: number): PrecisionWatch {
  const merged = emptyMetrics(scenario);
  const perRun = scenario.clients.map((): (number | undefined)[] => []);
  const latency = (metrics: Metrics, client: string) => {
    const { latency: histogram } = tallyOf(metrics, client, undefined, 'always');
    return countOf(histogram) === 0 ? undefined : meanOf(histogram);
  };
  const figures = () =>
    scenario.clients.map(({ name }, i): Precision => {
      const what = `mean latency of ${name}`;
      const [mean, values] = [latency(merged, name), perRun[i]!];
      const known = values.flatMap((value) => value ?? []);
      const interval =
        mean === undefined || known.length < values.length ? undefined : sectionedInterval(mean, known);
      if (mean === undefined || interval === undefined) return { what, relative: null };
      const half = interval.high - mean;
      return { what, relative: half === 0 ? 0 : half / mean };
    });
  let runs = 0;
  return {
    add(metrics) {
      runs += 1;
      mergeMetrics(merged, metrics);
      scenario.clients.forEach(({ name }, i) => {
        perRun[i]!.push(latency(metrics, name));
      });
    },
    get met() {
      if (runs < RUNS_MIN) return false;
      const list = figures();
      return list.length > 0 && list.every(({ relative }) => relative !== null && relative <= ratio);
    },
    get figures() {
      return figures();
    },
  };
}
