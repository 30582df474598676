/** What single algorithms promise beyond what all do. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketOf } from '../../../models/partitioning/algorithms/jump.js';
import { salted } from '../../../models/partitioning/algorithms/rehash.js';
import { remainder } from '../../../models/partitioning/hash/word.js';
import {
  balanceOf,
  changed,
  type Key,
  type Layout,
  layoutOf,
  limitsOf,
  loadsOf,
  member,
  merge,
  movementOf,
  ownersOf,
  partitionerOf,
  pin,
  replicasOf,
  split,
} from '../../../models/partitioning/index.js';
import { keyOf } from '../../../models/partitioning/key.js';
import { randomKeys } from './keys.js';

const ids = (count: number) => Array.from({ length: count }, (_, i) => member(`n${i}`));
const KEYS = randomKeys(20_000, 'each');
const owned = (layout: Layout, keys = KEYS) => ({
  members: layout.members,
  owners: ownersOf(partitionerOf(layout), keys),
});
const balance = (layout: Layout, keys = KEYS) =>
  balanceOf(loadsOf(owned(layout, keys).owners, layout.members.length), layout.members);

describe('bounded loads', () => {
  // Theorem 1 of the paper asks for no more than this.
  test('nobody is above its limit, whatever the keys, and everybody finds a place', () => {
    const skewed = fc.array(fc.nat(20), { minLength: 1, maxLength: 300 });
    const weights = fc.array(fc.constantFrom(1, 2, 5), { minLength: 1, maxLength: 8 });
    const overloads = (
      algorithm: string,
      draws: readonly number[],
      each: readonly number[],
      bound: number,
    ) => {
      const members = each.map((weight, i) => member(`n${i}`, weight));
      const layout = layoutOf(algorithm, members, {
        points: 10,
        ...(algorithm === 'bounded' ? { bound } : {}),
      });
      const keys = { length: draws.length, at: (i: number) => keyOf(`${draws[i]}`, 'murmur3-128') };
      const loads = loadsOf(owned(layout, keys).owners, members.length);
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(draws.length);
      const limits = limitsOf(members, draws.length, bound);
      return loads.filter((load, i) => load > limits[i]!).length;
    };
    fc.assert(
      fc.property(skewed, weights, fc.constantFrom(1, 1.1, 1.25, 2), (draws, each, bound) => {
        expect(overloads('bounded', draws, each, bound)).toBe(0);
      }),
      { seed: 1, numRuns: 200 },
    );
    // A plain ring gives a repeated key to one member.
    expect(overloads('ring', new Array<number>(100).fill(7), [1, 1, 1], 1.25)).toBe(1);
  });

  test('a key stays with its owner on the ring as long as there is room', () => {
    const plain = owned(layoutOf('ring', ids(20)));
    const lax = owned(layoutOf('bounded', ids(20), { bound: 10 }));
    expect(lax.owners).toEqual(plain.owners);
    const strict = owned(layoutOf('bounded', ids(20), { bound: 1.05 }));
    expect(strict.owners).not.toEqual(plain.owners);
  });
});

describe('anchor', () => {
  const start = layoutOf('anchor', ids(12));
  const drop = (layout: Layout, ...gone: readonly string[]) =>
    gone.reduce((before, id) => changed(before, { kind: 'remove', id }), layout);
  const add = (layout: Layout, ...come: readonly string[]) =>
    come.reduce((before, id) => changed(before, { kind: 'add', member: member(id) }), layout);

  // Mendelson et al., §4: buckets come back in the opposite order in which they went.
  test('whoever comes back in the opposite order finds its keys', () => {
    const { owners } = owned(start);
    const ownerIds = (layout: Layout) => Array.from(owned(layout).owners, (at) => layout.members[at]!.id);
    const before = Array.from(owners, (at) => start.members[at]!.id);
    expect(ownerIds(add(drop(start, 'n3', 'n7'), 'n7', 'n3'))).toEqual(before);
    expect(ownerIds(add(drop(start, 'n3', 'n7'), 'n3', 'n7'))).not.toEqual(before);
  });
  // Algorithms 1 and 2: what is left when a bucket goes is remembered whole, and the key is hashed into that.
  test('the working sets that it does not store', () => {
    const steps = fc.array(fc.nat(1000), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 9, max: 20 }),
        (draws, count, capacity) => {
          let layout = layoutOf('anchor', ids(count), { capacity });
          for (const [turn, draw] of draws.entries()) {
            const { members, vacant } = layout;
            const leaves = members.length > 1 && (draw % 2 === 0 || vacant.length === 0);
            if (leaves) layout = drop(layout, members[draw % members.length]!.id);
            else if (vacant.length > 0) layout = add(layout, `new${turn}`);
          }
          const bucketOf = byWorkingSets(layout);
          const { owner } = partitionerOf(layout);
          for (let i = 0; i < 50; i++)
            expect(layout.members[owner(KEYS.at(i))]!.id).toBe(layout.table[bucketOf(KEYS.at(i))]);
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });
  test('it is as even after leaves as after none', () => {
    // 20,000 keys on 6 members: a standard error of 1.6 %, and four of those for the fullest.
    expect(balance(drop(start, 'n1', 'n4', 'n5', 'n8', 'n9', 'n11')).maxOverMean).toBeLessThan(1.065);
  });
});

/** Which bucket a key finds, with every working set written down. */
function byWorkingSets({ table, vacant }: Layout): (key: Key) => number {
  const working = table.map((_, bucket) => bucket);
  const sets = new Map<number, readonly number[]>();
  for (const bucket of vacant) {
    // The last one takes its place.
    const last = working.pop()!;
    if (last !== bucket) working[working.indexOf(bucket)] = last;
    sets.set(bucket, [...working]);
  }
  return (key) => {
    let bucket = remainder(key.high, key.low, table.length);
    for (let set = sets.get(bucket); set !== undefined; set = sets.get(bucket)) {
      const { high, low } = salted(key, bucket + 1);
      bucket = set[remainder(high, low, set.length)]!;
    }
    return bucket;
  };
}

