/**
 * One run of an experiment, as a pure function: a scenario, its models and a seed in, an outcome out.
 *
 * The outcome is plain data that survives a structured clone (Maps, typed arrays and `Infinity` included), so
 * that the run may happen in any thread. Knows nothing of other runs or of who carries it out.
 */
import { linearizableObject } from '../check/linearizable-object.js';
import { invariant } from '../kernel/invariant.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Span, spanToShow } from './detail/window.js';
import { type CaseOutcome, runCase } from './hunt/case.js';
import { type Cases, drawScenario } from './hunt/draw.js';
import { type Models, type SimulateOptions, simulate } from './simulate.js';
import { type RunSummary, summarise } from './summary.js';
import { needsPilots, type Pilot, pilot } from './warm-up.js';

/** What must be the same for all runs of an experiment. */
export type RunOptions = Pick<SimulateOptions, 'queue' | 'shuffleTies'>;

export interface FinishedRun {
  readonly kind: 'finished';
  readonly seed: string;
  readonly summary: RunSummary;
  /** What to look at if this run is the one to show. */
  readonly span: Span | undefined;
}

/** A run that took down whatever carried it out, so that nothing is known of it. */
export interface LostRun {
  readonly kind: 'lost';
  readonly seed: string;
  readonly why: string;
}

export type RunOutcome = FinishedRun | LostRun;

/** A run that looks for the end of the warm-up, before those that count. */
export interface PilotRun {
  readonly kind: 'pilot';
  readonly seed: string;
  readonly pilot: Pilot;
}

/** What is to be run, and how. */
export interface Assignment {
  readonly scenario: Scenario;
  readonly models: Models;
  /** For a hunt: what each seed's scenario is drawn from. */
  readonly cases?: Cases | undefined;
}

/**
 * What comes next: a case of a hunt; a pilot run as long as the end of the warm-up is not known; then runs that
 * count.
 */
export function runJob(
  { scenario, models, cases }: Assignment,
  seed: string,
  options: RunOptions = {},
): FinishedRun | PilotRun | CaseOutcome {
  if (cases !== undefined) return runCase(drawScenario(cases, models, seed), models, options);
  if (!needsPilots(scenario)) return runOne(scenario, models, seed, options);
  return { kind: 'pilot', seed, pilot: pilot(scenario, models, seed) };
}

/** Runs the scenario once, and measures and judges what happened. */
export function runOne(
  scenario: Scenario,
  models: Models,
  seed: string,
  options: RunOptions = {},
): FinishedRun {
  invariant(!needsPilots(scenario), 'the warm-up is known before a run counts');
  const { record } = simulate(scenario, models, { ...options, seed });
  const summary = summarise(scenario, record, linearizableObject);
  return {
    kind: 'finished',
    seed,
    summary,
    span: spanToShow(record, [...summary.judgements, ...summary.judged]),
  };
}
