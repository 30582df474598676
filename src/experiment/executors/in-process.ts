/**
 * Runs one seed after the other in this thread.
 *
 * Gives way to the event loop between two runs, so that whoever listens to Ctrl-C can stop it.
 */
import { setImmediate } from 'node:timers/promises';
import type { RunOutcome } from '../run-one.js';
import { type Executor, withSeed } from './executor.js';

export function createInProcess(run: (seed: string) => RunOutcome): Executor {
  let stopped = false;
  const attempt = (seed: string) => {
    try {
      return run(seed);
    } catch (error) {
      throw withSeed(seed, error);
    }
  };
  return {
    async run(seeds, onOutcome) {
      for (const seed of seeds) {
        if (stopped) return;
        onOutcome(attempt(seed));
        await setImmediate();
      }
    },
    stop() {
      stopped = true;
    },
  };
}
