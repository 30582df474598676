/**
 * What a leaderless store promises depends on its settings: each promise holds over drawn cases, and each setting
 * that gives it up is found out, by the checker that names what is wrong.
 */
import { describe, expect, test } from 'vitest';
import { assertHolds, loadScenario } from '../../../src/testing/index.js';

const FILE = 'scenarios/replication/leaderless-hunt.yaml';
const DELETES = 'scenarios/replication/leaderless-deletes.yaml';
const RUNS = 200;
const SESSIONS = [
  'read-your-writes(app)',
  'monotonic-reads(app)',
  'monotonic-writes(app)',
  'writes-follow-reads(app)',
];
const ALWAYS = ['invariant(db)', 'converges(db) within 2.5s'];
const param = (name: string) => `nodes.db.params.${name}`;

type Settings = Readonly<Record<string, string>>;
const holds = (file: string, set: Settings, claims: readonly string[]) =>
  assertHolds(loadScenario(file, { set }), { claims, runs: RUNS }).operations;
const fails = (file: string, set: Settings, claims: readonly string[]) =>
  expect(() =>
    assertHolds(loadScenario(file, { set }), { claims, runs: RUNS, shrinkTries: 0, out: 'out/tests' }),
  );

describe('holds whatever goes wrong', () => {
  // Attiya, Bar-Noy and Dolev 1995.
  test('r + w > N with blocking repair: registers, and all that sessions want', { timeout: 60_000 }, () => {
    const settings = { [param('readRepair')]: 'blocking' };
    expect(holds(FILE, settings, ['linearizable(app)', ...SESSIONS, ...ALWAYS])).toBeGreaterThan(10_000);
  });

  // Lamport, "On Interprocess Communication", 1986: regular, not atomic.
  test.each(['background', 'none'])(
    'r + w > N with repair %s: sessions read what they wrote',
    { timeout: 60_000 },
    (readRepair) => {
      const settings = { [param('readRepair')]: readRepair };
      expect(holds(FILE, settings, ['read-your-writes(app)', ...ALWAYS])).toBeGreaterThan(10_000);
    },
  );

  test('asking as few as are needed promises the same', { timeout: 60_000 }, () => {
    const settings = { [param('send')]: 'quorum' };
    expect(holds(FILE, settings, ['linearizable(app)', 'invariant(db)'])).toBeGreaterThan(10_000);
  });

  test('r + w <= N promises that replicas become equal, no more', { timeout: 60_000 }, () => {
    const settings = { [param('r')]: '1', [param('w')]: '1', [param('context')]: 'coordinator' };
    expect(holds(FILE, settings, ALWAYS)).toBeGreaterThan(10_000);
  });

  test('so does the last write by the clock', { timeout: 60_000 }, () => {
    expect(holds(FILE, { [param('versions')]: 'lww' }, ALWAYS)).toBeGreaterThan(10_000);
  });

  test('what was deleted stays deleted while it is remembered', { timeout: 60_000 }, () => {
    expect(holds(DELETES, {}, ALWAYS)).toBeGreaterThan(10_000);
  });
});

describe('is found out', () => {
  test.each([
    ['R + W = N', { [param('r')]: '1', [param('readRepair')]: 'none' }, 'linearizable(app)'],
    ['R + W = N in a session', { [param('r')]: '1', [param('readRepair')]: 'none' }, 'read-your-writes(app)'],
    ['reads that do not write back', { [param('readRepair')]: 'background' }, 'linearizable(app)'],
    [
      'and so are not monotonic',
      { [param('readRepair')]: 'none', [param('w')]: '3' },
      'monotonic-reads(app)',
    ],
    ['writes that do not ask first', { [param('context')]: 'coordinator' }, 'linearizable(app)'],
    [
      'LWW under skew',
      { [param('versions')]: 'lww', 'nodes.db.clock': '{ offset: "uniform(0ms, 100ms)" }' },
      'read-your-writes(app)',
    ],
  ] as const)('%s', { timeout: 60_000 }, (_name, settings, claim) => {
    fails(FILE, settings, [claim]).toThrow(`${claim} does not hold`);
  });

  test('sloppy quorums', { timeout: 60_000 }, () => {
    const settings = { 'nodes.db.count': '5', [param('sloppy')]: 'true' };
    fails(FILE, settings, ['read-your-writes(app)']).toThrow('read-your-writes(app) does not hold');
  });

  test('read repair that resurrects deletes', { timeout: 60_000 }, () => {
    fails(DELETES, { [param('grace')]: '0s' }, ['invariant(db)']).toThrow('deleted-stays-deleted');
  });

  test('replicas that nobody brings up to date', { timeout: 60_000 }, () => {
    const settings = { [param('antiEntropy')]: 'unlimited', [param('hintedHandoff')]: 'false' };
    fails(FILE, settings, ['converges(db) within 2.5s']).toThrow('converges(db) within 2.5s does not hold');
  });
});
