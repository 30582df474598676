/**
 * `foretell check --checker`: exit codes, JSON as Jepsen's users know it, mistakes.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-tallies-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function check(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, 'check', ...args], {
    cwd: DIR,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const ADDED =
  '{:type :invoke, :f :add, :process 0, :value 7}\n{:type :ok, :f :add, :process 0, :value 7}\n{:type :invoke, :f :read, :process 1, :value nil}\n';
writeFileSync(join(DIR, 'whole.edn'), `${ADDED}{:type :ok, :f :read, :process 1, :value #{7}}\n`);
writeFileSync(join(DIR, 'lost.edn'), `${ADDED}{:type :ok, :f :read, :process 1, :value #{}}\n`);
writeFileSync(join(DIR, 'unread.edn'), ADDED);
writeFileSync(join(DIR, 'ids.jsonl'), '{"type":"ok","f":"generate","value":"a"}\n'.repeat(2));

test('valid, invalid and unknown', () => {
  expect(check('whole.edn', '--checker', 'set-full').status).toBe(0);
  expect(check('unread.edn', '--checker', 'set-full').status).toBe(2);
  const { status, stdout } = check('lost.edn', '--checker', ':set-full');
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /INVALID +lost\.edn by set-full[\s\S]*7 is lost[\s\S]*process 1: read \[\] ok[\s\S]*lost-count 1/,
  );
});

test('JSON as Jepsen has it, and what it rests on', () => {
  const { status, stdout } = check('ids.jsonl', '--checker', 'unique-ids', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    checker: 'unique-ids',
    'valid?': false,
    'attempted-count': 2,
    duplicated: { a: 2 },
    range: ['a', 'a'],
    verdict: 'invalid',
    failure: { explanation: expect.stringContaining('"a" was handed out'), window: [{}, {}] },
    otherFailures: [],
    summary: { operations: 2, ok: 2 },
  });
});

test.each([
  [['lost.edn', '--checker', 'set-ful'], 'did you mean set-full?'],
  [['lost.edn', '--checker', 'set', '--model', 'set'], 'leave --model out'],
  [['lost.edn', '--checker', 'set', '--linearizable'], '--linearizable is for --checker set-full'],
  [['lost.edn', '--checker', 'set', '--group-size', '3'], '--group-size is for --checker long-fork'],
  [['lost.edn', '--model', 'set', '--linearizable'], 'for --checker set-full'],
  [['lost.edn', '--checker', 'set', '--anomalies', 'G1'], 'are for transactions'],
  [['lost.edn', '--model', 'set-full'], 'but a checker: --checker set-full'],
  [['lost.edn'], 'say what the history is of'],
  [['lost.edn', '--checker', 'total-queue'], 'operations of total-queue: enqueue, dequeue, drain'],
])('%s is a mistake', (args, message) => {
  const { status, stderr } = check(...args);
  expect([status, stderr]).toEqual([64, expect.stringContaining(message)]);
});
