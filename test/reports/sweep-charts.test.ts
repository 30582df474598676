/** Charts of sweeps: specifications, edge cases, and the words of their titles. */
import { expect, test } from 'vitest';
import { guarantees } from '../../reports/guarantees.js';
import { heatMap } from '../../reports/heat-map.js';
import { sweepCharts } from '../../reports/index.js';
import { latencyAgainstLoad } from '../../reports/latency-against-load.js';
import { latencyByVariant } from '../../reports/latency-by-variant.js';
import { moves } from '../../reports/moves.js';
import { kneeOf } from '../../reports/points.js';
import { scalability } from '../../reports/scalability.js';
import { tVisibility } from '../../reports/t-visibility.js';
import { settingsOf } from '../../reports/visibility.js';
import type { Row } from '../../src/observe/result.js';
import type { SweepResult } from '../../src/observe/sweep.js';
import { guaranteesSweep, judgedSweep } from '../report/fixture-judged.js';
import { changes } from '../report/fixture-moves.js';
import { placement } from '../report/fixture-placement.js';
import { quorums } from '../report/fixture-quorums.js';
import {
  grid,
  hockeyStick,
  manyVariants,
  numbers,
  point,
  pooling,
  range,
  row,
  seedsUpTo,
  sweepOf,
  threads,
  variability,
} from '../report/fixture-sweeps.js';
import { keepsContract, subtitleOf, texts, titleOf } from './contract.js';

const small = () => hockeyStick({ loads: [50, 80, 95], upTo: (load) => (load < 60 ? 0.99 : 1) });

const PINNED = new Map([
  ['guarantees', () => guaranteesSweep()],
  ['heat-map', () => grid([80, 120], [1, 2])],
  ['scalability', () => threads()],
  ['latency-by-variant', () => variability()],
  ['measures-by-value', () => placement()],
  ['t-visibility', () => quorums()],
  ['moves', () => changes()],
]);

/** A sweep of latencies as they are told: one point each, one client, p99 alone. */
function curve(points: readonly (readonly [number, number | null])[], unit = '1/s'): SweepResult {
  const label = unit === 'count' ? 'servers' : 'arrivals';
  return sweepOf(
    'A curve',
    '',
    [
      numbers(
        'a.b',
        label,
        unit,
        points.map(([x]) => x),
      ),
    ],
    points.map(([, y], i) => {
      const figure = { metric: 'latency', of: 'users', unit: 'ms', quantile: 0.99 };
      const told: Row = row(figure, y, 0.1, 3);
      return point([i], [y === null ? { ...told, missing: 'too few' } : told], seedsUpTo(3));
    }),
  );
}

keepsContract({
  charts: sweepCharts,
  pinned: (name) => PINNED.get(name)?.() ?? small(),
  fixtures: [
    ['the hockey stick', hockeyStick()],
    ['two designs', pooling()],
    ['a grid with cells that are missing', grid()],
    ['what was judged', guaranteesSweep()],
    ['a claim that always holds', judgedSweep(['one'], ['always'], ['linearizable(app)'], () => 'holds')],
    ['sixty designs, twelve conditions, nine claims', manyJudged()],
    ['one point', hockeyStick({ loads: [50] })],
    ['points that are all too few', hockeyStick({ upTo: () => 0 })],
    ['one run without intervals', hockeyStick({ runs: 1, theory: false })],
    ['two hundred points', hockeyStick({ loads: range(0.5, 0.49, 200) })],
    ['sixty variants with long names', manyVariants()],
    ['variants alone', variability()],
    ['many variants alone, one run', variability({ runs: 1, count: 60 })],
    ['quorums', quorums()],
    [
      'quorums of seven, one run, no theory, no costs',
      quorums({ sizes: [1, 2, 3, 4, 5, 6, 7], runs: 1, theory: false, costs: false }),
    ],
    ['quorums that all meet', quorums({ sizes: [2, 3] })],
    ['quorums at two late times', quorums({ times: [3, 400] })],
    ['a node that joins', changes()],
    ['a node that joins, one run', changes({ runs: 1 })],
    [
      'sixty ways to place keys',
      changes({ designs: range(0, 1, 60).map((i) => `a way to place keys, number ${i}`) }),
    ],
    ['throughput', threads()],
    ['throughput without a peak, one run', threads({ kappa: 0, runs: 1 })],
    ['throughput whose peak was not reached', threads({ kappa: 1e-5 })],
    ['figures of a model, one run', placement({ runs: 1 })],
    ['figures of many variants', placement({ algorithms: range(1, 1, 40).map((n) => `algorithm ${n}`) })],
    ['figures of variants alone', placement({ points: [100] })],
    ['a large grid', grid(range(10, 10, 50), range(1, 1, 20))],
    ['a grid of one line', grid([40, 80, 120], [2])],
    ['a grid in which nothing keeps up', grid([700, 800], [1, 2])],
    [
      'nothing at all and very much',
      curve([
        [0, 0],
        [1, 0.001],
        [2, 1e6],
      ]),
    ],
    [
      'nothing but nothing',
      curve([
        [0, 0],
        [1, 0],
      ]),
    ],
    [
      'negative settings',
      curve([
        [-5, 3],
        [5, 4],
      ]),
    ],
    ['no points', sweepOf('None', '', [numbers('a.b', 'arrivals', '1/s', [1, 2])], [])],
  ],
});

