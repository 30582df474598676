/**
 * Aggregation: many runs of one scenario into one result and the data of its charts.
 *
 * Runs are added one by one in the order of their seeds; of each only figures, counts and facts are kept, so
 * that thousands fit. Knows nothing of how or where they were run.
 */
import { isFigure } from '../check/holds.js';
import { combineDigests } from '../kernel/digest.js';
import { invariant } from '../kernel/invariant.js';
import { emptyMetrics, mergeMetrics } from '../observe/metrics.js';
import { groupRepeated } from '../observe/repeated.js';
import type { FaultResult, ReportData, Result, Row, RunDetail } from '../observe/result.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { budgetOf, limitsOf } from './aggregate/budget.js';
import { chartsOf } from './aggregate/charts.js';
import { estimate, type Figure, figuresOf, readFigures } from './aggregate/figures.js';
import { poolJudged } from './aggregate/judged.js';
import { measureRows, tableRows } from './aggregate/measures.js';
import { outageRows } from './aggregate/outages.js';
import { type Heard, poolExpectation } from './aggregate/pool.js';
import { outcomeOf, type RunFacts } from './aggregate/reasons.js';
import { countsOf, type RunFigures, rowsOf } from './aggregate/rows.js';
import { createTails } from './aggregate/tails.js';
import type { LostRun } from './run-one.js';
import type { RunSummary } from './summary.js';
import { NO_THEORY, type ScenarioTheory } from './theory.js';

/** The run that a report shows closely. */
export interface Shown {
  readonly seed: string;
  /** Completes "this run is …". */
  readonly why: string;
}

export interface Aggregate {
  /** Adds the next run, in the order of seeds. Its metrics are not kept. */
  add(run: RunSummary): void;
  /** Notes a run of which nothing is known, in the order of seeds. */
  lose(run: LostRun): void;
  /** What all runs came to; at least one must have been added. */
  result(): Result;
  /** The result with its charts, and the details of the one run that the caller chose to show. */
  report(result: Result, detail: RunDetail): ReportData;
  /** The run that is worth a closer look. */
  runToShow(): Shown;
}

type Kept = RunFacts &
  RunFigures &
  Pick<RunSummary, 'digest' | 'judgements' | 'judged' | 'measures' | 'outages'>;

/** `theory`: what rows are laid beside. */
export function createAggregate(
  scenario: Scenario,
  version: string,
  theory: ScenarioTheory = NO_THEORY,
): Aggregate {
  const merged = emptyMetrics(scenario);
  /** Known with the first run, which tells what stations there are. */
  let figures: readonly Figure[] = [];
  let tails = createTails([]);
  const runs: Kept[] = [];
  const lost: LostRun[] = [];

  const measured = () => measureRows(runs.map(({ measures }) => measures));

  const result = (): Result => {
    invariant(runs.length > 0, 'a result rests on at least one run');
    const all = { merged, tails, measures: runs.map(({ measures }) => measures) };
    const pooled = scenario.expect.map((expectation, i) => {
      const heard = runs.map(({ seed, judgements }): Heard => ({ seed, judgement: judgements[i]! }));
      return poolExpectation(expectation, heard, all);
    });
    const { verdict, reasons } = outcomeOf(scenario, pooled, runs, lost);
    return {
      scenario: scenario.name,
      question: scenario.question,
      version,
      seeds: runs.map(({ seed }) => seed),
      verdict,
      reasons: reasons.map(({ text }) => text),
      digest: combineDigests(runs.map(({ digest }) => digest)),
      expectations: pooled.map((each) => each.result),
      judged: scenario.judge.map((expectation, i) => {
        const heard = runs.map(({ seed, judged }): Heard => ({ seed, judgement: judged[i]! }));
        return poolJudged(expectation, heard, all);
      }),
      rows: [
        ...rowsOf(estimate(figures, merged, runs, tails), runs),
        ...outageRows(scenario, runs),
        ...tableRows(measured(), runs.length),
        ...warmUpRow(scenario, runs.length),
      ].map((row) => beside(row, theory)),
      faults: faultsOf(runs),
      files: {},
    };
  };

  return {
    add(run) {
      const { seed, digest, stopped, faults, measures, outages, violations, judgements, judged } = run;
      invariant(judgements.length === scenario.expect.length, 'every expectation is judged in every run');
      if (runs.length === 0) {
        figures = figuresOf(scenario, [...run.metrics.stations.values()]);
        const bounds = [...scenario.expect, ...scenario.judge].filter((each) => each.kind === 'bound');
        const all = [...figures.map(({ what }) => what), ...bounds];
        tails = createTails(all.filter(({ metric }) => metric.kind === 'quantile'));
      }
      tails.add(run.metrics);
      mergeMetrics(merged, run.metrics);
      const own = readFigures(figures, run.metrics);
      const counts = countsOf(scenario, run);
      const facts = { seed, digest, stopped, faults, measures, outages, violations, judgements, judged };
      runs.push({ ...facts, figures: own, counts });
    },
    lose(run) {
      lost.push(run);
    },
    result,
    report(of, detail) {
      const charts = chartsOf(scenario, estimate(figures, merged, runs, tails), merged, theory);
      return {
        result: of,
        detail,
        ...charts,
        measures: measured(),
        theories: theory.theories,
        latencyBudget: budgetOf(scenario, merged),
        budgetLimits: limitsOf(scenario),
      };
    },
    runToShow() {
      invariant(runs.length > 0, 'there is a run to show');
      return mostTelling(scenario.expect, runs);
    },
  };
}

