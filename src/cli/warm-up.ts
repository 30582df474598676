/** Pilot runs of scenarios that leave the end of their warm-up open, before any of their runs counts. */
import { jobsOf } from '../experiment/executors/executor.js';
import { needsPilots, PILOTS, type Pilot, settleWarmUp } from '../experiment/warm-up.js';
import type { LoadedScenario } from '../files/scenario-file.js';
import { type CommonOptions, carryOut } from './carry-out.js';

/** The same scenarios with their warm-up found; as they are if they need none, or if it was interrupted. */
export async function warmedUp(
  label: string,
  loaded: readonly LoadedScenario[],
  seeds: readonly string[],
  options: CommonOptions,
  interrupted: AbortSignal,
): Promise<readonly LoadedScenario[]> {
  const points = loaded.flatMap(({ scenario }, point) => (needsPilots(scenario) ? [point] : []));
  if (points.length === 0) return loaded;
  const pilotSeeds = seeds.slice(0, PILOTS);
  const jobs = points.flatMap((point) => pilotSeeds.map((seed) => ({ point, seed })));
  const pilots = new Map<number, Map<string, Pilot>>(points.map((point) => [point, new Map()]));
  const work = {
    label: `${label}, warm-up`,
    loadedAt: (point: number) => loaded[point]!,
    jobs: jobsOf(jobs),
    onOutcome() {}, // one that is lost here will be lost again, and then it is told
    onPilot: ({ pilot }: { readonly pilot: Pilot }, job: { readonly point: number; readonly seed: string }) =>
      void pilots.get(job.point)!.set(job.seed, pilot),
    nameOf: ({ seed }: { readonly seed: string }) => `${label}: warm-up, seed ${seed}`,
    runs: jobs.length,
    atMost: false,
  };
  await carryOut(work, options, interrupted);
  return loaded.map((one, point) => {
    const known = pilots.get(point);
    // In the order of seeds, whichever came first.
    const own = pilotSeeds.flatMap((seed) => known?.get(seed) ?? []);
    const keep = known === undefined || interrupted.aborted;
    return keep ? one : { ...one, scenario: settleWarmUp(one.scenario, own) };
  });
}
