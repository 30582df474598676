/**
 * A worker thread: gets a seed at a time, with the scenario when it is another one than before, and answers each
 * with what the run came to.
 *
 * The only file of its thread's own; `worker-pool.ts` is at the other end. Loads the models by itself.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { loadModels, type ModelFiles } from '../../files/model-files.js';
import { invariant } from '../../kernel/invariant.js';
import { type Assignment, type RunOptions, runJob } from '../run-one.js';
import type { Models } from '../simulate.js';
import type { Point } from './executor.js';

/** What a worker is asked: this seed of that point, or of the one before if there is none. */
export interface Ask {
  readonly seed: string;
  readonly point: Point | undefined;
}

/** What a worker says to it. That it threw is our bug: what a model throws is part of the run. */
export type Answer = ReturnType<typeof runJob> | { readonly kind: 'threw'; readonly error: unknown };

invariant(parentPort !== null, 'this module is the start of a worker thread');
const port = parentPort;
const options = workerData as RunOptions;
let ready: Assignment | undefined;

port.on('message', async ({ seed, point }: Ask) => {
  try {
    if (point !== undefined) ready = { ...point, models: await modelsOf(point.models) };
    invariant(ready !== undefined, 'the first seed comes with its scenario');
    port.postMessage(runJob(ready, seed, options) satisfies Answer);
  } catch (error) {
    port.postMessage({ kind: 'threw', error } satisfies Answer);
  }
});

async function modelsOf(files: ModelFiles): Promise<Models> {
  const { models, problems } = await loadModels(files);
  invariant(problems.length === 0, `the models loaded before, but now: ${problems.join('; ')}`);
  return models;
}
