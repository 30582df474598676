/** Whole files: the example of the design, YAML's traps, defaults, repeats, and text that is no scenario. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { lognormalFromPercentiles } from '../../src/kernel/distribution.js';
import { formatProblems } from '../../src/scenario/format-problems.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { example, models } from './models.js';

const s = 1e9;
const ms = 1e6;
const read = (text: string) =>
  parseScenario(text, { file: 'scenarios/x.yaml', models, readFile: () => '1ms\n' });

function parsed(text: string): Scenario {
  const result = read(text);
  if (!result.ok) throw new Error(formatProblems(result.problems, text));
  return result.scenario;
}

test('the example of the design', () => {
  const leader = { kind: 'role', role: 'leader', group: 'db' };
  const bound = { kind: 'bound', of: 'app', station: undefined };
  expect(parsed(example)).toEqual({
    name: 'Raft loses its leader to a partition',
    question: 'Does a 5-node Raft store stay linearizable, and for how long can nobody write?',
    duration: 60 * s,
    warmUp: 0,
    warmUpBy: { kind: 'time' },
    seed: '1',
    runs: 20,
    maxEvents: 100_000_000,
    nodes: [
      {
        name: 'db',
        model: 'consensus/raft',
        count: 5,
        params: {
          electionTimeout: { distribution: { kind: 'uniform', low: 150 * ms, high: 300 * ms } },
          heartbeat: 50 * ms,
          snapshotEvery: 1000,
          preVote: true,
          reads: 'log',
        },
        clock: { offset: { kind: 'constant', value: 0 }, drift: { kind: 'constant', value: 0 } },
        disk: { sync: { kind: 'constant', value: ms }, onCrash: 'tear' },
      },
    ],
    network: {
      latency: lognormalFromPercentiles({ p50: ms, p99: 5 * ms }),
      loss: 0.001,
      duplicate: 0,
      corrupt: 0,
      checksum: true,
      order: 'any',
      bandwidth: Infinity,
      links: [],
    },
    clients: [
      {
        name: 'app',
        count: 10,
        target: 'db',
        arrivals: { kind: 'poisson', rate: 200 },
        operations: [
          { f: 'read', weight: 0.5 },
          { f: 'write', weight: 0.4 },
          { f: 'cas', weight: 0.1 },
        ],
        keys: { kind: 'zipf', count: 20, exponent: 0.99 },
        object: 'cas-register',
        timeout: s,
        retryAfter: undefined,
        route: 'sticky',
        from: 0,
        until: 60 * s,
        maxInFlight: 10_000,
        maxOperations: Infinity,
        history: true,
      },
    ],
    faults: [
      {
        text: 'partition isolate(leader(db)) at 10s for 10s',
        at: 10 * s,
        duration: 10 * s,
        action: { kind: 'partition', shape: { kind: 'isolate', of: leader } },
      },
      {
        text: 'crash random(db) at 35s for 2s',
        at: 35 * s,
        duration: 2 * s,
        action: {
          kind: 'crash',
          nodes: { kind: 'random', of: { kind: 'group', group: 'db' }, count: 1 },
          disk: undefined,
        },
      },
    ],
    expect: [
      { kind: 'linearizable', text: 'linearizable(app)', client: 'app' },
      {
        ...bound,
        text: 'p99(app.write) < 50ms outside faults',
        metric: { kind: 'quantile', quantile: 0.99 },
        operation: 'write',
        comparison: '<',
        bound: 50 * ms,
        during: 'outside faults',
      },
      {
        ...bound,
        text: 'availability(app) > 90%',
        metric: { kind: 'availability' },
        operation: undefined,
        comparison: '>',
        bound: 0.9,
        during: 'always',
      },
    ],
    judge: [{ kind: 'session', text: 'read-your-writes(app)', guarantee: 'read-your-writes', client: 'app' }],
    report: ['latency-over-time', 'latency-percentiles', 'operations', 'leadership'],
  });
});

const db = 'nodes: { db: { model: consensus/raft, count: 5 } }\n';

test('the smallest scenario has a default for everything else', () => {
  expect(parsed(db)).toMatchObject({
    name: 'x',
    question: '',
    duration: 60 * s,
    seed: '1',
    runs: 1,
    clients: [],
  });
});

test('expressions mean the same with and without quotes, in braces and on lines of their own', () => {
  const of = (text: string) => parsed(text).nodes[0]?.params.electionTimeout;
  const plain = of(
    'nodes:\n  db:\n    model: consensus/raft\n    params:\n      electionTimeout: uniform(1ms, 2ms)\n      heartbeat: 0s\n',
  );
  expect(plain).toEqual({ distribution: { kind: 'uniform', low: ms, high: 2 * ms } });
  for (const value of [
    'uniform(1ms, 2ms)',
    '"uniform(1ms, 2ms)"',
    "'uniform(1ms, 2ms)'",
    'uniform(1ms,\n    2ms)',
  ])
    expect(
      of(`nodes: { db: { model: consensus/raft, params: { electionTimeout: ${value}, heartbeat: 0s } } }`),
    ).toEqual(plain);
});

test('prose with brackets, commas and quotes stays as it is', () => {
  const text = `name: "f(a, b): 'c', [d] {e}"\nquestion: Don't stop(now, or [then])?\n${db}`;
  expect(parsed(text)).toMatchObject({
    name: "f(a, b): 'c', [d] {e}",
    question: "Don't stop(now, or [then])?",
  });
  expect(parsed(`name: |\n  one(a, b)\n  two\n${db}`).name).toBe('one(a, b)\ntwo\n');
});

test('comments, aliases and empty sections are fine', () => {
  const text = `# f(a, b\nnodes:\n  a: &a { model: consensus/raft, count: 3 } # g(c, d)\n  b: *a\nfaults:\nexpect:\nclients: ~\n`;
  expect(parsed(text).nodes.map(({ name, count }) => [name, count])).toEqual([
    ['a', 3],
    ['b', 3],
  ]);
});

test.each([
  ['seed: 42', '42'],
  ['seed: 007', '007'],
  ['seed: 12345678901234567890', '12345678901234567890'],
  ['seed: "1.5"', '1.5'],
  ['seed: spring', 'spring'],
])('%s', (line, seed) => {
  expect(parsed(`${line}\n${db}`).seed).toBe(seed);
});

test('each kind of fault', () => {
  const faults = [
    '{ at: 1s, for: 2s, partition: "one-way(db/1, db/2)" }',
    '{ at: 1s, for: 2s, hold: isolate(leader(db)) }',
    '{ at: 1s, crash: [db/1, leader(db)], disk: lose }',
    '{ at: 1s, restart: db/1 }',
    '{ at: 1s, for: 1s, pause: random(db, 2) }',
    '{ at: 1s, slow: db/2, delay: exponential(20ms) }',
    '{ at: 1s, degrade: db/1, loss: 5%, latency: 30ms, bandwidth: 1Mbit/s }',
    '{ at: 1s, clock: db/1, jump: -2s }',
    '{ at: 1s, for: 9s, clock: db/1, drift: -200ppm }',
    '{ at: 1s, disk: db/1, sync: 50ms, corrupt: 1% }',
    '{ at: 1s, disk: db/1, full: true }',
    '{ at: 1s, ask: leader(db), f: transfer, value: { to: 3 }, nodes: db/3 }',
  ];
  const { faults: plan } = parsed(`${db}faults:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`);
  expect(plan.map(({ text }) => text)).toEqual([
    'partition one-way(db/1, db/2) at 1s for 2s',
    'hold isolate(leader(db)) at 1s for 2s',
    'crash [db/1, leader(db)] (disk: lose) at 1s',
    'restart db/1 at 1s',
    'pause random(db, 2) at 1s for 1s',
    'slow db/2 (delay: exponential(20ms)) at 1s',
    'degrade db/1 (latency: 30ms, loss: 5%, bandwidth: 125kB/s) at 1s',
    'clock db/1 (jump: -2s) at 1s',
    'clock db/1 (drift: -0.02%) at 1s for 9s',
    'disk db/1 (sync: 50ms, corrupt: 1%) at 1s',
    'disk db/1 (full) at 1s',
    'ask leader(db) (transfer, {"to":3}, nodes: db/3) at 1s',
  ]);
  expect(plan[6]?.action).toEqual({
    kind: 'degrade',
    nodes: { kind: 'node', group: 'db', index: 1 },
    link: { latency: { kind: 'constant', value: 30 * ms }, loss: 0.05, bandwidth: 125_000 },
  });
});

test('a repeated fault is written out until it stops, or the run does', () => {
  const at = (fault: string) =>
    parsed(`duration: 60s\n${db}faults: [ ${fault} ]`).faults.map((one) => one.at / s);
  expect(at('{ at: 5s, every: 10s, for: 3s, crash: db/1 }')).toEqual([5, 15, 25, 35, 45, 55]);
  expect(at('{ at: 5s, every: 10s, until: 25s, crash: db/1 }')).toEqual([5, 15]);
});

test('what the operations say about the object', () => {
  const object = (operations: string, more = '') =>
    parsed(`${db}clients: { app: { target: db, arrivals: poisson(1/s), operations: ${operations}${more} } }`)
      .clients[0]?.object;
  expect(object('{ read: 50%, write: 50% }')).toBe('cas-register');
  expect(object('{ read: 50%, append: 50% }')).toBe('list-append');
  expect(object('{ append: 50%, write: 50% }', ', object: kv')).toBe('kv');
});

test('links that differ keep the rest of the network', () => {
  const { network } = parsed(
    `${db}network:\n  loss: 1%\n  links:\n    - { from: db/1, to: db, latency: 80ms, both: false }\n`,
  );
  expect(network.links[0]).toMatchObject({ loss: 0.01, latency: { value: 80 * ms }, both: false });
});

test('names that JavaScript knows are ordinary names here', () => {
  for (const name of ['toString', 'constructor', 'hasOwnProperty', 'valueOf']) {
    const result = read(`${name}: 1\n${db}`);
    expect(result.ok).toBe(false);
    expect(parsed(`nodes: { ${name}: { model: consensus/raft } }`).nodes[0]?.name).toBe(name);
  }
  expect(read(`__proto__: { x: 1 }\n${db}`).ok).toBe(false);
  expect(
    parsed(`${db}faults: [ { at: 1s, ask: db/1, f: x, value: { __proto__: 1 } } ]`).faults[0]?.action,
  ).toMatchObject({
    value: JSON.parse('{ "__proto__": 1 }'),
  });
});

/** Valid text with some of it deleted, doubled, swapped or replaced. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat(example.length - 1),
      fc.nat(12),
      fc.oneof(
        fc.string({ maxLength: 6, unit: 'binary' }),
        fc.constantFrom(
          '(',
          ')',
          '[',
          '{',
          '}',
          ',',
          ': ',
          '\n',
          '- ',
          '"',
          "'",
          '&a ',
          '*a',
          '!x ',
          '|',
          '\t',
          '-5s',
          '%',
          '.nan',
          'uniform(',
          '~',
        ),
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((changes) =>
    changes.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), example),
  );

function judge(text: string): void {
  const result = read(text);
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  for (const { line, column, expected, received } of result.problems) {
    expect(Number.isInteger(line) && line >= 1 && Number.isInteger(column) && column >= 1).toBe(true);
    expect(expected === '' || received === '' || /undefined|\[object|Invalid input/.test(expected)).toBe(
      false,
    );
  }
  for (const line of formatProblems(result.problems, text).split('\n'))
    expect(line.length).toBeLessThanOrEqual(80);
}

test('text that was damaged never throws, and every problem has its place', () => {
  fc.assert(fc.property(mutated, judge), { seed: 11, numRuns: 200 });
});

test('any text never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), judge), { seed: 12, numRuns: 200 });
});

test('control: most damaged files are refused, so the property above judges something', () => {
  const samples = fc.sample(mutated, { seed: 11, numRuns: 100 });
  expect(samples.filter((text) => !read(text).ok).length).toBeGreaterThan(50);
});

test('a scenario is read in less than 20 ms', () => {
  read(example);
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    read(example);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(20);
});

test('hostile files are refused in bounded time', () => {
  const hostile = [
    'a:\n'.repeat(5_000),
    `x: ${'('.repeat(200_000)}`,
    `x: ${'a('.repeat(50_000)}${')'.repeat(50_000)}`,
    `x: [${'"a", '.repeat(20_000)}]`,
    `name: ${'"'.repeat(20_000)}`,
    `faults:\n${'- { at: 1s, crash: db/1 }\n'.repeat(2000)}`,
  ];
  for (const text of hostile) {
    const start = performance.now();
    expect(read(text).ok).toBe(false);
    expect(performance.now() - start, text.slice(0, 20)).toBeLessThan(5_000);
  }
});
