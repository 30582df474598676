/** Loading scenario files in tests: at once, with models handed in or found, and every mistake told. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadScenario, runScenario, runScenarios } from '../../src/testing/index.js';
import { durable, fileOf, load, messageOf, OUT, TEXT } from './register.js';

describe('a scenario file', () => {
  test('is loaded with its values set, by path or URL', () => {
    const set = { 'clients.app.count': 7, duration: '2s' };
    const loaded = load('set', durable, set);
    expect(loaded.scenario.clients[0]!.count).toBe(7);
    expect(loaded.scenario.duration).toBe(2e9);
    expect(loaded.settings).toEqual(['clients.app.count=7', 'duration=2s']);
    const models = { './register.js': durable };
    const byUrl = loadScenario(pathToFileURL(resolve(loaded.file)), { models, set });
    expect(byUrl.scenario).toEqual(loaded.scenario);
  });

  test('has its models required where they are not handed in', () => {
    const model = `export const own = { name: 'own', about: '', source: '', leavesOut: '', params: {},
      init: () => ({}), on: { request: (state, request, ctx) => ctx.ok(request, null) } };`;
    const file = fileOf('own', TEXT.replace('register.js', 'own.mjs'));
    writeFileSync(join(OUT, 'own.mjs'), model);
    expect(loadScenario(file).models.get('./own.mjs')!.name).toBe('own');
    writeFileSync(join(OUT, 'later.mjs'), `await 0;\n${model}`);
    const late = fileOf('later', TEXT.replace('register.js', 'later.mjs'));
    expect(messageOf(() => loadScenario(late))).toMatch(/later\.mjs: cannot be loaded[\s\S]+hand it in/);
  });

  test('is told with line and column if it is wrong', () => {
    expect(messageOf(() => load('wrong', durable, {}, TEXT.replace('app:', 'app:\n    cuont: 1')))).toMatch(
      /wrong\.yaml:9:5: clients\.app\.cuont[\s\S]+did you mean count\?/,
    );
    expect(messageOf(() => loadScenario('nowhere/x.yaml'))).toMatch(/there is no such file/);
    expect(messageOf(() => load('set-wrong', durable, { duration: 'long' }))).toMatch(/--set duration=long/);
  });
});

describe('runs', () => {
  const loaded = load('runs', durable);

  test('are the same for the same seed, and others for another', () => {
    const digest = (seed: number) => runScenario(loaded, { seed }).record.digest;
    expect(digest(3)).toBe(digest(3));
    expect(digest(3)).not.toBe(digest(4));
    expect(runScenario(loaded).record.seed).toBe('1');
  });

  test('several have seeds that count up', () => {
    expect(runScenarios(loaded).map(({ record }) => record.seed)).toEqual(['1', '2', '3']);
    expect(runScenarios(loaded, { runs: 2, seed: 9 }).map(({ record }) => record.seed)).toEqual(['9', '10']);
  });

  test('take other faults, clients and networks than the file has, and are then no longer its own', () => {
    const [fault] = load('with-fault', durable, { faults: '[{ at: 1s, for: 1s, crash: store }]' }).scenario
      .faults;
    const run = runScenario(loaded, { faults: [fault!] });
    expect(run.record.faults).toHaveLength(1);
    expect(run.file).toBeUndefined();
    expect(runScenario(loaded).file).toBe(loaded.file);
  });
});
