/** Annotations: one line each, escaped as GitHub's toolkit reads them, never more than GitHub shows. */
import { expect, test } from 'vitest';
import { annotationsOf } from '../../../src/report/ci/annotations.js';
import { suiteOfHunt } from '../../../src/report/ci/hunt-suite.js';
import { cleanHunt, failingHunt } from '../fixture-hunts.js';
import { EVIL, poisoned, suites } from './suites.js';

/** As the runner reads a line (actions/runner, ActionCommand). */
function read(line: string) {
  const match = /^::(\w+) (.*?)::(.*)$/s.exec(line);
  if (match === null) throw new Error(`not a command: ${line}`);
  const [, kind = '', properties = '', message = ''] = match;
  const plain = (text: string) => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');
  const pairs = properties.split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [
      pair.slice(0, at),
      plain(
        pair
          .slice(at + 1)
          .replace(/%3A/g, ':')
          .replace(/%2C/g, ','),
      ),
    ];
  });
  return { kind, ...Object.fromEntries(pairs), message: plain(message) } as Readonly<Record<string, string>>;
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

test('a failing hunt, as it is written', async () => {
  await expect(annotationsOf([suites['failing hunt']!()])).toMatchFileSnapshot(
    '../../golden/hunt-annotations.txt',
  );
});

test('errors for what failed or could not be judged, at the file and line; warnings for what was not reached', () => {
  const source = 'expect:\n  - linearizable(app)\n';
  const all = linesOf(annotationsOf([suiteOfHunt(failingHunt(), source)])).map(read);
  expect(all.map(({ kind, title, file, line }) => [kind, title, file, line])).toEqual([
    ['error', 'invariant(db): leader-completeness', 'scenarios/consensus/raft-hunt.yaml', undefined],
    ['error', 'linearizable(app)', 'scenarios/consensus/raft-hunt.yaml', '2'],
    ['error', 'every run is judged', 'scenarios/consensus/raft-hunt.yaml', undefined],
    ['error', 'a past failure is back', 'scenarios/regressions/lost-vote.yaml', undefined],
    ['error', 'db: a torn entry is found after a crash', 'scenarios/consensus/raft-hunt.yaml', undefined],
    ['warning', 'Raft, whatever goes wrong', 'scenarios/consensus/raft-hunt.yaml', undefined],
    ['warning', 'Raft, whatever goes wrong', 'scenarios/consensus/raft-hunt.yaml', undefined],
  ]);
  expect(all[0]!.message).toMatch(/\nReplay: foretell replay .*minimal\.yaml$/);
});

test('nothing to say is nothing', () => {
  expect(annotationsOf([suiteOfHunt(cleanHunt({ conditions: [], faults: [] }))])).toBe('');
});

test('texts come back as they were, on one line each', () => {
  const suite = poisoned(suites['failing hunt']!());
  const lines = linesOf(annotationsOf([suite]));
  expect(lines).toHaveLength(7);
  const clean = EVIL.replace('\u0000\u001b', '\ufffd\ufffd').replace('\ud800', '\ufffd');
  for (const line of lines) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those must not be there
    expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f]/);
    const { file, title, message } = read(line);
    for (const text of [file, title, message]) expect(text!.startsWith(clean)).toBe(true);
  }
});

test('control: a text that is not escaped would end the title early', () => {
  expect(read('::error file=a,title=b::c::d')).toMatchObject({ title: 'b', message: 'c::d' });
});

test('of more than ten of a kind, the last tells the others', () => {
  const lines = linesOf(annotationsOf([suites['crowded hunt']!()])).map(read);
  const errors = lines.filter(({ kind }) => kind === 'error');
  expect(errors).toHaveLength(10);
  expect(errors[9]!.title).toMatch(/^and \d+ more$/);
  expect(errors[9]!.message).toContain('invariant(db): rule 14 of many');
});
