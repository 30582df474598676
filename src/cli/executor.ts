/**
 * Chooses who carries out the runs: this thread, or worker threads.
 *
 * Knows what the command line promises about a model that ends the process; the executors do the rest.
 */
import { availableParallelism } from 'node:os';
import type { Executor, Job } from '../experiment/executors/executor.js';
import { createInProcess } from '../experiment/executors/in-process.js';
import { type RunOptions, runJob } from '../experiment/run-one.js';
import type { LoadedScenario } from '../files/scenario-file.js';
import { EXIT } from './exit.js';

/** Fewer runs than this are done before threads would have started. */
const RUNS_WORTH_THREADS = 4;

export interface ExecutorOptions extends RunOptions {
  /** Runs at once; by default one per core, or 1 for so few runs that threads are not worth their start. */
  readonly jobs: number | undefined;
  /** How many runs there will be; `undefined` if nobody knows. */
  readonly runs: number | undefined;
  /** Names a job for people: `raft.yaml: seed 3`. */
  readonly nameOf: (job: Job) => string;
}

/** @param loadedAt what runs at a point, by its number */
export async function createExecutor(
  loadedAt: (point: number) => LoadedScenario,
  { jobs, runs, nameOf, ...common }: ExecutorOptions,
): Promise<Executor> {
  const few = runs !== undefined && runs < RUNS_WORTH_THREADS;
  const atOnce = jobs ?? (few ? 1 : availableParallelism());
  if (atOnce > 1) {
    const { createWorkerPool } = await import('../experiment/executors/worker-pool.js');
    const pointOf = (point: number) => {
      const { scenario, modelFiles, cases } = loadedAt(point);
      return { scenario, models: modelFiles, cases };
    };
    return createWorkerPool(pointOf, common, atOnce);
  }
  return createInProcess((job) => {
    return guarded(nameOf(job), () => runJob(loadedAt(job.point), job.seed, common));
  });
}

/** In this thread a model that calls `process.exit(0)` ends the command; that must not look like success. */
function guarded<T>(what: string, run: () => T): T {
  const onExit = (code: number) => {
    process.stderr.write(`${what}: the run ended the process with exit code ${code}\n`);
    process.exitCode = EXIT.unknown;
  };
  process.once('exit', onExit);
  try {
    return run();
  } finally {
    process.off('exit', onExit);
  }
}
