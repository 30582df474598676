/**
 * `foretell check` on histories of transactions: exit codes, JSON as Elle's users know it, mistakes.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-transactions-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function check(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, 'check', ...args], {
    cwd: DIR,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const line = (process: number, ...value: readonly unknown[]) =>
  `${JSON.stringify({ process, type: 'ok', f: 'txn', value })}\n`;

writeFileSync(
  join(DIR, 'skew.jsonl'),
  line(0, ['r', 'x', null], ['append', 'y', 1]) + line(1, ['r', 'y', null], ['append', 'x', 1]),
);
writeFileSync(join(DIR, 'alone.jsonl'), line(0, ['r', 'x', null]));
writeFileSync(join(DIR, 'registers.edn'), '{:type :ok, :f :txn, :process 0, :value [[:w :x 1] [:r :x 1]]}');
writeFileSync(join(DIR, 'single.edn'), '{:type :ok, :f :append, :process 0, :value 1}');

test('write skew breaks serializability and not snapshot isolation', () => {
  const bad = check('skew.jsonl', '--model', 'list-append', '--consistency-models', 'serializable');
  expect(bad.status).toBe(1);
  expect(bad.stdout).toMatch(
    /INVALID.*serializable[\s\S]*G2-item[\s\S]*Ruled out: repeatable-read[\s\S]*T1 < T2/,
  );
  expect(bad.stdout).toContain('(write skew)');
  const good = check('skew.jsonl', '--model', 'list-append', '--consistency-models', ':snapshot-isolation');
  expect(good.status).toBe(0);
});

test('JSON as other tools have it', () => {
  const { status, stdout } = check('skew.jsonl', '--model', 'list-append', '--anomalies', 'g2', '--json');
  const result = JSON.parse(stdout);
  expect(status).toBe(1);
  expect(result).toMatchObject({ 'valid?': false, 'anomaly-types': ['G2-item'], not: ['repeatable-read'] });
  expect(result.anomalies['G2-item']).toHaveLength(1);
  expect(result['also-not']).toContain('serializable');
});

test('nothing to judge by is unknown', () => {
  const { status, stdout } = check('alone.jsonl', '--model', 'list-append');
  expect([status, stdout]).toEqual([
    2,
    expect.stringMatching(/^unknown[\s\S]*no transaction depends on another/),
  ]);
});

test('lists of single operations stay what they were', () => {
  expect(check('single.edn', '--model', 'list-append').stdout).toMatch(/linearizable/);
});

test('mistakes are told, with exit code 64', () => {
  for (const [args, says] of [
    [['registers.edn', '--model', 'list-append'], /is the history for --model rw-register\?/],
    [
      ['skew.jsonl', '--model', 'list-append', '--consistency-models', 'serialisable'],
      /did you mean serializable/,
    ],
    [['skew.jsonl', '--model', 'list-append', '--anomalies', 'G7'], /no anomaly "G7".*G-single/],
    [['registers.edn', '--model', 'rw-register', '--assume', 'wfr'], /wfr-keys/],
    [['skew.jsonl', '--model', 'register', '--anomalies', 'G0'], /list-append or rw-register/],
    [['skew.jsonl', '--model', 'rw-registr'], /did you mean rw-register/],
  ] as const) {
    const { status, stdout, stderr } = check(...args);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([status, stdout]).toEqual([64, '']);
  }
});
