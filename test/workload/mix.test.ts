/** Mixes: operations by weight, keys by popularity, values that tell writes apart. */
import { describe, expect, test } from 'vitest';
import { pow } from '../../src/kernel/math.js';
import { createStreams } from '../../src/kernel/random.js';
import type { ClientGroup, Keys } from '../../src/scenario/scenario.js';
import { createMix } from '../../src/workload/mix.js';
import { chiSquare } from '../kernel/goodness.js';
import { clientGroup } from '../support/scenario.js';

const LEVEL = 1e-3;
const DRAWS = 20_000;

const mixOf = (parts: Partial<ClientGroup>) => {
  const streams = createStreams('1');
  return createMix(clientGroup({ name: 'app', target: 'db', ...parts }), (purpose) => streams.named(purpose));
};

function keyCounts(keys: Keys): number[] {
  const mix = mixOf({ keys });
  const counts = Array<number>(keys.count).fill(0);
  for (let i = 0; i < DRAWS; i++) counts[mix.next().key as number]!++;
  return counts;
}

const normalised = (weights: readonly number[]) => {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
};
const ranks = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('keys', () => {
  const even = normalised(Array<number>(20).fill(1));
  const zipf = (exponent: number) => normalised(ranks(20).map((i) => 1 / pow(i + 1, exponent)));
  const hot = (share: number) => ranks(20).map((i) => (i < 4 ? share / 4 : (1 - share) / 16));

  test.each<[string, Keys, number[], number[]]>([
    ['uniform', { kind: 'uniform', count: 20 }, even, zipf(0.1)],
    ['zipf', { kind: 'zipf', count: 20, exponent: 0.99 }, zipf(0.99), zipf(1.1)],
    ['hot', { kind: 'hot', count: 20, hot: 4, share: 0.8 }, hot(0.8), hot(0.78)],
    ['hot with everything hot', { kind: 'hot', count: 20, hot: 20, share: 0.8 }, even, zipf(0.1)],
  ])('%s has its popularity, and not another', (_name, keys, probabilities, others) => {
    const counts = keyCounts(keys);
    expect(chiSquare(counts, probabilities)).toBeGreaterThan(LEVEL);
    expect(chiSquare(counts, others)).toBeLessThan(LEVEL);
  });

  test('one key is key 0', () => {
    expect(keyCounts({ kind: 'zipf', count: 1, exponent: 1 })).toEqual([DRAWS]);
  });
});

describe('operations', () => {
  const operations = [
    { f: 'read', weight: 0.5 },
    { f: 'write', weight: 0.4 },
    { f: 'cas', weight: 0.1 },
  ];

  test('come by their weights', () => {
    const mix = mixOf({ operations });
    const counts = new Map(operations.map(({ f }) => [f, 0]));
    for (let i = 0; i < DRAWS; i++) {
      const { f } = mix.next();
      counts.set(f, counts.get(f)! + 1);
    }
    expect(chiSquare([...counts.values()], [0.5, 0.4, 0.1])).toBeGreaterThan(LEVEL);
    expect(chiSquare([...counts.values()], [0.52, 0.38, 0.1])).toBeLessThan(LEVEL);
  });

  test('carry a value where they change something, each its own', () => {
    const mix = mixOf({ operations });
    const written: unknown[] = [];
    for (let i = 0; i < 1000; i++) {
      const { f, value } = mix.next();
      if (f === 'read') expect(value).toBeNull();
      else written.push(f === 'cas' ? (value as unknown[])[1] : value);
    }
    expect(new Set(written).size).toBe(written.length);
    for (const f of ['dequeue', 'acquire', 'release', 'get', 'request'])
      expect(mixOf({ operations: [{ f, weight: 1 }] }).next().value).toBeNull();
  });

  test('a cas expects what was seen last of its key', () => {
    const mix = mixOf({ operations: [{ f: 'cas', weight: 1 }] });
    expect(mix.next().value).toEqual([null, 1]);
    mix.saw(0, 17);
    mix.saw(1, 18);
    expect(mix.next().value).toEqual([17, 2]);
  });
});

test('keys do not move when the operations change', () => {
  const keys: Keys = { kind: 'uniform', count: 1000 };
  const take = (operations: ClientGroup['operations']) => {
    const mix = mixOf({ keys, operations });
    return Array.from({ length: 50 }, () => mix.next().key);
  };
  const mixed = [
    { f: 'read', weight: 0.5 },
    { f: 'write', weight: 0.5 },
  ];
  expect(take(mixed)).toEqual(take([{ f: 'read', weight: 1 }]));
});
