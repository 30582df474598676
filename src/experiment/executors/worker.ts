/**
 * A worker thread: gets a scenario once, then a seed at a time, and answers each with what the run came to.
 *
 * The only file of its thread's own; `worker-pool.ts` is at the other end. Loads the models by itself.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../kernel/invariant.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type FinishedRun, type RunOptions, runOne } from '../run-one.js';
import { loadModels, type ModelFiles } from './model-files.js';

/** What every run of a worker has in common. */
export interface Task {
  readonly scenario: Scenario;
  readonly models: ModelFiles;
  readonly options: RunOptions;
}

/** What a worker says to a seed. That it threw is our bug: what a model throws is part of the run. */
export type Answer = FinishedRun | { readonly kind: 'threw'; readonly error: unknown };

const { scenario, models: files, options } = workerData as Task;
const { models, problems } = await loadModels(files);
invariant(problems.length === 0, `the models loaded before, but now: ${problems.join('; ')}`);
invariant(parentPort !== null, 'this module is the start of a worker thread');
const port = parentPort;

port.on('message', (seed: string) => {
  try {
    port.postMessage(runOne(scenario, models, seed, options) satisfies Answer);
  } catch (error) {
    port.postMessage({ kind: 'threw', error } satisfies Answer);
  }
});
