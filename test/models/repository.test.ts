/** The repository to copy, as a team would have it: its tests pass, its hunt finds nothing, and a bug is found. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = new URL('../..', import.meta.url).pathname;
const CLI = join(ROOT, 'dist/src/cli/main.js');
/** Inside the package, whose other packages a team would have installed. */
const HERE = join(ROOT, 'out/docs/repository');
const MODEL = join(HERE, 'models/quorum-register.js');

beforeAll(() => {
  rmSync(HERE, { recursive: true, force: true });
  cpSync(join(ROOT, 'models/examples/repository'), HERE, { recursive: true });
  mkdirSync(join(HERE, 'node_modules'));
  symlinkSync(ROOT, join(HERE, 'node_modules/foretell'), 'dir');
});

const run = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, { cwd: HERE, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
const hunt = (...args: readonly string[]) =>
  run('node', CLI, 'hunt', 'scenarios/quorum-register.yaml', '--no-report', ...args);

test('its model is short enough to read', () => {
  expect(readFileSync(MODEL, 'utf8').split('\n').length).toBeLessThan(70);
});

describe('as it is', () => {
  test('its own tests pass', () => {
    const { status, stdout } = run('npx', 'vitest', 'run');
    expect(stdout).toMatch(/Tests {2}\d+ passed/);
    expect(status).toBe(0);
  });

  test('its hunt runs what failed before, and finds nothing', () => {
    const { status, stdout } = hunt('--seeds', '200');
    expect(stdout).toContain('1 past failure run first, all valid');
    expect(status).toBe(0);
  });
});

test('its workflow calls commands that there are', () => {
  const { jobs } = parse(readFileSync(join(HERE, '.github/workflows/foretell.yml'), 'utf8')) as {
    jobs: Record<string, { steps: { run?: string }[] }>;
  };
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.run ?? []));
  const commands = lines.filter((line) => line.includes('foretell'));
  expect(commands).toHaveLength(3);
  for (const line of commands) {
    const [, command, ...words] = line
      .replace('npx ', '')
      .replace(/\$\{\{ matrix.part \}\}/, '1')
      .split(' ');
    const help = run('node', CLI, command!, '--help').stdout;
    for (const option of words.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  }
});

test('broken on purpose as its page says, past and present failures tell', () => {
  const text = readFileSync(MODEL, 'utf8');
  const rule = 'ctx.self, id]';
  expect(text.split(rule)).toHaveLength(2);
  writeFileSync(MODEL, text.replace(rule, 'ctx.self, 0]'));
  const back = hunt();
  expect(back.stdout).toContain('same-version-twice.yaml');
  expect(back.status).toBe(1);
  rmSync(join(HERE, 'scenarios/regressions'), { recursive: true });
  const found = hunt();
  expect(found.stdout).toMatch(/became no fault and \d+ operations/);
  expect(found.status).toBe(1);
  const replay = /Replay: foretell (replay \S+)/.exec(found.stdout)![1]!;
  expect(run('node', CLI, ...replay.split(' '), '--no-report').stderr).toContain('the same run');
  expect(run('npx', 'vitest', 'run').status).toBe(1);
});
