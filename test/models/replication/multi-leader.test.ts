/** Multi-leader replication's protocol, in runs: who hears of what how often, what is lost, and what is refused. */
import { describe, expect, test } from 'vitest';
import { mergedValue } from '../../../models/replication/multi-leader/plain.js';
import { assumes, sometimes } from '../../../models/replication/multi-leader/testing.js';
import { multiLeader } from '../../../models/replication/multi-leader.js';
import type { Json } from '../../../src/model/index.js';
import { loadScenario, type Run, runScenario } from '../../../src/testing/index.js';

const scenarioFile = (name: string) =>
  new URL(`../../../scenarios/replication/${name}.yaml`, import.meta.url);

const HUNTED = scenarioFile('multi-leader-hunt');

type Settings = Readonly<Record<string, string | number>>;

const runHunted = (settings: Settings, seed = 1): Run =>
  runScenario(loadScenario(HUNTED, { set: { expect: '[converges(db) within 4s]', ...settings } }), { seed });

const params = (settings: Settings): Settings =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`nodes.db.params.${name}`, value]));

const times = ({ record }: Run, condition: string): number =>
  record.conditions.find((each) => each.condition === condition)?.times ?? Number.NaN;

const meanOf = ({ record }: Run, group: string, name: string): number => {
  const { values } = record.measures.find((each) => each.group === group && each.name === name)!;
  expect(values.length).toBeGreaterThan(50);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
};

/** What all members held at the end, which was the same. */
const heldBy = ({ record }: Run): Json => {
  const texts = record.contents[0]!.members.map(({ last }) => JSON.stringify(last));
  expect(new Set(texts).size).toBe(1);
  return JSON.parse(texts[0]!);
};

describe.each(['all-to-all', 'ring', 'star'])('%s', (topology) => {
  const calm = { ...params({ topology, antiEntropy: 'unlimited' }), 'network.duplicate': '0%' };

  test('everybody hears of everything once', () => {
    const run = runHunted(calm);
    expect(times(run, 'an operation comes twice')).toBe(0);
    expect(times(run, 'an operation is sent again')).toBe(0);
    const passedOn = times(run, 'an operation is passed on');
    if (topology === 'all-to-all') expect(passedOn).toBeNaN();
    else expect(passedOn).toBeGreaterThan(0);
    expect(heldBy(run)).toHaveLength(3);
  });

  test('what is lost on the way is sent again until it is there', () => {
    const run = runHunted({ ...calm, 'network.loss': '20%' });
    expect(times(run, 'an operation is sent again')).toBeGreaterThan(0);
    expect(times(run, 'an operation comes twice')).toBeGreaterThan(0);
    expect(run.record.violations).toEqual([]);
    heldBy(run);
  });
});

describe('counters', () => {
  const counter = {
    ...params({ object: 'counter' }),
    'clients.app.object': 'counter',
    'clients.app.operations': '{ add: 80%, read: 20% }',
    faults:
      '[{ at: 1s, for: 1s, partition: halves(db) }, { at: 2.5s, for: 500ms, crash: random(db), disk: tear }]',
  };
  const total = (operations: Run['record']['clients'][number]['operations'], outcomes: readonly string[]) =>
    operations
      .filter(({ f, outcome }) => f === 'add' && outcomes.includes(outcome))
      .reduce((sum, { input }) => sum + Number(input), 0);
  const countedIn = (run: Run) =>
    (heldBy(run) as readonly (readonly [Json, number])[]).reduce((sum, [, value]) => sum + value, 0);

  test.each([1, 2, 3])(
    'as CRDTs count what was acknowledged, and no more than was asked for: seed %i',
    (seed) => {
      const run = runHunted({ ...counter, ...params({ conflicts: 'crdt' }) }, seed);
      const { operations } = run.record.clients[0]!;
      expect(countedIn(run)).toBeGreaterThanOrEqual(total(operations, ['ok']));
      expect(countedIn(run)).toBeLessThanOrEqual(total(operations, ['ok', 'info']));
    },
  );

  test.each(['lww', 'merge'])('by %s lose some of it', (conflicts) => {
    const run = runHunted({ ...counter, ...params({ conflicts }) });
    expect(countedIn(run)).toBeLessThan(total(run.record.clients[0]!.operations, ['ok']));
  });
});

