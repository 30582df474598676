/**
 * `sweep`, `compare`, `size` and `--until-ci` as a user meets them: the same bytes from any number of jobs and after
 * any interruption, points whose thread dies, exit codes, and what is said of mistakes.
 *
 * Runs the built `foretell`, so build first (`npm test` does).
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { SweepResult } from '../../src/observe/sweep.js';

const CLI = new URL('../../dist/src/cli/main.js', import.meta.url).pathname;
const DIR = mkdtempSync(join(tmpdir(), 'foretell-sweep-'));
afterAll(() => rmSync(DIR, { recursive: true, force: true }));

writeFileSync(
  join(DIR, 'queue.yaml'),
  `
name: queue
question: How many servers?
duration: 5s
runs: 3
nodes: { server: { model: examples/station, params: { servers: 1, service: exponential(1ms) } } }
network: { latency: 0ms }
clients: { users: { target: server, arrivals: poisson(500/s), operations: { request: 100% } } }
expect: [ mean(users) < 100ms ]
sweep: { clients.users.arrivals: [poisson(100/s), poisson(200/s)] }
`,
);

function foretell(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [CLI, ...args], {
    cwd: DIR,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  return { status, stdout, stderr };
}

const GRID = [
  ...['sweep', 'queue.yaml', '--json', '--no-report'],
  ...['--set', 'clients.users.arrivals=poisson(100/s..900/s:5)', '--set', 'nodes.server.params.servers=1,2'],
];
/** Of the sweep, as soon as it is there. */
function folderOf(out: string): string | undefined {
  const home = join(DIR, out, 'queue');
  const name = existsSync(home) ? readdirSync(home).find((each) => each.startsWith('sweep-')) : undefined;
  return name === undefined ? undefined : join(home, name);
}

describe('a sweep', () => {
  const whole = foretell(...GRID, '--jobs', '1');
  const result = JSON.parse(whole.stdout) as SweepResult;

  test('does every point of the grid, in order, with the same seeds', () => {
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(result).toMatchObject({ kind: 'sweep', pointsAll: 10, verdict: 'valid', seeds: ['1', '2', '3'] });
    expect(result.points.map(({ at }) => at.join(''))).toEqual([
      '00',
      '01',
      '10',
      '11',
      '20',
      '21',
      '30',
      '31',
      '40',
      '41',
    ]);
    const latency = result.points.map(
      ({ rows }) =>
        rows.find(({ metric, operation }) => metric === 'latency mean' && operation === 'all')!.value!,
    );
    const oneServer = latency.filter((_, i) => i % 2 === 0);
    expect(oneServer).toEqual(oneServer.toSorted((a, b) => a - b));
    const csv = readFileSync(join(DIR, result.files.rows!), 'utf8').split('\n');
    expect(csv[0]).toMatch(/^users_arrivals_per_s,servers,verdict,metric,of,operation,quantile,value,unit/);
    expect(csv[1]).toMatch(/^100,1,valid,latency,users,all,0.5,/);
  });

  test('gives the same bytes from any number of jobs', () => {
    for (const jobs of ['2', '4']) expect(foretell(...GRID, '--jobs', jobs)).toEqual(whole);
    expect(foretell(...GRID, '--jobs', '2', '--seed', '2').stdout).not.toBe(whole.stdout); // it can differ
  });

  test.each(['SIGINT', 'SIGKILL'] as const)(
    'goes on after %s at any moment, to the same bytes',
    async (signal) => {
      rmSync(join(DIR, 'out'), { recursive: true });
      const [points, delay] = [Math.floor(Math.random() * 9), Math.random() * 60];
      const child = spawn('node', [CLI, ...GRID, '--jobs', '2'], { cwd: DIR });
      let stdout = '';
      child.stdout.on('data', (data) => {
        stdout += data;
      });
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const stored = () => {
        const path = join(folderOf('out') ?? 'not yet', 'points.jsonl');
        return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : -1;
      };
      while (stored() < points) await pause(2);
      await pause(delay);
      child.kill(signal);
      const code = await ended;
      const kept = stored();
      const told = `${signal} after ${points} points and ${delay} ms, ${kept} were kept`;
      if (signal === 'SIGINT' && kept < 10) {
        expect(code, told).toBe(130);
        const part = stdout === '' ? [] : (JSON.parse(stdout) as SweepResult).points;
        expect(part, told).toEqual(
          result.points.filter(({ at }) => part.some((one) => `${one.at}` === `${at}`)),
        );
        expect(part.length, told).toBe(kept);
      }
      // As if the power had failed in the middle of a line.
      appendFileSync(join(folderOf('out')!, 'points.jsonl'), '{"at":[0,0],"verdict":"val');
      const resumed = foretell(...GRID, '--jobs', '2', '--resume');
      expect(resumed.stderr, told).toContain('the last point was not stored whole');
      if (kept > 0) expect(resumed.stderr, told).toContain(`${kept} of 10 points done before`);
      expect(resumed.stdout, told).toBe(whole.stdout);
      const again = foretell(...GRID, '--jobs', '2', '--resume'); // nothing is left to do
      expect(again.stdout, told).toBe(whole.stdout);
    },
  );

  test('takes what the file says where the command does not', () => {
    const { points, parameters } = JSON.parse(
      foretell('sweep', 'queue.yaml', '--json', '--no-report', '--runs', '1').stdout,
    ) as SweepResult;
    expect(parameters.map(({ path }) => path)).toEqual(['clients.users.arrivals']);
    expect(points.length).toBe(2);
  });
});

