/**
 * What fast-check can draw of a scenario: fault plans, whole cases.
 *
 * All of it is valid for the scenario and stays within what its models assume, so that what fails is a bug.
 * Knows nothing of running or judging.
 */
import type * as fc from 'fast-check';
import { clusterOf, drawFaults } from '../experiment/hunt/draw/faults.js';
import { drawScenario } from '../experiment/hunt/draw.js';
import { simplerPlans, simplerScenarios } from '../experiment/hunt/simpler.js';
import type { Fault, Hunting, Scenario } from '../scenario/scenario.js';
import { arbitraryOf } from './arbitrary.js';
import type { Loaded } from './load.js';
import type { Runnable } from './run.js';

/** What takes the place of the file's section `hunt`, or of its defaults. */
export interface PlanOptions extends Partial<Pick<Hunting, 'kinds' | 'targets'>> {
  /** How many faults; 0 to 4 by default. */
  readonly faults?: Hunting['faults'];
}

export interface CaseOptions extends PlanOptions {
  /** Whether loss, duplication, reordering and latencies are drawn, or stay as in the file. */
  readonly network?: boolean;
  /** The same for the number of clients, their arrivals, operations, keys, retries and routes. */
  readonly workload?: boolean;
}

/** A scenario drawn at random, its simulation's seed included, and what is needed to run it. */
export type Case = Pick<Runnable, 'scenario' | 'models'>;

/**
 * Fault plans: lists of faults of every kind that the models stand, at any time. They shrink towards fewer,
 * shorter, simpler and later-removed faults.
 *
 *     fc.property(faultPlans(loaded), (faults) => expect(runScenario(loaded, { faults })).toBeLinearizable())
 */
export function faultPlans(loaded: Loaded, options: PlanOptions = {}): fc.Arbitrary<readonly Fault[]> {
  const { scenario, models } = loaded;
  const hunting = { ...loaded.cases.hunting, ...options };
  const cluster = clusterOf(scenario, models, hunting);
  return arbitraryOf<readonly Fault[]>({
    draw: (choose) => drawFaults(choose, cluster, hunting.faults),
    simpler: (plan) => simplerPlans(plan, scenario),
    belongs: (value) => Array.isArray(value) && value.every(isFault),
    text: planText,
  });
}

/**
 * Whole cases, as `foretell hunt` draws them: faults, network, workload and the values that the file varies. Each
 * case first draws which kinds of trouble there are at all. They shrink in every respect but their seed.
 *
 *     fc.property(scenarios(loaded), (drawn) => expect(runScenario(drawn)).toSatisfy('read-your-writes'))
 */
export function scenarios(loaded: Loaded, options: CaseOptions = {}): fc.Arbitrary<Case> {
  const { models } = loaded;
  const cases = { ...loaded.cases, hunting: { ...loaded.cases.hunting, ...options } };
  return arbitraryOf<Case>({
    // By its seed alone, so that `foretell hunt --seed` draws the very same case.
    draw: (choose) => ({
      scenario: drawScenario(cases, models, String(choose.integer(1, SEED_MAX))),
      models,
    }),
    *simpler({ scenario }) {
      for (const simpler of simplerScenarios(scenario, { models })) yield { scenario: simpler, models };
    },
    belongs: (value) => typeof value === 'object' && value !== null && 'scenario' in value,
    text: ({ scenario }) => caseText(scenario),
  });
}

const SEED_MAX = 999_999_999;

const isFault = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'at' in value && 'action' in value;

/** The faults in their own words. */
const planText = (plan: readonly Fault[]): string =>
  plan.length === 0 ? 'no faults' : plan.map(({ text }) => text).join('; ');

const caseText = ({ seed, faults }: Scenario): string => `seed ${seed}: ${planText(faults)}`;
