/**
 * An experiment: one scenario over many seeds, judged, added up, and looked at closely where it matters.
 *
 * Runs in this thread, one seed after the other; whoever drives it can stop between two runs and keep what is
 * done. The run that the report shows is run a second time with a trace, which must give the same digest.
 */
import { linearizableObject } from '../check/linearizable-object.js';
import { invariant } from '../kernel/invariant.js';
import type { ReportData, Result } from '../observe/result.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Scenario } from '../scenario/scenario.js';
import { createAggregate } from './aggregate.js';
import { detailOf } from './detail.js';
import { type Models, type Simulated, type SimulateOptions, simulate } from './simulate.js';
import { type RunSummary, summarise } from './summary.js';
import { type Span, secondHalf, spanToShow, windowRows } from './window.js';

export interface ExperimentOptions extends Pick<SimulateOptions, 'queue' | 'shuffleTies'> {
  readonly seeds: readonly string[];
  readonly version: string;
  /** The scenario's file, for the command that shows a failure again. */
  readonly file: string;
}

export interface Experiment {
  readonly result: Result;
  readonly report: ReportData;
  /** The run that the report shows, with its history. */
  readonly record: RunRecord;
}

/** Drives the runs one by one, so that whoever drives can show progress and stop between two of them. */
export interface Driver {
  /** Runs the next seed; false when all are done. */
  next(): boolean;
  /** Runs that are done. */
  readonly done: number;
  /** What the runs so far came to; at least one must be done. */
  conclude(): Experiment;
}

/** What is kept of a run in case it is the one to show. */
interface Kept {
  readonly summary: Pick<RunSummary, 'judgements' | 'digest'>;
  readonly span: Span | undefined;
}

export function createExperiment(scenario: Scenario, models: Models, options: ExperimentOptions): Driver {
  const { seeds, queue = 'fast', shuffleTies = false } = options;
  const aggregate = createAggregate(scenario, options.version);
  const nodes = scenario.nodes.reduce((sum, { count }) => sum + count, 0);
  const kept = new Map<string, Kept>();
  let done = 0;
  return {
    get done() {
      return done;
    },
    next() {
      const seed = seeds[done];
      invariant(seed !== undefined, 'all seeds have been run');
      const { record } = simulate(scenario, models, { seed, queue, shuffleTies });
      const summary = summarise(scenario, record, linearizableObject);
      const { judgements, digest } = summary;
      kept.set(seed, { summary: { judgements, digest }, span: spanToShow(record, judgements) });
      aggregate.add(summary);
      done++;
      return done < seeds.length;
    },
    conclude() {
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
      const { judgements } = summary;
      const flags = { shuffleTies };
      const { file } = options;
      const detail = detailOf(scenario, record, { file, flags, why, judgements, result, window });
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
