/** Shrinking comes down to what a failure needs, whatever it needs, and takes nothing else for it. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { raft } from '../../../models/consensus/raft.js';
import { type Failure, runCase } from '../../../src/experiment/hunt/case.js';
import { drawScenario } from '../../../src/experiment/hunt/draw.js';
import { shrink } from '../../../src/experiment/hunt/shrink.js';
import { isSmaller, measureOf } from '../../../src/experiment/hunt/simpler/measure.js';
import type { Models } from '../../../src/experiment/simulate.js';
import type { AnyModel } from '../../../src/model/index.js';
import { faultText } from '../../../src/scenario/fault-text.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { printScenario } from '../../../src/scenario/print.js';
import type { Fault, FaultAction, Scenario, Selector } from '../../../src/scenario/scenario.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../../support/scenario.js';

const db = { kind: 'group', group: 'db' } as const;
const node = (index: number): Selector => ({ kind: 'node', group: 'db', index });
const random = (count: number): Selector => ({ kind: 'random', of: db, count });

const fault = (at: number, duration: number | undefined, action: FaultAction): Fault => {
  const parts = { at: at * MS, duration: duration === undefined ? undefined : duration * MS, action };
  return { text: faultText(parts), ...parts };
};

/** Twelve faults of many kinds; what the predicates below look for is somewhere among them. */
const PLAN: readonly Fault[] = [
  fault(1013, 250, { kind: 'pause', nodes: random(2) }),
  fault(2017, 1900, { kind: 'hold', shape: { kind: 'ring', of: db } }),
  fault(3331, 777, { kind: 'crash', nodes: db, disk: 'tear' }),
  fault(4001, undefined, { kind: 'slow', nodes: random(1), delay: { kind: 'exponential', mean: 7e6 } }),
  fault(4777, 1234, { kind: 'partition', shape: { kind: 'bridge', of: db } }),
  fault(5111, 2345, { kind: 'crash', nodes: { kind: 'union', of: [node(2), node(3)] }, disk: 'lose' }),
  fault(6003, undefined, { kind: 'clock', nodes: node(1), jump: 3 * S, drift: 0.01 }),
  fault(6500, 500, { kind: 'degrade', nodes: random(3), link: { loss: 0.3, duplicate: 0.1 } }),
  fault(7000, undefined, { kind: 'restart', nodes: db }),
  fault(7200, 900, { kind: 'disk', nodes: db, sync: undefined, full: true, corrupt: 0.2 }),
  fault(8100, undefined, { kind: 'ask', node: random(1), f: 'transfer', value: null, nodes: undefined }),
  fault(8888, 111, { kind: 'pause', nodes: node(4) }),
];

const START = scenario({
  duration: 20 * S,
  runs: 5,
  nodes: [nodeGroup({ name: 'db', model: 'consensus/raft', count: 5 })],
  clients: [
    clientGroup({
      name: 'app',
      target: 'db',
      count: 7,
      keys: { kind: 'zipf', count: 30, exponent: 1 },
      operations: [
        { f: 'read', weight: 0.4 },
        { f: 'write', weight: 0.3 },
        { f: 'cas', weight: 0.3 },
      ],
      retryAfter: 100 * MS,
      until: 20 * S,
    }),
    clientGroup({ name: 'others', target: 'db', until: 20 * S }),
  ],
  network: { ...scenario({}).network, latency: { kind: 'uniform', low: MS, high: 4 * MS }, loss: 0.01 },
  faults: PLAN,
});

const names = (selector: Selector, index: number): boolean => {
  if (selector.kind === 'node') return selector.index === index;
  return selector.kind === 'union'
    ? selector.of.some((part) => names(part, index))
    : selector.kind === 'group';
};
const endOf = ({ at, duration }: Fault, end: number): number => Math.min(end, at + (duration ?? Infinity));
const overlap = (a: Fault, b: Fault, end: number): boolean => a.at < endOf(b, end) && b.at < endOf(a, end);
const crashOfTwo = ({ action }: Fault): boolean => action.kind === 'crash' && names(action.nodes, 2);
const isPartition = ({ action }: Fault): boolean => action.kind === 'partition';

test('a crash of db/2 that overlaps a partition, out of twelve faults', () => {
  const fails = ({ faults, duration }: Scenario) =>
    faults.some(
      (crash) => crashOfTwo(crash) && faults.some((cut) => isPartition(cut) && overlap(crash, cut, duration)),
    );
  const { scenario: smallest, finished, tried } = shrink(START, fails);
  expect(finished).toBe(true);
  expect(tried).toBeLessThan(600);
  expect(smallest.seed).toBe(START.seed);
  expect(smallest.faults.map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      { kind: 'crash', nodes: node(2), disk: undefined },
      { kind: 'partition', shape: { kind: 'isolate', of: node(1) } },
    ]),
  );
  expect(smallest).toMatchObject({
    faults: { length: 2 },
    runs: 1,
    network: { loss: 0, latency: { kind: 'constant' } },
  });
  expect(smallest.clients).toMatchObject([
    { count: 1, maxOperations: 1, keys: { kind: 'uniform', count: 1 }, retryAfter: undefined },
  ]);
  for (const each of smallest.faults) expect(each.text).toBe(faultText(each));
});

