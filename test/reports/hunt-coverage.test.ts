/** The chart of what a hunt covered: specification, edge cases, and the shares that its cells tell. */
import { describe, expect, test } from 'vitest';
import { huntCoverage } from '../../reports/hunt-coverage.js';
import { huntCharts } from '../../reports/index.js';
import { cleanHunt, crowdedHunt, failingHunt, partialHunt, staleHunt } from '../report/fixture-hunts.js';
import { keepsContract, titleOf } from './contract.js';

describe('contract', () => {
  const [one] = cleanHunt().conditions;
  keepsContract({
    charts: huntCharts,
    pinned: partialHunt,
    fixtures: [
      ['a failing hunt', failingHunt()],
      ['a hunt without a run', staleHunt()],
      ['very much', crowdedHunt()],
      ['conditions without faults', cleanHunt({ faults: [] })],
      ['no conditions', cleanHunt({ conditions: [] })],
      [
        'a hundred conditions',
        cleanHunt({
          conditions: Array.from({ length: 100 }, (_, i) => ({
            ...one!,
            condition: `${i} ${'long '.repeat(20)}`,
          })),
        }),
      ],
      [
        'a name without end',
        cleanHunt({ scenario: 'x'.repeat(100), conditions: [{ ...one!, condition: 'y'.repeat(300) }] }),
      ],
    ],
  });
});

test('the title says how much was reached', () => {
  const title = (hunt = cleanHunt()) => titleOf(huntCoverage.spec(hunt));
  expect(title()).toBe('3 of 5 conditions were reached in 1,000 runs');
  expect(title(crowdedHunt())).toBe('All 30 conditions were reached in 1,000 runs');
  expect(title(partialHunt())).toBe('1 of 2 conditions was reached in 203 runs');
});

describe('cells', () => {
  const tilesOf = (hunt = cleanHunt()) => {
    const { layer } = huntCoverage.spec(hunt) as unknown as {
      readonly layer: readonly { readonly data: { readonly values: readonly Record<string, unknown>[] } }[];
    };
    return [...layer[0]!.data.values, ...layer[1]!.data.values];
  };
  const at = (condition: string, fault: string, hunt = cleanHunt()) =>
    tilesOf(hunt).find((tile) => tile.condition === condition && tile.fault === fault);

  test('shares of all runs, and of those that had such a fault', () => {
    expect(at('a follower is sent a snapshot', 'any run')).toMatchObject({ share: 0.123, text: '12 %' });
    expect(at('a follower is sent a snapshot', 'partition')).toMatchObject({ share: 64 / 598, text: '11 %' });
    expect(at('a follower is sent a snapshot', 'disk')).toMatchObject({ share: null, text: '×' });
  });

  test('all and nothing are said of all and nothing only', () => {
    const hunt = (seeds: number) =>
      cleanHunt({ conditions: [{ ...cleanHunt().conditions[0]!, seeds, during: [] }], faults: [] });
    const text = (seeds: number) => at('a follower is sent a snapshot', 'any run', hunt(seeds))?.text;
    expect([0, 1, 9, 10, 500, 994, 999, 1000].map(text)).toEqual([
      ...['×', '<1 %', '<1 %', '1 %', '50 %', '>99 %', '>99 %', '100 %'],
    ]);
  });

  test('conditions of the same name in two groups are two lines', () => {
    const [one] = cleanHunt().conditions;
    const hunt = cleanHunt({ conditions: [one!, { ...one!, group: 'cache' }], faults: [] });
    expect(new Set(tilesOf(hunt).map(({ condition }) => condition)).size).toBe(2);
  });
});
