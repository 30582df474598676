/**
 * Every scenario of the repository runs, comes out as its file says, and gives the same bytes when run again.
 *
 * A file that is meant to fail says `EXPECTED: invalid` in its comment; that is the gallery's negative control.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtinModels } from '../models/index.js';
import { chartNames } from '../reports/index.js';
import { createExperiment } from '../src/experiment/experiment.js';
import { runOne } from '../src/experiment/run-one.js';
import { seedsOf, simulate } from '../src/experiment/simulate.js';
import type { AnyModel } from '../src/model/index.js';
import { scenarioJsonSchema } from '../src/scenario/json-schema.js';
import { parseScenario } from '../src/scenario/parse.js';

const FOLDER = new URL('../scenarios/', import.meta.url);
const models = new Map<string, AnyModel>(builtinModels.map((model) => [model.name, model]));
/** Enough to see that it works; the files' own numbers are for people. */
const RUNS = 2;

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);

test('there are scenarios, and some are meant to fail', () => {
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => /EXPECTED: invalid/.test(text(file))).length).toBeGreaterThan(1);
});

test('the JSON Schema beside them is the one that the command prints', () => {
  const stored = JSON.parse(readFileSync(new URL('foretell.schema.json', FOLDER), 'utf8'));
  expect(stored).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema(models, { charts: chartNames }))));
});

const text = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

describe.each(files)('%s', (file) => {
  const parsed = parseScenario(text(file), { file, models, readFile: () => undefined, charts: chartNames });

  test('opens with its question and names the schema', () => {
    expect(parsed).toMatchObject({ ok: true });
    if (parsed.ok) expect(parsed.scenario.question).toMatch(/\?$/);
    expect(text(file)).toMatch(/^# yaml-language-server: \$schema=\.\.\/foretell\.schema\.json\n#/);
  });

  test('comes out as it says, and the same when run again', () => {
    if (!parsed.ok) throw new Error(`${file} has problems`);
    const { scenario } = parsed;
    const expected = /EXPECTED: invalid/.test(text(file)) ? 'invalid' : 'valid';
    const runs = expected === 'invalid' ? scenario.runs : Math.min(RUNS, scenario.runs);
    const seeds = seedsOf(scenario.seed, runs);
    const experiment = createExperiment(scenario, models, { seeds, version: 'test', file });
    for (const seed of seeds) experiment.add(runOne(scenario, models, seed));
    const { result, record } = experiment.conclude();
    expect({ verdict: result.verdict, reasons: expected === 'valid' ? result.reasons : [] }).toEqual({
      verdict: expected,
      reasons: [],
    });
    const again = simulate(scenario, models, { seed: record.seed, queue: 'heap', freeze: true });
    expect(again.record.digest).toBe(record.digest);
  });
});
