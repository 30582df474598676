/**
 * Simpler scenarios: every way to make one a step simpler, in passes, the boldest way of each first.
 *
 * Each candidate is valid and has a smaller measure (`simpler/measure.ts`) than the scenario it is made from, so
 * that following them ends, wherever one begins. Pure and lazy. Knows nothing of failures but when one happened.
 */
import type { Instant } from '../../kernel/time.js';
import type { AnyModel } from '../../model/model.js';
import { defaultSettings } from '../../scenario/read/params.js';
import type { Scenario } from '../../scenario/scenario.js';
import { afresh } from './simpler/afresh.js';
import { fewerClients, fewerOperations, laterClients } from './simpler/clients.js';
import { type DefaultsOf, isSmaller, measureOf, measureOfPlan } from './simpler/measure.js';
import { betterNetwork, constantLatencies } from './simpler/network.js';
import { fewerNodes, plainerNodes } from './simpler/nodes.js';
import { fewer, type Plan, type PlanPass, pairs, rounder, shorter, simpler } from './simpler/plans.js';
import type { Scope } from './simpler/selectors.js';
import type { Knowledge, Simpler } from './simpler/step.js';
import { earlier, shorterRuns, tidier } from './simpler/times.js';

export type Propose = (scenario: Scenario, knowledge: Knowledge) => Iterable<Simpler>;

/** One way to make a scenario simpler. */
interface Pass {
  readonly propose: Propose;
  /** After one that fails look on from there: what came before it was for other parts, and of no use. */
  readonly goesOn: boolean;
}

const NO_MODELS: ReadonlyMap<string, AnyModel> = new Map();

const plans = (pass: PlanPass): Propose =>
  function* (scenario) {
    for (const { plan, what } of pass(scenario.faults, scenario))
      yield { scenario: { ...scenario, faults: plan }, what };
  };

const untilFailure: Propose = (scenario, { failedAt }) => shorterRuns(scenario, failedAt);

/** Each part in its turn: faults, parameters, features of the network. */
const partwise = (propose: Propose): Pass => ({ propose: onlySmaller(propose), goesOn: true });

/** Each time from the boldest on, as in a search by halves. */
const boldly = (propose: Propose): Pass => ({ propose: onlySmaller(propose), goesOn: false });

function onlySmaller(propose: Propose): Propose {
  return function* (scenario, knowledge) {
    const defaults = defaultsIn(scenario, knowledge);
    const measure = measureOf(scenario, defaults);
    for (const candidate of propose(scenario, knowledge))
      if (isSmaller(measureOf(candidate.scenario, defaults), measure)) yield candidate;
  };
}

/**
 * In the order in which they are worth trying. A run cut off after the failure makes all others cheaper, and so
 * does a plan that begins earlier; the rest is faults, operations, clients, nodes, duration, latencies.
 */
export const PASSES: readonly Pass[] = [
  boldly((scenario, knowledge) =>
    knowledge.failedAt === undefined ? [] : untilFailure(scenario, knowledge),
  ),
  boldly(tidier),
  partwise(plans(fewer)),
  boldly(earlier),
  partwise(plans(simpler)),
  partwise(plans(shorter)),
  boldly(fewerOperations),
  boldly(laterClients),
  boldly(fewerClients),
  boldly((scenario, { models }) => fewerNodes(scenario, models ?? NO_MODELS)),
  partwise((scenario, { models }) => plainerNodes(scenario, models ?? NO_MODELS)),
  partwise(betterNetwork),
  boldly(untilFailure),
  partwise(constantLatencies),
  partwise(plans(rounder)),
  boldly(plans(pairs)),
  boldly((scenario, { first }) => afresh(scenario, first)),
];

function defaultsIn({ nodes }: Scenario, { models }: Knowledge): DefaultsOf {
  const settings = new Map(
    nodes.map(({ model }) => [model, models?.has(model) ? defaultSettings(models.get(model)!) : undefined]),
  );
  return ({ model }) => settings.get(model);
}

/** Where a plan stands alone, an endless fault lasts as long. */
const FAR: Instant = 1e15;

const PLAN_PASSES: readonly PlanPass[] = [fewer, simpler, shorter, rounder, pairs];

/**
 * Plans with fewer faults, simpler ones, shorter ones.
 *
 * @param scope who there is to hit; only the first node of each group can be named if it is not known
 */
export function* simplerPlans(
  plan: Plan,
  scope: Scope = { duration: undefined, nodes: [], clients: [] },
): Iterable<Plan> {
  const end = scope.duration ?? FAR;
  const measure = measureOfPlan(plan, end);
  for (const pass of PLAN_PASSES)
    for (const candidate of pass(plan, scope))
      if (isSmaller(measureOfPlan(candidate.plan, end), measure)) yield candidate.plan;
}
