/**
 * What every algorithm promises: an owner among the members, all of them in order, no more moved than must be, and loads
 * in proportion to weights. Modulo is the one that breaks its word.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALGORITHMS } from '../../../models/partitioning/algorithms.js';
import { balanceOf, loadsOf, ownersOf } from '../../../models/partitioning/balance.js';
import { changed, layoutOf, member, partitionerOf } from '../../../models/partitioning/layout.js';
import { type Movement, movementOf } from '../../../models/partitioning/movement.js';
import { replicasOf } from '../../../models/partitioning/replicas.js';
import type { Algorithm, Change, Layout, Settings } from '../../../models/partitioning/types.js';
import { randomKeys } from './keys.js';

const KEYS = randomKeys(2000, 'algorithms');
/** Small tables, so that there is something to be wrong with. */
const SETTINGS: Partial<Settings> = { points: 40, tableSize: 5003 };
const RUNS = { seed: 1, numRuns: 25 };
const ids = (count: number) => Array.from({ length: count }, (_, i) => member(`n${i}`));

/** Members, and changes to them one after the other, each possible when its turn comes. */
const histories = (weighted: boolean) =>
  fc.record({
    count: fc.integer({ min: 2, max: 12 }),
    steps: fc.array(
      fc.record({
        kind: fc.constantFrom(...(['add', 'remove', 'weight'] as const)),
        which: fc.nat(100),
        weight: weighted ? fc.constantFrom(0.5, 1, 2, 3) : fc.constant(1),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  });

interface Step {
  readonly kind: Change['kind'];
  readonly which: number;
  readonly weight: number;
}

function changeOf(layout: Layout, { kind, which, weight }: Step, turn: number, algorithm: Algorithm): Change {
  const { members } = layout;
  if (kind === 'add' || members.length < 2 || (kind === 'weight' && !algorithm.weighted))
    return { kind: 'add', member: member(`new${turn}`, weight) };
  const { id } = algorithm.removesLast ? members.at(-1)! : members[which % members.length]!;
  return kind === 'remove' ? { kind, id } : { kind, id, weight };
}

const ownersIn = (layout: Layout) => {
  const partitioner = partitionerOf(layout);
  return { members: partitioner.members, owners: ownersOf(partitioner, KEYS) };
};

/** Every movement in a history of changes. */
function movements(algorithm: Algorithm, count: number, steps: readonly Step[]): readonly Movement[] {
  let layout = layoutOf(algorithm.name, ids(count), SETTINGS);
  return steps.map((step, turn) => {
    const change = changeOf(layout, step, turn, algorithm);
    const before = ownersIn(layout);
    layout = changed(layout, change);
    return movementOf(before, ownersIn(layout));
  });
}

describe.each(ALGORITHMS.map((each) => [each.name, each] as const))('%s', (_, algorithm) => {
  test('the owner comes first, and everybody comes once', () => {
    const partitioner = partitionerOf(layoutOf(algorithm.name, ids(7), SETTINGS));
    for (let i = 0; i < 100; i++) {
      const key = KEYS.at(i);
      const order = [...partitioner.order(key)];
      expect(order[0]).toBe(partitioner.owner(key));
      expect(new Set(order).size).toBe(order.length);
      if (!algorithm.confines) expect(order.length).toBe(7);
    }
  });

  test('it is the same after a round through JSON', () => {
    const layout = layoutOf(algorithm.name, ids(5), SETTINGS);
    const later = changed(layout, { kind: 'remove', id: 'n4' });
    expect(ownersIn(JSON.parse(JSON.stringify(later)) as Layout)).toEqual(ownersIn(later));
  });

  test('one member owns everything', () => {
    expect(new Set(ownersIn(layoutOf(algorithm.name, ids(1), SETTINGS)).owners)).toEqual(new Set([0]));
  });

  if (algorithm.movesLeast)
    test('a change moves only what must move', () => {
      fc.assert(
        fc.property(histories(algorithm.weighted), ({ count, steps }) => {
          for (const { strays } of movements(algorithm, count, steps)) expect(strays).toBe(0);
        }),
        RUNS,
      );
    });
  else
    test('a change moves more than must move', () => {
      const found = fc
        .sample(histories(algorithm.weighted), { seed: 1, numRuns: 10 })
        .flatMap(({ count, steps }) => movements(algorithm, count, steps));
      expect(found.some(({ strays }) => strays > 0)).toBe(true);
    });

  if (algorithm.weighted)
    test('loads are in proportion to weights', () => {
      const members = [member('a', 1), member('b', 2), member('c', 3), member('d', 4)];
      const layout = layoutOf(algorithm.name, members, { ...SETTINGS, points: 400, bound: 1000 });
      const keys = randomKeys(20_000, 'weights');
      const loads = loadsOf(ownersOf(partitionerOf(layout), keys), 4);
      // Shares themselves vary by 1/sqrt(V) at most, 5 %; four of those, plus four standard errors of sampling.
      const { minOverMean, maxOverMean } = balanceOf(loads, members);
      expect(minOverMean).toBeGreaterThan(0.75);
      expect(maxOverMean).toBeLessThan(1.25);
      // Equal shares would be found out.
      expect(balanceOf([1, 1, 1, 1], members).maxOverMean).toBeGreaterThan(2);
    });
});

test('replicas are in different zones as long as there are zones', () => {
  const members = ids(9).map((each, i) => ({ ...each, zone: `z${i % 3}` }));
  for (const { name, confines } of ALGORITHMS) {
    if (confines) continue;
    const partitioner = partitionerOf(layoutOf(name, members, SETTINGS));
    for (let i = 0; i < 50; i++) {
      const chosen = replicasOf(partitioner, KEYS.at(i), 4);
      expect(new Set(chosen).size).toBe(4);
      expect(chosen[0]).toBe([...partitioner.order(KEYS.at(i))][0]);
      const zones = chosen.slice(0, 3).map((at) => members[at]!.zone);
      expect(new Set(zones).size).toBe(3);
    }
  }
  // The plain order would not do.
  const plain = partitionerOf(layoutOf('ring', members, SETTINGS));
  const alike = Array.from({ length: 50 }, (_, i) => [...plain.order(KEYS.at(i))].slice(0, 3)).filter(
    (chosen) => new Set(chosen.map((at) => members[at]!.zone)).size < 3,
  );
  expect(alike.length).toBeGreaterThan(0);
});

test('no more replicas than members', () => {
  const partitioner = partitionerOf(layoutOf('ring', ids(2), SETTINGS));
  expect(replicasOf(partitioner, KEYS.at(0), 5)).toHaveLength(2);
});
