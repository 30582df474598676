/**
 * Settings: a value put into a file by its path is read as if it stood there, and what is wrong points into it.
 *
 * The golden file is made to be read. To renew it: `npx vitest run … -u`, then read the difference.
 */
import { expect, test } from 'vitest';
import { formatProblems } from '../../src/scenario/format-problems.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import type { Setting } from '../../src/scenario/settings.js';
import { models } from './models.js';

const FILE = `
name: Base
duration: 20s
nodes:
  db: { model: consensus/raft, count: 3 }
clients:
  app: { target: db, arrivals: poisson(100/s) }
faults:
  - { at: 5s, for: 2s, crash: db/3 }
expect: [ availability(app) > 50% ]
`;

const parse = (settings: readonly Setting[], text = FILE) =>
  parseScenario(text, { file: 'base.yaml', models, readFile: () => undefined, settings });

function read(settings: readonly Setting[], text = FILE): Scenario {
  const parsed = parse(settings, text);
  if (!parsed.ok) throw new Error(formatProblems(parsed.problems, text));
  return parsed.scenario;
}

const set = (path: string, value: string): Setting => ({ path, value });

test.each([
  ['nodes.db.count', '5', FILE.replace('count: 3', 'count: 5')],
  ['clients.app.arrivals', 'poisson(7/s)', FILE.replace('100/s', '7/s')],
  ['duration', '1min', FILE.replace('20s', '60s')],
  [
    'network.latency',
    'lognormal(p50=1ms, p99=5ms)',
    `${FILE}network: { latency: "lognormal(p50=1ms, p99=5ms)" }\n`,
  ],
  ['nodes.db.params.heartbeat', '20ms', FILE.replace('count: 3', 'count: 3, params: { heartbeat: 20ms }')],
  ['nodes.db.params.preVote', 'false', FILE.replace('count: 3', 'count: 3, params: { preVote: false }')],
  ['nodes.db.disk.sync', '3ms', FILE.replace('count: 3', 'count: 3, disk: { sync: 3ms }')],
  ['faults.0.for', '3s', FILE.replace('for: 2s', 'for: 3s')],
  ['faults[0].crash', 'db/1', FILE.replace('crash: db/3', 'crash: db/1')],
  ['faults.1', '{ at: 9s, pause: db/2 }', FILE.replace('db/3 }\n', 'db/3 }\n  - { at: 9s, pause: db/2 }\n')],
  ['expect', '[]', FILE.replace('[ availability(app) > 50% ]', '[]')],
  ['expect.0', '"errors(app) < 1%"', FILE.replace('availability(app) > 50%', 'errors(app) < 1%')],
])('%s=%s reads like a file that says so', (path, value, same) => {
  expect(read([set(path, value)])).toEqual(read([], same));
  expect(read([set(path, value)])).not.toEqual(read([])); // it can differ
});

test('later settings are put into what earlier ones left', () => {
  const settings = [set('network.latency', '5ms'), set('network.loss', '1%'), set('network.latency', '7ms')];
  expect(read(settings)).toEqual(read([], `${FILE}network: { latency: 7ms, loss: 1% }\n`));
});

test('a literal is a text whatever it looks like', () => {
  const literal: Setting = { path: 'question', value: '3: [', literal: true };
  expect(read([literal]).question).toBe('3: [');
});

/** What users get wrong, and what they read. */
const WRONG: readonly (readonly Setting[])[] = [
  [set('clients.app.arrivals', 'poison(3/s)')],
  [set('clients.ap.arrivals', 'poisson(3/s)')],
  [set('nodes.srv.count', '3')],
  [set('nodes.db.cuont', '3')],
  [set('nodes.db.params.hartbeat', '3ms')],
  [set('nodes.db.parms.heartbeat', '3ms')],
  [set('netwrk.latency', '3ms')],
  [set('nodes.db.count', '0')],
  [set('nodes.db.count', '2.5')],
  [set('duration', '20')],
  [set('duration.x', '20s')],
  [set('nodes.db.count.x', '3')],
  [set('faults.3.for', '3s')],
  [set('faults.first.for', '3s')],
  [set('nodes..count', '3')],
  [set('network.latency', '')],
  [set('network.latency', 'lognormal(p50=1ms, p98=5ms)')],
  [set('network.latency', '[1ms, 2ms')],
  [set('nodes.db.count', '2')], // breaks a fault elsewhere
  [set('nodes.db.params.heartbeat', '2s')], // breaks a default elsewhere
  [set('network.loss', '1%'), set('network.duplicate', 'much')],
  [{ path: 'expect.0', value: 'p99(ap) < 3ms', literal: true, before: '--slo ' }],
  [{ path: 'expect.0', value: 'p99(app) < 3', literal: true, before: '--slo ' }],
];

test('every message is as it was read and approved', async () => {
  const all = WRONG.map((settings) => {
    const parsed = parse(settings);
    return parsed.ok ? `accepted: ${JSON.stringify(settings)}\n` : formatProblems(parsed.problems, FILE);
  });
  expect(all.filter((text) => text.startsWith('accepted'))).toEqual([]);
  await expect(all.join(`\n${'-'.repeat(80)}\n`)).toMatchFileSnapshot('../golden/setting-errors.txt');
});

