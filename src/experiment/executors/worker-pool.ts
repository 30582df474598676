/**
 * Carries out many jobs at once, each in a worker thread.
 *
 * worker-threads-pool only starts the threads and counts them. It starts one per acquire, so each is acquired
 * once and kept; it swallows what a thread throws, so `hand.ts` listens itself; acquiring beyond `max` would
 * wait for a thread to die (`maxWaiting: 0` means no limit to it), so that must not happen; and its `destroy`
 * calls Node in a way that is deprecated, so each thread is ended by itself.
 */
import Pool from 'worker-threads-pool';
import { invariant } from '../../kernel/invariant.js';
import type { RunOptions } from '../run-one.js';
import { createCrew } from './crew.js';
import type { Executor, Point } from './executor.js';
import { createHand, type Hand } from './hand.js';

const WORKER = new URL('./worker.js', import.meta.url);

/** `jobs`: threads at once, at least 1. Of use for one set of jobs. */
export function createWorkerPool(
  pointOf: (point: number) => Point,
  options: RunOptions,
  jobs: number,
): Executor {
  const pool = new Pool({ max: jobs });
  const hire = () =>
    new Promise<Hand>((resolve, reject) => {
      invariant(pool.size < jobs, 'a thread is started only where one is missing');
      pool.acquire(WORKER, { workerData: options }, (error, worker) => {
        if (error === null) resolve(createHand(worker, pointOf));
        else reject(error);
      });
    });
  return createCrew(hire, jobs);
}
