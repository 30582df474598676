/** Every chart: a valid Vega-Lite specification, pure, golden, with source and faults on it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { chartNames, charts, chooseCharts } from '../../reports/index.js';
import type { Json } from '../../src/kernel/json.js';
import type { ReportData } from '../../src/observe/result.js';
import { severalClients, smallRun } from '../report/fixture-edges.js';
import { emptyRun, healthyRun, staleRead } from '../report/fixtures.js';

const schemaFile = createRequire(import.meta.url).resolve('vega-lite/vega-lite-schema.json');
const vegaLite = z.fromJSONSchema(JSON.parse(readFileSync(schemaFile, 'utf8')));

const fixtures: readonly (readonly [string, ReportData])[] = [
  ['healthy', healthyRun()],
  ['failing', staleRead()],
  ['small', smallRun()],
  ['several clients', severalClients()],
];

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

test('names are unique and the ones of scenario files', () => {
  expect([...chartNames].sort()).toEqual([
    'comparison',
    'guarantees',
    'heat-map',
    'hunt-coverage',
    'latency-against-load',
    'latency-budget',
    'latency-by-variant',
    'latency-distribution',
    'latency-over-time',
    'latency-percentiles',
    'leadership',
    'measures',
    'measures-by-value',
    'moves',
    'operations',
    'scalability',
    'sizing',
    'space-time',
    'stations-over-time',
    't-visibility',
    'throughput',
  ]);
});

for (const [name, data] of fixtures) {
  for (const chart of charts) {
    test(`${chart.name} of the ${name} run is Vega-Lite as its schema has it`, () => {
      expect(chart.applies(data)).toBe(true);
      const parsed = vegaLite.safeParse(chart.spec(data));
      expect(parsed.error?.issues[0] ?? 'valid').toBe('valid');
    });
  }
}

test('the schema tells a misspelt property', () => {
  const spec = charts[0]!.spec(smallRun());
  expect(vegaLite.safeParse({ ...spec, titel: 'x' }).success).toBe(false);
});

test('charts change nothing, and the same data gives the same specification', () => {
  const [frozen, again] = [deepFreeze(staleRead()), staleRead()];
  for (const chart of charts)
    expect(JSON.stringify(chart.spec(again))).toBe(JSON.stringify(chart.spec(frozen)));
});

test('specifications are JSON: nothing is lost when they are written', () => {
  const data = healthyRun();
  for (const chart of charts) {
    const spec = chart.spec(data);
    expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec);
  }
});

for (const chart of charts) {
  test(`${chart.name} of the small run is as it was`, async () => {
    const text = `${JSON.stringify(chart.spec(smallRun()), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/reports/${chart.name}.vl.json`);
  });
}

function texts(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

test('every chart says scenario, seeds and version', () => {
  const data = healthyRun();
  for (const chart of charts) {
    const title = texts(chart.spec(data).title!).join(' ');
    for (const part of [data.result.scenario, 'seeds 1–20 (20 runs)', 'foretell 0.1.0'])
      expect(title).toContain(part);
  }
});

test('every chart over time shades the faults and names them', () => {
  const data = healthyRun();
  const untimed = ['latency-percentiles', 'latency-distribution', 'latency-budget', 'measures'];
  const timed = charts.filter((chart) => !untimed.includes(chart.name));
  for (const chart of timed) {
    expect(texts(chart.spec(data)), chart.name).toContain('1 partition');
    expect(texts(chart.spec(data).title!).join(' ')).toContain(
      'Shaded 1: partition: isolate(leader(db)) hit db/1',
    );
    const calm = { ...data, detail: { ...data.detail, faults: [] } };
    const said = texts(chart.spec(calm)).filter(
      (text) => text === '1 partition' || text.startsWith('Shaded'),
    );
    expect(said, chart.name).toEqual([]);
  }
});

test('nothing applies to a run in which nothing happened', () => {
  const choice = chooseCharts(emptyRun(), undefined);
  expect(choice.drawn).toEqual([]);
  expect(choice.empty).toHaveLength(charts.length);
});

test('a failure brings its charts along and puts them first', () => {
  const names = (data: ReportData, asked?: readonly string[]) =>
    chooseCharts(data, asked).drawn.map((chart) => chart.name);
  const healthy = healthyRun();
  expect(names(staleRead(), ['throughput'])).toEqual(['operations', 'space-time', 'throughput']);
  expect(names(healthy, ['throughput'])).toEqual(['throughput']);
  expect(names(healthy).slice(-2)).toEqual(['operations', 'space-time']);
  expect(chooseCharts(healthy, ['thruput']).unknown).toEqual(['thruput']);
});
