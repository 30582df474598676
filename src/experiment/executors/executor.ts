/**
 * Executors: who carries out the runs of experiments, and where.
 *
 * Every executor gives the same outcomes; only the order in which they come differs. Knows nothing of adding
 * them up, nor of how many runs there will be: it asks for the next job when it has room for one.
 */
import type { ModelFiles } from '../../files/model-files.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { CaseOutcome } from '../hunt/case.js';
import type { Cases } from '../hunt/draw.js';
import type { PilotRun, RunOutcome } from '../run-one.js';

/** One run: a seed at a point, which is one of the scenarios that are run side by side. */
export interface Job {
  /** From 0. */
  readonly point: number;
  readonly seed: string;
}

/** Where jobs come from. */
export interface Jobs {
  /**
   * The next job. `undefined` if there is none now; it is asked again when a run under way is over, and there
   * are no more when there is none and nothing is under way.
   */
  next(): Job | undefined;
}

/** What a point's runs have in common. */
export interface Point {
  readonly scenario: Scenario;
  readonly models: ModelFiles;
  readonly cases?: Cases | undefined;
}

export type JobOutcome = RunOutcome | PilotRun | CaseOutcome;

export interface Executor {
  /**
   * Begins the runs in the order of `jobs` and hands over each outcome once, in whatever order they end.
   * Resolves when all are over, or those under way when it was stopped. Rejects with our own bugs, naming
   * the seed.
   */
  run(jobs: Jobs, onOutcome: (outcome: JobOutcome, job: Job) => void): Promise<void>;
  /** Begins no further runs. Those under way end as usual. */
  stop(): void;
}

/** Jobs that are known beforehand. */
export function jobsOf(list: Iterable<Job>): Jobs {
  const rest = list[Symbol.iterator]();
  return { next: () => rest.next().value };
}

/** These seeds at one point. */
export const jobsAt = (point: number, seeds: readonly string[]): Jobs =>
  jobsOf(seeds.map((seed) => ({ point, seed })));

/** The same error, naming the seed that gave rise to it, and the point if there are several. */
export function withJob({ point, seed }: Job, error: unknown): Error {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = point === 0 ? `seed ${seed}` : `point ${point + 1}, seed ${seed}`;
  const named = new Error(`${where}: ${message}`, { cause: error });
  named.stack = `${where}: ${stack ?? `${name}: ${message}`}`;
  return named;
}
