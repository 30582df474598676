/**
 * `foretell hunt` and `replay` as a user meets them: a model of one's own with a bug, found, made small and shown
 * again.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { HuntResult } from '../../src/observe/hunt.js';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-hunt-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

/** A register that saves every value, or forgets to. */
function register(name: string, save: string): string {
  mkdirSync(join(DIR, 'models'), { recursive: true });
  writeFileSync(
    join(DIR, 'models', `${name}.mjs`),
    `
export const ${name} = {
  name: '${name}', about: '', source: '', leavesOut: '', params: {},
  sometimes: ['a value is replaced', 'a pig flies'],
  init: (saved) => ({ values: { ...saved?.values } }),
  on: {
    request(state, request, ctx) {
      const { f, key, value } = request;
      if (f === 'write') {
        if (key in state.values) ctx.sometimes('a value is replaced');
        state.values[key] = value;
        ${save}
      }
      ctx.ok(request, f === 'write' ? value : (state.values[key] ?? null));
    },
  },
};
`,
  );
  writeFileSync(
    join(DIR, `${name}.yaml`),
    `
name: ${name}
question: Does a crash lose what was acknowledged?
duration: 2s
nodes: { store: { model: ./models/${name}.mjs } }
clients:
  app: { count: 3, target: store, arrivals: poisson(100/s), operations: { read: 50%, write: 50% }, keys: uniform(3) }
expect: [ linearizable(app), p99(app) < 1ns ]
`,
  );
  return `${name}.yaml`;
}

const sound = register('sound', 'ctx.persist(state);');
const forgetful = register('forgetful', '');

function foretell(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, ...args], {
    cwd: DIR,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return { status, stdout, stderr };
}

function hunt(file: string, ...more: readonly string[]) {
  const { status, stdout, stderr } = foretell('hunt', file, '--json', '--no-report', ...more);
  return { status, stderr, stdout, result: (stdout === '' ? undefined : JSON.parse(stdout)) as HuntResult };
}

describe('a model that forgets what it has not saved', () => {
  const { status, result, stderr } = hunt(forgetful, '--jobs', '2');
  const [failure] = result.failures;

  test('is found, and what it fails is named', () => {
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(result.verdict).toBe('invalid');
    expect(result.failures.map(({ signature }) => signature)).toEqual(['linearizable(app)']);
    expect(result.seeds.done).toBe(Number(failure!.seeds[0])); // and nothing after it counts
  });

  test('is made as small as it gets: one crash', () => {
    const { minimal } = failure!;
    expect(minimal!.finished).toBe(true);
    expect(minimal!.faults).toHaveLength(1);
    expect(minimal!.faults[0]).toMatch(/^crash /);
  });

  test('is shown again by what the hunt says, from a file that stands for itself', () => {
    const { minimal } = failure!;
    const path = result.files.minimal!;
    expect(minimal!.replay).toBe(`foretell replay ${path}`);
    const text = readFileSync(join(DIR, path), 'utf8');
    expect(text).toContain('# linearizable(app) fails.');
    expect(text).toMatch(/model: (\.\.\/)+models\/forgetful\.mjs/);
    const again = foretell('replay', path, '--json', '--no-report');
    expect(again.status).toBe(1);
    expect(again.stderr).toBe(`the same run as was written down: digest ${minimal!.digest}\n`);
    expect(JSON.parse(again.stdout).expectations.map(({ text: claim }: { text: string }) => claim)).toEqual([
      'linearizable(app)',
    ]);
    expect(foretell('replay', dirname(path), '--json', '--no-report').stdout).toContain(minimal!.digest);
    expect(foretell('replay', 'out/forgetful', '--json', '--no-report').status).toBe(1);
  });

  test('is told to be another run when the model has changed', () => {
    const path = result.files.minimal!;
    const changed = 'changed.yaml';
    const text = readFileSync(join(DIR, path), 'utf8').replace(
      /\.\.\/.*forgetful\.mjs/,
      './models/sound.mjs',
    );
    writeFileSync(join(DIR, changed), text);
    const again = foretell('replay', changed, '--json', '--no-report');
    expect(again.status).not.toBe(1);
    expect(again.stderr).toContain('another run than was written down');
  });

  test('is found by any number of threads, the same way', () => {
    expect(hunt(forgetful, '--jobs', '1').result).toEqual(result);
    expect(hunt(forgetful, '--jobs', '3').result).toEqual(result);
  });

  test('is found in several ways if all are asked for, and each seed is told', () => {
    const all = hunt(forgetful, '--all', '--seeds', '60', '--jobs', '2').result;
    expect(all.seeds.done).toBe(60);
    expect(all.failures[0]!.seeds.length).toBeGreaterThan(1);
    expect(all.failures[0]!.seeds[0]).toBe(failure!.seeds[0]);
  });

  test('is left as it was drawn if nothing is to be made smaller', () => {
    const { minimal } = hunt(forgetful, '--no-shrink').result.failures[0]!;
    expect(minimal!.tried).toBe(0);
    expect(minimal!.after).toEqual(minimal!.before);
  });
});

