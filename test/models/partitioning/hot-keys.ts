/** Runs of a router of hot keys with few keys and quick clients, so that reads and writes of the hot ones meet all the time. */
import { createExperiment } from '../../../src/experiment/experiment.js';
import { runOne } from '../../../src/experiment/run-one.js';
import { seedsOf } from '../../../src/experiment/simulate.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { models } from '../../support/small-scenario.js';

export interface HotKeysOptions {
  /** Of the router, in YAML. */
  readonly params: string;
  readonly hotAbove?: string;
  readonly shard?: string;
  readonly keys?: string;
  /** What clients ask for from 1 s on, beside the rest; nothing if left out. */
  readonly later?: string;
  readonly seed?: string;
  readonly latency?: string;
}

const text = ({ params, hotAbove, shard, keys, later, latency }: Required<Omit<HotKeysOptions, 'seed'>>) => `
name: Hot keys
question: Who is found?
duration: 3s
runs: 1
nodes:
  router: { model: partitioning/hot-keys, params: { shards: shard, hotAbove: ${hotAbove}, ${params} } }
  shard: { model: partitioning/shard, count: 5, params: { service: exponential(1ms), ${shard} } }
network: { latency: exponential(${latency}) }
clients:
  app: { count: 20, target: router, arrivals: poisson(800/s), until: 2.5s, operations: { read: 60%, write: 40% }, keys: "${keys}", timeout: 2s }
${later === '' ? '' : `  later: { count: 20, target: router, arrivals: poisson(1600/s), from: 1s, until: 2.5s, operations: { read: 80%, write: 20% }, keys: "${later}", timeout: 2s }`}
expect: [ linearizable(app), invariant(router) ]
`;

export function runHotKeys({ seed = '1', ...options }: HotKeysOptions) {
  const all = {
    hotAbove: '10%',
    shard: 'servers: 2',
    keys: 'zipf(200, 1.2)',
    later: '',
    latency: '1ms',
    ...options,
  };
  const parsed = parseScenario(text(all), {
    file: 'hot.yaml',
    models,
    readFile: () => undefined,
    charts: [],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { scenario } = parsed;
  const seeds = seedsOf(seed, 1);
  const experiment = createExperiment(scenario, models, { seeds, version: 'test', file: 'hot.yaml' });
  experiment.add(runOne(scenario, models, seed));
  const { result } = experiment.conclude();
  const figure = (metric: string, of = 'router') =>
    result.rows.find((row) => row.metric === metric && row.of === of && row.quantile === undefined)?.value ??
    0;
  const verdict = (name: string) =>
    result.expectations.find(({ text: said }) => said.startsWith(name))!.verdict;
  return { figure, linearizable: verdict('linearizable'), invariant: verdict('invariant') };
}
