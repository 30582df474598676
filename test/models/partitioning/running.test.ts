/**
 * Tenants, tablets and secondary indexes as running systems: what is hurt and how much, beside the odds; and rules that
 * can be broken.
 *
 * Shares over 8 runs with fixed seeds, at 4 standard errors: below 1e-4 each.
 */
import { describe, expect, test } from 'vitest';
import { anySlow, measuresOf } from '../../../models/partitioning/secondary-index/measures.js';
import { monitor } from '../../../models/partitioning/tablets/monitor.js';
import { fresh, type State, tabletOf } from '../../../models/partitioning/tablets/types.js';
import { type Harm, measures, oddsOf } from '../../../models/partitioning/tenants/harm.js';
import { simulate } from '../../../src/experiment/simulate.js';
import { models, type Settings, scenarioOf } from '../../support/small-scenario.js';

const FOLDER = 'partitioning';
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The means of a figure of some runs, and what theory says. */
function figures(file: string, name: string, settings: Settings, runs = 8) {
  const scenario = scenarioOf(`${FOLDER}/${file}.yaml`, settings);
  const records = Array.from(
    { length: runs },
    (_, seed) => simulate(scenario, models, { seed: `${seed + 1}` }).record,
  );
  const found = records.map((record) => record.measures.find((measure) => measure.name === name)!);
  return { values: found.map(({ values }) => mean(values)), theory: found[0]!.theory, records };
}

/** In standard errors of the mean over runs. */
function apart(values: readonly number[], expected: number): number {
  const centre = mean(values);
  const variance =
    values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (values.length - 1);
  return Math.abs(centre - expected) / Math.sqrt(variance / values.length + 1e-9);
}

describe('tenants', () => {
  const hurt = (isolation: string, name: string, file = 'shuffle-sharding') =>
    figures(file, name, { 'nodes.router.params.isolation': isolation });

  test.each([
    ['cells', 1 / 4],
    ['shuffle', 1 / 28],
  ])('a poisonous one cuts off its equals: %s', { timeout: 30_000 }, (isolation, odds) => {
    const { values, theory } = hurt(isolation, 'tenants cut off');
    expect(theory).toBeCloseTo(odds, 12);
    expect(apart(values, odds)).toBeLessThan(4);
    // Neither passes for the other.
    expect(apart(values, isolation === 'cells' ? 1 / 28 : 1 / 4)).toBeGreaterThan(4);
  });

  test('13 of 28 share a worker with it', { timeout: 30_000 }, () => {
    const { values, theory } = hurt('shuffle', 'tenants that lost a worker at least');
    expect(theory).toBeCloseTo(13 / 28, 12);
    expect(apart(values, 13 / 28)).toBeLessThan(4);
  });

  test('without isolation everybody is cut off', { timeout: 30_000 }, () => {
    expect(Math.min(...hurt('none', 'tenants cut off').values)).toBeGreaterThan(0.8);
  });

  test('a rack that fails is a cell, or one pair of 66', { timeout: 30_000 }, () => {
    expect(apart(hurt('cells', 'tenants cut off', 'cell-failure').values, 1 / 6)).toBeLessThan(4);
    expect(apart(hurt('shuffle', 'tenants cut off', 'cell-failure').values, 1 / 66)).toBeLessThan(4);
  });

  test('who poisons is not counted among the hurt, and who never asked neither', () => {
    const harm = (parts: Partial<Harm>): Harm => ({
      requests: 9,
      retried: 0,
      failed: 0,
      turn: 0,
      poisonous: false,
      ...parts,
    });
    const all = [
      harm({}),
      harm({ failed: 9, retried: 18 }),
      harm({ poisonous: true, failed: 9 }),
      harm({ requests: 0 }),
    ];
    const [cutOff] = measures([{ tenants: all, odds: oddsOf('shuffle', 8, 2) }]);
    expect(cutOff!.values).toEqual([0, 1]);
  });
});

