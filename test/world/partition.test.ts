/** Partitions: which pairs each shape blocks, as drawings; chains of rules, holds and their release. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStreams } from '../../src/kernel/random.js';
import type { Fault, Partition, Selector } from '../../src/scenario/scenario.js';
import { scheduleFaults } from '../../src/world/faults.js';
import { cut } from '../../src/world/partition.js';
import type { World } from '../../src/world/world.js';
import {
  addListeners,
  all,
  at,
  constant,
  createWorld,
  fault,
  MS,
  modelOf,
  node,
  numbered,
  numbersOf,
  ofGroup,
} from '../support/world.js';

/** Five replicas, two of something else, and a client. */
function town(replicas = 5): World {
  const world = createWorld();
  const model = modelOf({ numbered: () => {} });
  world.addGroup({ name: 'db', count: replicas, model });
  world.addGroup({ name: 'lb', count: 2, model });
  addListeners(world, 1, 'app');
  return world;
}

const others = (but: Selector): Selector => ({ kind: 'others', of: ofGroup('db'), but });

const SHAPES: Readonly<Record<string, Partition>> = {
  'isolate(db/2)': { kind: 'isolate', of: node('db', 2) },
  'isolate(minority(db))': { kind: 'isolate', of: { kind: 'minority', of: ofGroup('db') } },
  'split(db/1, others(db, db/1)): lb and app reach everybody': {
    kind: 'split',
    left: node('db', 1),
    right: others(node('db', 1)),
  },
  'split(db/1, app): clients can be named': { kind: 'split', left: node('db', 1), right: ofGroup('app') },
  'halves(db)': { kind: 'halves', of: ofGroup('db') },
  'bridge(db): one node reaches both halves': { kind: 'bridge', of: ofGroup('db') },
  'ring(db): each node reaches its two neighbours': { kind: 'ring', of: ofGroup('db') },
  'one-way(db/1, others(db, db/1))': { kind: 'one-way', from: node('db', 1), to: others(node('db', 1)) },
  'halves(all): clients keep both': { kind: 'halves', of: all },
};

function drawing(world: World, shape: Partition): string {
  const { blocks, nodes } = cut(world, shape, createStreams('1').named('cut'));
  const lines = world.nodes.map(({ id, name }) => {
    const cells = world.nodes.map((to) => (to.id === id ? '\\' : blocks(id, to.id) ? 'x' : '.'));
    return `  ${name.padEnd(6)} ${cells.join(' ')}`;
  });
  return [...lines, `  about ${nodes.map((id) => world.nodes[id]!.name).join(', ')}`].join('\n');
}

test('each shape blocks the pairs that the drawing shows', async () => {
  const world = town();
  const drawings = Object.entries(SHAPES).map(([name, shape]) => `${name}\n${drawing(world, shape)}\n`);
  const legend = 'Rows send, columns receive, in the same order; x is blocked.\n';
  await expect([legend, ...drawings].join('\n')).toMatchFileSnapshot('../golden/partitions.txt');
});

describe('for any number of nodes and any draw', () => {
  const setting = fc.record({ count: fc.integer({ min: 1, max: 9 }), seed: fc.string() });
  /** How many of `db` each node of `db` reaches, itself not counted. */
  function reach({ count, seed }: { count: number; seed: string }, kind: 'halves' | 'bridge' | 'ring') {
    const { blocks } = cut(town(count), { kind, of: ofGroup('db') }, createStreams(seed).named('cut'));
    const members = Array.from({ length: count }, (_, i) => i);
    for (const a of members) {
      expect(blocks(a, a)).toBe(false);
      for (const b of members) expect(blocks(a, b)).toBe(blocks(b, a));
      expect(blocks(a, count) || blocks(count, a)).toBe(false); // lb is not concerned
    }
    return members.map((a) => members.filter((b) => b !== a && !blocks(a, b)).length).sort((a, b) => a - b);
  }

  test('halves: each node reaches its own half', () => {
    fc.assert(
      fc.property(setting, (s) => {
        const small = Math.floor(s.count / 2);
        const large = s.count - small;
        expect(reach(s, 'halves')).toEqual([
          ...Array<number>(small).fill(small - 1),
          ...Array<number>(large).fill(large - 1),
        ]);
      }),
      { seed: 1 },
    );
  });

  test('bridge: one node reaches all, the others their side and the bridge', () => {
    fc.assert(
      fc.property(setting, (s) => {
        if (s.count < 3) return;
        const left = Math.floor((s.count - 1) / 2);
        const right = s.count - 1 - left;
        const expected = [
          ...Array<number>(left).fill(left),
          ...Array<number>(right).fill(right),
          s.count - 1,
        ];
        expect(reach(s, 'bridge')).toEqual(expected);
      }),
      { seed: 1 },
    );
  });

  test('ring: each node reaches two', () => {
    fc.assert(
      fc.property(setting, (s) => {
        expect(reach(s, 'ring')).toEqual(Array<number>(s.count).fill(Math.min(2, s.count - 1)));
      }),
      { seed: 1 },
    );
  });

  test('the draw decides who: not always the same', () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const { blocks } = cut(town(), SHAPES['halves(db)']!, createStreams(`${seed}`).named('cut'));
      drawn.add([1, 2, 3, 4].map((id) => blocks(0, id)).join());
    }
    expect(drawn.size).toBeGreaterThan(3);
  });
});

