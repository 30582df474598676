/** Copies of the sharded store's slots: where they are, what they are for, and how they come back. */
import { describe, expect, test } from 'vitest';
import { firstConfig } from '../../../models/partitioning/sharded-store/assignment.js';
import { ownersKnown, router } from '../../../models/partitioning/sharded-store/router.js';
import type { Group } from '../../../models/partitioning/sharded-store/types.js';
import { type Models, simulate } from '../../../src/experiment/simulate.js';
import { load, models, type Settings, scenarioOf } from '../../support/small-scenario.js';
import { meanOf, measured, P, S, storeWith } from './sharded-store.js';

const TIMEOUT = 60_000;
const MS = S / 1000;

const lossOf = (settings: Settings, seed = '1', using: Models = models) =>
  simulate(scenarioOf('partitioning/node-loss.yaml', { ...SHORT, ...settings }), using, {
    seed,
    freeze: true,
  }).record;

/** A node falls after two seconds and never comes back; nothing else happens. */
const SHORT: Settings = {
  duration: '8s',
  warmUp: '0s',
  [`${P}.slots`]: '32',
  'clients.app.arrivals': 'poisson(200/s)',
  'clients.app.keys': 'uniform(300)',
  'clients.app.until': '7s',
  'clients.app.timeout': '1s',
  faults: "[{ at: 2s, crash: 'random(others(coordinator(store)))' }]",
};

/** Nine nodes beside the coordinator. */
const groupWith = (params: Partial<Group['params']>): Group => ({
  params: {
    ...{ partitioner: 'ring', points: 50, slots: 64, members: 0, replicas: 3, zones: 3 },
    ...params,
  } as Group['params'],
  members: Array.from({ length: 10 }, (_, i) => i),
  name: (node) => `store/${node + 1}`,
});