describe('a secondary index', () => {
  const slow = (index: string, shards: number) =>
    figures('secondary-index', 'slow queries', {
      'nodes.router.params.index': index,
      'nodes.shard.count': `${shards}`,
    });

  test.each([5, 50])(
    'that is local to %i shards is slow with 1 - (1 - p)^n',
    { timeout: 30_000 },
    (shards) => {
      const { values, records } = slow('local', shards);
      expect(apart(values, anySlow(0.01, shards))).toBeLessThan(4);
      expect(apart(values, 0.01)).toBeGreaterThan(4);
      // Beside each run stands what its own shards make of it.
      for (const { measures: own } of records) {
        const { theory } = own.find(({ name }) => name === 'slow queries')!;
        const [p] = own.find(({ name }) => name === 'slow answers of single shards')!.values;
        expect(theory).toBeCloseTo(anySlow(p!, shards), 12);
      }
    },
  );

  test('that is global is as slow as one shard', { timeout: 30_000 }, () => {
    expect(apart(slow('global', 50).values, 0.01)).toBeLessThan(4);
  });

  test('measures nothing where nobody queried', () => {
    expect(measuresOf([{ slowParts: 0, allParts: 0, queries: [] }]).flatMap(({ values }) => values)).toEqual(
      [],
    );
  });
});

describe('tablets', () => {
  const BUSIEST = 'busiest server over the mean, by window';
  const uneven = (settings: Settings) => figures('timestamp-keys', BUSIEST, settings, 1);
  const keyed = (by: string, splitAbove: string) =>
    uneven({ 'nodes.router.params.keyedBy': by, 'nodes.router.params.splitAbove': splitAbove }).values[0]!;

  test('keys that begin with the time go to one server, and splitting only moves it', () => {
    expect(keyed('time', 'unlimited')).toBe(8);
    expect(keyed('time', '500')).toBeGreaterThan(6);
    expect(keyed('hash', 'unlimited')).toBeLessThan(1.4);
    expect(keyed('prefix', 'unlimited')).toBeLessThan(1.4);
  });

  test('a hot range splits until all have a share, and comes together when it cools', {
    timeout: 30_000,
  }, () => {
    const record = (settings: Settings) =>
      simulate(scenarioOf(`${FOLDER}/hot-ranges.yaml`, settings), models, { seed: '1' }).record;
    const { measures: own, counters, violations } = record({});
    const [load, count] = [BUSIEST, 'tablets, by window'].map(
      (name) => own.find((each) => each.name === name)!.values,
    );
    expect(load![0]).toBe(8);
    expect(load![10]).toBeLessThan(2);
    expect(count![10]).toBeGreaterThan(8);
    expect(count!.at(-1)).toBeLessThan(count![10]! / 2);
    expect(counters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tablets split', 'tablets merged']),
    );
    expect(violations).toEqual([]);
    const still = record({
      'nodes.router.params.splitAbove': 'unlimited',
      'nodes.router.params.mergeBelow': '0',
    });
    expect(still.measures.find(({ name }) => name === BUSIEST)!.values[10]).toBe(8);
  });

  test('a key belongs to the last tablet that begins at or before it', () => {
    const all = ['', 'g', 'p'].map((from, i) => fresh(from, i, 0));
    expect(['', 'f', 'g', 'gz', 'p', 'zz'].map((key) => tabletOf(all, key).server)).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
  });

  test('gaps and overlaps are told', () => {
    const judge = (...froms: string[]) =>
      monitor([0], () => 'router').after(
        0,
        { tablets: froms.map((from) => fresh(from, 1, 0)), unevenness: [], counts: [] } as unknown as State,
        0,
      )?.rule;
    expect(judge('', 'g', 'p')).toBeUndefined();
    for (const wrong of [['a', 'g'], ['', 'g', 'g'], ['', 'p', 'g'], []])
      expect(judge(...wrong)).toBe('every-key-has-one-tablet');
  });
});
