/**
 * A point of a sweep: one of its scenarios over the seeds that all points share, added up as it goes.
 *
 * Keeps what the results say and no run to look at closely. Knows nothing of other points.
 */
import { combineDigests } from '../../kernel/digest.js';
import type { SweepPoint } from '../../observe/sweep.js';
import type { Scenario } from '../../scenario/scenario.js';
import { createAggregate } from '../aggregate.js';
import { type Precision, watchPrecision } from '../precision.js';
import type { LostRun, RunOutcome } from '../run-one.js';
import { seedList } from '../seeds.js';
import { createSeries, type Series } from '../series.js';
import type { ScenarioTheory } from '../theory.js';

export interface PointOptions {
  /** The most that there can be; all different. */
  readonly seeds: readonly string[];
  readonly version: string;
  /** The command that runs this point with one seed alone. */
  readonly replay: (seed: string) => string;
  /** What its rows are laid beside. */
  readonly theory?: ScenarioTheory;
  /** Stop when every mean is known to this share of itself; `undefined`: all seeds. */
  readonly untilCi: number | undefined;
}

export interface PointRuns {
  readonly series: Series<RunOutcome>;
  /** How closely the means are known, where that decides. */
  readonly precision: readonly Precision[] | undefined;
  /** True if the runs ended before the means were known closely enough. */
  readonly short: boolean;
  /** What the runs that count came to. */
  result(at: readonly number[]): SweepPoint;
}

export function createPointRuns(
  scenario: Scenario,
  { seeds, version, untilCi, theory, replay }: PointOptions,
): PointRuns {
  const aggregate = createAggregate(scenario, version, theory);
  const watch = untilCi === undefined ? undefined : watchPrecision(scenario, untilCi);
  const finished: string[] = [];
  const lost: LostRun[] = [];
  const series = createSeries(seeds, (outcome: RunOutcome) => {
    if (outcome.kind === 'lost') {
      aggregate.lose(outcome);
      lost.push(outcome);
      return false;
    }
    aggregate.add(outcome.summary);
    finished.push(outcome.seed);
    watch?.add(outcome.summary);
    return watch?.met ?? false;
  });
  return {
    series,
    get precision() {
      return watch?.figures;
    },
    get short() {
      return watch !== undefined && series.over && !watch.met;
    },
    result(at) {
      const told = lost.map(({ seed, why }) => ({ seed, why }));
      if (finished.length === 0) {
        const [reasons, digest] = [reasonsOf(lost), combineDigests([])];
        return { at, verdict: 'unknown', reasons, digest, seeds: [], lost: told, judged: [], rows: [] };
      }
      const { verdict, reasons, digest, seeds: counted, rows, ...result } = aggregate.result();
      const judged = result.judged.map((each) =>
        each.seeds.length === 0 ? each : { ...each, replay: replay(each.seeds[0]!) },
      );
      return { at, verdict, reasons, digest, seeds: counted, lost: told, judged, rows };
    },
  };
}

/** No run is left to tell anything, so the losses are all there is to say. */
function reasonsOf(lost: readonly LostRun[]): readonly string[] {
  const byWhy = new Map<string, string[]>();
  for (const { seed, why } of lost) byWhy.set(why, [...(byWhy.get(why) ?? []), seed]);
  return [...byWhy].map(([why, seeds]) => `lost: ${why} (${seedList(seeds)})`);
}