test('clocks that differ lose as much as a partition, and stamps that follow what was seen do not', () => {
  const run = runScenario(loadScenario(scenarioFile('multi-leader-partition')));
  const lost = (group: string) => meanOf(run, group, 'lost');
  expect(lost('in-step')).toBeGreaterThan(0.05);
  expect(lost('in-step')).toBeLessThan(0.12);
  expect(lost('behind-100ms')).toBeGreaterThan(lost('in-step'));
  expect(lost('behind-1s')).toBeGreaterThan(1.5 * lost('in-step'));
  expect(lost('behind-1s-hybrid')).toBeLessThan(lost('behind-1s'));
});

test('a ring heals around its far side, a star has none, all-to-all does not notice', () => {
  const run = runScenario(loadScenario(scenarioFile('multi-leader-topologies')));
  const mean = (group: string) => meanOf(run, group, 'time-to-reach-most') / 1e6;
  expect(mean('all-to-all')).toBeLessThan(25);
  expect(mean('ring-comparing')).toBeLessThan(mean('ring') / 2);
  expect(mean('star')).toBeGreaterThan(1000);
  expect(mean('star-comparing')).toBeGreaterThan(1000);
});

describe('siblings are merged', () => {
  test.each([
    ['register', [3, 1, 2], 3],
    ['counter', [4, 7], 7],
    ['set', [[1, 2], [2, 3], []], [1, 2, 3]],
    [
      'list-append',
      [
        [1, 3],
        [1, 2],
      ],
      [1, 2, 3],
    ],
  ] as const)('%s', (object, values, merged) => {
    expect(mergedValue(object, values)).toEqual(merged);
    expect(mergedValue(object, [...values].reverse())).toEqual(merged);
  });
});

describe('what is asked', () => {
  const answers = (settings: Settings) => runHunted(settings).record.clients[0]!.operations;

  test('is refused if the object has no such operation', () => {
    const writes = answers(params({ object: 'set', conflicts: 'crdt' })).filter(({ f }) => f === 'write');
    expect(writes.length).toBeGreaterThan(10);
    for (const { outcome, error } of writes)
      expect({ outcome, error }).toEqual({ outcome: 'fail', error: 'a set has no operation write' });
  });

  test('a CRDT that needs causal delivery is not given another', () => {
    const set = params({ object: 'set', conflicts: 'crdt', delivery: 'fifo' });
    expect(() => loadScenario(HUNTED, { set })).toThrow('must be causal for a CRDT set');
  });
});

describe('what tests are told', () => {
  test('conditions are all reached by a few runs with faults', () => {
    const settings = {
      ...params({ stamps: 'wall', topology: 'ring' }),
      faults: '[{ at: 1s, for: 1s, partition: halves(db) }, { at: 2.5s, for: 500ms, crash: random(db) }]',
      'network.duplicate': '5%',
    };
    const runs = [1, 2, 3, 4, 5].map((seed) => runHunted(settings, seed));
    const { scenario } = runs[0]!;
    const missed = sometimes(scenario.nodes[0]!.params).filter((condition) =>
      runs.every((run) => times(run, condition) === 0),
    );
    expect(missed).toEqual([]);
  });

  test('who may be gone for good depends on the topology', () => {
    const gone = (topology: string, antiEntropy = 1) => assumes({ topology, antiEntropy }).goneMax;
    expect([gone('all-to-all'), gone('ring'), gone('star')]).toEqual([undefined, 1, 0]);
    expect(gone('ring', Number.POSITIVE_INFINITY)).toBe(0);
  });

  test('its parameters are all documented', () => {
    for (const { doc } of Object.values(multiLeader.params) as { doc: string }[])
      expect(doc.length).toBeGreaterThan(20);
  });
});