test('what is kept is kept: the longest of two pauses, all five nodes, forty operations, a key of thirty', () => {
  const fails = ({ faults, nodes, clients }: Scenario) =>
    faults.some(({ action, duration }) => action.kind === 'pause' && (duration ?? 0) >= 237 * MS) &&
    nodes[0]!.count === 5 &&
    clients.some(
      ({ name, maxOperations, keys }) => name === 'app' && maxOperations >= 40 && keys.count >= 28,
    );
  const { scenario: smallest, finished } = shrink(START, fails);
  expect(finished).toBe(true);
  expect(smallest.faults).toHaveLength(1);
  expect(smallest.faults[0]!.action).toEqual({ kind: 'pause', nodes: node(1) });
  expect(smallest.faults[0]!.duration).toBeLessThanOrEqual(250 * MS);
  expect(smallest.clients).toMatchObject([{ maxOperations: 40, keys: { kind: 'uniform', count: 28 } }]);
});

test('not monotone: an even number of faults, two of which must stay', () => {
  const fails = ({ faults }: Scenario) =>
    faults.length % 2 === 0 && faults.some(crashOfTwo) && faults.some(({ action }) => action.kind === 'ask');
  const { scenario: smallest } = shrink(START, fails);
  expect(smallest.faults.map(({ action }) => action.kind).sort()).toEqual(['ask', 'crash']);
  const many = { ...START, faults: PLAN.slice(0, 7) };
  const odd = shrink(many, ({ faults }) => faults.length % 2 === 1);
  expect(odd.scenario.faults).toHaveLength(1);
});

test('two faults become one that does for both', () => {
  const faults = [
    fault(1000, 500, { kind: 'pause', nodes: node(1) }),
    fault(1400, 800, { kind: 'pause', nodes: node(1) }),
  ];
  const fails = (candidate: Scenario) => {
    const down = (at: number) =>
      candidate.faults.some((each) => each.at <= at && endOf(each, candidate.duration) > at);
    return down(1100 * MS) && down(2100 * MS);
  };
  expect(shrink({ ...START, faults }, fails).scenario.faults).toHaveLength(1);
});

test('any set of faults that is needed is what is left', () => {
  const needed = fc.uniqueArray(fc.nat({ max: PLAN.length - 1 }), { maxLength: 4 });
  fc.assert(
    fc.property(needed, (indices) => {
      const kinds = new Set(indices.map((i) => PLAN[i]!.action.kind));
      const fails = ({ faults }: Scenario) =>
        [...kinds].every((kind) => faults.some(({ action }) => action.kind === kind));
      const { scenario: smallest, finished } = shrink(START, fails);
      expect(finished).toBe(true);
      expect(new Set(smallest.faults.map(({ action }) => action.kind))).toEqual(kinds);
      expect(smallest.faults).toHaveLength(kinds.size);
    }),
    { numRuns: 20, seed: 5 },
  );
});

test('control: what never fails again stays as it is', () => {
  const steps: string[] = [];
  const result = shrink(START, () => false, { onStep: (what) => steps.push(what) });
  expect(result.scenario).toBe(START);
  expect(result.finished).toBe(true);
  expect(result.tried).toBeGreaterThan(100);
  expect(steps).toEqual([]);
});

test('no candidate is run twice, and the budget is kept to', () => {
  const seen = new Set<string>();
  const fails = (candidate: Scenario) => {
    const key = JSON.stringify(candidate);
    expect(seen.has(key)).toBe(false);
    seen.add(key);
    return candidate.faults.some(crashOfTwo);
  };
  const { tried } = shrink(START, fails);
  expect(seen.size).toBe(tried);
  const stopped = shrink(START, ({ faults }) => faults.some(crashOfTwo), { goOn: (runs) => runs < 10 });
  expect(stopped).toMatchObject({ tried: 10, finished: false });
  expect(stopped.scenario.faults.some(crashOfTwo)).toBe(true);
  expect(stopped.scenario.faults.length).toBeLessThan(PLAN.length);
});

