/**
 * Executors: who carries out the runs of an experiment, and where.
 *
 * Every executor gives the same outcomes; only the order in which they come differs. Knows nothing of adding
 * them up.
 */
import type { RunOutcome } from '../run-one.js';

export interface Executor {
  /**
   * Begins the runs in the order of `seeds` and hands over each outcome once, in whatever order they end.
   * Resolves when all are over, or those under way when it was stopped. Rejects with our own bugs, naming
   * the seed.
   */
  run(seeds: readonly string[], onOutcome: (outcome: RunOutcome) => void): Promise<void>;
  /** Begins no further runs. Those under way end as usual. */
  stop(): void;
}

/** The same error, naming the seed that gave rise to it. */
export function withSeed(seed: string, error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const named = new Error(`seed ${seed}: ${message}`, { cause: error });
  named.stack = `seed ${seed}: ${stack ?? `${name}: ${message}`}`;
  return named;
}
