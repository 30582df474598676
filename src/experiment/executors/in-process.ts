/**
 * Runs one job after the other in this thread.
 *
 * Gives way to the event loop between two runs, so that whoever listens to Ctrl-C can stop it.
 */
import { setImmediate } from 'node:timers/promises';
import { type Executor, type Job, type JobOutcome, withJob } from './executor.js';

export function createInProcess(run: (job: Job) => JobOutcome): Executor {
  let stopped = false;
  const attempt = (job: Job) => {
    try {
      return run(job);
    } catch (error) {
      throw withJob(job, error);
    }
  };
  return {
    async run(jobs, onOutcome) {
      for (let job = jobs.next(); job !== undefined && !stopped; job = jobs.next()) {
        onOutcome(attempt(job), job);
        await setImmediate();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