/** How long the warm-up was, where it was found and not given. */
function warmUpRow({ warmUp, warmUpBy }: Scenario, runs: number): readonly Row[] {
  if (warmUpBy.kind === 'time') return [];
  const name = { metric: 'warm-up', of: 'run', operation: 'all' };
  return [{ ...name, value: warmUp / 1e6, unit: 'ms', ciLow: null, ciHigh: null, runs }];
}

/** The row with what theory says of it. */
function beside(row: Row, { predict }: ScenarioTheory): Row {
  const theory = predict(row);
  return theory === undefined ? row : { ...row, theory };
}

/**
 * The first run with a broken rule or history; else with an idle fault, a broken bound, an early stop; else one whose
 * history violates what was judged; else the one in which faults kept clients waiting longest; else the first.
 */
function mostTelling(expectations: readonly Expectation[], runs: readonly Kept[]): Shown {
  const broke = (run: Kept, bounds: boolean) =>
    run.judgements.some(({ verdict }, i) => verdict === 'invalid' && isFigure(expectations[i]!) === bounds);
  const failed =
    runs.find((run) => run.violations.length > 0 || broke(run, false)) ??
    runs.find(({ faults }) => faults.some(({ touched }) => touched === 0)) ??
    runs.find((run) => broke(run, true)) ??
    runs.find(({ stopped }) => stopped !== undefined);
  if (failed !== undefined) return { seed: failed.seed, why: 'the first that was not as expected' };
  const violating = runs.find(({ judged }) =>
    judged.some(({ verdict, window }) => verdict === 'invalid' && window.length > 0),
  );
  if (violating !== undefined)
    return { seed: violating.seed, why: 'the first that violates what was judged' };
  const [first] = runs;
  if (runs.length === 1) return { seed: first!.seed, why: 'the only one' };
  const slowest = runs.reduce((worst, run) => (longestOf(run) > longestOf(worst) ? run : worst));
  const struck = slowest.faults.length > 0 && longestOf(slowest) > 0;
  return struck
    ? { seed: slowest.seed, why: 'the one with the longest outage' }
    : { seed: first!.seed, why: 'the first' };
}

/** The longest time in which all operations of a client group went unanswered. */
function longestOf({ outages }: Kept): number {
  return outages.reduce(
    (max, { operation, longest }) => (operation === undefined ? Math.max(max, longest ?? 0) : max),
    0,
  );
}

/** The plan is the scenario's, so every run has the same faults in the same order. */
function faultsOf(runs: readonly RunFacts[]): readonly FaultResult[] {
  const perRun = runs.map(({ faults }) => groupRepeated(faults));
  return (perRun[0] ?? []).map(({ text }, i) => {
    const records = perRun.map((groups) => groups[i]!.occurrences);
    const touching = records.flat().find(({ touched }) => touched > 0);
    return {
      text,
      touched: records.flat().reduce((sum, { touched }) => sum + touched, 0),
      unit: (touching ?? records[0]![0]!).unit,
      idleSeeds: runs
        .filter((_, run) => records[run]!.some(({ touched }) => touched === 0))
        .map(({ seed }) => seed),
    };
  });
}
