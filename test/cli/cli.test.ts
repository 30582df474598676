/**
 * The command line as a user meets it: exit codes, one JSON object, and errors without a stack.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-cli-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

function foretell(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, ...args], {
    cwd: DIR,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return { status, stdout, stderr };
}

function file(name: string, text: string): string {
  writeFileSync(join(DIR, name), text);
  return name;
}

const TINY = `
name: tiny
question: Does it run?
duration: 2s
nodes: { db: { model: consensus/raft, count: 3 } }
clients: { app: { target: db, arrivals: poisson(50/s), operations: { read: 50%, write: 50% }, keys: uniform(3) } }
expect: [ linearizable(app) ]
`;

const STALE = `
name: stale
question: Are reads from any node linearizable?
duration: 5s
nodes: { db: { model: consensus/raft, count: 3, params: { reads: stale } } }
network: { latency: exponential(20ms) }
clients:
  app: { count: 5, target: db, route: random, arrivals: poisson(200/s), operations: { read: 50%, write: 50% }, keys: uniform(1) }
expect: [ linearizable(app) ]
`;

test('a valid scenario exits with 0 and writes what it names', () => {
  const { status, stdout, stderr } = foretell('run', file('tiny.yaml', TINY), '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const result = JSON.parse(stdout);
  expect(Object.keys(result)).toEqual([
    'scenario',
    'question',
    'version',
    'seeds',
    'verdict',
    'reasons',
    'digest',
    'expectations',
    'judged',
    'rows',
    'faults',
    'files',
  ]);
  expect(result.verdict).toBe('valid');
  expect(result.expectations[0].judged).toBeGreaterThan(50);
  for (const path of Object.values<string>(result.files))
    expect(readFileSync(join(DIR, path), 'utf8')).not.toBe('');
  const latest = realpathSync(join(DIR, 'out/tiny/latest'));
  expect(JSON.parse(readFileSync(join(latest, 'result.json'), 'utf8'))).toEqual(result);
});

test('the same seed gives the same bytes, from either queue; another seed gives others', () => {
  const run = (...more: string[]) =>
    JSON.parse(foretell('run', file('tiny.yaml', TINY), '--json', '--no-report', ...more).stdout).digest;
  expect(run('--seed', '7')).toBe(run('--seed', '7', '--queue', 'heap'));
  expect(run('--seed', '7')).not.toBe(run('--seed', '8'));
  expect(run('--seed', '7')).not.toBe(run('--seed', '7', '--shuffle-ties'));
});

test('an invalid one exits with 1, and its history is invalid for the check command too', () => {
  const { status, stdout } = foretell('run', file('stale.yaml', STALE), '--json', '--no-report');
  const result = JSON.parse(stdout);
  expect(status).toBe(1);
  expect(result.verdict).toBe('invalid');
  const checked = foretell('check', result.files.history, '--model', 'cas-register', '--keyed');
  expect(checked.status).toBe(1);
  expect(checked.stdout).toMatch(/invalid/i);
});

test('a session guarantee can be checked of a history too', () => {
  const line = (type: string, f: string, value: number | null, process = 0) =>
    JSON.stringify({ type, process, f, value });
  const history = file(
    'sessions.jsonl',
    [
      line('invoke', 'write', 1),
      line('ok', 'write', 1),
      line('invoke', 'read', null),
      line('ok', 'read', null),
      line('invoke', 'read', null, 1),
      line('ok', 'read', 1, 1),
    ].join('\n'),
  );
  const check = (guarantee: string, ...more: string[]) =>
    foretell('check', history, '--model', 'register', '--guarantee', guarantee, ...more);
  const broken = check('read-your-writes');
  expect(broken.status).toBe(1);
  expect(broken.stdout).toMatch(/^INVALID .* as register: read-your-writes\n\n"read null" of process 0/);
  expect(broken.stdout).toContain('#0 process 0: write 1 ok (events 0 to 1)');
  expect(JSON.parse(check('read-your-writes', '--json').stdout)).toMatchObject({
    guarantee: 'read-your-writes',
    verdict: 'invalid',
    judged: 1,
    failure: { window: [{ id: 0 }, { id: 1 }] },
  });
  // Nothing in it could have broken this one.
  expect(check('monotonic-reads')).toMatchObject({ status: 2, stdout: expect.stringMatching(/^unknown/) });
});

test('the worst of several files decides', () => {
  const { status, stdout } = foretell(
    'run',
    file('tiny.yaml', TINY),
    file('stale.yaml', STALE),
    '--no-report',
  );
  expect(status).toBe(1);
  expect(stdout).toMatch(/valid {4}tiny/);
  expect(stdout).toMatch(/INVALID {2}stale/);
});

const tenLevels = Array.from(
  { length: 10 },
  (_, i) =>
    `a${i}: &a${i} [${
      i === 0
        ? '1'
        : Array(9)
            .fill(`*a${i - 1}`)
            .join(', ')
    }]`,
);

/** What users get wrong, and what they must be told. */
const MISTAKES: Readonly<Record<string, { text: string; says: RegExp }>> = {
  'YAML syntax': { text: 'name: [1, 2\nduration: 3s\n', says: /mistake\.yaml:\d+:\d+/ },
  'an unknown key': { text: TINY.replace('duration', 'duraton'), says: /mistake\.yaml:4:1[\s\S]*duration/ },
  'a missing unit': { text: TINY.replace('2s', '2'), says: /mistake\.yaml:4:11[\s\S]*unit/ },
  'a negative duration': { text: TINY.replace('2s', '-2s'), says: /mistake\.yaml:4:11/ },
  'a model that does not exist': {
    text: TINY.replace('consensus/raft', 'consensus/rafd'),
    says: /5:\d+[\s\S]*consensus\/raft/,
  },
  'a fault on a node that does not exist': {
    text: `${TINY}faults: [ { at: 1s, for: 100ms, crash: db/9 } ]\n`,
    says: /8:\d+[\s\S]*db/,
  },
  'a seed that is neither text nor a whole number': { text: `${TINY}seed: 1.5\n`, says: /8:7/ },
  'an alias bomb': { text: `${tenLevels.join('\n')}\nname: *a9\n`, says: /mistake\.yaml/ },
};

