/**
 * Every rule of Raft and of its clients matters: without it, a hunt finds what breaks, by the checker that should.
 *
 * Runs the zoo's own program on the build, so build first (`npm test` does); its negative controls are mutants that
 * it must not report as found.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const ZOO = new URL('zoo.mjs', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-zoo-test-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function zoo(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ZOO, ...args], { encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

/** What a catalogue with one mutant comes to. */
function zooOf(mutant: Readonly<Record<string, unknown>>) {
  const path = join(DIR, 'control.yaml');
  writeFileSync(path, JSON.stringify({ about: 'Negative controls.', mutants: [{ ...HARMLESS, ...mutant }] }));
  return zoo('--quick', '--catalogue', path);
}

const HARMLESS = {
  name: 'another name for the same',
  source: 'nobody',
  file: 'models/consensus/raft/log.ts',
  find: 'const NOTHING: readonly Entry[] = [];',
  replace: 'const NOTHING: readonly Entry[] = new Array<Entry>();',
  foundBy: ['linearizable(app)'],
  seeds: 20,
};

const UNCHECKED = {
  file: 'models/consensus/raft/log.ts',
  find: 'return candidateTerm > ownTerm || (candidateTerm === ownTerm && candidateIndex >= lastIndex(log));',
  replace: 'return candidateTerm >= 0 * ownTerm;',
  seeds: 100,
};

test('every mutant of the catalogue is found by a checker that should, within its budget', {
  timeout: 600_000,
}, () => {
  const { status, out } = zoo('--quick');
  expect(out).not.toMatch(/MISSED|NOT EXPECTED/);
  expect(out).toMatch(/^(\d+) of \1 mutants found as expected/m);
  expect(Number(/^(\d+) of/m.exec(out)?.[1])).toBeGreaterThanOrEqual(60);
  expect(status).toBe(0);
});

test('nobody is accused over the same seeds when nothing is broken', { timeout: 300_000 }, () => {
  const { status, out } = zoo('--clean', '300');
  expect(out).toContain('300');
  expect(status).toBe(0);
});

describe('the zoo fails', () => {
  test('when a mutant is missed, such as one that changes nothing', () => {
    const { status, out } = zooOf({});
    expect(out).toContain('missed: another name for the same, in 20 seeds');
    expect(status).toBe(1);
  });

  test('when somebody finds it who is not expected to', () => {
    expect(zooOf({ ...UNCHECKED, foundBy: ['votes-up-to-date'] }).status).toBe(0);
    const { status, out } = zooOf({ ...UNCHECKED, foundBy: ['no-op-first'] });
    expect(out).toMatch(/not expected: .* is found by invariant\(db\): votes-up-to-date/);
    expect(status).toBe(1);
  });

  test.each([
    ['text that is not there', { find: 'no such text' }, 'its text occurs 0 times'],
    ['text that is there twice', { find: 'log.snapshotIndex' }, 'its text occurs'],
    ['text that stays as it is', { replace: HARMLESS.find }, 'it changes nothing'],
    ['a file that is not there', { file: 'models/none.ts' }, 'there is no models/none.ts'],
    ['a scenario that is not there', { scenario: 'scenarios/none.yaml' }, 'there is no scenarios/none.yaml'],
    ['nobody to find it', { foundBy: [] }, 'nobody is to find it'],
    ['no source', { source: null }, 'lacks source'],
    ['a key that nobody reads', { found: [] }, 'nobody reads found'],
  ])('with %s', (_, change, problem) => {
    const { status, err } = zooOf(change);
    expect(err).toContain(problem);
    expect(status).toBe(1);
  });
});