const swept = (section: string) => `${FILE}sweep:\n${section}`;

test('the section sweep is told as settings, and changes nothing else', () => {
  const text = swept(
    '  nodes.db.count: [3, 5, 7]\n  clients.app.arrivals: poisson(100/s..300/s:3)\n  network.latency: ["1ms", lognormal(p50=1ms, p99=5ms)]\n  faults.0: [ { at: 1s, crash: db/1 }, { at: 2s, pause: db/2 } ]\n',
  );
  const parsed = parse([], text);
  expect(parsed).toMatchObject({
    ok: true,
    sweep: [
      { path: 'nodes.db.count', values: ['3', '5', '7'] },
      { path: 'clients.app.arrivals', values: ['poisson(100/s)', 'poisson(200/s)', 'poisson(300/s)'] },
      { path: 'network.latency', values: ['1ms', 'lognormal(p50=1ms, p99=5ms)'] },
      { path: 'faults.0', values: ['{"at":"1s","crash":"db/1"}', '{"at":"2s","pause":"db/2"}'] },
    ],
  });
  expect(read([], text)).toEqual(read([]));
  if (!parsed.ok) return;
  for (const { path, values } of parsed.sweep)
    for (const value of values) expect(parse([set(path, value)]).ok).toBe(true);
});

const NAMED = swept(
  '  size: { small: {}, "5": { nodes.db.count: 5 } }\n  trouble:\n    none: { faults: [] }\n    a: b: { }\n',
).replace('a: b:', '"a: b":');

test('alternatives with names are told by their names, and are settings like any other', () => {
  const parsed = parse([], NAMED);
  expect(parsed).toMatchObject({
    ok: true,
    sweep: [
      { path: 'size', values: ['small', '5'] },
      { path: 'trouble', values: ['none', '"a: b"'] }, // which would be a section without quotes
    ],
  });
  expect(read([], NAMED)).toEqual(read([])); // none of them is chosen
  expect(read([set('size', 'small'), set('trouble', '"a: b"')], NAMED)).toEqual(read([]));
  expect(read([set('size', '5')], NAMED)).toEqual(read([set('nodes.db.count', '5')]));
  const both = read([set('size', '5'), set('trouble', 'none')], NAMED);
  expect(both).toEqual(read([set('nodes.db.count', '5'), set('faults', '[]')]));
});

test.each([
  [set('size', 'smal'), 'size', 'an alternative: small or 5', 'did you mean small?'],
  [set('size', '[small]'), 'size', 'an alternative: small or 5', undefined],
  [set('sise', 'small'), 'sise', expect.stringContaining('nodes, network'), undefined],
])('%j is no alternative', (setting, path, expected, hint) => {
  const parsed = parse([setting], NAMED);
  expect(parsed).toMatchObject({
    ok: false,
    problems: [{ path, expected, hint, setting: expect.any(String) }],
  });
});

test('an alternative that is wrong beside another setting is told at its own place', () => {
  const parsed = parse(
    [set('size', 'small'), set('nodes.db.count', '2')],
    swept('  size: { small: { faults.1: { at: 1s, crash: db/3 } } }\n'),
  );
  expect(parsed).toMatchObject({
    ok: false,
    problems: [
      { line: 9 },
      { line: 12, path: 'faults[1].crash', hint: 'read with --set size=small --set nodes.db.count=2' },
    ],
  });
});

test('what is wrong in the section sweep is told at its place', async () => {
  const sections = [
    '  nodes.db.count: [3, 0, 7]\n',
    '  nodes.dv.count: [3, 5]\n',
    '  clients.app.arrivals: poison(100/s..300/s:3)\n',
    '  clients.app.arrivals: poisson(100/s..300/s)\n',
    '  nodes.db.count: [2, 3]\n',
    '  nodes.db.count: []\n',
    '  nodes.db.count: { from: 3 }\n',
    '  seed: [1, 2]\n',
    '  - nodes.db.count\n',
    '  size: { small: { nodes.db.count: 3 }, large: { nodes.db.count: 0 } }\n',
    '  size: { small: { nodes.db.count: 3 }, large: { nodes.dv.count: 5 } }\n',
    '  size: { small: { nodes.db.count: 2 }, large: { nodes.db.count: 5 } }\n',
    '  size: { small: 3, large: 5 }\n',
    '  size: {}\n',
    '  size: { small: { seed: 3 } }\n',
    '  size: { all: { mode: small } }\n',
    '  faults: { none: { faults: [] } }\n',
  ];
  const all = sections.map((section) => {
    const text = swept(section);
    const parsed = parse([], text);
    return parsed.ok ? `accepted: ${section}` : formatProblems(parsed.problems, text);
  });
  expect(all.filter((text) => text.startsWith('accepted'))).toEqual([]);
  await expect(all.join(`\n${'-'.repeat(80)}\n`)).toMatchFileSnapshot('../golden/sweep-errors.txt');
});