for (const [mistake, { text, says }] of Object.entries(MISTAKES)) {
  test(`${mistake} is told at its place, with exit code 64`, () => {
    const { status, stdout, stderr } = foretell('run', file('mistake.yaml', text));
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(64);
  });
}

test('files that cannot be read are told, with exit code 64', () => {
  mkdirSync(join(DIR, 'folder'), { recursive: true });
  const large = file('large.yaml', 'x'.repeat(50 * 2 ** 20));
  for (const [path, says] of [
    ['missing.yaml', /no such file/],
    ['tiny.yml', /did you mean tiny\.yaml/],
    ['folder', /folder/],
    [large, /50 MiB/],
  ] as const) {
    const { status, stderr } = foretell('run', path);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(64);
  }
});

test('wrong arguments exit with 64 and say what is right', () => {
  for (const [args, says] of [
    [['run'], /missing required argument/],
    [['rnu', 'x.yaml'], /did you mean run/i],
    [['run', 'tiny.yaml', '--runs', '0'], /whole number/],
    [['run', 'tiny.yaml', '--queue', 'list'], /fast, heap/],
    [['check', 'h.edn'], /--model/],
    [['check', 'h.edn', '--model', 'registre'], /register/],
    [
      ['check', 'h.edn', '--model', 'register', '--guarantee', 'monotonic-read'],
      /did you mean monotonic-reads/,
    ],
    [['check', 'h.edn', '--model', 'kv', '--guarantee', 'monotonic-reads'], /not of kv/],
    [['models', 'consensus/rafd'], /consensus\/raft/],
    [['new', 'tiny.yaml'], /already/],
  ] as const) {
    const { status, stdout, stderr } = foretell(...args);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(64);
  }
});

test('who stops reading is no bug of ours, and the exit code still tells', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'set -o pipefail; node "$0" run "$1" --no-report | head -0', CLI, file('stale.yaml', STALE)],
    { cwd: DIR, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(status).toBe(1);
});

test('output that cannot be written is told in a line', () => {
  file('a-file', '');
  const under = foretell('run', file('tiny.yaml', TINY), '--no-report', '--out', 'a-file/out');
  expect(under.status).toBe(64);
  expect(under.stderr).toMatch(/^a-file\/out\/.*: cannot be written: ENOTDIR\n$/);
  const tty = spawnSync('bash', ['-c', 'node "$0" models > /dev/full', CLI], { encoding: 'utf8' });
  expect(tty.status).toBe(64);
  expect(tty.stderr).toBe('foretell: the output cannot be written: ENOSPC\n');
});

test('an empty seed is refused', () => {
  const { status, stderr } = foretell('run', file('tiny.yaml', TINY), '--seed', '');
  expect(status).toBe(64);
  expect(stderr).toBe('foretell: --seed takes a number or a word, not nothing\n');
});

/** A protocol, a service, one that needs others, and one that nobody asks. */
test.each(['consensus/raft', 'queueing/station', 'queueing/dispatcher', 'queueing/source'])(
  'a new scenario of %s runs as it was written',
  (model) => {
    const name = `fresh-${model.replace('/', '-')}.yaml`;
    expect(foretell('new', name, '--model', model).status).toBe(0);
    expect(foretell('run', name, '--runs', '1', '--no-report').status).toBe(0);
  },
);

test('a model of the user’s own that throws is invalid, and the node is named', () => {
  file(
    'bad.mjs',
    "export const bad = { name: 'bad', about: '', source: '', leavesOut: '', params: {}, init: () => ({}), on: { request() { throw new Error('oops'); } } };\n",
  );
  const text = TINY.replace('consensus/raft, count: 3', './bad.mjs');
  const { status, stdout } = foretell('run', file('own.yaml', text), '--no-report', '--json');
  expect(JSON.parse(stdout).reasons.join()).toMatch(/db\/1 threw Error: oops/);
  expect(status).toBe(1);
});
