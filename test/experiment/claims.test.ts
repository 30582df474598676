/** Expectations of sessions, progress and convergence in simulated runs: kept where they must be, and broken. */
import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../src/check/judgement.js';
import { createExperiment } from '../../src/experiment/experiment.js';
import { runCase } from '../../src/experiment/hunt/case.js';
import { runOne } from '../../src/experiment/run-one.js';
import { simulate } from '../../src/experiment/simulate.js';
import { GUARANTEE_NAMES } from '../../src/observe/guarantee-names.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { models } from '../support/small-scenario.js';

interface Parts {
  readonly params?: string;
  readonly operations?: string;
  readonly faults?: readonly string[];
  readonly expect?: readonly string[];
  readonly route?: string;
  readonly until?: string;
}

const SESSIONS = GUARANTEE_NAMES.map((name) => `${name}(app)`);

/** Three Raft nodes for six seconds, and four clients that ask one thing after the other. */
function raft({
  params = '',
  operations,
  faults = [],
  expect: claims = SESSIONS,
  ...parts
}: Parts): Scenario {
  const text = `
duration: 6s
nodes:
  db: { model: consensus/raft, count: 3, params: { ${params} } }
network: { latency: 'lognormal(p50=1ms, p99=5ms)' }
clients:
  app:
    count: 4
    target: db
    arrivals: closed(exponential(20ms))
    operations: ${operations ?? '{ read: 50%, write: 30%, cas: 20% }'}
    keys: uniform(3)
    timeout: 300ms
    route: ${parts.route ?? 'sticky'}
    until: ${parts.until ?? '6s'}
faults: [${faults.map((each) => `{ ${each} }`).join(', ')}]
expect: [${claims.map((each) => `'${each}'`).join(', ')}]
`;
  const parsed = parseScenario(text, { file: 'test.yaml', models, readFile: () => undefined });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.scenario;
}

const judgements = (scenario: Scenario, seed = '1'): readonly Judgement[] =>
  runOne(scenario, models, seed).summary.judgements;
const verdicts = (scenario: Scenario, seed?: string) =>
  judgements(scenario, seed).map(({ verdict }) => verdict);

