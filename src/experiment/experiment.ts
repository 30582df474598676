/**
 * An experiment: one scenario over many seeds, judged, added up, and looked at closely where it matters.
 *
 * Whoever carries out the runs hands in their outcomes in whatever order they come; they are added up in the
 * order of seeds, so that the result is the same to the last bit. The run that the report shows is run a second
 * time with a trace, which must give the same digest. Knows nothing of threads.
 */
import { invariant } from '../kernel/invariant.js';
import type { ReportData, Result } from '../observe/result.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { CURVE_QUANTILES } from './aggregate/figures.js';
import { createAggregate } from './aggregate.js';
import { type Span, secondHalf, windowRows } from './detail/window.js';
import { detailOf } from './detail.js';
import type { FinishedRun, RunOptions, RunOutcome } from './run-one.js';
import { type Models, type Simulated, simulate } from './simulate.js';
import type { RunSummary } from './summary.js';
import { theoryOf } from './theory.js';

export interface ExperimentOptions extends RunOptions {
  /** All different; the order in which runs count. */
  readonly seeds: readonly string[];
  readonly version: string;
  /** The scenario's file, for the command that shows a failure again. */
  readonly file: string;
  /** What was set beside what the file says, for the same command. */
  readonly settings?: readonly string[];
}

export interface Experiment {
  readonly result: Result;
  readonly report: ReportData;
  /** The run that the report shows, with its history. */
  readonly record: RunRecord;
}

/** Collects the outcomes of runs; whoever hands them in can stop at any time and keep what is done. */
export interface Collector {
  /** Takes the outcome of one of the seeds, each once, in any order. */
  add(outcome: RunOutcome): void;
  /** Runs that are over, the lost ones included. */
  readonly done: number;
  /** Runs that finished, and so tell something. */
  readonly finished: number;
  /** What the runs so far came to; at least one must have finished. */
  conclude(): Experiment;
}

/** What is kept of a run in case it is the one to show. */
interface Kept extends Pick<FinishedRun, 'span'> {
  readonly summary: Pick<RunSummary, 'judgements' | 'judged' | 'digest'>;
}

export function createExperiment(scenario: Scenario, models: Models, options: ExperimentOptions): Collector {
  const { seeds, version, file, queue = 'fast', shuffleTies = false, settings = [] } = options;
  const aggregate = createAggregate(scenario, version, theoryOf(scenario, models, CURVE_QUANTILES));
  const nodes = scenario.nodes.reduce((sum, { count: members }) => sum + members, 0);
  const expected = new Set(seeds);
  invariant(expected.size === seeds.length, 'no two runs have the same seed');
  /** Came before their turn. */
  const early = new Map<string, RunOutcome>();
  const kept = new Map<string, Kept>();
  let turn = 0;

  const count = (outcome: RunOutcome) => {
    if (outcome.kind === 'lost') return aggregate.lose(outcome);
    const { seed, span, summary } = outcome;
    const { judgements, judged, digest } = summary;
    kept.set(seed, { summary: { judgements, judged, digest }, span });
    aggregate.add(summary);
  };
  const countEarly = (seed: string) => {
    const outcome = early.get(seed);
    if (outcome !== undefined) count(outcome);
    return early.delete(seed);
  };

  return {
    get done() {
      return seeds.length - expected.size;
    },
    get finished() {
      return kept.size + [...early.values()].filter(({ kind }) => kind === 'finished').length;
    },
    add(outcome) {
      invariant(expected.delete(outcome.seed), `seed ${outcome.seed} was asked for, and has not come before`);
      early.set(outcome.seed, outcome);
      while (turn < seeds.length && countEarly(seeds[turn]!)) turn++;
    },
    conclude() {
      for (; turn < seeds.length; turn++) countEarly(seeds[turn]!); // those that never came are passed over
      const result = aggregate.result();
      const { seed, why } = aggregate.runToShow();
      const { summary, span } = kept.get(seed)!;
      const { again, shown } = traced(span, (trace) =>
        simulate(scenario, models, { seed, queue, shuffleTies, ...(trace && { trace }) }),
      );
      const { record } = again;
      invariant(
        record.digest === summary.digest,
        `seed ${seed}: digest ${summary.digest}, then ${record.digest}`,
      );
      const window = shown && again.trace && windowRows(shown, again.trace, again.names, nodes);
      const { judgements, judged } = summary;
      const flags = { shuffleTies, settings };
      const detail = detailOf(scenario, record, { file, flags, why, judgements, judged, result, window });
      return { result, report: aggregate.report(result, detail), record };
    },
  };
}

/** Each costs a run; after so many a window of two seconds is down to eight milliseconds. */
const NARROWINGS_MAX = 8;

/** Runs with a trace of the window; if it fills before what it leads up to, with the later half, and so on. */
function traced(
  span: Span | undefined,
  run: (trace: Span | undefined) => Simulated,
): { readonly again: Simulated; readonly shown: Span | undefined } {
  let shown = span;
  let again = run(shown);
  for (let i = 0; i < NARROWINGS_MAX && shown?.leadsUp && (again.trace?.left ?? 0) > 0; i++) {
    shown = secondHalf(shown);
    again = run(shown);
  }
  return { again, shown };
}
