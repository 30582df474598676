/** An experiment adds runs up in the order of seeds, whatever order they come in; runs are plain data. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtinModels } from '../../models/index.js';
import { createAggregate } from '../../src/experiment/aggregate.js';
import { createExperiment } from '../../src/experiment/experiment.js';
import { type RunOutcome, runOne } from '../../src/experiment/run-one.js';
import { seedsOf } from '../../src/experiment/simulate.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Scenario } from '../../src/scenario/scenario.js';

const SCENARIOS = new URL('../../scenarios/', import.meta.url);
const models = new Map(builtinModels.map((model) => [model.name, model]));

function parse(text: string, file: string): Scenario {
  const parsed = parseScenario(text, { file, models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return parsed.scenario;
}

const small = parse(
  `
name: small
question: Does order matter?
duration: 1s
nodes: { db: { model: consensus/raft, count: 3 } }
network: { latency: lognormal(p50=1ms, p99=9ms) }
clients: { app: { target: db, arrivals: poisson(100/s), operations: { read: 50%, write: 50% }, keys: uniform(3) } }
faults: [ { at: 600ms, for: 200ms, partition: isolate(leader(db)) } ]
expect: [ linearizable(app), p90(app) < 1us, availability(app) > 1% ]
`,
  'small.yaml',
);

const LOST = '4';
const seeds = seedsOf('1', 7);
const outcomes = seeds.map(
  (seed): RunOutcome =>
    seed === LOST ? { kind: 'lost', seed, why: 'it was dropped' } : runOne(small, models, seed),
);

function concluded(arriving: readonly RunOutcome[]): string {
  const experiment = createExperiment(small, models, { seeds, version: '0', file: 'small.yaml' });
  for (const outcome of arriving) experiment.add(outcome);
  expect(experiment.done).toBe(arriving.length);
  return JSON.stringify(experiment.conclude());
}

const inAnyOrder = fc.shuffledSubarray(outcomes, { minLength: outcomes.length });

test('the order in which runs arrive makes no difference to any byte', () => {
  const inOrder = concluded(outcomes);
  fc.assert(
    fc.property(inAnyOrder, (arriving) => concluded(arriving) === inOrder),
    { seed: 1, numRuns: 15 },
  );
});

test('adding up in the order of arrival would: the negative control', () => {
  const added = (arriving: readonly RunOutcome[]) => {
    const aggregate = createAggregate(small, '0');
    for (const outcome of arriving) if (outcome.kind === 'finished') aggregate.add(outcome.summary);
    return JSON.stringify(aggregate.result());
  };
  const same = fc.property(inAnyOrder, (arriving) => added(arriving) === added(outcomes));
  expect(fc.check(same, { seed: 1, numRuns: 15 }).failed).toBe(true);
});

test('an experiment that ends early comes to what its runs came to, in the order of seeds', () => {
  const few = ['6', '2', '3'].map((seed) => outcomes[seeds.indexOf(seed)]!);
  expect(concluded(few)).toBe(concluded(few.toReversed()));
  expect(JSON.parse(concluded(few)).result.seeds).toEqual(['2', '3', '6']);
});

test('a lost run is a reason to doubt, and no part of the figures', () => {
  const { result } = JSON.parse(concluded(outcomes));
  expect(result.seeds).toEqual(seeds.filter((seed) => seed !== LOST));
  expect(result.reasons).toContain('lost: it was dropped (seed 4)');
  const mild = { ...small, expect: [] };
  const verdict = (arriving: readonly RunOutcome[]) => {
    const experiment = createExperiment(mild, models, { seeds, version: '0', file: 'small.yaml' });
    for (const outcome of arriving) experiment.add(outcome);
    return experiment.conclude().result.verdict;
  };
  expect(
    verdict(outcomes.map((each) => (each.kind === 'lost' ? each : runOne(mild, models, each.seed)))),
  ).toBe('unknown');
});

test('the outcome of a run survives the way between threads', () => {
  const cloned = structuredClone(outcomes);
  expect(cloned).toEqual(outcomes);
  expect(concluded(cloned)).toBe(concluded(outcomes));
  expect(outcomes.some((each) => each.kind === 'finished' && each.span !== undefined)).toBe(true);
});

test('every scenario of the gallery survives the way between threads', () => {
  const files = readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' }).filter((each) =>
    /yaml$/.test(each),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const scenario = parse(readFileSync(new URL(file, SCENARIOS), 'utf8'), file);
    expect(structuredClone(scenario)).toEqual(scenario);
  }
});