test('a point whose thread dies is unknown and named with its seed; the others complete', () => {
  writeFileSync(
    join(DIR, 'deadly.mjs'),
    `export const deadly = {
  name: 'deadly', about: '', source: '', leavesOut: '',
  params: { load: { kind: 'count', default: 1, doc: '' } },
  init: () => ({}),
  on: { request(_, request, ctx) {
    if (ctx.params.load === 2 && ctx.random() < 0.005) process.exit(3);
    ctx.ok(request, null);
  } },
};\n`,
  );
  writeFileSync(
    join(DIR, 'deadly.yaml'),
    `
duration: 1s
nodes: { server: { model: ./deadly.mjs } }
clients: { users: { target: server, arrivals: poisson(60/s), operations: { request: 100% } } }
`,
  );
  const { status, stdout, stderr } = foretell(
    ...['sweep', 'deadly.yaml', '--set', 'nodes.server.params.load=1..4:4', '--runs', '8'],
    ...['--jobs', '2', '--json', '--no-report'],
  );
  const { points, verdict } = JSON.parse(stdout) as SweepResult;
  expect(points.map((point) => point.verdict)).toEqual(['valid', 'unknown', 'valid', 'valid']);
  const { lost, seeds, reasons } = points[1]!;
  expect(lost.length).toBeGreaterThan(0);
  expect(seeds.length).toBeGreaterThan(0);
  expect(lost.length + seeds.length).toBe(8);
  expect(reasons[0]).toMatch(/^lost: its thread ended with exit code 3, twice \(seeds? \d/);
  for (const { seed } of lost)
    expect(stderr).toContain(
      `deadly.yaml: load 2: seed ${seed} is lost: its thread ended with exit code 3, twice\n`,
    );
  expect({ verdict, status }).toEqual({ verdict: 'unknown', status: 2 });
});

test('runs go on until their mean is known, whatever the number of jobs, and it is said if there are too few', () => {
  const run = (...more: string[]) => foretell('run', 'queue.yaml', '--json', '--no-report', ...more);
  const [one, two] = [run('--until-ci', '3%', '--jobs', '1'), run('--until-ci', '3%', '--jobs', '2')];
  expect(two).toEqual(one);
  const runs = JSON.parse(one.stdout).seeds.length;
  expect(runs).toBeGreaterThan(9);
  expect(one.stderr).toMatch(`queue.yaml: ${runs} runs: mean latency of users is ± `);
  expect(one.stdout).toBe(run('--runs', String(runs)).stdout); // as if it had been asked for so many
  expect(run('--until-ci', '0.1%', '--runs', '12').stderr).toMatch(
    /^queue\.yaml: 12 runs, the most there may be: mean latency of users is ± .* %, not within ± 0\.100 %\n$/,
  );
});

test('compare pairs the runs of two designs, whatever the number of jobs', () => {
  const compare = (...more: string[]) =>
    foretell(
      'compare',
      'queue.yaml',
      '--set',
      'nodes.server.params.servers=2',
      '--json',
      '--no-report',
      ...more,
    );
  const one = compare('--jobs', '1');
  expect(compare('--jobs', '2')).toEqual(one);
  expect(one).toMatchObject({ status: 0, stderr: '' });
  const { a, b, rows } = JSON.parse(one.stdout);
  expect([a.name, b.name, b.settings]).toEqual(['as it is', 'servers 2', ['nodes.server.params.servers=2']]);
  expect(rows.find(({ metric }: { metric: string }) => metric === 'latency mean')).toMatchObject({
    verdict: 'lower',
  });
});

test('size finds the number of servers, and its exit code tells whether there is one', () => {
  const size = (slo: string, ...more: string[]) =>
    foretell(...['size', 'queue.yaml', '--vary', 'nodes.server.params.servers=1..8', '--slo', slo], ...more);
  const args = ['--set', 'clients.users.arrivals=poisson(2500/s)', '--json', '--no-report'];
  const one = size('mean(users) < 3ms', ...args, '--jobs', '1');
  expect(size('mean(users) < 3ms', ...args, '--jobs', '2')).toEqual(one);
  expect(one.status).toBe(0);
  // M/M/3 at 2500/s of 1 ms each stays 2.4 ms on average, M/M/2 has no steady state.
  expect(JSON.parse(one.stdout)).toMatchObject({
    goal: 'smallest',
    answer: { number: 3, verdict: 'meets' },
    nextCheaper: { number: 2, verdict: 'fails' },
  });
  const none = size('mean(users) < 500us', ...args, '--runs', '5');
  expect([none.status, JSON.parse(none.stdout).answer]).toEqual([1, null]);
});

test('mistakes are told in words, with exit code 64', async () => {
  const mistakes: readonly (readonly string[])[] = [
    ['sweep', 'queue.yaml', '--set', 'nodes.server.params.servers'],
    ['sweep', 'queue.yaml', '--set', 'nodes.server.params.servers='],
    ['sweep', 'queue.yaml', '--set', 'nodes.server.params.servers=1..8'],
    ['sweep', 'queue.yaml', '--set', 'nodes.server.params.servrs=1..8:8'],
    ['sweep', 'queue.yaml', '--set', 'clients.users.arrivals=poison(1/s..8/s:8)'],
    ['sweep', 'queue.yaml', '--set', 'seed=1,2'],
    ['sweep', 'queue.yaml', '--set', 'duration=1s', '--set', 'duration=2s'],
    ['sweep', 'queue.yaml', '--set', 'duration=1s..9s:200', '--set', 'warmUp=1ms..9ms:200'],
    ['sweep', 'queue.yaml', '--until-ci', '0'],
    ['run', 'queue.yaml', '--set', 'nodes.server.count=0'],
    ['compare', 'queue.yaml'],
    ['compare', 'queue.yaml', '--set', 'nodes.srver.count=2'],
    ['size', 'queue.yaml', '--vary', 'nodes.server.params.servers'],
    ['size', 'queue.yaml', '--vary', 'nodes.server.params.servers', '--slo', 'p99(user) < 3ms'],
    ['size', 'queue.yaml', '--vary', 'nodes.server.params.servers', '--slo', 'linearizable(users)'],
    ['size', 'queue.yaml', '--vary', 'nodes.server.params.servers=8..1', '--slo', 'p99(users) < 3ms'],
    ['size', 'queue.yaml', '--vary', 'clients.users.route', '--slo', 'p99(users) < 3ms'],
    ['size', 'queue.yaml', '--vary', 'nodes.server.params.servers=0..9', '--slo', 'p99(users) < 3ms'],
  ];
  const told = mistakes.map((args) => {
    const { status, stdout, stderr } = foretell(...args);
    expect({ status, stdout }, args.join(' ')).toEqual({ status: 64, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
    return `$ foretell ${args.join(' ')}\n${stderr.trimEnd()}\n`;
  });
  await expect(told.join('\n')).toMatchFileSnapshot('../golden/command-mistakes.txt');
});

describe('alternatives with names, and what is judged', () => {
  writeFileSync(
    join(DIR, 'modes.yaml'),
    `
name: modes
duration: 3s
runs: 2
nodes: { db: { model: replication/leader-follower, count: 3, params: { replication: async, reads: any } } }
clients: { app: { count: 5, target: db, arrivals: poisson(60/s), operations: { read: 50%, write: 50% }, keys: uniform(2), route: random } }
expect: [ availability(app) > 50% ]
judge: [ linearizable(app), monotonic-writes(app) ]
sweep:
  mode:
    reads anywhere: {}
    leader, sync: { nodes.db.params: { replication: sync } }
  condition:
    healthy: {}
    crash: { faults: [ { at: 1s, for: 1s, crash: db/1 } ] }
`,
  );
  const sweep = ['sweep', 'modes.yaml', '--json', '--no-report', '--out', 'judged'];
  const whole = foretell(...sweep, '--jobs', '1');
  const result = JSON.parse(whole.stdout) as SweepResult;

  test('span the grid by their names', () => {
    expect(whole).toMatchObject({ status: 0, stderr: '' });
    expect(result.parameters).toMatchObject([
      {
        path: 'mode',
        label: 'mode',
        unit: null,
        values: [{ text: 'reads anywhere' }, { text: 'leader, sync' }],
      },
      { path: 'condition', label: 'condition', unit: null, values: [{ text: 'healthy' }, { text: 'crash' }] },
    ]);
    const findings = result.points.map(({ judged }) => judged.map(({ finding }) => finding));
    expect(findings).toEqual([
      ['violated', 'holds'],
      ['violated', 'holds'],
      ['holds', 'holds'],
      ['holds', 'holds'],
    ]);
    const csv = readFileSync(join(DIR, result.files.judged!), 'utf8').split('\n');
    expect(csv[0]).toBe('mode,condition,claim,finding,seed,against,runs,judged,observed');
    expect(csv[1]).toMatch(
      /^reads anywhere,healthy,linearizable\(app\),violated,1,2,2,\d+,violated in 2 of 2 runs$/,
    );
  });

  test('give the same bytes from any number of jobs, and from the command that they name', () => {
    expect(foretell(...sweep, '--jobs', '2')).toEqual(whole);
    const again = result.rerun.replace(/^foretell /, '').split(' ');
    expect(JSON.parse(foretell(...again, ...sweep.slice(2)).stdout)).toEqual(result);
    const part = foretell(...sweep, '--set', 'condition=crash', '--set', 'mode="leader, sync"');
    expect((JSON.parse(part.stdout) as SweepResult).points[0]).toMatchObject({
      digest: result.points[3]!.digest,
    });
  });

  test('a violation is shown by the command that comes with it', () => {
    const { replay, seeds } = result.points[1]!.judged[0]!;
    expect(replay).toBe(
      `foretell run modes.yaml --seed ${seeds[0]} --runs 1 --set 'mode=reads anywhere' --set condition=crash`,
    );
    const { status, stdout } = foretell(
      'run',
      'modes.yaml',
      '--seed',
      seeds[0]!,
      '--runs',
      '1',
      '--set',
      'mode=reads anywhere',
      '--set',
      'condition=crash',
    );
    expect(status).toBe(0); // nobody demanded it
    expect(stdout).toMatch(/violated {3}linearizable\(app\)/);
    expect(stdout).toContain(`The run with seed ${seeds[0]}`);
    expect(stdout).toContain(`See it again: ${replay}`);
  });

  test('a name that does not exist is refused, with the nearest one', () => {
    const wrong = foretell(...sweep, '--set', 'condition=healty,crash');
    expect(wrong).toMatchObject({ status: 64, stdout: '' });
    expect(wrong.stderr).toContain('did you mean healthy?');
  });
});