describe('jump', () => {
  // Lamping & Veach, §2: from n to n + 1 buckets a key stays or moves to the new one, with odds 1 / (n + 1).
  test('a new bucket takes its share from all', () => {
    for (const n of [1, 2, 10, 99]) {
      let moved = 0;
      for (let i = 0; i < KEYS.length; i++) {
        const { high, low } = KEYS.at(i);
        const [before, after] = [bucketOf(high, low, n), bucketOf(high, low, n + 1)];
        if (before === after) continue;
        expect(after).toBe(n);
        moved += 1;
      }
      const fair = KEYS.length / (n + 1);
      // Binomial; four standard deviations, a level of 6e-5 for each n.
      expect(Math.abs(moved - fair)).toBeLessThan(4 * Math.sqrt(fair));
    }
  });
  test('a leave in the middle moves far more than one at the end', () => {
    const start = layoutOf('jump', ids(10));
    const moved = (id: string) =>
      movementOf(owned(start), owned(changed(start, { kind: 'remove', id }))).moved / KEYS.length;
    expect(moved('n9')).toBeLessThan(0.12);
    expect(moved('n3')).toBeGreaterThan(0.6);
  });
});

describe('multi-probe', () => {
  // Appleton & O'Reilly, abstract: 1 + 1/ε probes for a peak of 1 + ε; 21 for 1.05, asymptotically and on average.
  test('more probes, more even', () => {
    const peak = (probes: number) => {
      const layout = layoutOf('multi-probe', ids(50), { probes });
      return balance(layout, randomKeys(100_000, 'probes')).maxOverMean;
    };
    expect(peak(1)).toBeGreaterThan(2.5);
    // Sampling has a standard error of 2.2 % for each of 50 members; four of those.
    expect(peak(5)).toBeLessThan(1.25 + 0.09);
    expect(peak(21)).toBeLessThan(1.05 + 0.09);
  });
});

describe('maglev', () => {
  // Eisenbud et al., §5.3: a larger table changes less beside what must change.
  test('when one of 100 leaves, few entries of others move, fewer in a larger table', () => {
    const strays = (tableSize: number) => {
      const start = layoutOf('maglev', ids(100), { tableSize });
      const { keys, strays } = movementOf(owned(start), owned(changed(start, { kind: 'remove', id: 'n50' })));
      return strays / keys;
    };
    expect(strays(1009)).toBeGreaterThan(strays(65537));
    expect(strays(65537)).toBeGreaterThan(0);
    expect(strays(65537)).toBeLessThan(0.03);
  });
});

// Resch 2015: odds in proportion to weights.
test('rendezvous gives each its weight’s share, exactly but for chance', () => {
  const members = [1, 2, 3.5, 0.25, 10].map((weight, i) => member(`n${i}`, weight));
  const keys = randomKeys(200_000, 'weights');
  const loads = loadsOf(owned(layoutOf('rendezvous', members), keys).owners, 5);
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  // χ² with four degrees of freedom; 18.5 at a level of 0.1 %.
  const chi = (weights: readonly number[]) =>
    loads.reduce((sum, load, i) => {
      const expected = (keys.length * weights[i]!) / total;
      return sum + (load - expected) ** 2 / expected;
    }, 0);
  expect(chi([1, 2, 3.5, 0.25, 10])).toBeLessThan(18.5);
  expect(chi([1.05, 1.95, 3.5, 0.25, 10])).toBeGreaterThan(18.5);
});

