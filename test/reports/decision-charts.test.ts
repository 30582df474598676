/** Charts of comparisons and sizings: specifications, edge cases, and the words of their titles. */
import { describe, expect, test } from 'vitest';
import { comparison as comparisonChart } from '../../reports/comparison.js';
import { signed, signedRange } from '../../reports/comparison-words.js';
import { comparisonCharts, sizingCharts } from '../../reports/index.js';
import { nextCheaperText, sizing as sizingChart, surenessText } from '../../reports/sizing.js';
import type { ComparisonResult, SizingResult } from '../../src/observe/sweep.js';
import {
  compared,
  comparison,
  sizing,
  sizingWithoutAnswer,
  tooFewCompared,
} from '../report/fixture-decisions.js';
import { keepsContract, subtitleOf, texts, titleOf } from './contract.js';

const title = (result: ComparisonResult) => titleOf(comparisonChart.spec(result));

/** One figure, from pairs as they are told. */
function one(unit: string, pairs: readonly (readonly [number, number])[]): ComparisonResult {
  const rows = pairs.map(([a, b], i) => ({ seed: String(i + 1), a, b }));
  const name = { metric: unit === 'ms' ? 'latency' : 'availability', of: 'users', unit };
  return {
    ...comparison({ runs: pairs.length }),
    rows: [compared(unit === 'ms' ? { ...name, quantile: 0.99 } : name, rows, true)],
  };
}

const names = ['x'.repeat(120), `${'long '.repeat(30)}`] as const;
const manyRows = (): ComparisonResult => {
  const all = comparison();
  const rows = Array.from({ length: 60 }, (_, i) =>
    all.rows.map((row) => ({ ...row, of: `a-client-group-with-a-long-name-${i}` })),
  );
  return { ...all, rows: rows.flat() };
};

describe('comparison', () => {
  keepsContract({
    charts: comparisonCharts,
    pinned: () =>
      one('ms', [
        [20, 10],
        [30, 14],
        [25, 13],
      ]),
    fixtures: [
      ['many figures', comparison()],
      ['no difference', comparison({ factor: 1 })],
      ['one run without intervals', comparison({ runs: 1 })],
      ['a difference of hundreds', comparison({ factor: 300, names })],
      ['five hundred pairs', comparison({ runs: 500 })],
      ['sixty groups with long names', manyRows()],
      ['points that are all too few', tooFewCompared()],
      [
        'nothing on one side',
        one('ms', [
          [0, 5],
          [0, 6],
          [0, 4],
        ]),
      ],
      [
        'nothing on both sides',
        one('ms', [
          [0, 0],
          [0, 0],
        ]),
      ],
      [
        'shares',
        one('ratio', [
          [1, 0.99],
          [1, 0.98],
          [1, 1],
        ]),
      ],
      ['no rows', { ...comparison(), rows: [] }],
    ],
  });

  test('the title says which is lower, both figures and the interval', () => {
    expect(
      title(
        one('ms', [
          [20, 10],
          [30, 14],
          [25, 13],
        ]),
      ),
    ).toMatch(
      /^B, one queue, has the lower p99 latency of users: 12\.3 ms against 25 ms, a difference of −12\.7 ms \(95 % interval −[\d.]+ to −[\d.]+ ms\)$/,
    );
    expect(
      title(
        one('ms', [
          [10, 20],
          [14, 30],
          [13, 25],
        ]),
      ),
    ).toMatch(/^B, one queue, has the higher p99 .* difference of \+12\.7 ms/);
  });

  test('what is not shown is not claimed', () => {
    expect(
      title(
        one('ms', [
          [20, 21],
          [30, 28],
          [25, 26],
        ]),
      ),
    ).toMatch(/^No difference shown in the p99 latency of users: 25 ms in A, 25 ms in B/);
    expect(title(one('ms', [[20, 400]]))).toBe(
      'The p99 latency of users is 20 ms in A and 400 ms in B, with too few runs to say whether they differ',
    );
    expect(texts(comparisonChart.spec(one('ms', [[20, 400]])))).toContain('+380 ms: no interval');
    expect(comparisonChart.applies(tooFewCompared())).toBe(false);
  });

  test('a difference from nothing has no percentage, but keeps its label', () => {
    const spec = comparisonChart.spec(
      one('ms', [
        [0, 5],
        [0, 6],
        [0, 4],
      ]),
    );
    expect(texts(spec)).toContain('+5 ms: B is higher');
    expect(JSON.stringify(spec)).not.toContain('"known"');
    expect(JSON.stringify(comparisonChart.spec(comparison()))).toContain('"known":true');
  });

  test('pairs are counted', () => {
    expect(
      subtitleOf(
        comparisonChart.spec(
          one('ms', [
            [20, 10],
            [30, 14],
            [25, 26],
          ]),
        ),
      ),
    ).toContain('Of 3 pairs of runs with the same seed, B is lower in 2 and higher in 1.');
  });

  test('signs are told, nothing has none, a shared unit is said once', () => {
    expect(signed(-2.5, 'ms')).toBe('−2.5 ms');
    expect(signed(0.01, 'ratio')).toBe('+1 %');
    expect(signed(0, 'ms')).toBe('0 ms');
    expect(signedRange(-3, 1, 'ms')).toBe('−3 to +1 ms');
    expect(signedRange(-3, 1, 'count')).toBe('−3 to +1');
  });
});

