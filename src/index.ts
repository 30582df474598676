/**
 * Foretell's public API, exported by hand: what a program may use that runs scenarios or judges histories.
 *
 * Models are written against `foretell/model`. Everything not listed here may change without notice.
 */

export { builtinModels } from '../models/index.js';
export { checkLinearizable, type LinearizabilityResult } from './check/linearizability.js';
export { isModelName, MODEL_NAMES, withModel } from './check/objects/index.js';
export { ILLEGAL, type ObjectModel } from './check/objects/model.js';
export { type CheckedTally, checkTallyHistory } from './check/tallies/from-text.js';
export { checkTally, mapWithVerdict, type Tally, type TallyOptions } from './check/tallies.js';
export type { Verdict } from './check/verdict.js';
export {
  type Collector,
  createExperiment,
  type Experiment,
  type ExperimentOptions,
} from './experiment/experiment.js';
export {
  type FinishedRun,
  type LostRun,
  type RunOptions,
  type RunOutcome,
  runOne,
} from './experiment/run-one.js';
export {
  type Models,
  type Simulated,
  type SimulateOptions,
  seedsOf,
  simulate,
} from './experiment/simulate.js';
export { withWarmUp } from './experiment/warm-up.js';
export { readEdnHistory, writeEdnHistory } from './observe/edn.js';
export type { HistoryEvent, Operation } from './observe/history.js';
export { readJsonlHistory, writeJsonlHistory } from './observe/jsonl.js';
export { pairOperations } from './observe/pair.js';
export { historyEdn, historyJsonl, recordEvents } from './observe/record-history.js';
export type { ReportData, Result } from './observe/result.js';
export type { RunRecord } from './observe/run-record.js';
export type { ComparisonResult, SizingResult, SweepResult } from './observe/sweep.js';
export { TALLY_NAMES, type TallyName } from './observe/tally-names.js';
export {
  type Report,
  type ReportOptions,
  renderComparison,
  renderReport,
  renderSizing,
  renderSweep,
} from './report/index.js';
export { summary } from './report/terminal.js';
export { comparisonSummary } from './report/terminal-comparison.js';
export { sizingSummary } from './report/terminal-sizing.js';
export { sweepSummary } from './report/terminal-sweep.js';
export { formatProblems } from './scenario/format-problems.js';
export { scenarioJsonSchema } from './scenario/json-schema.js';
export { type ParseOptions, type ParseResult, parseScenario } from './scenario/parse.js';
export { printScenario } from './scenario/print.js';
export type { Scenario } from './scenario/scenario.js';
/** Closed forms of queues and networks. */
export * as theory from './stats/theory.js';
