/** Hunts made by hand: what the terminal, pages and CI are told of. No simulation behind them. */
import type { ConditionCoverage, FailureGroup, HuntResult } from '../../src/observe/hunt.js';
import { seedsUpTo } from './fixture-sweeps.js';

const coverage = (
  condition: string,
  first: string | null,
  seeds: number,
  during: Readonly<Record<string, number>> = {},
): ConditionCoverage => ({
  group: 'db',
  condition,
  seeds,
  first,
  during: Object.entries(during).map(([kind, runs]) => ({ kind, seeds: runs })),
});

/** A thousand seeds of Raft, and nothing wrong; two conditions were never reached. */
export function cleanHunt(parts: Partial<HuntResult> = {}): HuntResult {
  return {
    kind: 'hunt',
    scenario: 'Raft, whatever goes wrong',
    question: 'Does a 3-node Raft store stay linearizable under faults drawn at random?',
    version: '0.2.0',
    file: 'scenarios/consensus/raft-hunt.yaml',
    source: 'a3f07c22b19d',
    shard: null,
    verdict: 'valid',
    reasons: [],
    seeds: { first: '1', done: 1000, asked: 1000 },
    digest: '5b1e7c90d2f4a638',
    claims: [
      { claim: 'invariant(db)', judged: 18_203_441 },
      { claim: 'linearizable(app)', judged: 213_452 },
    ],
    failures: [],
    regressions: [],
    conditions: [
      coverage('a follower is sent a snapshot', '17', 123, { crash: 80, pause: 12, partition: 64 }),
      coverage('a leader is elected', '1', 1000, {
        ...{ clock: 120, crash: 402, degrade: 211, disk: 37, hold: 190 },
        ...{ partition: 451, pause: 210, slow: 96 },
      }),
      coverage('a leader that was cut off finds out that another one has been elected', '3', 207, {
        partition: 207,
      }),
      coverage('a torn entry is found after a crash', null, 0),
      coverage('membership changes while a leader is cut off', null, 0),
    ],
    required: [],
    faults: [
      { kind: 'clock', drawn: 160, hit: 160 },
      { kind: 'crash', drawn: 611, hit: 611 },
      { kind: 'degrade', drawn: 250, hit: 249 },
      { kind: 'disk', drawn: 140, hit: 0 },
      { kind: 'hold', drawn: 230, hit: 230 },
      { kind: 'partition', drawn: 598, hit: 560 },
      { kind: 'pause', drawn: 432, hit: 432 },
      { kind: 'slow', drawn: 118, hit: 118 },
    ],
    unknown: [],
    operations: 213_452,
    events: 18_234_112,
    rerun: 'foretell hunt scenarios/consensus/raft-hunt.yaml --seed 1 --seeds 1000',
    files: {},
    ...parts,
  };
}

const LOST: FailureGroup = {
  signature: 'invariant(db): leader-completeness',
  explanation:
    'leader-completeness broken on db/3: it leads term 4 without entry 5 of term 2, which db/1 committed at 1.302 s',
  seeds: ['17', '93', '94', '230', '231', '402', '403', '588', '712', '713', '801', '977'],
  minimal: {
    seed: '17',
    digest: '0f1e2d3c4b5a6978',
    explanation:
      'leader-completeness broken on db/3: it leads term 2 without entry 1 of term 1, which db/1 committed at 0.212 s',
    context:
      'At 0.32 s db/3 had role leader and term 2. db/3 was leader (since 0.32 s). ' +
      'No fault was active then; the last one, crash leader(db) at 200ms for 120ms (hit db/1), had ended at 0.32 s.',
    before: { faults: 4, operations: 212, clients: 5, nodes: 5, duration_s: 10 },
    after: { faults: 1, operations: 9, clients: 1, nodes: 3, duration_s: 1.2 },
    tried: 183,
    finished: true,
    faults: ['crash leader(db) at 200ms for 120ms'],
    replay: 'foretell replay out/raft-hunt/hunt-seed-1/minimal.yaml',
    files: {
      scenario: 'out/raft-hunt/hunt-seed-1/minimal.yaml',
      report: 'out/raft-hunt/hunt-seed-1/failure-1/report.html',
    },
  },
};

const STALE: FailureGroup = {
  signature: 'linearizable(app)',
  explanation:
    'key 3: write 15 was acknowledged by db/1, but the read of app#2 that began 20 ms later was answered 14 by db/2, cut off since 1.2 s',
  seeds: ['93'],
  minimal: null,
};