describe('sizing', () => {
  const throughput = (): SizingResult => ({
    ...sizing(),
    slo: 'throughput(users) > 80/s',
    unit: '1/s',
    goal: 'smallest',
    parameter: { path: 'a.b', label: 'queue limit', unit: 'count' },
  });
  const last = (result: SizingResult) => result.steps.at(-1)!;
  keepsContract({
    charts: sizingCharts,
    pinned: () => sizing(),
    fixtures: [
      ['no answer', sizingWithoutAnswer()],
      ['a rate', throughput()],
      [
        'one value',
        { ...sizing(), steps: sizing().steps.slice(0, 1), answer: sizing().steps[0]!, nextCheaper: null },
      ],
      [
        'a value of nothing',
        { ...sizing(), steps: sizing().steps.map((step) => ({ ...step, value: 0, ciLow: 0, ciHigh: 0 })) },
      ],
      [
        'a next one that is undecided',
        { ...sizing(), nextCheaper: { ...last(sizing()), verdict: 'undecided' } },
      ],
      [
        'nothing measured',
        {
          ...sizing(),
          answer: null,
          nextCheaper: null,
          steps: sizing().steps.map((step) => ({ ...step, value: null, ciLow: null, ciHigh: null })),
        },
      ],
      [
        'a hundred values, one of which was tried twice',
        {
          ...sizing(),
          steps: [
            ...Array.from({ length: 100 }, (_, i) => ({
              ...sizing().steps[i % 5]!,
              number: i + 1,
              text: String(i + 1),
            })),
            { ...sizing().steps[0]!, number: 7 },
          ],
        },
      ],
    ],
  });

  test('the title says the value and how sure it is; below, why not the next cheaper one', () => {
    const spec = sizingChart.spec(sizing());
    expect(titleOf(spec)).toBe(
      'The smallest value that meets p99(users) < 90ms is desk servers = 4: 51.1 ms (49 to 53.1 ms), 99.93 % sure',
    );
    expect(subtitleOf(spec)).toContain('3, the next cheaper, fails: 99.3 ms (95.3 to 103 ms), 99.93 % sure.');
    expect(texts(spec)).toEqual(
      expect.arrayContaining(['4 chosen: 51.1 ms', '3 fails: 99.3 ms', 'SLO: p99(users) < 90ms']),
    );
  });

  test('without an answer the nearest value is named, and what could not be measured', () => {
    const spec = sizingChart.spec(sizingWithoutAnswer());
    expect(titleOf(spec)).toBe(
      'None of the 5 values tried is sure to meet p99(users) < 20ms; nearest to it is 45.6 ms at desk servers = 16',
    );
    expect(subtitleOf(spec)).toContain('Not drawn: 2 (too few operations).');
    expect(sizingChart.howToRead(sizingWithoutAnswer())).not.toContain('chosen');
  });

  test('the next cheaper value may be undecided, or there may be none', () => {
    const undecided = { ...last(sizing()), verdict: 'undecided' as const, sureness: 0.8 };
    expect(nextCheaperText({ ...sizing(), nextCheaper: undecided })).toMatch(
      /^3, the next cheaper, is undecided: .*, no more than 80 % sure either way$/,
    );
    expect(nextCheaperText({ ...sizing(), nextCheaper: null })).toBe('No cheaper value lies in the range');
    expect(nextCheaperText(sizingWithoutAnswer())).toBeUndefined();
  });

  test('sureness is rounded down', () => {
    expect(surenessText(0.94999)).toBe('94.99 % sure');
    expect(surenessText(0.999999)).toBe('more than 99.99 % sure');
    expect(surenessText(null)).toContain('cannot be told');
  });
});