/** More than a page has room for. */
function manyJudged(): SweepResult {
  const designs = range(0, 1, 60).map((i) => `a design with a name that is rather long, number ${i}`);
  const conditions = range(0, 1, 12).map((i) => `condition ${i}`);
  const claims = ['a-b', 'c-d', 'a-b-c', 'max(app) < 3ms', 'p99(app) < 2ms', 'x', 'y', 'z', 'u-v-w'].map(
    (name) => (/</.test(name) ? name : `${name}(app)`),
  );
  return judgedSweep(designs, conditions, claims, (d, c, i) =>
    (d + c + i) % 3 === 0 ? 'violated' : 'holds',
  );
}

test('guarantees: the title counts the designs that keep all of them, and cells name a seed', () => {
  const spec = guarantees.spec(guaranteesSweep());
  expect(titleOf(spec)).toBe('1 of 3 designs keeps all 3 guarantees whatever the condition: consensus');
  const said = texts(spec);
  expect(said.filter((text) => text === 'seed 3').length).toBe(2 * 3); // colour and word of each
  expect(said).toEqual(
    expect.arrayContaining(['condition: healthy', 'condition: partition', 'holds', '?', '–']),
  );
  expect(subtitleOf(spec)).toContain('RYW: read-your-writes');
  expect(guarantees.howToRead(guaranteesSweep())).toContain('no proof');
  // Control: with a violation more, one design less.
  const none = judgedSweep(['a'], ['b'], ['linearizable(app)'], () => 'violated');
  expect(titleOf(guarantees.spec(none))).toBe('0 of 1 design keeps linearizable');
});

const title = (result: SweepResult) => titleOf(latencyAgainstLoad.spec(result));

test('the title of latency against load says where it doubles and what it comes to', () => {
  expect(
    title(
      curve([
        [10, 50],
        [20, 60],
        [30, 140],
        [40, 500],
      ]),
    ),
  ).toBe(
    'The p99 latency of users doubles by arrivals ≈ 25 per s and reaches 500 ms, 10 times its lowest, at 40 per s',
  );
});

test('with more servers the knee lies the other way', () => {
  expect(
    title(
      curve(
        [
          [1, 900],
          [2, 400],
          [3, 60],
          [4, 50],
        ],
        'count',
      ),
    ),
  ).toBe('The p99 latency of users doubles by servers ≈ 3 and reaches 900 ms, 18 times its lowest, at 1');
});

test('what never doubles is said to stay, and one point is told as it is', () => {
  const flat = [
    [10, 50],
    [20, 60],
  ] as const;
  expect(title(curve(flat))).toBe(
    'The p99 latency of users stays between 50 and 60 ms from arrivals = 10 per s to 20 per s: no knee',
  );
  expect(title(curve(flat.slice(0, 1)))).toBe('The p99 latency of users is 50 ms at arrivals = 10 per s');
});

test('two designs are compared where both are calm', () => {
  expect(title(pooling())).toMatch(
    /^At users arrivals = 380 per s, the p99 time in desk is [\d,]+ ms with queues one for all and [\d,]+ ms with queues one each$/,
  );
});

test('what is not drawn is said', () => {
  const spec = latencyAgainstLoad.spec(grid());
  expect(subtitleOf(spec)).toContain('Lost: 1 run. Not done: 1 of 72 points.');
  expect(subtitleOf(spec)).toContain('Hollow points: servers were busy all the time.');
  expect(subtitleOf(latencyAgainstLoad.spec(small()))).toContain(
    'Not drawn for too few operations: p99.9 at 1 of 3 points.',
  );
  const none = curve([
    [1, 0],
    [2, 1],
    [3, 100],
  ]);
  expect(subtitleOf(latencyAgainstLoad.spec(none))).toContain('1 figure of 0 ms: no place on a log scale.');
  const calm = subtitleOf(
    latencyAgainstLoad.spec(
      curve([
        [1, 5],
        [2, 6],
      ]),
    ),
  );
  expect(calm).toBe('A curve · seeds 1–3 (3 runs) · foretell 0.2.0');
});

