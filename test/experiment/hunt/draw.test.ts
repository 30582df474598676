/** Drawn scenarios: whatever the seed, they could stand in a file, and there is some of everything. */
import { describe, expect, test } from 'vitest';
import { raft } from '../../../models/consensus/raft.js';
import { drawScenario } from '../../../src/experiment/hunt/draw.js';
import { FAULT_KINDS } from '../../../src/scenario/fields.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { printScenario } from '../../../src/scenario/print.js';
import type { Fault, Scenario } from '../../../src/scenario/scenario.js';
import { raftGroup } from '../../models/consensus/raft-scenarios.js';
import { clientGroup, MS, nodeGroup, S } from '../../support/scenario.js';
import { casesOf, drawn, file, frail, models, selectorsOf, silent, sturdy, TWICE } from './draw-support.js';

const readBack = (of: Scenario, known = models): Scenario => {
  const text = printScenario(of, known);
  const parsed = parseScenario(text, { file: 'drawn.yaml', models: known, readFile: () => undefined });
  if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.problems)}\n${text}`);
  return parsed.scenario;
};

const twoGroups = file(sturdy, {
  nodes: [
    nodeGroup({ name: 'db', model: sturdy.name, count: 4 }),
    nodeGroup({ name: 'cache', model: silent.name, count: 1 }),
  ],
  clients: [
    clientGroup({
      name: 'app',
      target: 'db',
      arrivals: { kind: 'closed', think: { kind: 'constant', value: 20 * MS } },
    }),
    clientGroup({
      name: 'other',
      target: 'cache',
      count: 3,
      route: 'pinned',
      keys: { kind: 'zipf', count: 9, exponent: 1 },
    }),
  ],
});
const oneNode = file(sturdy, {
  nodes: [nodeGroup({ name: 'db', model: sturdy.name, count: 1 })],
  clients: [],
});
const withRaft = file(raft, { nodes: [raftGroup(5, { members: 3, reads: 'lease' })] });
const short = file(sturdy, { duration: 3 * MS });
const MANY = { faults: { min: 0, max: 9 } };

describe.each([
  ['a group that stands everything', casesOf(file(sturdy), MANY)],
  ['a group that stands nothing', casesOf(file(frail), MANY)],
  ['two groups, one a single node', casesOf(twoGroups, MANY)],
  ['a single node without clients', casesOf(oneNode, MANY)],
  ['Raft', casesOf(withRaft, MANY)],
  ['a run of a few milliseconds', casesOf(short, MANY)],
  ['two phases', casesOf(file(sturdy), { ...MANY, progress: 1 * S })],
  ['two phases that do not fit', casesOf(short, { ...MANY, progress: 1 * S })],
])('%s', (_, cases) => {
  const known = new Map([...models, [raft.name, raft]]);
  const all = drawn(cases, 150, known);

  test('what is drawn reads back from a file as the same, so that it runs as the same', () => {
    for (const each of all) {
      const end = (of: Scenario) =>
        of.clients.map((client) => ({ ...client, until: Math.min(client.until, of.duration) }));
      const again = readBack(each, known);
      expect({ ...again, clients: end(again) }).toEqual({ ...each, clients: end(each) });
      // The world names a fault's stream by its text: even the order of keys must be the same.
      expect(JSON.stringify(again.faults)).toBe(JSON.stringify(each.faults));
      expect(JSON.stringify(again.network)).toBe(JSON.stringify(each.network));
    }
  });

  test('faults are in order and begin before the run ends', () => {
    for (const { faults, duration } of all) {
      expect(faults.map(({ at }) => at)).toEqual(faults.map(({ at }) => at).toSorted((a, b) => a - b));
      for (const { at } of faults) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThan(duration);
      }
    }
  });

  test('the same seed draws the same', () => {
    for (const each of all.slice(0, 10)) expect(drawScenario(cases, known, each.seed)).toEqual(each);
  });
});

test('control: reading back would notice what a file cannot say', () => {
  const [one] = drawn(casesOf(file(sturdy), { faults: { min: 1, max: 1 } }), 1);
  const [fault] = one!.faults;
  const late = { ...one!, faults: [{ ...fault!, at: one!.duration }] };
  expect(() => readBack(late)).toThrow(/before the run ends/);
});

describe('of everything there is some', () => {
  const all = drawn(casesOf(twoGroups, { faults: { min: 3, max: 8 } }), 600);
  const faults = all.flatMap((each) => each.faults);
  const seen = (found: Iterable<unknown>): readonly unknown[] => [...new Set(found)].toSorted();

  test('every kind of fault', () => {
    expect(seen(faults.map(({ action }) => action.kind))).toEqual([...FAULT_KINDS].toSorted());
  });

  test.each(['partition', 'hold'] as const)('every shape of %s', (kind) => {
    const shapes = faults.flatMap(({ action }) =>
      action.kind === kind && 'shape' in action ? [action.shape.kind] : [],
    );
    expect(seen(shapes)).toEqual(['bridge', 'halves', 'isolate', 'one-way', 'ring', 'split']);
  });

  test('selectors of every kind, and every role', () => {
    const selectors = faults.flatMap(selectorsOf);
    const kinds = ['group', 'majority', 'minority', 'node', 'others', 'random', 'role', 'union'];
    expect(seen(selectors.map(({ kind }) => kind))).toEqual(kinds);
    const roles = selectors.flatMap((one) => (one.kind === 'role' ? [one.role] : []));
    expect(seen(roles)).toEqual(['follower', 'leader']);
    const groups = selectors.flatMap((one) => (one.kind === 'group' ? [one.group] : []));
    expect(seen(groups)).toEqual(['app', 'cache', 'db', 'other']);
  });

  const actions = faults.map(({ action }) => action);
  test.each([
    ['crash', 'disk', [undefined, 'lose', 'tear']],
    ['disk', 'full', [false, true]],
    ['ask', 'f', ['change-membership', 'compact', 'transfer']],
  ])('%s: every %s', (kind, key, expected) => {
    const values = actions.filter((action) => action.kind === kind).map((action) => (action as never)[key]);
    expect(new Set<unknown>(values)).toEqual(new Set<unknown>(expected));
  });

  test('every property of links gets worse', () => {
    const keys = actions.flatMap((action) => (action.kind === 'degrade' ? Object.keys(action.link) : []));
    // `checksum` goes with `corrupt`; one of two groups does not stand what is altered.
    expect(seen(keys)).toEqual(['bandwidth', 'checksum', 'corrupt', 'duplicate', 'latency', 'loss', 'order']);
  });

  test('clocks jump and drift, disks are slow and lose records', () => {
    const clocks = actions.flatMap((action) => (action.kind === 'clock' ? [action] : []));
    expect(clocks.some(({ jump, drift }) => jump < 0 && drift === 0)).toBe(true);
    expect(clocks.some(({ jump, drift }) => jump === 0 && drift > 0)).toBe(true);
    const disks = actions.flatMap((action) => (action.kind === 'disk' ? [action] : []));
    expect(disks.some(({ sync }) => sync !== undefined)).toBe(true);
    expect(disks.some(({ corrupt }) => corrupt > 0)).toBe(true);
  });

  test('faults overlap, follow each other closely, come again, hit the same nodes', () => {
    const pairs = all.flatMap(({ faults: plan }) =>
      plan.slice(1).map((fault, i) => [plan[i]!, fault] as const),
    );
    const share = (is: (a: Fault, b: Fault) => boolean) =>
      pairs.filter(([a, b]) => is(a, b)).length / pairs.length;
    expect(share((a, b) => b.at - a.at < 20 * MS)).toBeGreaterThan(0.2);
    expect(share((a, b) => b.at < a.at + (a.duration ?? 0))).toBeGreaterThan(0.2);
    const text = ({ action }: Fault) => JSON.stringify(action);
    expect(share((a, b) => text(a) === text(b))).toBeGreaterThan(0.02);
    const whom = (fault: Fault) => JSON.stringify(selectorsOf(fault)[0]);
    expect(share((a, b) => a.action.kind !== b.action.kind && whom(a) === whom(b))).toBeGreaterThan(0.05);
  });

  test('durations are of every order of magnitude', () => {
    const lasts = faults.flatMap(({ duration }) => (duration === undefined ? [] : [duration / MS]));
    for (const [low, high] of [
      [0, 10],
      [10, 100],
      [100, 1000],
      [1000, 4000],
    ] as const)
      expect(lasts.filter((ms) => ms >= low && ms < high).length / lasts.length, `${low} ms`).toBeGreaterThan(
        0.05,
      );
  });

  test('networks and workloads of many kinds', () => {
    expect(seen(all.map(({ network }) => network.latency.kind))).toEqual([
      'constant',
      'exponential',
      'lognormal',
      'mixture',
      'uniform',
    ]);
    expect(seen(all.map(({ network }) => network.order))).toEqual(['any', 'fifo']);
    const some = (is: (of: Scenario) => boolean) => all.filter(is).length / all.length;
    for (const is of [
      ({ network }: Scenario) => network.loss > 0,
      ({ network }: Scenario) => network.duplicate > TWICE,
    ]) {
      expect(some(is)).toBeGreaterThan(0.2);
      expect(some(is)).toBeLessThan(0.8);
    }
    expect(seen(all.map(({ clients }) => clients[0]!.route))).toEqual(['random', 'round-robin', 'sticky']);
    expect(seen(all.map(({ clients }) => clients[1]!.route))).toEqual(['pinned']); // as in the file
  });
});

test('as many faults as asked for, on average, too', () => {
  for (const [min, max] of [
    [0, 4],
    [2, 2],
    [5, 9],
    [0, 0],
  ] as const) {
    const counts = drawn(casesOf(file(sturdy), { faults: { min, max } }), 300).map(
      ({ faults }) => faults.length,
    );
    expect(Math.min(...counts)).toBe(min);
    expect(Math.max(...counts)).toBe(max);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    // Level 1e-4: the mean of 300 whole numbers spread evenly.
    const error = (3.9 * Math.sqrt(((max - min + 1) ** 2 - 1) / 12)) / Math.sqrt(300);
    expect(Math.abs(mean - (min + max) / 2)).toBeLessThanOrEqual(error);
  }
});

test('swarm: each kind is left out of about half the plans, however many faults they have', () => {
  const plans = drawn(casesOf(file(sturdy), { faults: { min: 40, max: 40 } }), 200);
  for (const kind of FAULT_KINDS) {
    const share =
      plans.filter(({ faults }) => faults.some(({ action }) => action.kind === kind)).length / 200;
    // A restart brings a crash with it.
    expect(share, kind).toBeGreaterThan(0.3);
    expect(share, kind).toBeLessThan(kind === 'crash' ? 0.9 : 0.7);
  }
});

test('only the kinds and targets that are asked for', () => {
  const kinds = ['pause', 'hold'] as const;
  const plans = drawn(casesOf(twoGroups, { kinds, targets: ['cache'], faults: { min: 4, max: 4 } }), 100);
  for (const { faults } of plans) {
    expect(faults).toHaveLength(4);
    for (const { action } of faults) expect(kinds).toContain(action.kind);
  }
  const hit = plans.flatMap(({ faults }) => faults.flatMap(selectorsOf));
  expect(hit.some((selector) => 'group' in selector && selector.group === 'db')).toBe(false);
  expect(hit.some((selector) => 'group' in selector && selector.group === 'cache')).toBe(true);
});

test('what the file has stays: its faults, and whatever is to stay as it is', () => {
  const fault: Fault = {
    text: 'crash db/1 at 1s',
    at: S,
    duration: S,
    action: { kind: 'restart', nodes: { kind: 'group', group: 'db' } },
  };
  const base = file(sturdy, { faults: [fault] });
  for (const each of drawn(casesOf(base, { network: false, workload: false }), 30)) {
    expect(each.faults[0]).toBe(fault);
    expect({ ...each, faults: [], seed: '' }).toEqual({ ...base, faults: [], seed: '' });
  }
});

test('parts have streams of their own: leaving one as it is moves no other', () => {
  const all = drawn(casesOf(file(sturdy)), 20);
  const quiet = drawn(casesOf(file(sturdy), { network: false }), 20);
  const fixed = drawn(casesOf(file(sturdy), { workload: false, faults: { min: 0, max: 0 } }), 20);
  expect(quiet.map(({ faults }) => faults)).toEqual(all.map(({ faults }) => faults));
  expect(quiet.map(({ clients }) => clients)).toEqual(all.map(({ clients }) => clients));
  expect(fixed.map(({ network }) => network)).toEqual(all.map(({ network }) => network));
  expect(new Set(all.map(({ faults }) => JSON.stringify(faults))).size).toBeGreaterThan(10); // they can differ
});

test('every variant is drawn', () => {
  const variants = [3, 5].map((count) =>
    file(sturdy, { nodes: [nodeGroup({ name: 'db', model: sturdy.name, count })] }),
  );
  const counts = drawn({ variants, hunting: casesOf(variants[0]!).hunting }, 60).map(
    ({ nodes }) => nodes[0]!.count,
  );
  expect(counts.filter((count) => count === 3).length).toBeGreaterThan(15);
  expect(counts.filter((count) => count === 5).length).toBeGreaterThan(15);
});

test('a workload costs no more than the file’s', () => {
  const unlimited = file(sturdy);
  const {
    clients: [app],
  } = unlimited;
  const base = { ...unlimited, clients: [{ ...app!, maxOperations: Infinity }] };
  for (const { clients } of drawn(casesOf(base), 100)) expect(clients[0]!.maxOperations).toBe(160); // 40/s for 4 s
  for (const { clients } of drawn(casesOf(unlimited), 100)) expect(clients[0]!.maxOperations).toBe(100);
});
