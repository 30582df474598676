/** Matchers pass and fail both ways, and say why; what could not be judged fails both ways. */
import { describe, expect, test } from 'vitest';
import { loadScenario, matchers, runScenario, runScenarios } from '../../src/testing/index.js';
import { durable, forgetful, load, messageOf } from './register.js';

expect.extend(matchers);

const CRASH = '[{ at: 1s, for: 100ms, crash: store/1 }]';
const bad = load('bad', forgetful, { faults: CRASH });
const good = load('good', durable, { faults: CRASH });
const [badRun, goodRun] = [runScenario(bad), runScenario(good)];
const idle = runScenario(load('idle', durable, { 'clients.app.arrivals': 'constant(0.1/s)' }));
const stopped = runScenario(load('stopped', durable, { maxEvents: 500 }));

/** What must be true of every message. */
function narrow(message: string): string {
  const wide = message.split('\n').filter((line) => line.length > 80 && !line.includes('See it again:'));
  expect(wide).toEqual([]);
  return message;
}

describe('toBeLinearizable', () => {
  test('passes and fails', () => {
    expect(goodRun).toBeLinearizable();
    expect(goodRun).toBeLinearizable('app');
    expect(badRun).not.toBeLinearizable();
    expect(runScenarios(good)).toBeLinearizable();
    expect(runScenarios(bad)).not.toBeLinearizable();
  });

  test('fails with the cause, the operations, the faults and the command', () => {
    expect(narrow(messageOf(() => expect(badRun).toBeLinearizable()))).toMatchInlineSnapshot(`
      "linearizable(app) does not hold: a stale read

        No order of the operations on key 0 explains "read 20" of process 5 (event
        108), answered by store/1, which completed at 1.175933 s. Every order that
        explains all that completed before leaves the cas-register as 22. In the
        longest of them it would last have been legal after "write 20" of process 3
        (event 84), until "write 22" of process 3 (event 88), which completed at
        0.903461 s, before this one was even invoked (at 1.173933 s). Open beside it:
        "write 25" of process 1 (event 94) (never completed, since 1.04781 s), 1 of
        them unfinished for ever; none of them helps. The read of 20 at 1.173933 s was
        stale by 270 ms (1 version), answered by store/1, down from 1 s to 1.1 s.

        app#5 read 20 from key 0: it asked at 1.173933 s, 270 ms after app#3 had been
        told that 22 was written. The answer came from store/1. No fault was active
        then; the last one, crash store/1 at 1s for 100ms (hit store/1), had ended at
        1.1 s.

        0.7001 s  app#1: write 0 := 19, until 0.7021 s, answered by store/1
        0.7953 s  app#3: write 0 := 20, until 0.7973 s, answered by store/1
        0.9015 s  app#3: write 0 := 22, until 0.9035 s, answered by store/1
             1 s  fault: crash store/1 at 1s for 100ms (hit store/1)
        1.0478 s  app#1: write 0 := 25 → info
        1.1739 s  app#5: read 0 → 20, until 1.1759 s, answered by store/1

        See it again: foretell run out/test-testing/bad.yaml --seed 1 --runs 1 --set 'faults=[{ at: 1s, for: 100ms, crash: store/1 }]'"
    `);
  });

  test('of several runs shows the first that is not', () => {
    const message = narrow(messageOf(() => expect(runScenarios(bad)).toBeLinearizable()));
    expect(message).toMatch(
      /^linearizable\(app\) does not hold: a stale read \(invalid in \d of 3 runs; this is/,
    );
  });

  test('with .not says what was judged', () => {
    expect(narrow(messageOf(() => expect(goodRun).not.toBeLinearizable()))).toMatchInlineSnapshot(`
      "linearizable(app) holds, and was expected not to

        Judged: 176 operations.

        See it again: foretell run out/test-testing/good.yaml --seed 1 --runs 1 --set 'faults=[{ at: 1s, for: 100ms, crash: store/1 }]'"
    `);
  });

  test('that saw nothing, or was stopped, fails with and without .not', () => {
    for (const run of [idle, stopped])
      for (const it of [expect(run), expect(run).not])
        expect(narrow(messageOf(() => it.toBeLinearizable()))).toMatch(
          /^linearizable\(app\) could not be judged\n\n.*(did no operation|stopped before its end)/s,
        );
  });
});

describe('toSatisfy', () => {
  test('takes the short name of a claim for every group', () => {
    expect(goodRun).toSatisfy('linearizable');
    expect(goodRun).toSatisfy('linearizable(app)');
    expect(badRun).not.toSatisfy('linearizable');
  });

  test('takes rules of monitors', () => {
    const raft = loadScenario('scenarios/consensus/raft-stale-reads.yaml', {
      set: { duration: '3s', faults: '[]' },
    });
    const run = runScenario(raft);
    expect(run).toSatisfy('invariant');
    expect(run).toSatisfy('invariant(db.election-safety)');
    expect(messageOf(() => expect(run).toSatisfy('invariant(db.elections)'))).toMatch(
      /received {2}elections/,
    );
    expect(messageOf(() => expect(run).not.toSatisfy('invariant'))).toMatch(
      /^invariant\(db\) holds, and was expected not to/,
    );
  });

  test('takes what is counted', () => {
    const run = (conflicts: string) =>
      runScenario(
        loadScenario('scenarios/replication/crdt-final-counts.yaml', {
          set: { 'nodes.counters.params.conflicts': conflicts, 'nodes.sets.params.conflicts': conflicts },
        }),
      );
    const [crdt, lww] = [run('crdt'), run('lww')];
    expect(crdt).toSatisfy('pn-counter(auditors)');
    expect(crdt).toSatisfy('set-full(readers)');
    expect(lww).not.toSatisfy('pn-counter(auditors)');
    expect(lww).not.toSatisfy('set-full(readers)');
    // A member that has not heard of the others' additions yet answers too little.
    expect(crdt).not.toSatisfy('counter(adders)');
    expect(narrow(messageOf(() => expect(lww).toSatisfy('set-full(readers)')))).toMatch(
      /key \d+: \d+ is lost: its add was acknowledged/,
    );
    // While others still write there is no last look.
    expect(messageOf(() => expect(crdt).toSatisfy('pn-counter(adders)'))).toMatch(/judged/);
  });

  test('takes the session guarantees', () => {
    // Whoever asks any server may be told what was before its own write; whoever asks the log may not.
    const sessions = (reads: string) =>
      runScenario(
        loadScenario('scenarios/consensus/raft-stale-reads.yaml', {
          set: { duration: '5s', faults: '[]', 'clients.app.count': 2, 'nodes.db.params.reads': reads },
        }),
      );
    const [stale, log] = [sessions('stale'), sessions('log')];
    for (const claim of ['read-your-writes', 'monotonic-reads', 'writes-follow-reads', 'monotonic-writes'])
      expect(log).toSatisfy(claim);
    expect(stale).not.toSatisfy('monotonic-reads');
    const message = narrow(messageOf(() => expect(stale).toSatisfy('monotonic-reads(app)')));
    expect(message).toMatch(/^monotonic-reads\(app\) does not hold/);
    expect(message).toMatch(/\n {2}[\d.]+ s {2}app#\d+: read/);
    expect(narrow(messageOf(() => expect(log).not.toSatisfy('monotonic-reads')))).toMatch(/holds, and was/);
  });

  test('takes progress', () => {
    expect(goodRun).toSatisfy('progress within 1s');
    expect(goodRun).not.toSatisfy('progress(app) within 1ms');
    expect(messageOf(() => expect(goodRun).toSatisfy('progress within 1ms'))).toMatch(
      /progress\(app\) within 1ms/,
    );
  });

  test('still takes a predicate, as vitest has it', () => {
    expect(4).toSatisfy((n) => n > 3);
    expect(3).not.toSatisfy((n: number) => n > 3);
    expect(messageOf(() => expect(3).toSatisfy((n: number) => n > 3, 'more than three'))).toMatch(
      /toSatisfy[\s\S]+more than three[\s\S]+3/,
    );
    expect(messageOf(() => expect(4).not.toSatisfy((n: number) => n > 3))).toMatch(/not satisfy/);
  });

  test('names what it cannot read', () => {
    expect(messageOf(() => expect(goodRun).toSatisfy('linearisable(app)'))).toMatchInlineSnapshot(`
      "this expectation cannot be read
        linearisable(app)
        ^
        expected  an expectation such as linearizable(app), p99(app.write) < 50ms,
                  availability(app) > 90%
        received  linearisable
        hint      did you mean linearizable?"
    `);
    expect(messageOf(() => expect(goodRun).not.toSatisfy('linearizable(ap)'))).toMatch(/did you mean app\?/);
  });
});

describe('toMeet', () => {
  test('judges figures over all runs together', () => {
    const runs = runScenarios(good);
    expect(runs).toMeet('p90(app) < 10s');
    expect(runs).not.toMeet('p90(app) < 1ms');
    expect(runs[0]).toMeet('availability(app) > 50%');
    expect(narrow(messageOf(() => expect(runs).toMeet('p90(app) < 1ms')))).toMatchInlineSnapshot(`
      "p90(app) < 1ms does not hold

        observed 2.00 ms

        See it again: foretell run out/test-testing/good.yaml --seed 1 --runs 3 --set 'faults=[{ at: 1s, for: 100ms, crash: store/1 }]'"
    `);
    expect(narrow(messageOf(() => expect(runs).not.toMeet('p90(app) < 10s')))).toMatch(
      /^p90\(app\) < 10s holds, and was expected not to\n\n {2}Judged: 2\.00 ms\./,
    );
  });

  test('fails both ways where there are too few operations to tell', () => {
    for (const it of [expect(goodRun), expect(goodRun).not])
      expect(narrow(messageOf(() => it.toMeet('p99.99(app) < 1s')))).toMatch(/could not be judged/);
  });
});

describe('toConverge', () => {
  const cut = (until: string) =>
    runScenario(
      loadScenario('scenarios/consensus/raft-leader-partition.yaml', {
        set: {
          duration: '12s',
          'clients.app.until': '8s',
          faults: `[{ at: 3s, for: ${until}, partition: isolate(db/1) }]`,
        },
      }),
    );

  test('passes and fails, whatever the scenario itself expects', () => {
    const run = cut('2s');
    expect(run).toConverge({ within: '2s' });
    expect(run).toConverge({ within: '2s', of: 'db' });
    expect(run).not.toConverge({ within: '20ms' });
    const message = narrow(messageOf(() => expect(run).toConverge({ within: '20ms' })));
    expect(message).toMatch(/^converges\(db\) within 20ms does not hold/);
  });

  test('fails both ways where it cannot be told', () => {
    const run = cut('6s');
    for (const it of [expect(run), expect(run).not])
      expect(messageOf(() => it.toConverge({ within: '10s' }))).toMatch(/could not be judged/);
    // A model that does not tell what its nodes hold.
    expect(messageOf(() => expect(goodRun).toConverge({ within: '1s' }))).toMatch(
      /converges within 1s|converges/,
    );
  });
});

test('anything but runs is refused', () => {
  for (const received of [3, [], undefined, [goodRun, 3]])
    expect(messageOf(() => expect(received).toBeLinearizable())).toMatch(/expected a run, or several/);
});
