/**
 * How often 95 % intervals of results hold what theory says, queue by queue and metric by metric.
 *
 *     npm run coverage                 100 experiments of 10 runs of each queue: some ten minutes
 *     npm run coverage -- 400 20       400 experiments of 20 runs
 *
 * Whole scenarios through the whole way to the rows of the results, each experiment with seeds of its own. An
 * experiment of intervals that keep their promise lies between the bounds printed last in 99.9 % of cases.
 */
import { builtinModels, createExperiment, parseScenario, runOne, seedsOf } from '../dist/src/index.js';

const [experiments = 100, runs = 10] = process.argv.slice(2).map(Number);
const models = new Map(builtinModels.map((model) => [model.name, model]));

/** Name, parameters of the station, arrivals, operations, further keys of the clients. */
const QUEUES = [
  ['M/M/1, load 0.5', 'service: exponential(1ms)', 'poisson(500/s)'],
  ['M/M/1, load 0.8', 'service: exponential(1ms)', 'poisson(800/s)'],
  ['M/M/3, load 0.8', 'servers: 3, service: exponential(3ms)', 'poisson(800/s)'],
  ['M/M/2/5', 'servers: 2, queueLimit: 3, service: exponential(2ms)', 'poisson(900/s)'],
  ['M/D/1, load 0.8', 'service: 1ms', 'poisson(800/s)'],
  ['M/G/1, lognormal', 'service: "lognormal(p50=500us, p99=4ms)"', 'poisson(700/s)'],
  ['GI/M/1, uniform', 'service: exponential(1ms)', 'renewal(uniform(0ms, 2.5ms))'],
  ['M/M/5+M', 'servers: 5, service: exponential(5ms), patience: exponential(10ms)', 'poisson(1000/s)'],
  [
    'priorities',
    'service: exponential(1ms), discipline: priority, priorities: [gold, silver]',
    'poisson(700/s)',
    'gold: 30%, silver: 70%',
  ],
  ['M/M/1-PS', 'service: exponential(1ms), discipline: processor-sharing', 'poisson(700/s)'],
  ['batches of 5', 'service: exponential(1ms)', 'poisson(120/s, batch=5)'],
  [
    '8 customers',
    'servers: 2, service: exponential(5ms)',
    'closed(think=exponential(20ms))',
    undefined,
    ', count: 8',
  ],
];

const scenario = ([name, params, arrivals, operations = 'request: 100%', more = '']) => `
name: ${name}
question: Do the intervals hold?
duration: 25s
warmUp: 5s
network: { latency: 0ms }
nodes:
  server: { model: queueing/station, params: { ${params} } }
clients:
  users: { target: server, arrivals: ${arrivals.includes(',') ? `"${arrivals}"` : arrivals}, operations: { ${operations} }, timeout: 1000s, history: false${more} }
`;

const totals = new Map();
for (const queue of QUEUES) {
  const parsed = parseScenario(scenario(queue), { file: queue[0], models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const held = new Map();
  for (let i = 0; i < experiments; i++) {
    const seeds = seedsOf(String(1 + i * runs), runs);
    const experiment = createExperiment(parsed.scenario, models, { seeds, version: '0', file: queue[0] });
    for (const seed of seeds) experiment.add(runOne(parsed.scenario, models, seed));
    for (const { metric, of, operation, quantile, theory, ciLow, ciHigh } of experiment.conclude().result
      .rows) {
      if (theory === undefined || ciLow === null || theory === 0) continue;
      const name = [of, operation === 'all' ? '' : operation, metric, quantile].filter(Boolean).join(' ');
      const known = held.get(name) ?? [0, 0, 0];
      held.set(name, [known[0] + (theory >= ciLow && theory <= ciHigh), known[1] + 1, known[2]]);
    }
  }
  console.log(`\n${queue[0]}`);
  for (const [name, [inside, all]] of held) {
    console.log(`  ${name.padEnd(34)} ${((100 * inside) / all).toFixed(1).padStart(6)} %  of ${all}`);
    const total = totals.get(name.replace(/^(users|server) /, '')) ?? [0, 0];
    totals.set(name.replace(/^(users|server) /, ''), [total[0] + inside, total[1] + all]);
  }
}
console.log('\nall queues together');
for (const [name, [inside, all]] of totals)
  if (all > experiments)
    console.log(`  ${name.padEnd(34)} ${((100 * inside) / all).toFixed(1).padStart(6)} %  of ${all}`);
const slack = 329 * Math.sqrt((0.95 * 0.05) / experiments);
console.log(
  `\nbounds for one line of a queue: ${(95 - slack).toFixed(1)} .. ${Math.min(100, 95 + slack).toFixed(1)} %`,
);
