/**
 * `--jobs`: the same bytes from one thread and from many, and runs that take their thread down.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-jobs-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

/** A user's own model: draws once, and `below` a quarter does something terrible. */
function own(name: string, below: string): string {
  writeFileSync(
    join(DIR, `${name}.mjs`),
    `
import { writeFileSync } from 'node:fs';
export const ${name} = {
  name: '${name}', about: '', source: '', leavesOut: '', params: {},
  init: () => ({ drawn: false, value: null }),
  on: {
    request(state, request, ctx) {
      if (!state.drawn && ctx.random() < 0.25) { ${below} }
      state.drawn = true;
      if (request.f === 'write') state.value = request.value;
      ctx.ok(request, state.value);
    },
  },
};
`,
  );
  writeFileSync(
    join(DIR, `${name}.yaml`),
    `
name: ${name}
question: Who survives?
duration: 1s
nodes:
  db: { model: ./${name}.mjs }
  raft: { model: consensus/raft, count: 3 }
network: { latency: exponential(2ms) }
clients:
  app: { target: db, arrivals: poisson(50/s), operations: { read: 50%, write: 50% }, keys: uniform(1) }
  too: { target: raft, arrivals: poisson(50/s), operations: { read: 50%, write: 50% }, keys: uniform(3) }
faults: [ { at: 500ms, for: 200ms, partition: isolate(leader(raft)) } ]
expect: [ linearizable(app), availability(too) > 1% ]
`,
  );
  return `${name}.yaml`;
}

function run(file: string, ...more: readonly string[]) {
  const args = [CLI, 'run', file, '--runs', '8', '--json', '--no-report', ...more];
  const { status, stdout, stderr } = spawnSync('node', args, { cwd: DIR, encoding: 'utf8', maxBuffer: 1e9 });
  return { status, stdout, stderr };
}

const ALL = ['1', '2', '3', '4', '5', '6', '7', '8'];
const peaceful = own('peaceful', '');

test('one thread and many give the same bytes', () => {
  const one = run(peaceful, '--jobs', '1');
  expect(one).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(one.stdout).seeds).toEqual(ALL);
  expect(run(peaceful, '--jobs', '2')).toEqual(one);
  expect(run(peaceful, '--jobs', '4')).toEqual(one);
  expect(run(peaceful, '--jobs', '2', '--seed', '2').stdout).not.toBe(one.stdout); // it can differ
});

test('a seed that ends its thread is named, and the others complete', () => {
  const file = own('deadly', 'process.exit(3);');
  const { status, stdout, stderr } = run(file, '--jobs', '2');
  const [, lost] = stderr.match(
    /^deadly\.yaml: seed (\d) is lost: its thread ended with exit code 3, twice$/m,
  )!;
  const result = JSON.parse(stdout);
  expect(result.seeds).toEqual(ALL.filter((seed) => seed !== lost));
  expect(result.verdict).toBe('unknown');
  expect(result.reasons).toEqual([`lost: its thread ended with exit code 3, twice (seed ${lost})`]);
  expect(status).toBe(2);
  const alone = run(file, '--jobs', '1');
  expect(alone.stderr).toContain(`deadly.yaml: seed ${lost}: the run ended the process with exit code 3`);
  expect(alone).toMatchObject({ status: 2, stdout: '' });
});

test('a thread that dies of what an earlier seed left behind costs no run', () => {
  const file = own('late', "setImmediate(() => { writeFileSync('died', 'x'); throw new Error('late'); });");
  const { status, stdout, stderr } = run(file, '--jobs', '2');
  expect(readFileSync(join(DIR, 'died'), 'utf8')).toBe('x');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'valid', seeds: ALL });
  expect(run(file, '--jobs', '1').status).toBe(70); // there is no thread to lose but the command's own
});

test('a model that ends every run, by success even, is no success', () => {
  const file = own('fatal', '} process.exit(0); {');
  const { status, stdout, stderr } = run(file, '--runs', '3', '--jobs', '2');
  expect(
    stderr.match(/fatal\.yaml: seed \d is lost: its thread ended with exit code 0, twice/g),
  ).toHaveLength(3);
  expect(stderr).toContain('fatal.yaml: no result, since every run is lost');
  expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
  expect(run(file, '--jobs', '1').status).toBe(2);
});

test('Ctrl-C finishes the runs under way and keeps what is done', async () => {
  const file = own('chatty', "} process.stderr.write('.'); {");
  const child = spawn(
    'node',
    [CLI, 'run', file, '--runs', '100000', '--jobs', '2', '--json', '--no-report'],
    {
      cwd: DIR,
    },
  );
  let [stdout, stderr, sent] = ['', '', false];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    if (!sent) child.kill('SIGINT');
    sent = true;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const { seeds } = JSON.parse(stdout);
  expect(code).toBe(130);
  expect(stderr).toContain(`interrupted after ${seeds.length} of 100000 runs`);
  expect(seeds).toEqual(Array.from(seeds, (_, i) => String(i + 1)));
});

test('the number of jobs is checked', () => {
  for (const jobs of ['0', '257', 'all']) {
    const { status, stderr } = run(peaceful, '--jobs', jobs);
    expect(stderr).toMatch(/--jobs takes a whole number from 1 to 256/);
    expect(status).toBe(64);
  }
});
