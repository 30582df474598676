/**
 * Carries out the runs of one or several points, with progress, Ctrl-C and lost runs as every command has them.
 *
 * What is run, and what becomes of the outcomes, is the command's business.
 */
import type { Job, JobOutcome, Jobs } from '../experiment/executors/executor.js';
import type { CaseOutcome } from '../experiment/hunt/case.js';
import type { PilotRun, RunOutcome } from '../experiment/run-one.js';
import type { LoadedScenario } from '../files/scenario-file.js';
import { createExecutor } from './executor.js';
import { createProgress } from './progress.js';

/** Options of every command that runs scenarios. */
export interface CommonOptions {
  readonly seed?: string;
  readonly runs?: number;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly out: string;
  readonly report: boolean;
  readonly png?: boolean;
  readonly queue: 'fast' | 'heap';
  readonly shuffleTies?: boolean;
}

export interface Work {
  /** Stands before the progress. */
  readonly label: string;
  readonly loadedAt: (point: number) => LoadedScenario;
  readonly jobs: Jobs;
  readonly onOutcome: (outcome: RunOutcome, job: Job) => void;
  /** Where there are scenarios whose warm-up is still to be found. */
  readonly onPilot?: (run: PilotRun, job: Job) => void;
  /** Names a job for people, as in `raft.yaml: seed 3`. */
  /** Where cases of a hunt are run. */
  readonly onCase?: (outcome: CaseOutcome) => void;
  readonly nameOf: (job: Job) => string;
  /** How many runs there will be, or can be at most; `undefined` if nobody knows. */
  readonly runs: number | undefined;
  readonly atMost: boolean;
  /** Stands before the number of runs. */
  readonly before?: () => string;
}

/** Returns how many runs are over. */
export async function carryOut(
  work: Work,
  options: CommonOptions,
  interrupted: AbortSignal,
): Promise<number> {
  const { label, loadedAt, jobs, onOutcome, nameOf, runs, atMost, before } = work;
  const { queue, shuffleTies = false } = options;
  const executor = await createExecutor(loadedAt, { jobs: options.jobs, runs, nameOf, queue, shuffleTies });
  const progress = createProgress(label, runs, atMost);
  const lost: string[] = [];
  let done = 0;
  const hear = (outcome: JobOutcome, job: Job) => {
    done += 1;
    if (outcome.kind === 'lost') lost.push(`${nameOf(job)} is lost: ${outcome.why}\n`);
    if (outcome.kind === 'pilot') work.onPilot?.(outcome, job);
    else if (outcome.kind === 'case') work.onCase?.(outcome);
    else onOutcome(outcome, job);
    progress.update(done, before?.());
  };
  interrupted.addEventListener('abort', () => executor.stop());
  if (!interrupted.aborted) await executor.run(jobs, hear);
  progress.end();
  process.stderr.write(lost.join(''));
  return done;
}
