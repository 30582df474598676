/** Charts of runs with stations: queues over time, distribution with theory, latency budget. */
import { beforeAll, describe, expect, test } from 'vitest';
import { latencyBudget } from '../../reports/latency-budget.js';
import { latencyDistribution } from '../../reports/latency-distribution.js';
import { latencyPercentiles } from '../../reports/latency-percentiles.js';
import { stationsOverTime } from '../../reports/stations-over-time.js';
import type { ReportData } from '../../src/observe/result.js';
import { createRenderer, type Renderer } from '../../src/report/render.js';
import { budgetRun, idleStations, manyStations, stationRun } from '../report/fixture-stations.js';
import { healthyRun } from '../report/fixtures.js';
import { subtitleOf, texts, titleOf, vegaLite } from './contract.js';

const drawn = [latencyDistribution, latencyPercentiles, stationsOverTime, latencyBudget];
const fixtures: readonly (readonly [string, ReportData])[] = [
  ['one station', stationRun()],
  ['a budget', budgetRun()],
  ['sixty stations with long names', manyStations()],
  ['a station at rest', idleStations()],
];

describe('at the edges', () => {
  let renderer: Renderer;
  beforeAll(async () => {
    renderer = await createRenderer();
  });
  for (const chart of drawn) {
    for (const [name, data] of fixtures) {
      test(`${chart.name} of ${name}`, async () => {
        expect(chart.applies(data)).toBe(true);
        const spec = chart.spec(data);
        expect(vegaLite.safeParse(spec).error?.issues[0] ?? 'valid').toBe('valid');
        expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec);
        expect(await renderer.svg(chart.name, spec)).not.toMatch(/NaN|Infinity|undefined|\[object/);
        expect(`${titleOf(spec)} ${chart.howToRead(data)}`).not.toMatch(/NaN|Infinity|undefined|null/);
      });
    }
  }
});

describe('latency distribution', () => {
  test('says what half wait and what the unlucky wait', () => {
    expect(titleOf(latencyDistribution.spec(stationRun()))).toMatch(
      /^Latency: half is answered within 34\.\d ms, 1 in 100 takes longer than 2\d\d ms, 1 in 1,000 longer than 3\d\d ms$/,
    );
  });

  test('draws theory where there is one, and only there', () => {
    expect(texts(latencyDistribution.spec(stationRun())).join(' ')).toContain('Dashed: theory');
    expect(texts(latencyDistribution.spec(healthyRun())).join(' ')).not.toContain('Dashed');
    expect(latencyDistribution.howToRead(healthyRun())).not.toContain('theory');
  });

  test('percentiles have theory beside them too', () => {
    expect(texts(latencyPercentiles.spec(stationRun())).join(' ')).toContain('Dashed: theory');
    expect(texts(latencyPercentiles.spec(healthyRun())).join(' ')).not.toContain('Dashed');
  });

  test('draws a single operation once', () => {
    const run = stationRun();
    const again = run.latencyPercentiles.map((row) => ({ ...row, operation: 'visit' }));
    const both = { ...run, latencyPercentiles: [...run.latencyPercentiles, ...again] };
    expect(JSON.stringify(latencyDistribution.spec(both))).toBe(
      JSON.stringify(latencyDistribution.spec(run)),
    );
    const third = run.latencyPercentiles.map((row) => ({ ...row, operation: 'other' }));
    const three = { ...run, latencyPercentiles: [...both.latencyPercentiles, ...third] };
    expect(texts(latencyDistribution.spec(three))).toEqual(expect.arrayContaining(['all', 'visit', 'other']));
  });

  test('a single quantile is no distribution', () => {
    const run = stationRun();
    expect(
      latencyDistribution.applies({ ...run, latencyPercentiles: run.latencyPercentiles.slice(0, 1) }),
    ).toBe(false);
  });
});

describe('stations over time', () => {
  test('says which station had the longest queue, and when; faults are shaded', () => {
    const spec = stationsOverTime.spec(stationRun());
    expect(titleOf(spec)).toMatch(
      /^server was \d\d\.?\d? % busy on average; its queue was longest from 30 s to 31 s: 301 waiting$/,
    );
    expect(subtitleOf(spec)).toContain('Shaded 1: slow server by 3');
    expect(spec.vconcat).toHaveLength(2);
  });

  test('a station without a limit of servers has a panel of its own', () => {
    const run = stationRun();
    const many = run.stationsOverTime.map((row) =>
      row.station === 'server' ? { ...row, utilisation: 40 * row.utilisation } : row,
    );
    expect(stationsOverTime.spec({ ...run, stationsOverTime: many }).vconcat).toHaveLength(3);
  });

  test('of many stations those where most waited are drawn', () => {
    const spec = stationsOverTime.spec(manyStations());
    expect(subtitleOf(spec)).toContain('Not drawn: 53 more stations, where fewer waited.');
    expect(JSON.stringify(spec)).toContain('ng-name-2 threads');
  });

  test('a queue that never was is said to be none', () => {
    expect(titleOf(stationsOverTime.spec(idleStations()))).toBe('Nobody ever waited at any station');
  });

  test('a line breaks where a window is missing', () => {
    const run = stationRun();
    const gap = run.stationsOverTime.filter(({ time_s }) => time_s !== 12);
    expect(JSON.stringify(stationsOverTime.spec({ ...run, stationsOverTime: gap }))).toContain(
      '"time_s":12.5,"value":null',
    );
    expect(JSON.stringify(stationsOverTime.spec(run))).not.toContain('"value":null');
  });
});

describe('latency budget', () => {
  test('says where most of the time goes, and whether the whole is within its limit', () => {
    const title = (data: ReportData) => titleOf(latencyBudget.spec(data));
    expect(title(budgetRun())).toMatch(
      /^An operation of app takes 22\.5 ms on average, 44 % of it in ranking; its p99 is 4\d\.?\d? ms, within the limit of 60 ms$/,
    );
    expect(title(stationRun())).toContain('beyond the limit of 60 ms');
    const { budgetLimits: _, ...unlimited } = budgetRun();
    expect(title(unlimited)).not.toContain('limit');
  });

  test('the parts of the waterfall follow each other and end at the mean', () => {
    const spec = latencyBudget.spec(budgetRun()) as {
      hconcat: { layer: { data: { values: { from: number; to: number }[] } }[] }[];
    };
    const [, bars, whole] = spec.hconcat[0]!.layer.map(({ data }) => data.values);
    for (let i = 1; i < bars!.length; i++) expect(bars![i]!.from).toBe(bars![i - 1]!.to);
    expect(whole).toEqual([expect.objectContaining({ from: 0, to: bars!.at(-1)!.to })]);
    expect(bars!.at(-1)!.to).toBeCloseTo(22.5, 9);
  });

  test('a percentile that cannot be told is too few; of the rest none is expected', () => {
    const few = budgetRun().latencyBudget.map((row) =>
      row.hop === 'auction' ? { ...row, p99_ms: null } : row,
    );
    const count = (data: ReportData) =>
      texts(latencyBudget.spec(data)).filter((text) => text === 'too few').length;
    expect(count(budgetRun())).toBe(0);
    expect(count({ ...budgetRun(), latencyBudget: few })).toBeGreaterThan(0);
  });
});