test('a shape that finds one side only is about nobody', () => {
  const world = town(1);
  const nobody: Selector = others(ofGroup('db'));
  const draw = createStreams('1').named('cut');
  const about = (shape: Partition) => cut(world, shape, draw).nodes;
  expect(about({ kind: 'split', left: ofGroup('db'), right: nobody })).toEqual([]);
  expect(about({ kind: 'split', left: nobody, right: ofGroup('db') })).toEqual([]);
  expect(about({ kind: 'one-way', from: ofGroup('db'), to: nobody })).toEqual([]);
  expect(about({ kind: 'halves', of: ofGroup('db') })).toEqual([]);
  expect(about({ kind: 'isolate', of: nobody })).toEqual([]);
  expect(about({ kind: 'isolate', of: all })).toEqual([]);
});

describe('rules form a chain', () => {
  const shape: Partition = { kind: 'split', left: node('n', 1), right: node('n', 2) };
  const partition = (from: number, duration?: number) => fault({ kind: 'partition', shape }, from, duration);
  const hold = (from: number, duration?: number) => fault({ kind: 'hold', shape }, from, duration);

  /** Node 1 sends a number to node 2 each millisecond from 0.5 ms on; latency 0.1 ms. */
  function story(faults: readonly Fault[], link = {}) {
    const world = createWorld({ link: { latency: constant(MS / 10), ...link } });
    const arrivals = addListeners(world, 3);
    const plan = scheduleFaults(world, faults);
    for (let n = 0; n < 20; n++) at(world, n * MS + MS / 2, () => world.send(0, 1, numbered(n)));
    world.run(30 * MS, 1e5);
    return { world, arrivals, records: plan.records(30 * MS) };
  }
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  test('a partition drops what is sent while it lasts, and counts it', () => {
    const { arrivals, records } = story([partition(5 * MS, 5 * MS)]);
    expect(numbersOf(arrivals)).toEqual([...range(0, 5), ...range(10, 20)]);
    expect(records).toMatchObject([{ touched: 5, unit: 'messages dropped', nodes: ['n/1'] }]);
  });

  test('what was on its way when it began still arrives', () => {
    const { arrivals } = story([partition(5 * MS - 450_000, 5 * MS)]);
    expect(numbersOf(arrivals).slice(0, 5)).toEqual(range(0, 5));
  });

  test('a hold keeps everything, in order, and releases it when it ends', () => {
    for (const order of ['any', 'fifo'] as const) {
      const { arrivals, records, world } = story([hold(5 * MS, 5 * MS)], { order });
      expect(numbersOf(arrivals)).toEqual(range(0, 20));
      expect(arrivals.filter(({ at: t }) => t >= 5 * MS && t < 10 * MS)).toEqual([]);
      for (const { at: t } of arrivals.slice(5, 10)) expect(t - 10 * MS - MS / 10).toBeLessThan(10);
      expect(records[0]).toMatchObject({ touched: 5, unit: 'messages held' });
      expect(world.network.sent).toBe(20); // released ones are not counted again
    }
  });

  test('lifting a rule lifts no other: overlapping partitions end one by one', () => {
    const { arrivals, records, world } = story([partition(5 * MS, 6 * MS), partition(8 * MS, 7 * MS)]);
    expect(numbersOf(arrivals)).toEqual([...range(0, 5), ...range(15, 20)]);
    expect(records.map(({ touched }) => touched)).toEqual([6, 4]); // the first that decides has it
    expect(world.network.rules).toEqual([]);
  });

  test('what a hold releases into a partition is dropped there; what it releases into a hold waits on', () => {
    expect(numbersOf(story([hold(2 * MS, 4 * MS), partition(4 * MS, 4 * MS)]).arrivals)).toEqual([
      ...range(0, 2),
      ...range(8, 20),
    ]);
    const held = story([hold(2 * MS, 4 * MS), hold(4 * MS, 6 * MS)]);
    expect(numbersOf(held.arrivals)).toEqual(range(0, 20));
    expect(held.arrivals[2]!.at).toBeGreaterThan(10 * MS);
  });

  test('a hold that never ends delivers nothing', () => {
    expect(numbersOf(story([hold(5 * MS)]).arrivals)).toEqual(range(0, 5));
  });

  test('a one-way cut leaves the way back open', () => {
    const world = createWorld();
    const arrivals = addListeners(world, 2);
    const oneWay = { kind: 'one-way', from: node('n', 1), to: node('n', 2) } as const;
    scheduleFaults(world, [fault({ kind: 'partition', shape: oneWay }, 0)]);
    at(world, MS, () => {
      world.send(0, 1, numbered(1));
      world.send(1, 0, numbered(2));
    });
    world.run(10 * MS, 100);
    expect(numbersOf(arrivals)).toEqual([2]);
  });
});
