/**
 * `foretell determinism` as a user meets it: the same, different, and mistakes.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Determinism } from '../../src/observe/determinism.js';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-determinism-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function determinism(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, 'determinism', ...args], {
    cwd: DIR,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A model of a user's own, whose timer runs `delay` milliseconds. */
function dice(name: string, delay: string): string {
  writeFileSync(
    join(DIR, `${name}.js`),
    `let runs = 0;
export const model = {
  name: 'mine/${name}', about: 'It rolls.', source: 'none', leavesOut: 'all', params: {},
  init(_durable, ctx) {
    runs += 1;
    ctx.setTimer({ kind: 'roll' }, 1e6);
    return {};
  },
  on: {
    roll(_state, _message, ctx) {
      ctx.setTimer({ kind: 'roll' }, Math.ceil(1e6 * (${delay})));
    },
  },
};
`,
  );
  writeFileSync(
    join(DIR, `${name}.yaml`),
    `name: ${name}\nquestion: Is it the same?\nduration: 1s\nnodes: { db: { model: ./${name}.js, count: 2 } }\n`,
  );
  return `${name}.yaml`;
}

test('the same: exit 0, in words and as JSON', () => {
  const file = dice('fair', '1 + ctx.random()');
  const told = determinism(file, '--seed', '7', '--set', 'duration=100ms');
  expect(told).toMatchObject({ status: 0, stderr: '' });
  expect(told.stdout).toMatch(/^same {2}fair\n {2}seed 7, \d+ events, digest [0-9a-f]{16}\n/);
  expect(told.stdout).toContain('Once more: the same\n');
  expect(told.stdout).toContain('With the other event queue: the same\n');
  const json = JSON.parse(determinism(file, '--json', '--against', 'freeze').stdout) as Determinism;
  expect(json).toMatchObject({
    kind: 'determinism',
    scenario: 'fair',
    same: true,
    comparisons: [{ against: 'freeze', difference: null }],
  });
});

test.each([
  ['chance', '1 + Math.random()'],
  ['a clock of the machine', '1 + (performance.now() % 1)'],
  ['a variable of the module', '1 + runs / 100'],
])('different, by %s: exit 1, with the event that set the timer', (_by, delay) => {
  const name = `dice${delay.length}`;
  const told = determinism(dice(name, delay));
  expect(told).toMatchObject({ status: 1, stderr: '' });
  expect(told.stdout).toMatch(new RegExp(`^DIFFERENT {2}${name}\n`));
  expect(told.stdout).toMatch(/Event 3 is the first that differs, in its time/);
  expect(told.stdout).toMatch(/first run: event 3 at \d\.\d{9} s, timer roll of db\/[12]/);
  expect(told.stdout).toMatch(/scheduled in: event [12] at 0\.001000000 s, timer roll of db\/[12]/);
  expect(told.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('mistakes: exit 64, without a stack', () => {
  const file = dice('right', '1');
  for (const args of [['no-such.yaml'], [file, '--against', 'time'], [file, '--set', 'duration'], []]) {
    const { status, stdout, stderr } = determinism(...args);
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).not.toContain('    at ');
    expect(stderr).not.toBe('');
  }
});
