/**
 * A crew: several hands that share the jobs of an experiment, each taking the next when it is done with one.
 *
 * A job whose hand dies gets a second try with a fresh one, for the blame may be that of a job before it. If
 * that dies too the run is lost, and the others go on. Knows nothing of how a hand works.
 */
import type { LostRun } from '../run-one.js';
import { type Executor, type Job, type JobOutcome, withJob } from './executor.js';
import type { Hand } from './hand.js';

/** How far a run may be ahead of the oldest one under way: outcomes wait for their turn in memory. */
export const AHEAD_MAX = 100;
const TRIES = 2;

/** `hire` is called for at most `jobs` hands that are alive. Of use for one set of jobs. */
export function createCrew(hire: () => Promise<Hand>, jobs: number): Executor {
  let stopped = false;
  return {
    async run(source, onOutcome) {
      let next = 0;
      let waiting: Job | undefined;
      /** By the order in which they were begun, the oldest first. */
      const underWay = new Map<number, Promise<void>>();
      const work = async () => {
        const place = createPlace(hire);
        try {
          while (!stopped) {
            waiting ??= source.next();
            const [oldest] = underWay;
            if (oldest === undefined && waiting === undefined) return;
            if (waiting === undefined) {
              await Promise.race(underWay.values()); // then there may be one
            } else if (oldest !== undefined && next - oldest[0] >= AHEAD_MAX) {
              await oldest[1];
            } else {
              const job = waiting;
              waiting = undefined;
              await begin(job, place);
            }
          }
        } catch (error) {
          stopped = true; // there is no point in going on
          throw error;
        } finally {
          await place.leave();
        }
      };
      const begin = async (job: Job, place: Place) => {
        const index = next++;
        const over = place.run(job).then((outcome) => onOutcome(outcome, job));
        underWay.set(index, over);
        try {
          await over;
        } finally {
          underWay.delete(index);
        }
      };
      const works = Array.from({ length: jobs }, work);
      for (const end of await Promise.allSettled(works)) if (end.status === 'rejected') throw end.reason;
    },
    stop() {
      stopped = true;
    },
  };
}

interface Place {
  run(job: Job): Promise<JobOutcome>;
  leave(): Promise<unknown>;
}

/** One hand of the crew and those that replace it. */
function createPlace(hire: () => Promise<Hand>): Place {
  let hand: Hand | undefined;
  return {
    async run(job) {
      const deaths: string[] = [];
      while (deaths.length < TRIES) {
        hand ??= await hire();
        const answer = await hand.ask(job);
        if (answer.kind === 'threw') throw withJob(job, answer.error);
        if (answer.kind !== 'died') return answer;
        hand = undefined;
        deaths.push(answer.why);
      }
      return { kind: 'lost', seed: job.seed, why: whyOf(deaths) } satisfies LostRun;
    },
    leave: async () => hand?.end(),
  };
}

/** `its thread ended with exit code 3, twice`. */
function whyOf(deaths: readonly string[]): string {
  const different = [...new Set(deaths)];
  return different.length === 1 ? `${different[0]}, twice` : different.join('; then ');
}
