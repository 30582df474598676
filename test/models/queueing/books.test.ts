/**
 * Stations of any kind under any treatment: the books balance, nothing is thrown, and every queue of events gives
 * the same run. Through the whole door, clients and faults included.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtinModels } from '../../../models/index.js';
import { simulate } from '../../../src/experiment/simulate.js';
import type { AnyModel } from '../../../src/model/index.js';
import type { RunRecord } from '../../../src/observe/run-record.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { birthDeath, expectation } from './markov.js';
import { misfits } from './simulated.js';

const models = new Map<string, AnyModel>(builtinModels.map((model) => [model.name, model]));

function run(text: string, seed: string, queue: 'fast' | 'heap' = 'fast'): RunRecord {
  const parsed = parseScenario(text, { file: 'x', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.problems, null, 1)}\n${text}`);
  return simulate(parsed.scenario, models, { seed, queue, freeze: true }).record;
}

const wordOf = (...words: readonly string[]) => fc.constantFrom(...words);

const station = fc
  .record({
    servers: wordOf('1', '2', '5', 'unlimited'),
    queueLimit: wordOf('0', '3', 'unlimited'),
    discipline: wordOf('fifo', 'lifo', 'random', 'priority', 'preemptive', 'processor-sharing', 'srpt'),
    service: wordOf('2ms', 'exponential(4ms)', '{ a: 1ms, other: uniform(0ms, 9ms) }', '0ms'),
    priorities: wordOf('[]', '[a]', '[b, a]'),
    patience: wordOf('unlimited', '3ms', 'exponential(5ms)', '0ms'),
    balking: wordOf('none', 'at-length', 'discouraged'),
    balkLength: wordOf('1', '4'),
    retries: wordOf('0', '2', 'unlimited'),
    contention: wordOf('0%', '10%'),
    crosstalk: wordOf('0%', '2%'),
    answer: wordOf('true', 'false'),
  })
  .map(
    (params) =>
      `{ ${Object.entries(params)
        .map((pair) => pair.join(': '))
        .join(', ')} }`,
  );

const front = fc.oneof(
  wordOf('random', 'round-robin', 'least-outstanding', 'power-of-d', 'redundant').chain((policy) =>
    wordOf('never', 'on-start', 'on-completion').map(
      (cancel) =>
        `queueing/dispatcher, params: { servers: [q], policy: ${policy}, cancel: ${cancel}, timeout: 20ms }`,
    ),
  ),
  fc
    .tuple(wordOf('0', '2'), wordOf('0', '1'), wordOf('unlimited', '4ms'), wordOf('true', 'false'))
    .map(
      ([fanOut, need, hedge, cancel]) =>
        `queueing/fork-join, params: { leaves: [q], fanOut: ${fanOut}, need: ${need}, hedgeAfter: ${hedge}, ` +
        `cancelLosers: ${cancel}, timeout: 20ms }`,
    ),
  wordOf('1', '4').map(
    (threads) =>
      `queueing/thread-pool, params: { threads: ${threads}, queueLimit: 5, cores: 2, downstream: [q], timeout: 20ms }`,
  ),
);

const arrivals = wordOf(
  'poisson(400/s)',
  '"poisson(100/s, batch=geometric(mean=4))"',
  '"constant(100/s, batch=5)"',
  'renewal(uniform(0ms, 4ms))',
  'closed(think=exponential(3ms))',
);

const scenario = fc
  .record({
    station,
    front,
    arrivals,
    latency: wordOf('0ms', 'exponential(1ms)'),
    fault: wordOf('crash', 'pause', 'slow', 'none'),
    at: wordOf('q/1', 'front', 'q'),
  })
  .map(
    ({ station: params, front: model, arrivals: comes, latency, fault, at }) => `
duration: 400ms
warmUp: 50ms
nodes:
  s: { model: queueing/source, params: { interarrival: exponential(4ms), targets: [q, front], operations: [a, b] } }
  front: { model: ${model} }
  q: { model: queueing/station, count: 3, params: ${params} }
network: { latency: ${latency} }
clients:
  app: { count: 8, target: front, arrivals: ${comes}, operations: { a: 50%, b: 30%, c: 20% }, timeout: 50ms }
faults:
${fault === 'none' ? '  []' : `  - { ${fault}: ${at}, at: 150ms, for: 60ms${fault === 'slow' ? ', delay: 1ms' : ''} }`}
`,
  );

function unbalanced({ audits, violations, stopped }: RunRecord): readonly string[] {
  const bad = audits.filter(
    ({ arrivals: came, completed, dropped, inSystem, numberInSystem, lambdaTimesW }) =>
      came !== completed + dropped + inSystem ||
      Math.abs(numberInSystem - lambdaTimesW) > 1e-9 * Math.max(1, lambdaTimesW),
  );
  const thrown = violations.map(({ node, explanation }) => `${node}: ${explanation}`);
  return [
    ...bad.map((audit) => JSON.stringify(audit)),
    ...thrown,
    ...(stopped === undefined ? [] : [stopped]),
  ];
}

test('whatever is asked of it, every station balances its books', () => {
  let customers = 0;
  let dropped = 0;
  fc.assert(
    fc.property(scenario, fc.nat(1000), (text, seed) => {
      const record = run(text, String(seed));
      expect([text, unbalanced(record)]).toEqual([text, []]);
      expect(run(text, String(seed), 'heap').digest).toBe(record.digest);
      for (const audit of record.audits) {
        customers += audit.arrivals;
        dropped += audit.dropped;
      }
    }),
    { numRuns: 60, seed: 1 },
  );
  expect(customers).toBeGreaterThan(10_000);
  expect(dropped).toBeGreaterThan(500);
});

test('control: books with one customer too many do not balance', () => {
  const record = run('nodes: { q: { model: queueing/station } }', '1');
  const audits = [{ ...record.audits[0]!, arrivals: 1 }];
  expect(unbalanced({ ...record, audits }).length).toBe(1);
});

test('a finite population is clients that think, and what they come to is in the record', () => {
  const text = `
duration: 4s
warmUp: 200ms
nodes: { repair: { model: queueing/station, params: { servers: 2, service: exponential(2ms) } } }
network: { latency: 0ms }
clients: { machines: { count: 10, target: repair, arrivals: closed(think=exponential(5ms)) } }`;
  const p = birthDeath(
    11,
    (n) => (10 - n) / 5,
    (n) => Math.min(n, 2) / 2,
  );
  const present = Array.from({ length: 8 }, (_, i) => {
    const [repair] = run(text, String(i + 1)).stations;
    return repair!.areas.present / repair!.time;
  });
  expect(misfits({ present }, { present: expectation(p, (n) => n) })).toEqual([]);
  expect(misfits({ present }, { present: expectation(p, (n) => n) * 1.05 }).length).toBe(1);
});
