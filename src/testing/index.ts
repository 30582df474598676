/**
 * `foretell/testing`: property tests of distributed designs with vitest and fast-check, exported by hand.
 *
 * How to use it, in five minutes: README.md beside this file.
 */
import './vitest.js';

export {
  type Case,
  type CaseOptions,
  faultPlans,
  networks,
  type PlanOptions,
  scenarios,
  workloads,
} from './arbitraries.js';
export { checkDeterminism, type DeterminismOptions } from './determinism.js';
export { type Loaded, type LoadOptions, loadScenario } from './load.js';
export { type ConvergeOptions, matchers } from './matchers.js';
export { assertHolds, type Held, type PropertyOptions } from './property.js';
export { type Parts, type Run, type Runnable, type RunOneOptions, runScenario, runScenarios } from './run.js';
export { type TestScenarioOptions, testScenario } from './test-scenario.js';
