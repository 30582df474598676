/**
 * Every scenario of the repository runs, comes out as its file says, and gives the same bytes when run again.
 *
 * A file that is meant to fail says `EXPECTED: invalid` in its comment; that is the gallery's negative control.
 * What a file sweeps over is run at the first and at the last point, where its expectations must hold too.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chartNames } from '../reports/index.js';
import { createExperiment } from '../src/experiment/experiment.js';
import { runOne } from '../src/experiment/run-one.js';
import { seedsOf, simulate } from '../src/experiment/simulate.js';
import { scenarioJsonSchema } from '../src/scenario/json-schema.js';
import { parseScenario } from '../src/scenario/parse.js';
import { FOLDER, files, load, models, pointOf, type Settings, textOf } from './support/small-scenario.js';

/** Enough to see that it works; the files' own numbers are for people. */
const RUNS = 2;

test('there are scenarios, and some are meant to fail', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => /EXPECTED: invalid/.test(textOf(file))).length).toBeGreaterThan(1);
});

test('the JSON Schema beside them is the one that the command prints', () => {
  const stored = JSON.parse(readFileSync(new URL('foretell.schema.json', FOLDER), 'utf8'));
  expect(stored).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema(models, { charts: chartNames }))));
});

describe.each(files)('%s', (file) => {
  const text = textOf(file);
  const full = parseScenario(text, { file, models, readFile: () => undefined, charts: chartNames });
  const parsed = load(file);

  test('opens with its question and names the schema', () => {
    expect(full).toMatchObject({ ok: true });
    if (full.ok) expect(full.scenario.question).toMatch(/\?$/);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/foretell\.schema\.json\n#/);
  });

  test('comes out as it says, and the same when run again', () => {
    if (!parsed.ok) throw new Error(`${file} has problems`);
    const { scenario } = parsed;
    const expected = /EXPECTED: invalid/.test(text) ? 'invalid' : 'valid';
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

  const swept = full.ok ? full.sweep : [];
  const ends: Settings[] = [0, -1].map((at) =>
    Object.fromEntries(swept.map(({ path, values }) => [path, values.at(at)!])),
  );
  test.each(swept.length === 0 ? [] : ends)('is as it expects at an end of its sweep: %j', (settings) => {
    const { verdict, reasons } = pointOf(file, settings, { runs: RUNS });
    expect({ verdict, reasons }).toEqual({ verdict: 'valid', reasons: [] });
  });
});
