/**
 * Theory beside the simulation: what closed forms say of a scenario's stations and of the clients who ask them.
 *
 * Only where the assumptions hold as the scenario states them: no faults, a perfect network, queues that are
 * nothing but queues, quorums that nobody repairs. Anything else has no theory here, which is no mistake.
 */
import type { ReportData } from '../observe/result.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Models } from './simulate.js';
import { clientRows } from './theory/clients.js';
import { closedTheories } from './theory/closed.js';
import { flowsOf } from './theory/flows.js';
import { openTheories } from './theory/open.js';
import { quorumRows } from './theory/quorums.js';
import { type RowName, rowKey, rowOf } from './theory/row-key.js';
import type { StationTheory } from './theory/station-theory.js';
import { stationsOf, type TheoryStation } from './theory/stations.js';

export interface ScenarioTheory {
  readonly theories: ReportData['theories'];
  /** What a row of results should be, in its unit; `undefined` where no theory says. */
  predict(row: RowName): number | undefined;
}

/** Nothing is predicted. */
export const NO_THEORY: ScenarioTheory = { theories: [], predict: () => undefined };

/** `quantiles`: those of waits and sojourns that may be asked for. */
export function theoryOf(scenario: Scenario, models: Models, quantiles: readonly number[]): ScenarioTheory {
  const { faults, network } = scenario;
  const perfect =
    faults.length === 0 && network.loss === 0 && network.duplicate === 0 && network.links.length === 0;
  if (!perfect) return NO_THEORY;
  const quorums = quorumRows(scenario, models, quantiles);
  if (quorums.size > 0) return { theories: [], predict: (row) => quorums.get(rowKey(row)) };
  const stations = stationsOf(scenario, models);
  const flows = flowsOf(scenario, models, stations);
  if (flows === undefined) return NO_THEORY;
  const found =
    flows.kind === 'open'
      ? openTheories(stations, flows.flows, quantiles)
      : closedTheories(stations, flows, quantiles);
  const known = predictions(found, stations);
  const all = new Map([...known, ...clientRows(scenario, stations, known, quantiles)]);
  return {
    theories: found.map(({ of, theory: { name, exact, source } }) => ({
      of: of ?? stations.map((station) => station.name).join(', '),
      name,
      exact,
      source,
    })),
    predict: (row) => all.get(rowKey(row)),
  };
}

/** By the key of the row. Where customers are lost in two ways, results have one row for both. */
function predictions(
  found: readonly StationTheory[],
  stations: readonly TheoryStation[],
): ReadonlyMap<string, number> {
  const nodes = new Map(stations.map((station) => [station.name, station.nodes]));
  const known = new Map<string, number>();
  for (const { of, theory } of found)
    for (const prediction of theory.predictions) {
      const row = rowOf(of, prediction);
      if (row === undefined) continue;
      const key = rowKey(row);
      // Throughput is that of the whole group, whose nodes are alike.
      const times = row.metric === 'throughput' ? (nodes.get(row.of) ?? 1) : 1;
      known.set(key, (row.metric === 'dropped' ? (known.get(key) ?? 0) : 0) + prediction.value * times);
    }
  return known;
}