test('a gap stays a gap: what cannot be told is never joined by a line', () => {
  const spec = latencyAgainstLoad.spec(
    curve([
      [1, 5],
      [2, null],
      [3, 6],
    ]),
  );
  const layers = (
    spec.layer as { mark: { type: string }; data: { values: { x: number; y: number }[] } }[]
  ).filter(({ mark }) => mark.type === 'line');
  expect(layers[0]!.data.values.map(({ y }) => y)).toEqual([5, null, 6]);
});

test('theory is drawn where there is one, and only there', () => {
  expect(subtitleOf(latencyAgainstLoad.spec(small()))).toContain('Dashed: theory');
  const without = latencyAgainstLoad.spec(hockeyStick({ theory: false }));
  expect(texts(without).join(' ')).not.toContain('Dashed');
});

test('a knee is where a figure has doubled from its lowest, whatever comes before and after', () => {
  const at = (ys: readonly number[]) => kneeOf(ys.map((y, x) => ({ x, y })));
  expect(at([10, 10, 30])).toMatchObject({ x: 1.5, y: 20, lowest: 10 });
  expect(at([30, 10, 10])).toMatchObject({ x: 0.5, y: 20 });
  expect(at([12, 10, 19])).toBeUndefined();
  expect(at([5])).toBeUndefined();
  expect(at([0, 5])).toBeUndefined();
  // Doubled at the second point already: the first crossing counts.
  expect(at([10, 20, 15, 40])).toMatchObject({ x: 1 });
});

test('the heat map tells apart where servers cannot keep up, and why cells are empty', () => {
  const spec = heatMap.spec(grid());
  expect(titleOf(spec)).toMatch(
    /^Where servers keep up, the p99 latency of users is [\d.]+ ms \(users arrivals 80\/s, desk servers 6\) to 246 ms \(.*\); at 26 of 72 combinations they do not$/,
  );
  expect(subtitleOf(spec)).toContain('Black, with a dot: servers were busy all the time (26 cells).');
  expect(subtitleOf(spec)).toContain(
    'Pale grey: no figure, for too few (2 cells), lost (1 cell) and not done (1 cell).',
  );
  const written = texts(spec);
  for (const text of ['too few', 'lost', 'not done']) expect(written).toContain(text);
});

