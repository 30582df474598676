/**
 * A crew: several hands that share the seeds of an experiment, each taking the next when it is done with one.
 *
 * A seed whose hand dies gets a second try with a fresh one, for the blame may be that of a seed before it. If
 * that dies too the run is lost, and the others go on. Knows nothing of how a hand works.
 */
import type { LostRun, RunOutcome } from '../run-one.js';
import { type Executor, withSeed } from './executor.js';
import type { Hand } from './hand.js';

/** How far a run may be ahead of the oldest one under way: outcomes wait for their turn in memory. */
export const AHEAD_MAX = 100;
const TRIES = 2;

/** `hire` is called for at most `jobs` hands that are alive. Of use for one set of seeds. */
export function createCrew(hire: () => Promise<Hand>, jobs: number): Executor {
  let stopped = false;
  return {
    async run(seeds, onOutcome) {
      let next = 0;
      /** By position in `seeds`, the oldest first. */
      const underWay = new Map<number, Promise<void>>();
      const work = async () => {
        const place = createPlace(hire);
        try {
          while (!stopped && next < seeds.length) {
            const [oldest = next] = underWay.keys();
            if (next - oldest >= AHEAD_MAX) {
              await underWay.get(oldest);
              continue;
            }
            const index = next++;
            const over = place.run(seeds[index]!).then(onOutcome);
            underWay.set(index, over);
            await over;
            underWay.delete(index);
          }
        } finally {
          stopped = true; // nothing is left, or there is no point in going on
          await place.leave();
        }
      };
      const works = Array.from({ length: Math.min(jobs, seeds.length) }, work);
      for (const end of await Promise.allSettled(works)) if (end.status === 'rejected') throw end.reason;
    },
    stop() {
      stopped = true;
    },
  };
}

interface Place {
  run(seed: string): Promise<RunOutcome>;
  leave(): Promise<unknown>;
}

/** One hand of the crew and those that replace it. */
function createPlace(hire: () => Promise<Hand>): Place {
  let hand: Hand | undefined;
  return {
    async run(seed) {
      const deaths: string[] = [];
      while (deaths.length < TRIES) {
        hand ??= await hire();
        const answer = await hand.ask(seed);
        if (answer.kind === 'threw') throw withSeed(seed, answer.error);
        if (answer.kind === 'finished') return answer;
        hand = undefined;
        deaths.push(answer.why);
      }
      return { kind: 'lost', seed, why: whyOf(deaths) } satisfies LostRun;
    },
    leave: async () => hand?.end(),
  };
}

/** `its thread ended with exit code 3, twice`. */
function whyOf(deaths: readonly string[]): string {
  const different = [...new Set(deaths)];
  return different.length === 1 ? `${different[0]}, twice` : different.join('; then ');
}
