/** Scenarios of one station as text, for tests that lay simulations beside theory. */
import { builtinModels } from '../../models/index.js';
import { createExperiment } from '../../src/experiment/experiment.js';
import { runOne } from '../../src/experiment/run-one.js';
import { seedsOf } from '../../src/experiment/simulate.js';
import type { ReportData, Row } from '../../src/observe/result.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Scenario } from '../../src/scenario/scenario.js';

export const models = new Map(builtinModels.map((model) => [model.name, model]));

export interface QueueText {
  /** Parameters of the station. */
  readonly station?: string;
  readonly count?: number;
  readonly arrivals?: string;
  readonly operations?: string;
  /** Further keys of the clients, each after a comma. */
  readonly clients?: string;
  /** Further lines of the file. */
  readonly more?: string;
  readonly duration?: string;
  readonly warmUp?: string;
  readonly latency?: string;
}

export function queueText(of: QueueText): string {
  const { station = 'service: exponential(1ms)', arrivals = 'poisson(700/s)', clients = '', more = '' } = of;
  return `
name: A queue
question: How long is it?
duration: ${of.duration ?? '20s'}
warmUp: ${of.warmUp ?? '4s'}
network: { latency: ${of.latency ?? '0ms'} }
nodes:
  server: { model: queueing/station, count: ${of.count ?? 1}, params: { ${station} } }
clients:
  users: { target: server, arrivals: "${arrivals}", operations: { ${of.operations ?? 'request: 100%'} }, timeout: 1000s, history: false${clients} }
${more}`;
}

export function parsed(text: string): Scenario {
  const result = parseScenario(text, { file: 'queue.yaml', models, readFile: () => undefined });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.scenario;
}

export function results(scenario: Scenario, runs: number, first = '1'): ReportData {
  const seeds = seedsOf(first, runs);
  const experiment = createExperiment(scenario, models, { seeds, version: '0', file: 'queue.yaml' });
  for (const seed of seeds) experiment.add(runOne(scenario, models, seed));
  return experiment.conclude().report;
}

export const rowIn = (
  rows: readonly Row[],
  metric: string,
  of: string,
  parts: Partial<Row> = {},
): Row | undefined =>
  rows.find(
    (row) =>
      row.metric === metric &&
      row.of === of &&
      row.operation === (parts.operation ?? 'all') &&
      row.quantile === parts.quantile,
  );