test('the colours of a heat map are of what keeps up alone, and logarithmic only where it spreads', () => {
  const scales = (result: SweepResult) =>
    JSON.stringify(heatMap.spec(result)).match(/"scale":\{[^}]*"range":\["#ffffd9"/g) ?? [];
  expect(scales(grid())[0]).toMatch(/"domain":\[45\.\d+,24\d\.\d+\]/);
  expect(scales(grid())[0]).not.toContain('log');
  expect(scales(pooling())[0]).toContain('"type":"log"');
  // If nothing keeps up there is nothing to tell apart.
  const busy = grid([700, 800], [1, 2]);
  expect(titleOf(heatMap.spec(busy))).toMatch(/^The p99 latency of users is/);
});

test('where cells are too small for numbers, those without a figure keep their mark', () => {
  const spec = heatMap.spec(grid(range(10, 10, 50), range(1, 1, 20)));
  expect(texts(spec)).toContain('×');
  expect(subtitleOf(spec)).toContain('Pale grey, with ×: no figure');
});

test('scalability is told in words: what is serial, what pairs cost, where it peaks', () => {
  const words = (result: SweepResult) => titleOf(scalability.spec(result));
  expect(words(threads())).toBe(
    'Throughput of workers peaks at workers ≈ 49, near 13,804 per s: 3.1 % of the work is serial',
  );
  expect(words(threads({ kappa: 0 }))).toBe(
    'Throughput of workers never falls as workers grows: 3.1 % of the work is serial, at most 31,613 per s however many',
  );
  expect(words(threads({ kappa: 1e-5 }))).toBe(
    'Throughput of workers still grows at workers = 96; by the fit it peaks at workers ≈ 311',
  );
  expect(subtitleOf(scalability.spec(threads()))).toContain(
    '3.1 % of the work only one can do at a time (sigma 0.031); keeping in step costs 0.04 % more for each pair (kappa 0.0004).',
  );
  expect(scalability.applies(hockeyStick())).toBe(false);
});

test('variants that differ in a word alone have a chart of their own', () => {
  const spec = latencyByVariant.spec(variability());
  expect(titleOf(spec)).toMatch(
    /^The p99 time in server is [\d.]+ ms with service constant\(10ms\), [\d.]+ ms with service exponential\(10ms\) and [\d.]+ ms with service hyper/,
  );
  expect(subtitleOf(spec)).toContain('Upright strokes: theory');
  expect(subtitleOf(spec)).toContain('Not drawn for too few operations: p99.9 of 1 variant.');
  expect(latencyAgainstLoad.applies(variability())).toBe(false);
  expect(latencyByVariant.applies(pooling())).toBe(false);
  expect(subtitleOf(latencyByVariant.spec(variability({ count: 60 })))).toContain(
    'Not drawn: 30 more variants.',
  );
});

test('of several stations with theory, what clients see comes first', () => {
  const one = hockeyStick({ loads: [40, 80] });
  const second = (rows: readonly Row[]) =>
    rows.filter(({ of }) => of === 'server').map((row) => ({ ...row, of: 'database' }));
  const two = { ...one, points: one.points.map((it) => ({ ...it, rows: [...it.rows, ...second(it.rows)] })) };
  const spec = latencyAgainstLoad.spec(two);
  expect(titleOf(spec)).toMatch(/^The p99 latency of users/);
  expect(texts(spec)).toEqual(
    expect.arrayContaining(['latency of users', 'time in server', 'time in database']),
  );
});

test('where theory knows the mean alone, the mean is drawn beside it', () => {
  const meansOnly = (result: SweepResult): SweepResult => {
    const rows = (all: readonly Row[]) =>
      all.map(({ theory, ...row }) =>
        theory === undefined || row.quantile !== undefined ? row : { ...row, theory },
      );
    return { ...result, points: result.points.map((it) => ({ ...it, rows: rows(it.rows) })) };
  };
  const lines = (result: SweepResult) => texts(latencyAgainstLoad.spec(result));
  expect(lines(meansOnly(small()))).toEqual(expect.arrayContaining(['mean', 'time in server (ms)']));
  expect(lines(small())).not.toContain('mean');
  expect(texts(latencyByVariant.spec(meansOnly(variability())))).toContain('mean');
});

test('the picture of quorums says what is seen at once, and what it costs to see all', () => {
  const spec = tVisibility.spec(quorums());
  expect(titleOf(spec)).toBe(
    '50 % of reads see a write at once with R = 1, W = 1; all do with R = 2, W = 2, for 24.7 ms instead of 10.6 ms',
  );
  expect(texts(spec)).toEqual(
    expect.arrayContaining([
      'R = 1, W = 2',
      '50 % at once, 99 % by 50 ms',
      'every read sees it at once',
      'theory',
    ]),
  );
  expect(subtitleOf(spec)).toMatch(/p99\.9 of read and write together/);
  const plain = tVisibility.spec(quorums({ theory: false, runs: 1, costs: false }));
  expect(texts(plain)).not.toContain('theory');
  expect(titleOf(plain)).toBe('50 % of reads see a write at once with R = 1, W = 1');
  expect(titleOf(tVisibility.spec(quorums({ sizes: [2, 3] })))).toMatch(/cheapest, and every read sees/);
  expect(titleOf(tVisibility.spec(quorums({ times: [3, 400] })))).toMatch(/see a write after 3 ms with/);
});

test('the rows of the picture: times in ms, shares with intervals, theory beside', () => {
  const [first, , , last] = settingsOf(quorums({ times: [0, 5] }));
  expect(first).toMatchObject({ name: 'R = 1, W = 1', always: false });
  expect(first!.seen.map(({ after_ms, theory }) => [after_ms, theory])).toEqual([
    [0, 0.5],
    [5, 0.81606],
  ]);
  for (const { share, ciLow, ciHigh } of first!.seen) expect(ciLow! < share && share < ciHigh!).toBe(true);
  expect(first!.costs.map(({ operation, theory_ms }) => [operation, theory_ms])).toEqual([
    ['read', 0.6],
    ['write', 10],
  ]);
  expect(last).toMatchObject({ name: 'R = 2, W = 2', always: true });
  // One time alone is no curve; latencies alone are another chart's.
  expect(tVisibility.applies(quorums({ times: [0] }))).toBe(false);
  expect(tVisibility.applies(variability())).toBe(false);
});

test('moves: the title names who moves least and most, and nothing is drawn where nothing moved', () => {
  const spec = moves.spec(changes());
  expect(titleOf(spec)).toBe('18.3 % of the keys move with partitioner ring, 83.3 % with partitioner modulo');
  expect(texts(spec)).toEqual(expect.arrayContaining(['keys that moved', 'time it took (ms)']));
  expect(moves.applies(variability())).toBe(false);
  expect(moves.applies(changes({ designs: ['ring'] }))).toBe(false);
});
