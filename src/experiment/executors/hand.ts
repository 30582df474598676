/**
 * A hand: one worker thread that is asked one seed at a time, and always answers, if only that it died.
 *
 * Knows the protocol of `worker.ts` and nothing of what is done with the answers.
 */
import type { Worker } from 'node:worker_threads';
import { invariant } from '../../kernel/invariant.js';
import type { Answer } from './worker.js';

/** The thread is gone; a new one is needed. */
export interface Died {
  readonly kind: 'died';
  readonly why: string;
}

export interface Hand {
  ask(seed: string): Promise<Answer | Died>;
  /** Ends it. */
  end(): Promise<unknown>;
}

/** Must be called before the thread can have said anything. */
export function createHand(worker: Worker): Hand {
  let died: Died | undefined;
  let why: string | undefined;
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
    ask(seed) {
      invariant(waiting === undefined, 'a hand does one run at a time');
      if (died !== undefined) return Promise.resolve(died); // it died between two seeds
      return new Promise((resolve) => {
        waiting = resolve;
        worker.postMessage(seed);
      });
    },
    end: () => worker.terminate(),
  };
}