describe('copies of a slot', () => {
  const zonesOf = (params: Partial<Group['params']>) =>
    firstConfig(groupWith(params)).config.targets.map(
      (target) => new Set(target.map((node) => node % 3)).size,
    );

  test.each(['ring', 'modulo', 'maglev', 'bounded', 'anchor', 'directory'] as const)(
    'are in as many zones as there are (%s)',
    (partitioner) => {
      expect(new Set(zonesOf({ partitioner }))).toEqual(new Set([3]));
      expect(new Set(zonesOf({ partitioner, replicas: 5 }))).toEqual(new Set([3]));
      expect(new Set(zonesOf({ partitioner, replicas: 2 }))).toEqual(new Set([2]));
    },
  );

  test('control: where nobody says that there are zones, some are in the same', () => {
    expect(Math.min(...zonesOf({ zones: 1 }))).toBe(1);
  });

  test('are at different nodes, and as many as there are nodes at most', () => {
    const { targets } = firstConfig(groupWith({ replicas: 20 })).config;
    for (const target of targets) expect([...target].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('a node that is gone for good', { timeout: TIMEOUT }, () => {
  const SEEDS = Array.from({ length: 10 }, (_, i) => `${i + 1}`);

  test.each([2, 3])(
    'costs nothing that was acknowledged, and nobody waits after a while (%i copies)',
    (count) => {
      for (const seed of SEEDS) {
        const record = lossOf({ [`${P}.replicas`]: `${count}` }, seed);
        expect(record.violations).toEqual([]);
        // It is missed after a second, and what was asked of it is asked again after 300 ms.
        const late = record.clients[0]!.operations.filter(({ invokedAt }) => invokedAt > 3.5 * S);
        expect(late.length).toBeGreaterThan(500);
        expect(late.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
        // Every slot that it held has all its copies again.
        expect(measured(record, 'change')).toHaveLength(1);
        expect(measured(record, 'short').length).toBeGreaterThan(0);
      }
    },
  );

  test('control: with one copy its keys are gone', () => {
    const record = lossOf({ [`${P}.replicas`]: '1' });
    const late = record.clients[0]!.operations.filter(({ invokedAt }) => invokedAt > 3.5 * S);
    expect(late.filter(({ outcome }) => outcome !== 'ok').length).toBeGreaterThan(20);
    expect(measured(record, 'change')).toEqual([]);
  });

  test('is replaced the sooner, the more is sent per second', () => {
    const restored = (moveRate: string) =>
      Math.max(...measured(lossOf({ [`${P}.moveRate`]: moveRate }), 'short')) / MS;
    const [slow, fast] = [restored('100KiB/s'), restored('1MiB/s')];
    // A ninth of three times 300 keys of 4 KiB, most of them written by then, from several nodes at once.
    expect(slow).toBeGreaterThan(300);
    expect(slow).toBeLessThan(5000);
    expect(fast).toBeLessThan(slow / 3);
  });

  test('has its slots without an owner until it is missed, and hardly longer', () => {
    const waits = measured(lossOf({}), 'ownerless').filter((wait) => wait > 100 * MS);
    expect(waits.length).toBeGreaterThan(0);
    expect(Math.min(...waits) / MS).toBeGreaterThan(950);
    expect(Math.max(...waits) / MS).toBeLessThan(1100);
  });
});

describe('the coordinator', { timeout: TIMEOUT }, () => {
  /** How many slots were left with too few copies. */
  const shortened = (fault: string) =>
    measured(lossOf({ faults: `[{ at: 2s, for: 3s, ${fault} }]` }), 'short').length;

  test.each([
    ['was paused itself', 'pause: store/1'],
    ['hears nobody', 'partition: isolate(store/1)'],
    ['was down itself', 'crash: store/1'],
  ])('takes nobody for gone when it %s', (_, fault) => {
    expect(shortened(fault)).toBe(0);
  });

  test.each(['pause: store/4', 'partition: isolate(store/4)', 'crash: store/4'])('control: %s', (fault) => {
    expect(shortened(fault)).toBeGreaterThan(0);
  });
});

describe('a newcomer that is gone for good in the middle of its copies', { timeout: TIMEOUT }, () => {
  const GONE: Settings = {
    [`${P}.replicas`]: '2',
    [`${P}.members`]: '8',
    [`${P}.moveRate`]: '100KiB/s',
    faults:
      "[{ at: 1s, ask: coordinator(store), f: change-membership, nodes: 'others(store/1)' }, { at: 1200ms, crash: store/10 }]",
  };
  const unanswered = (using?: Models) =>
    Array.from({ length: 10 }, (_, i) => {
      const { clients } = lossOf(GONE, `${i + 1}`, using);
      const late = clients[0]!.operations.filter(({ invokedAt }) => invokedAt > 3 * S);
      expect(late.length).toBeGreaterThan(500);
      return late.filter(({ outcome }) => outcome !== 'ok').length;
    });

  test('is waited for until it is missed, and no longer', () => {
    expect(Math.max(...unanswered())).toBe(0);
  });

  test('control: some slots wait for ever where owners are not told that it is gone', () => {
    const deaf = storeWith('config', (_state, message, _ctx, right) =>
      right({ ...message, config: { ...message.config, gone: [] } }),
    );
    expect(Math.max(...unanswered(deaf))).toBeGreaterThan(0);
  });
});

test('every copy costs a write the way to it and a read as well', { timeout: TIMEOUT }, () => {
  const meanMs = (replicas: string, f: string) =>
    meanOf(
      lossOf({ [`${P}.replicas`]: replicas, faults: '[]', duration: '3s', 'clients.app.until': '3s' })
        .clients[0]!.operations.filter((each) => each.f === f)
        .flatMap(({ outcome, completedAt, invokedAt }) =>
          outcome === 'ok' && completedAt !== undefined ? [(completedAt - invokedAt) / MS] : [],
        ),
    );
  for (const f of ['read', 'write']) {
    const [one, three] = [meanMs('1', f), meanMs('3', f)];
    // There and back, to the slower of two: at least two medians of half a millisecond.
    expect(three - one).toBeGreaterThan(f === 'read' ? 1 : 0.5);
    expect(three - one).toBeLessThan(4);
  }
});

test('a router knows what it was told last, whatever comes late', () => {
  const group = groupWith({});
  const { config } = firstConfig(group);
  const key = 'a';
  const before = router(group);
  const owner = before.whom({ f: 'read', key });
  const other = { number: 2, owner: owner === 1 ? 2 : 1, holders: [1, 2] };
  const news = ownersKnown({ ...config, version: 2, views: config.views.map(() => other) });
  expect(before.learn(news).whom({ f: 'read', key })).toBe(other.owner);
  expect(before.learn(news).learn(ownersKnown(config)).whom({ f: 'read', key })).toBe(other.owner);
  expect(before.whom({ f: 'read', key })).toBe(owner);
});

test.each([
  ['moveRate', '0'],
  ['goneAfter', '60ms'],
])('%s of %s makes no sense, and the file is told so', (param, value) => {
  const read = load('partitioning/node-loss.yaml', { [`${P}.${param}`]: value });
  expect(read.ok ? [] : read.problems.map(({ path }) => path)).toEqual([`${P}.${param}`]);
});