describe('range', () => {
  const layout = { ...layoutOf('range', ids(3)), bounds: ['g', 'n'] };
  const ownerOf = (of: Layout, text: string) =>
    of.members[partitionerOf(of).owner({ text, high: 0, low: 0 })]!.id;

  test('a bound belongs to the range behind it', () => {
    expect(['', 'f~', 'g', 'mzz', 'n', 'zebra'].map((key) => ownerOf(layout, key))).toEqual([
      'n0',
      'n0',
      'n1',
      'n1',
      'n2',
      'n2',
    ]);
  });
  test('split and merge undo each other', () => {
    const cut = split(layout, 'k', member('new'));
    expect(['j', 'k', 'm', 'n'].map((key) => ownerOf(cut, key))).toEqual(['n1', 'new', 'new', 'n2']);
    expect(merge(cut, 'new')).toEqual(layout);
    expect(() => split(layout, 'g', member('new'))).toThrow('both sides');
  });
  test('the first range goes to the second', () => {
    expect(ownerOf(merge(layout, 'n0'), 'apple')).toBe('n1');
  });
  test('bounds at the start cut digits and letters evenly', () => {
    const even = layoutOf('range', ids(4));
    const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
    expect(even.bounds).toEqual([digits[9], digits[18], digits[27]]);
    const wider = changed(even, { kind: 'add', member: member('new') });
    expect(wider.bounds).toEqual(['4i', '9', 'i', 'r']);
  });
});

describe('directory, cells and shuffle shards', () => {
  test('slots are as even as whole numbers can be', () => {
    const shares = partitionerOf(layoutOf('directory', ids(7), { slots: 100 })).shares!();
    expect(shares.map((share) => Math.round(share * 100)).sort()).toEqual([14, 14, 14, 14, 14, 15, 15]);
  });
  test.each(['directory', 'cells'])('%s: a pinned key is where it was pinned, until that leaves', (name) => {
    const key = keyOf('celebrity', 'murmur3-128');
    const start = layoutOf(name, ids(5));
    const ownerOf = (layout: Layout) => layout.members[partitionerOf(layout).owner(key)]!.id;
    const other = start.members.find(({ id }) => id !== ownerOf(start))!.id;
    const pinned = pin(start, 'celebrity', other);
    expect(ownerOf(pinned)).toBe(other);
    expect(ownerOf(changed(pinned, { kind: 'remove', id: other }))).toBe(
      ownerOf(changed(start, { kind: 'remove', id: other })),
    );
  });
  test('tenants share as many members as the odds say', () => {
    const partitioner = partitionerOf(layoutOf('shuffle', ids(8), { shardSize: 2 }));
    const shards = Array.from({ length: 4000 }, (_, i) => new Set(partitioner.order(KEYS.at(i))));
    const counts = [0, 0, 0];
    for (let i = 0; i + 1 < shards.length; i += 2) {
      const shared = [...shards[i]!].filter((each) => shards[i + 1]!.has(each)).length;
      counts[shared]! += 1;
    }
    // χ² with two degrees of freedom; 13.8 at a level of 0.1 %.
    const expected = [15 / 28, 12 / 28, 1 / 28].map((odds) => odds * 2000);
    const chi = (seen: readonly number[]) =>
      expected.reduce((sum, want, i) => sum + (seen[i]! - want) ** 2 / want, 0);
    expect(chi(counts)).toBeLessThan(13.8);
    expect(chi([800, 1000, 200])).toBeGreaterThan(13.8);
  });
  test('a shard is no larger than it should be, and a cell is one', () => {
    const key = KEYS.at(0);
    expect(replicasOf(partitionerOf(layoutOf('shuffle', ids(9), { shardSize: 3 })), key, 5)).toHaveLength(3);
    expect(replicasOf(partitionerOf(layoutOf('cells', ids(9))), key, 5)).toHaveLength(1);
  });
});

// 100,000 keys on 20 members: sampling alone gives a standard error of 1.4 %; the level of each bound is below 0.1 %.
test.each([
  ['modulo', 0.025],
  ['rendezvous', 0.025],
  ['jump', 0.025],
  ['anchor', 0.025],
  ['maglev', 0.025],
  ['directory', 0.04],
  ['ring', 0.16],
])('%s spreads keys evenly', (name, bound) => {
  const keys = randomKeys(100_000, 'even');
  const { standardError } = balance(layoutOf(name, ids(20), { slots: 1000 }), keys);
  expect(standardError).toBeLessThan(bound);
  // One member with half as much more would be found out.
  const off = balanceOf([1.5 * 5000, ...new Array<number>(19).fill(5000)], ids(20)).standardError;
  if (bound < 0.1) expect(off).toBeGreaterThan(bound);
});