describe('session guarantees', () => {
  const faults = ['at: 2s, for: 1s, partition: isolate(leader(db))', 'at: 4s, for: 500ms, crash: random(db)'];

  test.each([
    ['registers', undefined],
    ['lists', '{ read: 50%, append: 50% }'],
  ])('a store that is linearizable keeps all four: %s', (_, operations) => {
    const scenario = raft({
      params: 'reads: read-index',
      faults,
      route: 'random',
      ...(operations && { operations }),
    });
    for (const seed of ['1', '2', '3']) {
      const all = judgements(scenario, seed);
      expect(all.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid', 'valid']);
      for (const { judged } of all) expect(judged).toBeGreaterThan(50);
    }
  });

  test.each([
    ['registers', undefined],
    ['lists', '{ read: 50%, append: 50% }'],
  ])(
    'who reads from any replica loses sight of own writes and earlier reads, but replicas apply in order: %s',
    (_, operations) => {
      const scenario = raft({
        params: 'reads: stale',
        faults,
        route: 'random',
        ...(operations && { operations }),
      });
      for (const seed of ['1', '2', '3'])
        expect(verdicts(scenario, seed)).toEqual(['invalid', 'invalid', 'valid', 'valid']);
    },
  );

  test('a hunt is told of them too, with the instant by which they were broken', () => {
    const { failures } = runCase(raft({ params: 'reads: stale', route: 'random', faults }), models);
    expect(failures.map(({ signature }) => signature)).toEqual([
      'read-your-writes(app)',
      'monotonic-reads(app)',
    ]);
    for (const { at } of failures) expect(at).toBeLessThan(6e9);
  });
});

describe('progress', () => {
  const claims = ['progress(app) within 1s'];

  test('a majority that is back goes on; a minority may stay down', () => {
    const healed = ['at: 1s, for: 1s, crash: "random(db, 2)"', 'at: 2.5s, crash: random(db)'];
    expect(verdicts(raft({ expect: claims, faults: healed }))).toEqual(['valid']);
  });

  test('a majority that stays down answers nobody', () => {
    const scenario = raft({
      expect: claims,
      faults: ['at: 1s, for: 1s, crash: db/1', 'at: 2.5s, crash: "random(db, 2)"'],
    });
    const [judgement] = judgements(scenario);
    expect(judgement).toMatchObject({ verdict: 'invalid' });
    expect(judgement!.reason).toMatch(
      /^nobody was answered ok for .* s, .* The last fault, crash db\/1 .* ended at 2 s/,
    );
    expect(runCase(scenario, models).failures).toMatchObject([{ signature: claims[0], at: judgement!.at }]);
  });
});

describe('the story of a failure', () => {
  /** Over one run. */
  function failure(scenario: Scenario) {
    const experiment = createExperiment(scenario, models, {
      seeds: ['1'],
      version: 'test',
      file: 'test.yaml',
    });
    experiment.add(runOne(scenario, models, '1'));
    const { report } = experiment.conclude();
    return report.detail;
  }

  test('of a session names what it was told, and shows when', () => {
    const detail = failure(raft({ params: 'reads: stale', route: 'random' }));
    expect(detail.failure!.title).toMatch(/^read-your-writes\(app\)/);
    expect(detail.failure!.explanation).toMatch(
      / answered by db\/\d at .* does not see what its own session had written/,
    );
    expect(detail.failure!.operations).not.toEqual([]);
    expect(detail.window!.messages).not.toEqual([]);
  });

  test('of nobody who is answered says what was going on by then', () => {
    const faults = ['at: 1s, for: 1s, crash: db/1', 'at: 2.5s, crash: "random(db, 2)"'];
    const detail = failure(raft({ expect: ['progress(app) within 1s'], faults }));
    expect(detail.failure).toMatchObject({ title: 'progress(app) within 1s' });
    expect(detail.failure!.context).toMatch(/Active then: crash random\(db, 2\) at 2500ms/);
    expect(detail.window!.why).toMatch(/^too late at 3\.[45]/);
  });

  test('of a replica that lags says where it differs', () => {
    const faults = ['at: 1s, for: 4.9s, partition: isolate(follower(db))'];
    const detail = failure(raft({ expect: ['converges(db) within 1ms'], faults, until: '4s' }));
    expect(detail.failure!.explanation).toMatch(
      /ms after the end of the last fault, partition .* db\/\d did not hold/,
    );
    expect(detail.failure!.context).toMatch(/had ended at 5\.9 s/);
  });
});

describe('convergence', () => {
  const claims = ['converges(db) within 500ms'];
  const cut = (until: string) => [`at: 1s, for: ${until}, partition: isolate(follower(db))`];

  test('replicas that can talk again hold the same', () => {
    const [judgement] = judgements(raft({ expect: claims, faults: cut('2s'), until: '4s' }));
    expect(judgement).toMatchObject({ verdict: 'valid', judged: 3 });
  });

  test('one that was cut off until shortly before the end has no time for it', () => {
    const late = { faults: cut('4.9s'), until: '4s' };
    expect(judgements(raft({ ...late, expect: ['converges(db) within 1ms'] }))).toMatchObject([
      { verdict: 'invalid', judged: 3 },
    ]);
    expect(judgements(raft({ ...late, expect: claims }))).toMatchObject([{ verdict: 'invalid', judged: 0 }]);
  });

  test.each(['partition: isolate(db/2)', 'crash: db/2', 'pause: db/2', 'slow: db/2, delay: 1s'])(
    'one that suffers to the end does not count: %s',
    (what) => {
      const [judgement] = judgements(raft({ expect: claims, faults: [`at: 1s, ${what}`], until: '4s' }));
      expect(judgement).toMatchObject({ verdict: 'valid', judged: 2 });
    },
  );

  test('a server that was removed, and is told no more, holds no copy; nor does a spare one', () => {
    const faults = ['at: 1s, ask: leader(db), f: change-membership, nodes: [db/1, db/2]'];
    const removed = raft({ expect: claims, faults, until: '4s' });
    for (const seed of ['1', '2', '3'])
      expect(judgements(removed, seed)).toMatchObject([{ verdict: 'valid', judged: 2 }]);
    const spare = raft({ expect: claims, params: 'members: 2', until: '4s' });
    expect(judgements(spare)).toMatchObject([{ verdict: 'valid', judged: 2 }]);
  });

  test('what a fault had delayed comes late, and counts from then on', () => {
    const faults = ['at: 3s, for: 500ms, degrade: db, bandwidth: 400B/s'];
    const scenario = raft({ expect: claims, faults, until: '4s' });
    const { record } = simulate(scenario, models, { seed: '1' });
    expect(record.faults[0]!.settledAt).toBeGreaterThan(record.faults[0]!.to + 100e6);
    expect(runCase(scenario, models).failures).toEqual([]);
  });

  test('a sync that a full disk swallowed is waited for until the node starts again', () => {
    const full = 'at: 2s, for: 500ms, disk: db/2, full: true';
    const scenario = (faults: readonly string[]) =>
      raft({ expect: ['converges(db) within 1s'], faults, until: '4s' });
    expect(judgements(scenario([full]))).toMatchObject([{ verdict: 'valid', judged: 2 }]);
    const again = 'at: 3s, for: 100ms, crash: db/2';
    expect(judgements(scenario([full, again]))).toMatchObject([{ verdict: 'valid', judged: 3 }]);
  });

  test('looking changes nothing of what happens', () => {
    const options = { seed: '1' };
    const plain = simulate(raft({ expect: [], faults: cut('2s') }), models, options).record;
    const looked = simulate(raft({ expect: claims, faults: cut('2s') }), models, options).record;
    expect({ digest: looked.digest, events: looked.events }).toEqual({
      digest: plain.digest,
      events: plain.events,
    });
    expect(plain.contents).toEqual([]);
    expect(looked.contents[0]!.members).toHaveLength(3);
  });
});
