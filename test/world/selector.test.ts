/** Selectors: from words to nodes, and every subset equally likely where chance decides. */
import { describe, expect, test } from 'vitest';
import { createStreams } from '../../src/kernel/random.js';
import type { Selector } from '../../src/scenario/scenario.js';
import { crash } from '../../src/world/lifecycle.js';
import { resolve, sample, shuffled } from '../../src/world/selector.js';
import { chiSquare } from '../kernel/goodness.js';
import { addListeners, all, createWorld, modelOf, node, ofGroup, random } from '../support/world.js';

const LEVEL = 1e-3;

function town() {
  const world = createWorld();
  const selectors = {
    leader: (views: readonly { id: number; state?: { leads: boolean } }[]) =>
      views.filter(({ state }) => state?.leads).map(({ id }) => id),
  };
  const model = modelOf(
    {},
    { selectors, init: (_d: unknown, ctx: { self: number }) => ({ leads: ctx.self === 3 }) },
  );
  addListeners(world, 1, 'app');
  world.addGroup({ name: 'db', count: 5, model });
  world.addGroup({ name: 'lb', count: 2, model: modelOf({}) });
  world.run(0, 10);
  const draw = createStreams('1').named('draw');
  return { world, draw, find: (selector: Selector) => resolve(world, selector, draw) };
}

const db = ofGroup('db');

describe('words', () => {
  const { find } = town();
  test.each<[string, Selector, number[]]>([
    ['all is every node with a model', all, [1, 2, 3, 4, 5, 6, 7]],
    ['a group', db, [1, 2, 3, 4, 5]],
    ['clients by name', ofGroup('app'), [0]],
    ['one node, counted from 1', node('db', 2), [2]],
    ['others', { kind: 'others', of: db, but: node('db', 2) }, [1, 3, 4, 5]],
    [
      'a union, in order, without repeats',
      { kind: 'union', of: [node('lb', 1), db, node('db', 1)] },
      [1, 2, 3, 4, 5, 6],
    ],
    ['a role', { kind: 'role', role: 'leader', group: 'db' }, [3]],
    ['nobody', { kind: 'others', of: db, but: db }, []],
    ['a majority of nobody', { kind: 'majority', of: { kind: 'others', of: db, but: db } }, []],
    ['more than there are', random('lb', 5), [6, 7]],
  ])('%s', (_what, selector, expected) => {
    expect(find(selector)).toEqual(expected);
  });

  test('majority and minority are the smallest and the largest such sets', () => {
    expect(find({ kind: 'majority', of: db })).toHaveLength(3);
    expect(find({ kind: 'minority', of: db })).toHaveLength(2);
    expect(find({ kind: 'majority', of: ofGroup('lb') })).toHaveLength(2);
    expect(find({ kind: 'minority', of: ofGroup('lb') })).toHaveLength(0);
  });
});

describe('chance', () => {
  test('picks each pair of five equally often', () => {
    const { find } = town();
    const counts = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      const pair = find(random('db', 2)).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    expect(chiSquare([...counts.values()], Array<number>(10).fill(0.1))).toBeGreaterThan(LEVEL);
  });

  test('shuffles three into each order equally often; a lazy shuffle would show', () => {
    const draw = createStreams('2').named('draw');
    const orders = ['012', '021', '102', '120', '201', '210'];
    const count = (shuffle: () => readonly number[]) => {
      const counts = orders.map(() => 0);
      for (let i = 0; i < 3000; i++) counts[orders.indexOf(shuffle().join(''))]!++;
      return chiSquare(counts, Array<number>(6).fill(1 / 6));
    };
    expect(count(() => shuffled([0, 1, 2], draw))).toBeGreaterThan(LEVEL);
    const lazy = () => {
      const order = [0, 1, 2];
      for (let i = 0; i < 3; i++) {
        const j = Math.floor(draw() * 3); // from all places: the well-known mistake
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return order;
    };
    expect(count(lazy)).toBeLessThan(LEVEL);
  });

  test('samples are in order and leave what they are drawn from alone', () => {
    const draw = createStreams('3').named('draw');
    const nodes = [9, 10, 11, 100];
    for (let i = 0; i < 20; i++) {
      const drawn = sample(nodes, 3, draw);
      expect(drawn).toEqual(drawn.slice().sort((a, b) => a - b));
    }
    expect(nodes).toEqual([9, 10, 11, 100]);
  });

  test('looks for nodes that are up, and takes others only if there is none', () => {
    const { world, find } = town();
    for (const id of [1, 2, 4, 5]) crash(world, world.nodes[id]!, 0);
    for (let i = 0; i < 10; i++) expect(find(random('db', 1))).toEqual([3]);
    expect(find({ kind: 'role', role: 'leader', group: 'db' })).toEqual([3]);
    crash(world, world.nodes[3]!, 0);
    expect(find(random('db', 1))).toHaveLength(1);
    expect(find({ kind: 'role', role: 'leader', group: 'db' })).toEqual([]);
  });
});
