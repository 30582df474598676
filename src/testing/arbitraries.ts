/**
 * What fast-check can draw of a scenario: fault plans, workloads, networks, whole cases.
 *
 * All of it is valid for the scenario and stays within what its models assume, so that what fails is a bug.
 * Knows nothing of running or judging.
 */
import type * as fc from 'fast-check';
import { clusterOf, drawFaults } from '../experiment/hunt/draw/faults.js';
import { drawNetwork } from '../experiment/hunt/draw/network.js';
import { drawWorkload } from '../experiment/hunt/draw/workload.js';
import { drawScenario } from '../experiment/hunt/draw.js';
import { PASSES, simplerPlans } from '../experiment/hunt/simpler.js';
import type { Models } from '../experiment/simulate.js';
import { printScenario } from '../scenario/print.js';
import type { ClientGroup, Fault, Hunting, Network, Scenario } from '../scenario/scenario.js';
import { arbitraryOf, hasKeys, type Pass } from './arbitrary.js';
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
    passes: (plan) => [{ ways: simplerPlans(plan, scenario), goesOn: true }],
    belongs: (value) => Array.isArray(value) && value.every((each) => hasKeys(each, 'at', 'action')),
    text: planText,
  });
}

/**
 * Client groups with other numbers of clients, arrivals, operations, keys, retries and routes than the file has.
 *
 *     fc.property(workloads(loaded), (clients) => expect(runScenario(loaded, { clients })).toBeLinearizable())
 */
export function workloads(loaded: Loaded): fc.Arbitrary<readonly ClientGroup[]> {
  const { scenario, models, cases } = loaded;
  const cluster = clusterOf(scenario, models, cases.hunting);
  return arbitraryOf<readonly ClientGroup[]>({
    draw: (choose) => scenario.clients.map((client) => drawWorkload(choose, client, cluster)),
    passes: (clients) => partPasses('clients', { ...scenario, clients }, models),
    belongs: (value) => Array.isArray(value) && value.every((each) => hasKeys(each, 'target', 'arrivals')),
    text: (clients) => sectionText('clients', { ...scenario, clients }, models),
  });
}

/**
 * Networks with other latencies, loss, duplication and order than the file has.
 *
 *     fc.property(networks(loaded), (network) => expect(runScenario(loaded, { network })).toBeLinearizable())
 */
export function networks(loaded: Loaded): fc.Arbitrary<Network> {
  const { scenario, models, cases } = loaded;
  const cluster = clusterOf(scenario, models, cases.hunting);
  return arbitraryOf<Network>({
    draw: (choose) => drawNetwork(choose, scenario.network, cluster),
    passes: (network) => partPasses('network', { ...scenario, network }, models),
    belongs: (value) => hasKeys(value, 'latency', 'loss', 'links'),
    text: (network) => sectionText('network', { ...scenario, network }, models),
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
    passes: ({ scenario }) =>
      PASSES.map(({ propose, goesOn }) => ({
        ways: simplerCases(propose(scenario, { models }), models),
        goesOn,
      })),
    belongs: (value) => hasKeys(value, 'scenario', 'models'),
    text: ({ scenario }) => caseText(scenario),
  });
}

const SEED_MAX = 999_999_999;

type Steps = ReturnType<(typeof PASSES)[number]['propose']>;

function* simplerCases(steps: Steps, models: Models): Iterable<Case> {
  for (const { scenario } of steps) yield { scenario, models };
}

/** Of all ways to make a scenario simpler, those that change this part alone. */
function partPasses<K extends 'clients' | 'network'>(
  part: K,
  scenario: Scenario,
  models: Models,
): readonly Pass<Scenario[K]>[] {
  const others = (Object.keys(scenario) as (keyof Scenario)[]).filter((key) => key !== part);
  function* alone(steps: Steps): Iterable<Scenario[K]> {
    for (const { scenario: simpler } of steps)
      if (others.every((key) => simpler[key] === scenario[key])) yield simpler[part];
  }
  return PASSES.map(({ propose, goesOn }) => ({ ways: alone(propose(scenario, { models })), goesOn }));
}

/** A section as it stands in a scenario file. */
function sectionText(name: 'clients' | 'network', scenario: Scenario, models: Models): string {
  const section = new RegExp(`^${name}:\\n(?: .*\\n)*`, 'm').exec(printScenario(scenario, models));
  return (section?.[0] ?? `${name}: {}`).trimEnd();
}

/** The faults in their own words. */
const planText = (plan: readonly Fault[]): string =>
  plan.length === 0 ? 'no faults' : plan.map(({ text }) => text).join('; ');

const caseText = ({ seed, faults }: Scenario): string => `seed ${seed}: ${planText(faults)}`;
