/** What Raft tells those who test it: conditions that chaos reaches, and assumptions that are just enough. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { admin, assumes, sometimes } from '../../../models/consensus/raft/testing.js';
import { raft } from '../../../models/consensus/raft.js';
import { runCase } from '../../../src/experiment/hunt/case.js';
import { simulate } from '../../../src/experiment/simulate.js';
import { parseScenario } from '../../../src/scenario/parse.js';
import { chaosRecord } from './raft-chaos.js';
import { app, ask, defaults, models, node, raftGroup, S, scenario } from './raft-scenarios.js';

describe('conditions', () => {
  const everything = sometimes({ ...defaults, reads: 'lease' });
  const reachedBy = (records: readonly { condition: string; times: number }[]) =>
    new Set(records.filter(({ times }) => times > 0).map(({ condition }) => condition));

  test('are all reached by a few runs of chaos', () => {
    // Seeds in a row read by lease, by log and by ReadIndex.
    const reached = reachedBy([1, 2, 3, 4, 5, 6].flatMap((seed) => chaosRecord(raft, seed).conditions));
    expect(everything.filter((condition) => !reached.has(condition))).toEqual([]);
  });

  test('are reached while faults were active, and those are named', () => {
    const { conditions } = chaosRecord(raft, 1);
    const during = (condition: string) => conditions.find((each) => each.condition === condition)!.during;
    expect(during('a leader is elected')).toEqual(expect.arrayContaining(['crash', 'partition']));
    expect(during('a membership change is joint')).toContain('partition');
  });

  test('are hardly reached where nothing goes wrong', () => {
    const calm = scenario({ duration: 10 * S, nodes: [raftGroup(3)], clients: [app()] });
    const { conditions } = simulate(calm, models(), { seed: '1' }).record;
    expect([...reachedBy(conditions)]).toEqual(['a leader is elected']);
    expect(conditions.length).toBeGreaterThan(15); // the others count from 0
  });

  test('are only those that can come about', () => {
    const without = (settings: object) => {
      const left = sometimes({ ...defaults, reads: 'lease', ...settings });
      return everything.filter((condition) => !left.includes(condition));
    };
    expect(without({})).toEqual([]);
    expect(without({ preVote: false })).toEqual(['a pre-vote is refused']);
    expect(without({ reads: 'read-index' })).toEqual(['a read is answered under a lease']);
    expect(without({ reads: 'log' })).toContain('a read waits for a round of heartbeats');
    expect(without({ snapshotEvery: 0 })).toContain('a snapshot is installed');
    expect(new Set(everything).size).toBe(everything.length);
  });
});

describe('assumptions', () => {
  test('bound the drift of clocks only where leases rest on it', () => {
    const bound = (reads: string) => assumes({ ...defaults, reads }).clockDriftMax;
    expect(bound('lease')).toBe(defaults.driftBound);
    expect(['log', 'read-index', 'stale'].map(bound)).toEqual([undefined, undefined, undefined]);
  });

  // Dissertation §6.4.1. The leader's clock slow, all others fast, and the leader cut off: the worst there is.
  test('are just enough: leases hold up to the bound, and not at twice the bound', () => {
    const file = 'scenarios/consensus/raft-lease-clock-bound.yaml';
    const text = readFileSync(file, 'utf8');
    const signatures = (drift: number) => {
      const drifting = text.replaceAll('1.9%', `${drift}%`).replace('duration: 31s', 'duration: 17s');
      const parsed = parseScenario(drifting, { file, models: models(), readFile: () => undefined });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const [group] = parsed.scenario.nodes;
      const { failures, unknown } = runCase(parsed.scenario, models());
      expect(unknown).toBeUndefined();
      return { bound: assumes(group!.params).clockDriftMax, failed: failures.map((each) => each.signature) };
    };
    expect(signatures(1.9)).toEqual({ bound: 0.02, failed: [] });
    expect(signatures(4)).toEqual({ bound: 0.02, failed: ['linearizable(app)'] });
  });
});

test('an administrator asks for what Raft carries out', () => {
  expect(admin.map(({ of }) => of)).toEqual(['leader', 'leader']);
  const asks = admin.map(({ f, nodesMin }, i) =>
    ask((2 + 2 * i) * S, f, nodesMin === undefined ? undefined : node(nodesMin)),
  );
  const alone = scenario({ duration: 10 * S, nodes: [raftGroup(3)], clients: [app()], faults: asks });
  const { record } = simulate(alone, models(), { seed: '1' });
  expect(record.faults.map(({ touched }) => touched)).toEqual([1, 1]);
  expect(record.violations).toEqual([]);
  const last = record.clients[0]!.operations.filter(({ outcome }) => outcome === 'ok').at(-1)!;
  expect(last.completedAt).toBeGreaterThan(9 * S); // a single member serves on
});
