/** Runs of our own: the order of versions is told by the models, and verdicts name node, staleness and fault. */
import { describe, expect, test } from 'vitest';
import { checkSequential } from '../../src/check/sequential.js';
import { loadScenario, matchers, runScenario } from '../../src/testing/index.js';

expect.extend(matchers);

const stale = runScenario(loadScenario('scenarios/replication/leader-stale-reads.yaml'));
const raft = runScenario(loadScenario('scenarios/consensus/raft-leader-partition.yaml'));
const messageOf = (assertion: () => void): string => {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message.replace(/\s+/g, ' ');
  }
  return 'it holds';
};

describe('reads from any follower', () => {
  test('are stale, by so much, and it is said who answered and what had befallen it', () => {
    const told = messageOf(() => expect(stale).toSatisfy('staleness(app) < 10ms'));
    expect(told).toMatch(
      /The read of \d+ at [\d.]+ s was stale by [\d.]+ (?:ms|s) \(\d+ versions?\), answered by db\/1, cut off since 5 s\./,
    );
    expect(stale).toSatisfy('staleness(app) < 2s');
    expect(stale).not.toSatisfy('staleness(app) <= 1 version');
    expect(stale).toSatisfy('staleness(app) < 1000 versions');
  });

  test('are not causal, and other claims say how stale they were', () => {
    expect(stale).not.toSatisfy('causal(app)');
    expect(messageOf(() => expect(stale).toSatisfy('monotonic-reads(app)'))).toMatch(
      /was stale by .* answered by db/,
    );
  });
});

describe('Raft', () => {
  test('is sequential, causal, never stale, and loses nothing', () => {
    for (const claim of ['sequential', 'causal', 'no-lost-updates', 'staleness <= 0 versions'])
      expect(raft).toSatisfy(claim);
  });

  test('a changed answer is found out', () => {
    const operations = raft.record.clients[0]!.operations;
    const at = operations.findLastIndex(
      ({ f, outcome, output }) => f === 'read' && outcome === 'ok' && output !== null,
    );
    const changed = operations.map((each, i) => (i === at ? { ...each, output: null } : each));
    expect(checkSequential(changed, { object: 'cas-register' }).verdict).toBe('invalid');
  });

  test('nobody is told of the order of versions where nobody asks, and the run is the same', () => {
    const quiet = runScenario({ ...raft, scenario: { ...raft.scenario, expect: [] } });
    expect(raft.record.orders.map(({ group }) => group)).toEqual(['db']);
    expect(quiet.record.orders).toEqual([]);
    expect(quiet.record.digest).toBe(raft.record.digest);
  });
});