test('the run is cut off after the failure before anything else, and steps are told in words', () => {
  const steps: string[] = [];
  const failedAt = 7.456 * S;
  const fails = ({ duration, faults }: Scenario) =>
    duration > failedAt && faults.some(crashOfTwo) ? { at: failedAt } : false;
  const { scenario: smallest } = shrink(START, fails, { failedAt, onStep: (what) => steps.push(what) });
  expect(steps[0]).toBe('ends at 7.5 s');
  expect(steps).toContainEqual(expect.stringMatching(/^without /));
  expect(smallest.duration).toBe(7.5 * S);
  expect(smallest.clients.every(({ until }) => until <= smallest.duration)).toBe(true);
});

const RAFT = `
duration: 8s
nodes: { db: { model: consensus/raft, count: 5, params: { snapshotEvery: 20 } } }
network: { latency: 'lognormal(p50=1ms, p99=8ms)', loss: 1%, duplicate: 1% }
clients:
  app: { count: 5, target: db, arrivals: poisson(100/s), operations: { read: 40%, write: 40%, cas: 20% }, keys: uniform(5), retryAfter: 150ms, route: random }
expect: [ linearizable(app), invariant(db) ]
hunt: { faults: 4..10, network: as-is, workload: as-is }
`;

function readRaft(text: string, models: Models) {
  const parsed = parseScenario(text, { file: 'raft.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { scenario: parsed.scenario, cases: { variants: [parsed.scenario], hunting: parsed.hunt } };
}

const failureOf = (candidate: Scenario, models: Models, signature?: string): Failure | undefined =>
  runCase(candidate, models).failures.find((each) => signature === undefined || each.signature === signature);

/** The first case that fails. */
function huntFor(models: Models, seedsMax: number): { scenario: Scenario; failure: Failure } {
  const { cases } = readRaft(RAFT, models);
  for (let seed = 1; seed <= seedsMax; seed++) {
    const drawn = drawScenario(cases, models, String(seed));
    const failure = failureOf(drawn, models);
    if (failure !== undefined) return { scenario: { ...drawn, expect: failure.expect }, failure };
  }
  throw new Error(`nothing failed in ${seedsMax} seeds`);
}

/** Raft with a rule broken from outside, and the most faults that it takes to see it. */
const BROKEN: readonly (readonly [name: string, faultsMax: number, model: AnyModel])[] = [
  [
    'two votes in one term',
    0,
    {
      ...raft,
      on: {
        ...raft.on,
        vote: (state, message, ctx) => {
          state.votedFor = undefined;
          return raft.on.vote(state, message, ctx);
        },
      },
    } satisfies typeof raft,
  ],
  [
    'a restart forgets the vote',
    1,
    {
      ...raft,
      init: (durable, ctx) => {
        const state = raft.init(durable, ctx);
        state.votedFor = undefined;
        return state;
      },
    } satisfies typeof raft,
  ],
  [
    'entries of a past leader are taken',
    1,
    {
      ...raft,
      on: {
        ...raft.on,
        append: (state, message, ctx) =>
          raft.on.append(state, { ...message, term: Math.max(message.term, state.term) }, ctx),
      },
    } satisfies typeof raft,
  ],
];

for (const [name, faultsMax, model] of BROKEN)
  test(`a smallest case of a broken Raft: ${name}`, () => {
    const models: Models = new Map([[model.name, model]]);
    const { scenario: drawn, failure } = huntFor(models, 200);
    const fails = (candidate: Scenario) => failureOf(candidate, models, failure.signature) ?? false;
    const { scenario: smallest, tried, finished } = shrink(drawn, fails, { models, failedAt: failure.at });
    expect(finished).toBe(true);
    expect(tried).toBeLessThan(1000);
    expect(drawn.faults.length).toBeGreaterThanOrEqual(4);
    expect(smallest.faults.length).toBeLessThanOrEqual(faultsMax);
    expect(smallest.seed).toBe(drawn.seed);
    expect(smallest.duration).toBeLessThan(drawn.duration);
    expect(
      isSmaller(
        measureOf(smallest, () => undefined),
        measureOf(drawn, () => undefined),
      ),
    ).toBe(true);
    const { scenario: again } = readRaft(printScenario(smallest, models), models);
    expect(again).toEqual(smallest);
    expect(failureOf(again, models)?.signature).toBe(failure.signature);
  });

test('control: another failure is not taken for the same', () => {
  const models: Models = new Map([[raft.name, raft]]);
  const { scenario: plain } = readRaft(RAFT.replace('snapshotEvery: 20', 'reads: stale'), models);
  expect(failureOf(plain, models)?.signature).toBe('linearizable(app)');
  const fails = (candidate: Scenario) =>
    failureOf(candidate, models, 'invariant(db): leader-completeness') ?? false;
  const few = shrink(plain, fails, { models, goOn: (tried) => tried < 20 });
  expect(few.scenario).toBe(plain);
});
