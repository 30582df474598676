/**
 * A hand: one worker thread that is asked one job at a time, and always answers, if only that it died.
 *
 * Knows the protocol of `worker.ts` and nothing of what is done with the answers.
 */
import type { Worker } from 'node:worker_threads';
import { invariant } from '../../kernel/invariant.js';
import type { Job, Point } from './executor.js';
import type { Answer, Ask } from './worker.js';

/** The thread is gone; a new one is needed. */
export interface Died {
  readonly kind: 'died';
  readonly why: string;
}

export interface Hand {
  ask(job: Job): Promise<Answer | Died>;
  /** Ends it. */
  end(): Promise<unknown>;
}

/** Must be called before the thread can have said anything. A point is told when its first job is asked for. */
export function createHand(worker: Worker, pointOf: (point: number) => Point): Hand {
  let died: Died | undefined;
  let why: string | undefined;
  let told: number | undefined;
  let waiting: ((answer: Answer | Died) => void) | undefined;
  const settle = (answer: Answer | Died) => {
    waiting?.(answer);
    waiting = undefined;
  };
  worker.on('message', (answer: Answer) => settle(answer));
  // An exit follows each of these two.
  worker.on('error', (error: unknown) => {
    why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  });
  worker.on('messageerror', (error) => {
    why = `its answer cannot be read: ${error.message}`;
    void worker.terminate();
  });
  worker.on('exit', (code) => {
    died = { kind: 'died', why: why ?? `its thread ended with exit code ${code}` };
    settle(died);
  });
  return {
    ask({ point, seed }) {
      invariant(waiting === undefined, 'a hand does one run at a time');
      if (died !== undefined) return Promise.resolve(died); // it died between two jobs
      return new Promise((resolve) => {
        waiting = resolve;
        worker.postMessage({ seed, point: told === point ? undefined : pointOf(point) } satisfies Ask);
        told = point;
      });
    },
    end: () => worker.terminate(),
  };
}