describe('a model that is right', () => {
  const { status, result, stderr } = hunt(sound, '--seeds', '100', '--jobs', '2');

  test('is not accused, however slow it is', () => {
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(result).toMatchObject({ verdict: 'valid', failures: [], reasons: [] });
    expect(result.seeds).toEqual({ first: '1', done: 100, asked: 100 });
    expect(result.operations).toBeGreaterThan(1000);
    expect(result.files.minimal).toBeUndefined();
  });

  test('tells what was reached, and what was not', () => {
    const seen = result.conditions.map(({ condition, seeds }) => [condition, seeds > 0]);
    expect(seen).toContainEqual(['a value is replaced', true]);
    expect(seen).toContainEqual(['a pig flies', false]);
  });

  test('fails if everything must be reached', () => {
    const strict = hunt(sound, '--seeds', '20', '--require');
    expect(strict.status).toBe(1);
    expect(strict.result.reasons).toContain('never reached: store: a pig flies');
  });

  test('is hit by faults, but for when the file is taken as it is', () => {
    expect(result.faults.some(({ hit }) => hit > 0)).toBe(true);
    expect(hunt(sound, '--seeds', '20', '--as-is').result.faults).toEqual([]);
  });
});

describe('past failures', () => {
  test('run before anything else, and stop the hunt if one is back', () => {
    const folder = join(DIR, 'regressions');
    mkdirSync(folder);
    const path = hunt(forgetful).result.files.minimal!;
    const text = readFileSync(join(DIR, path), 'utf8');
    const now = (model: string) => text.replace(/\.\.\/.*forgetful\.mjs/, `../models/${model}.mjs`);
    writeFileSync(join(folder, 'lost-write.yaml'), now('forgetful'));
    const back = hunt(forgetful, '--corpus', 'regressions');
    expect(back.status).toBe(1);
    expect(back.result.seeds.done).toBe(0);
    expect(back.result.regressions).toMatchObject([
      { file: 'regressions/lost-write.yaml', verdict: 'invalid' },
    ]);
    writeFileSync(join(folder, 'lost-write.yaml'), now('sound'));
    const gone = hunt(sound, '--corpus', 'regressions', '--seeds', '10');
    expect(gone.result.regressions).toMatchObject([{ verdict: 'valid', reasons: [] }]);
    expect(gone.result.seeds.done).toBe(10);
    rmSync(folder, { recursive: true });
  });
});

describe('parts of a hunt', () => {
  const part = (index: number, ...more: readonly string[]) =>
    hunt(forgetful, '--seeds', '30', '--shard', `${index}/3`, ...more).result;
  const folderOf = ({ files }: HuntResult) => dirname(files.result!);
  const merge = (...results: readonly HuntResult[]) =>
    foretell('merge', ...results.map(folderOf), '--json', '--out', 'merged');
  const parts = [part(1), part(2), part(3)] as const;

  test('come to the same as the whole, in any order', () => {
    const whole = hunt(forgetful, '--seeds', '30', '--all').result;
    const { status, stdout, stderr } = merge(parts[2], parts[0], parts[1]);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    const merged = JSON.parse(stdout) as HuntResult;
    const bare = ({ files: _files, ...result }: HuntResult) => ({
      ...result,
      failures: result.failures.map(({ minimal, ...group }) => ({ ...group, digest: minimal!.digest })),
    });
    expect(bare(merged)).toEqual(bare(whole));
    expect(foretell('replay', merged.files.minimal!, '--no-report').stderr).toContain('the same run');
  });

  test('that do not belong together are refused', () => {
    expect(merge(parts[0], parts[1])).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('no part 3'),
    });
    expect(merge(parts[0], parts[1], part(3, '--faults', '1')).stderr).toMatch(
      /expected scenario .*received scenario/,
    );
    expect(merge(parts[0], parts[1], parts[2], parts[2]).stderr).toContain('part 3/3 again');
    expect(foretell('merge', sound).stderr).toContain('received no JSON');
  });
});

describe('mistakes', () => {
  test('nothing to hunt for', () => {
    const text = readFileSync(join(DIR, sound), 'utf8').replace('linearizable(app), ', '');
    writeFileSync(join(DIR, 'aimless.yaml'), text);
    const { status, stderr } = hunt('aimless.yaml');
    expect(status).toBe(64);
    expect(stderr).toContain('aimless.yaml: nothing to hunt for');
  });

  test.each([
    [['--shard', '3/2'], '--shard takes a part of a whole, such as 2/8, not "3/2"'],
    [['--faults', '6..0'], '--faults takes a number or a range, such as 0..6, not "6..0"'],
    [['--for', '5'], '--for takes a duration, such as 5s, not "5"'],
    [['--seeds', '0'], '--seeds takes a whole number from 1'],
    [['--corpus', 'nowhere'], '--corpus nowhere: there is no such folder'],
  ])('%j', (args, message) => {
    const { status, stderr } = hunt(sound, ...args);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('at ');
  });

  test('nothing to replay', () => {
    expect(existsSync(join(DIR, 'out/sound/latest'))).toBe(true);
    const { status, stderr } = foretell('replay', 'out/sound/latest');
    expect(status).toBe(64);
    expect(stderr).toContain('there is no minimal.yaml in this folder');
  });
});

test('a time is a budget too', () => {
  const began = performance.now();
  const { result } = hunt(sound, '--for', '1s', '--jobs', '1');
  expect(result.seeds.done).toBeGreaterThan(10);
  expect(performance.now() - began).toBeLessThan(20_000);
});
