/**
 * Expectations over all runs of a scenario: one verdict each, from what every run said.
 *
 * Histories and invariants are judged run by run, and the worst run decides. Bounds are judged on the merged
 * metrics of all runs, never on averages of per-run percentiles; the runs only say how sure the figure is.
 */
import { type Bound, judgeBound } from '../../check/bound.js';
import type { Judgement } from '../../check/judgement.js';
import { figuresIn, judgeMeasured, type Measured } from '../../check/measured.js';
import { worst } from '../../check/verdict.js';
import { formatCount } from '../../observe/format.js';
import type { Metrics } from '../../observe/metrics.js';
import type { ExpectationResult } from '../../observe/result.js';
import type { MeasureRecord } from '../../observe/run-record.js';
import type { Expectation } from '../../scenario/scenario.js';
import { sectionedInterval } from '../../stats/interval.js';
import { seedList } from '../seeds.js';
import { intervalOf } from './figures.js';
import type { Tails } from './tails.js';

/** What one run made of the expectation. */
export interface Heard {
  readonly seed: string;
  readonly judgement: Judgement;
}

export interface Pooled {
  readonly result: ExpectationResult;
  /** Why it is not `valid`. */
  readonly reason: string | undefined;
}

/** Pools an expectation over runs, which come in the order of their seeds. */
export function poolExpectation(expectation: Expectation, heard: readonly Heard[], all: AllRuns): Pooled {
  if (expectation.kind === 'measured') return poolMeasured(expectation, heard, all);
  return expectation.kind === 'bound' ? poolBound(expectation, heard, all) : poolRuns(expectation, heard);
}

/** What is known of all runs together. */
export interface AllRuns {
  readonly merged: Metrics;
  readonly tails: Tails;
  /** What models measured, run by run. */
  readonly measures: readonly (readonly MeasureRecord[])[];
}

function poolBound(bound: Bound, heard: readonly Heard[], all: AllRuns): Pooled {
  const values = heard.flatMap(({ judgement }) => judgement.value ?? []);
  const halfWidth = (estimate: number) => {
    const interval = intervalOf(bound, estimate, { runs: heard.length, values }, all);
    return interval && Math.max(interval.high - estimate, estimate - interval.low);
  };
  return poolFigure(bound.text, judgeBound(bound, all.merged, halfWidth), heard);
}

/** Of all figures of all runs together; the runs say how sure that is. */
function poolMeasured(bound: Measured, heard: readonly Heard[], { measures }: AllRuns): Pooled {
  const values = heard.flatMap(({ judgement }) => judgement.value ?? []);
  const halfWidth = (estimate: number) => {
    if (bound.metric.kind === 'max' || values.length < heard.length) return undefined;
    const interval = sectionedInterval(estimate, values);
    return interval && Math.max(interval.high - estimate, estimate - interval.low);
  };
  const figures = measures.flatMap((each) => figuresIn(bound, each));
  return poolFigure(bound.text, judgeMeasured(bound, figures, halfWidth), heard);
}

function poolFigure(text: string, pooled: Judgement, heard: readonly Heard[]): Pooled {
  const { verdict, observed, judged, reason } = pooled;
  const against = heard.filter(({ judgement }) => judgement.verdict === 'invalid').map(({ seed }) => seed);
  const seeds = verdict === 'valid' ? [] : against;
  return { result: { text, verdict, observed, judged, seeds }, reason };
}

function poolRuns({ kind, text }: Expectation, heard: readonly Heard[]): Pooled {
  const runs = heard.length;
  const judged = heard.reduce((sum, { judgement }) => sum + judgement.judged, 0);
  const verdict = worst(heard.map(({ judgement }) => judgement.verdict));
  const bad = heard.filter(({ judgement }) => judgement.verdict !== 'valid');
  const seeds = bad.map(({ seed }) => seed);
  const first = bad.find(({ judgement }) => judgement.verdict === verdict);
  if (first === undefined) return poolValid(text, heard, judged, kind);
  if (runs === 1)
    return {
      result: { text, verdict, observed: first.judgement.observed, judged, seeds },
      reason: first.judgement.reason,
    };
  const worstSeeds = heard.filter(({ judgement }) => judgement.verdict === verdict).map(({ seed }) => seed);
  const observed = `${verdict} in ${formatCount(worstSeeds.length)} of ${formatCount(runs, 'run')}`;
  return {
    result: { text, verdict, observed, judged, seeds },
    reason: `${observed} (${seedList(worstSeeds)}); seed ${first.seed}: ${first.judgement.reason}`,
  };
}

/**
 * All runs are content. Rules that no run put to the test are named: they did not hold, they were not asked.
 * That leaves the verdict alone, since a scenario that never changes membership cannot test rules about it;
 * whoever counts on a rule expects it by name, and then it fails if it was never tested.
 */
function poolValid(text: string, heard: readonly Heard[], judged: number, kind: Expectation['kind']): Pooled {
  const [one, ...others] = heard.map(({ judgement }) => judgement.untested);
  const untested = (one ?? []).filter((rule) => others.every((rules) => rules.includes(rule)));
  // Of those that took the longest it is told how long.
  const longest = heard.reduce((a, b) => ((b.judgement.value ?? 0) > (a.judgement.value ?? 0) ? b : a));
  const seen =
    kind === 'progress' || kind === 'converges' || kind === 'staleness'
      ? longest.judgement.observed
      : formatCount(judged, kind === 'invariant' ? 'check' : 'operation');
  const runs = heard.length === 1 ? '' : ` in ${formatCount(heard.length, 'run')}`;
  const unasked = untested.length === 0 ? '' : `; never tested: ${untested.join(', ')}`;
  const observed = `${seen}${runs}${unasked}`;
  return { result: { text, verdict: 'valid', observed, judged, seeds: [] }, reason: undefined };
}
