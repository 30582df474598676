/** The section `hunt`: what it says, what is filled in, and that running a file takes no notice of it. */
import { expect, test } from 'vitest';
import { FAULT_KINDS } from '../../src/scenario/fields.js';
import { formatProblems } from '../../src/scenario/format-problems.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Setting } from '../../src/scenario/settings.js';
import { MS, S } from '../support/scenario.js';
import { models } from './models.js';

const FILE = `
duration: 20s
nodes:
  db: { model: consensus/raft, count: 3 }
  lb: { model: service/balancer }
clients:
  app: { target: db, arrivals: poisson(100/s) }
faults:
  - { at: 5s, for: 2s, crash: db/3 }
`;

const parse = (text: string, settings: readonly Setting[] = []) =>
  parseScenario(text, { file: 'hunt.yaml', models, readFile: () => undefined, settings });

function read(section: string, settings: readonly Setting[] = []) {
  const text = `${FILE}${section}`;
  const parsed = parse(text, settings);
  if (!parsed.ok) throw new Error(formatProblems(parsed.problems, text));
  return parsed;
}

/** Paths of what is wrong. */
function wrong(section: string): readonly string[] {
  const parsed = parse(`${FILE}${section}`);
  return parsed.ok ? [] : parsed.problems.map(({ path }) => path);
}

const BY_DEFAULT = {
  faults: { min: 0, max: 4 },
  kinds: FAULT_KINDS,
  targets: ['db', 'lb'],
  network: true,
  workload: true,
  vary: [],
  progress: undefined,
  sometimes: [],
};

test.each(['', 'hunt:\n', 'hunt: {}\n'])('everything is varied where a file does not say: %j', (section) => {
  expect(read(section).hunt).toEqual(BY_DEFAULT);
});

test.each([
  ['faults: 3', { faults: { min: 3, max: 3 } }],
  ['faults: 0', { faults: { min: 0, max: 0 } }],
  ['faults: "2 .. 7"', { faults: { min: 2, max: 7 } }],
  ['kinds: [crash, partition]', { kinds: ['partition', 'crash'] }],
  ['targets: [db]', { targets: ['db'] }],
  ['network: as-is', { network: false }],
  ['workload: as-is', { workload: false }],
  ['network: vary', {}],
  [
    'vary: { nodes.db.params.reads: [log, lease], duration: 10s..12s:3 }',
    {
      vary: [
        { path: 'nodes.db.params.reads', values: ['log', 'lease'] },
        { path: 'duration', values: ['10s', '11s', '12s'] },
      ],
    },
  ],
  ['progress: 10s', { progress: 10 * S }],
  ['progress: 500ms', { progress: 500 * MS }],
  [
    'sometimes: ["db: a leader is elected", " db : a leader is elected during crash"]',
    { sometimes: ['db: a leader is elected', 'db: a leader is elected during crash'] },
  ],
])('hunt: { %s }', (line, said) => {
  expect(read(`hunt:\n  ${line}\n`).hunt).toEqual({ ...BY_DEFAULT, ...said });
});

test('what is asked for may come about with a varied value alone', () => {
  const asked = '  sometimes: ["db: a lease is over"]\n';
  expect(wrong(`hunt:\n${asked}`)).toEqual(['hunt.sometimes[0]']);
  expect(wrong(`hunt:\n  vary: { nodes.db.params.reads: [log, lease] }\n${asked}`)).toEqual([]);
});

test('with settings the section is read, too, and its values are left to whoever sets them', () => {
  const section =
    'hunt:\n  vary: { nodes.db.params.reads: [log, lease] }\n  sometimes: ["db: a lease is over"]\n';
  const setting = { path: 'nodes.db.params.reads', value: 'log' };
  expect(read(section, [setting]).hunt).toEqual(read(section).hunt);
  expect(read(section, [setting]).sweep).toEqual([]);
});

test('targets and kinds come in the order of the file and of the vocabulary', () => {
  const { hunt } = read('hunt: { targets: [lb, db], kinds: [ask, hold] }');
  expect(hunt).toMatchObject({ targets: ['db', 'lb'], kinds: ['hold', 'ask'] });
});

test('a run takes no notice of it', () => {
  expect(read('hunt: { faults: 9, network: as-is }').scenario).toEqual(read('').scenario);
});

test.each([
  ['faults: 1..', 'hunt.faults'],
  ['faults: -1', 'hunt.faults'],
  ['faults: 5..2', 'hunt.faults'],
  ['faults: 0..5000', 'hunt.faults'],
  ['kinds: crash', 'hunt.kinds'],
  ['kinds: [crush]', 'hunt.kinds[0]'],
  ['targets: [app]', 'hunt.targets[0]'],
  ['network: often', 'hunt.network'],
  ['vary: { seed: [1, 2] }', 'hunt.vary.seed'],
  ['vary: { hunt: [1, 2] }', 'hunt.vary.hunt'],
  ['vary: { nodes.db.count: [3, 0] }', 'nodes.db.count'],
  ['vary: { nodes.db.params.heartbeat: 1ms..40ms:40, nodes.db.count: 3..42:40 }', 'hunt.vary'],
  ['progress: 0s', 'hunt.progress'],
  ['progress: 10001ms', 'hunt.progress'],
  ['sometimes: ["db: a leader is selected"]', 'hunt.sometimes[0]'],
  ['sometimes: ["db: a leader is elected during war"]', 'hunt.sometimes[0]'],
  ['sometimes: ["lb: a leader is elected"]', 'hunt.sometimes[0]'],
  ['sometimes: ["app: a leader is elected"]', 'hunt.sometimes[0]'],
  ['falts: 3', 'hunt.falts'],
])('hunt: { %s } is refused at %s', (line, path) => {
  expect(wrong(`hunt:\n  ${line}\n`)).toEqual([path]);
});

test('the file must leave time to make progress after its own faults', () => {
  const late = FILE.replace('for: 2s', 'for: 3s').replace('at: 5s', 'at: 9s');
  expect(wrong('hunt: { progress: 6s }')).toEqual([]);
  expect(parse(`${late}hunt: { progress: 6s }`)).toMatchObject({ ok: false });
  expect(parse(`${late}hunt: { progress: 5s }`)).toMatchObject({ ok: true });
  const endless = FILE.replace('for: 2s, ', '');
  expect(parse(`${endless}hunt: { progress: 1s }`)).toMatchObject({ ok: false });
});
