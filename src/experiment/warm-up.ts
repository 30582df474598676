/**
 * Finding the end of the warm-up where the scenario leaves it open: a few pilot runs, and one cut for all.
 *
 * A cut that each run chose for itself would throw busy spells away as if they were transient, and make the
 * results too good; see `stats/warm-up.ts`. The pilots have the first seeds, so the cut follows from the
 * scenario and its seeds alone. Knows nothing of threads.
 */
import { invariant } from '../kernel/invariant.js';
import type { Instant } from '../kernel/time.js';
import type { Scenario, WarmUpFound } from '../scenario/scenario.js';
import { type BatchSeries, createBatchSeries, recordObservation } from '../stats/batch-series.js';
import { commonTruncation } from '../stats/warm-up.js';
import { type Models, simulate } from './simulate.js';

/** Runs that look for it: enough that their average is smooth, few enough to be cheap. */
export const PILOTS = 5;

/** What one pilot run saw. Plain data, so that it may happen in any thread. */
export interface Pilot {
  /** Latencies by client group, or sojourn times by station, in the order of their ends. */
  readonly series: ReadonlyMap<string, BatchSeries>;
  /** When the operation came that ends a warm-up by count, if it came. */
  readonly reachedAt: Instant | undefined;
}

/** Whether pilots are needed before this scenario can be run. */
export const needsPilots = ({ warmUpBy }: Scenario): boolean =>
  warmUpBy.kind !== 'time' && warmUpBy.found === 'not yet';

export function pilot(scenario: Scenario, models: Models, seed: string): Pilot {
  const { warmUpBy } = scenario;
  const enough = warmUpBy.kind === 'operations' ? warmUpBy.count : Infinity;
  const series = new Map<string, BatchSeries>();
  let seen = 0;
  let reachedAt: Instant | undefined;
  simulate(scenario, models, {
    seed,
    watcher: {
      began(intendedAt) {
        if (++seen < enough) return false;
        reachedAt ??= intendedAt;
        return true;
      },
      ended(of, latency, endedAt) {
        const own = series.get(of) ?? createBatchSeries();
        series.set(of, own);
        recordObservation(own, latency, endedAt);
      },
    },
  });
  return { series, reachedAt };
}

/** The scenario with its warm-up as the pilots have it; those of the first seeds that are not lost, in their order. */
export function settleWarmUp(scenario: Scenario, pilots: readonly Pilot[]): Scenario {
  const { warmUpBy, duration } = scenario;
  invariant(needsPilots(scenario), 'pilots are for a warm-up that is not known');
  const cut = warmUpBy.kind === 'operations' ? cutByCount(pilots) : cutByMser(pilots);
  const late = cut.at > duration / 2;
  const found: WarmUpFound = cut.found === 'found' && late ? 'late' : cut.found;
  const at = found === 'late' ? Math.floor(duration / 2) : cut.at;
  return { ...scenario, warmUp: at, warmUpBy: { ...warmUpBy, found } as Scenario['warmUpBy'] };
}

/** The same for a caller that has nobody to carry out the pilots for it. */
export function withWarmUp(scenario: Scenario, models: Models, seeds: readonly string[]): Scenario {
  if (!needsPilots(scenario)) return scenario;
  return settleWarmUp(
    scenario,
    seeds.slice(0, PILOTS).map((seed) => pilot(scenario, models, seed)),
  );
}

interface Cut {
  readonly at: Instant;
  readonly found: WarmUpFound;
}

/** When the slowest pilot had seen them all. */
function cutByCount(pilots: readonly Pilot[]): Cut {
  const instants = pilots.flatMap(({ reachedAt }) => reachedAt ?? []);
  if (instants.length === 0 || instants.length < pilots.length) return { at: 0, found: 'too few' };
  return { at: instants.reduce((latest, at) => Math.max(latest, at), 0), found: 'found' };
}

/** The latest cut of all client groups and stations. */
function cutByMser(pilots: readonly Pilot[]): Cut {
  const names = [...new Set(pilots.flatMap(({ series }) => [...series.keys()]))];
  const cuts = names.map((name): Cut => {
    const runs = pilots.flatMap(({ series }) => series.get(name) ?? []);
    const truncation = commonTruncation(runs);
    if (truncation.kind === 'converged') return { at: truncation.at, found: 'found' };
    return { at: 0, found: truncation.kind === 'too few' ? 'too few' : 'late' };
  });
  const at = cuts.reduce((latest, cut) => Math.max(latest, cut.at), 0);
  const found = (['late', 'too few'] as const).find((kind) => cuts.some((cut) => cut.found === kind));
  return { at, found: found ?? (cuts.length === 0 ? 'too few' : 'found') };
}