/** Two ways to fail, a past failure that is back, a run that nobody could judge, a condition that had to be reached. */
export function failingHunt(parts: Partial<HuntResult> = {}): HuntResult {
  return cleanHunt({
    verdict: 'invalid',
    reasons: [
      'invariant(db): leader-completeness: seeds 17, 93, 94, 230, 231 and 7 more',
      'linearizable(app): seed 93',
      'scenarios/regressions/lost-vote.yaml: invariant(db): no two leaders broken on db/2 at 3.1 s (seed 4)',
      'never reached: db: a torn entry is found after a crash',
      'not judged: linearizable(app): ran out of budget (seed 41)',
    ],
    failures: [LOST, STALE],
    regressions: [
      { file: 'scenarios/regressions/old-term.yaml', verdict: 'valid', reasons: [] },
      {
        file: 'scenarios/regressions/lost-vote.yaml',
        verdict: 'invalid',
        reasons: ['invariant(db): no two leaders broken on db/2 at 3.1 s (seed 4)'],
      },
    ],
    required: [
      { condition: 'db: a torn entry is found after a crash', seeds: 0 },
      { condition: 'db: a leader is elected during partition', seeds: 451 },
    ],
    unknown: [{ seed: '41', why: 'linearizable(app): ran out of budget' }],
    rerun: 'foretell hunt scenarios/consensus/raft-hunt.yaml --seed 1 --seeds 1000 --all --require',
    files: {
      report: 'out/raft-hunt/hunt-seed-1/report.html',
      result: 'out/raft-hunt/hunt-seed-1/result.json',
    },
    ...parts,
  });
}

/** Part 2 of 4 that time ran out on; two runs are without a verdict. */
export function partialHunt(): HuntResult {
  const why = 'stopped: 2,000,000 events before the end';
  return cleanHunt({
    shard: { index: 2, of: 4 },
    verdict: 'unknown',
    reasons: [`not judged: ${why} (seeds 6, 10)`],
    seeds: { first: '1', done: 203, asked: 1000 },
    unknown: [
      { seed: '6', why },
      { seed: '10', why },
    ],
    conditions: [
      coverage('a leader is elected', '2', 203, { crash: 102, partition: 98, pause: 77 }),
      coverage('a torn entry is found after a crash', null, 0),
    ],
    faults: [{ kind: 'crash', drawn: 120, hit: 120 }],
    operations: 43_201,
    events: 3_700_112,
    rerun: 'foretell hunt scenarios/consensus/raft-hunt.yaml --seed 1 --seeds 1000 --for 60s --shard 2/4',
  });
}

/** Nothing but a past failure that is back: no seed was run. */
export function staleHunt(): HuntResult {
  const reasons = ['linearizable(app): not linearizable: key 1 (seed 9)'];
  return cleanHunt({
    verdict: 'invalid',
    reasons: [`scenarios/regressions/stale-read.yaml: ${reasons[0]}`],
    seeds: { first: '1', done: 0, asked: null },
    regressions: [{ file: 'scenarios/regressions/stale-read.yaml', verdict: 'invalid', reasons }],
    ...{ claims: [], conditions: [], faults: [], operations: 0, events: 0, digest: '0'.repeat(16) },
    rerun: 'foretell hunt scenarios/consensus/raft-hunt.yaml --seed 1 --for 60s',
  });
}

/** As much of everything as can be, with long names. */
export function crowdedHunt(): HuntResult {
  const [lost] = [LOST];
  const seeds = seedsUpTo(1000);
  const failures = Array.from({ length: 14 }, (_, i) => ({
    ...lost,
    signature: `invariant(db): rule ${i + 1} of many, with a name that is rather long, as names of rules may be`,
    seeds: seeds.slice(i),
    minimal: {
      ...lost.minimal!,
      finished: i % 2 === 0,
      faults: Array.from({ length: i }, (_, n) => `partition isolate(db/${n}) at ${n}s for 300ms`),
    },
  }));
  const kinds = ['ask', 'clock', 'crash', 'degrade', 'disk', 'hold', 'partition', 'pause', 'restart', 'slow'];
  return failingHunt({
    failures,
    conditions: Array.from({ length: 30 }, (_, i) =>
      coverage(
        `${i % 2 === 0 ? 'something' : 'something that has a long name and goes on'} happens, number ${i + 1}`,
        '1',
        1000 - i * 33,
        Object.fromEntries(kinds.slice(0, i % 11).map((kind, n) => [kind, 1000 - i * 33 - 2 * n])),
      ),
    ),
    faults: kinds.map((kind) => ({ kind, drawn: 1000, hit: 900 })),
    unknown: seeds.slice(0, 300).map((seed) => ({ seed, why: 'ran out of budget' })),
    regressions: Array.from({ length: 80 }, (_, i) => ({
      file: `scenarios/regressions/${i + 1}.yaml`,
      verdict: i % 3 === 0 ? ('unknown' as const) : ('valid' as const),
      reasons: i % 3 === 0 ? ['ran out of budget'] : [],
    })),
  });
}
