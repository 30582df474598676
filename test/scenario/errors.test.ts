/**
 * What people read when a scenario file is wrong: every file in `test/golden/scenario-bad/`, and some that are too large to keep.
 *
 * The golden file is made to be read. To renew it: `npx vitest run … -u`, then read the difference.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatProblems } from '../../src/scenario/format-problems.js';
import { parseScenario } from '../../src/scenario/parse.js';
import { models } from './models.js';

const folder = new URL('../golden/scenario-bad/', import.meta.url);
const dataFiles: Readonly<Record<string, string>> = {
  'bad.txt': '# measured\n1ms\n\n7\n',
  'unsorted.txt': '1s\n3s\n2s\n',
};
const charts = ['latency-over-time', 'latency-percentiles', 'operations', 'leadership'];
const readFile = (path: string): string | undefined => dataFiles[path];

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 8 }, (_, index) => {
    const [name, last] = ['bcdefghi'[index], 'abcdefgh'[index]];
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${last}`).join(', ')}]`;
  }),
].join('\n');

const generated: Readonly<Record<string, string>> = {
  'too-large': `name: ${'x'.repeat(50_000_000)}\n`,
  'too-deep': `nodes: ${'['.repeat(100_000)}\n`,
  'too-deep-in-blocks': `nodes:\n  ${'- '.repeat(100_000)}\n`,
  'alias-bomb': `${bomb}\n`,
  'alias-of-itself': 'nodes: &a { db: *a }\n',
  'not-text': 'name: \u0000\u0001\u0002\n\u0007: \u001b[31m\n',
};

const inputs = [
  ...readdirSync(folder)
    .toSorted()
    .map((file) => [file.replace('.yaml', ''), readFileSync(new URL(file, folder), 'utf8')] as const),
  ...Object.entries(generated),
];

const messages = inputs.map(([name, text]) => {
  const file = `${name}.yaml`;
  const result = parseScenario(text, { file, models, readFile, charts });
  return [name, result, result.ok ? '' : formatProblems(result.problems, text)] as const;
});

test('every message is as it was read and approved', async () => {
  const all = messages.map(([name, , text]) => `${`--- ${name} `.padEnd(80, '-')}\n${text}`).join('\n');
  await expect(all).toMatchFileSnapshot('../golden/scenario-errors.txt');
});

test.each(messages)('%s is refused, with everything that a reader needs', (_, result, text) => {
  expect(result.ok).toBe(false);
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  for (const problem of result.problems) {
    expect(problem.expected).not.toBe('');
    expect(problem.received).not.toBe('');
    expect(`${problem.expected}${problem.received}`).not.toMatch(/undefined|\[object|NaN|Invalid input/);
    expect(problem.line).toBeGreaterThan(0);
    expect(problem.column).toBeGreaterThan(0);
  }
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('problems are sorted by position', () => {
  for (const [, result] of messages) {
    if (result.ok) continue;
    const places = result.problems.map(({ line, column }) => line * 1e6 + column);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
});

test('control: a sound file has no message', () => {
  const result = parseScenario('nodes: { db: { model: consensus/raft } }', { file: 'x', models, readFile });
  expect(result).toMatchObject({ ok: true });
});
