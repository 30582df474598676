/** Properties: bugs are found, made small and explained; correct models are not accused; nothing passes unseen. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DIGEST_LINE } from '../../src/experiment/hunt/minimal.js';
import { combineDigests } from '../../src/kernel/digest.js';
import { assertHolds, loadScenario, runScenario } from '../../src/testing/index.js';
import { doublyWrong, durable, forgetful, load, messageOf, OUT, TEXT } from './register.js';

const raft = (reads: string) =>
  loadScenario('scenarios/consensus/raft-stale-reads.yaml', {
    set: { duration: '3s', faults: '[]', 'nodes.db.params.reads': reads, 'nodes.db.count': 3 },
  });

const pathIn = (message: string) => message.match(/foretell replay (\S+)/)![1]!;

describe('a register that forgets in a crash', () => {
  const loaded = load('forgetful');
  const message = messageOf(() => assertHolds(loaded, { out: OUT }));
  const again = { seed: 1, path: message.match(/path: '([\d:]+)'/)![1]! };

  test('is found, and explained by one crash', () => {
    expect(message).toMatch(
      /^linearizable\(app\) does not hold: a stale read\n\n {2}No order of the operations/,
    );
    expect(message).toMatch(/told that \d+ was written/);
    expect(message).toMatch(/became 1 fault and/);
    expect(message).toMatch(/Faults that are left:\n {4}crash [^\n]*\n\n {2}See it again/);
    const wide = message.split('\n').filter((line) => line.length > 80);
    expect(wide.filter((line) => !line.includes('See it again'))).toEqual([]);
  });

  test('leaves its smallest case as a scenario file, which fails in the same way', () => {
    // The model stands beside the scenario by name only, as one in TypeScript does: no command can load it.
    const path = message.match(/See it again: (\S+minimal\.yaml)/)![1]!;
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^# linearizable\(app\) fails\. Found by\n# {3}assertHolds\(loadScenario\(/);
    expect(text).toMatch(/seed \d+; \d faults? and \d+ operations became 1 fault and/);
    const minimal = loadScenario(path, { models: { '../../register.js': forgetful } });
    expect(minimal.scenario.faults).toHaveLength(1);
    const { record } = runScenario(minimal);
    expect(combineDigests([record.digest])).toBe(DIGEST_LINE.exec(text)![1]);
  });

  test('is gone straight to by path, and to the same case', () => {
    const straight = messageOf(() => assertHolds(loaded, { ...again, out: OUT }));
    expect(straight).toMatch(/Found in case 1 of/);
    const file = (text: string) => text.match(/See it again: (\S+)/)![1];
    expect(file(straight)).toBe(file(message));
  });

  test('is found in the same case each time, and in another with another seed', () => {
    expect(messageOf(() => assertHolds(loaded, { out: OUT }))).toBe(message);
    expect(messageOf(() => assertHolds(loaded, { out: OUT, seed: 2 }))).not.toBe(message);
  });

  test('is as large as it was found where nothing smaller may be tried', () => {
    const large = messageOf(() => assertHolds(loaded, { out: OUT, shrinkTries: 0 }));
    expect(large).toMatch(/it might get smaller yet/);
  });

  test('is not accused without faults', () => {
    expect(assertHolds(loaded, { faults: { min: 0, max: 0 }, runs: 20 }).runs).toBe(20);
  });
});

test('a register that saves first is not accused', () => {
  const held = assertHolds(load('durable', durable));
  expect(held.runs).toBe(100);
  expect(held.operations).toBeGreaterThan(5000);
});

test('what gets smaller fails in the same way', () => {
  const loaded = load('doubly', doublyWrong);
  for (const seed of [1, 2, 3]) {
    const message = messageOf(() => assertHolds(loaded, { out: OUT, seed }));
    const path = message.match(/See it again: (\S+minimal\.yaml)/)![1]!;
    const [, signature] = readFileSync(path, 'utf8').match(/^# (.*) fails\. Found by/)!;
    const title = signature === 'linearizable(app)' ? /^linearizable\(app\) does not hold/ : /no-exception/;
    expect(message).toMatch(title);
  }
});

describe('Raft', () => {
  test('with stale reads is found out, without any fault', () => {
    const message = messageOf(() => assertHolds(raft('stale'), { out: OUT }));
    expect(message).toMatch(/^linearizable\(app\) does not hold: a stale read/);
    expect(message).toMatch(/became 0 faults and/);
    expect(existsSync(pathIn(message))).toBe(true);
  });

  test('is not accused', () => {
    expect(assertHolds(raft('log'), { runs: 15 }).runs).toBe(15);
  });
});

describe('claims', () => {
  test('take the place of what the file expects', () => {
    const message = messageOf(() =>
      assertHolds(load('claims', forgetful), { claims: ['linearizable'], out: OUT }),
    );
    expect(message).toMatch(/^linearizable\(app\) does not hold/);
    const { runs } = assertHolds(raft('stale'), { claims: ['invariant'], runs: 10 });
    expect(runs).toBe(10);
  });

  test('that are figures, or none, are refused', () => {
    expect(messageOf(() => assertHolds(load('bound', durable), { claims: ['p99(app) < 1s'] }))).toMatch(
      /figures say nothing of cases drawn at random/,
    );
    const nothing = TEXT.replace(/expect:[\s\S]*/, '');
    expect(messageOf(() => assertHolds(load('nothing', durable, {}, nothing)))).toMatch(/nothing to hold/);
    expect(messageOf(() => assertHolds(load('unread', durable), { claims: ['linearizable(ap)'] }))).toMatch(
      /did you mean app\?/,
    );
  });
});

describe('what was not seen does not pass', () => {
  test('a claim that judged nothing', () => {
    const idle = load('nobody', durable, { 'clients.app.arrivals': 'constant(0.1/s)' });
    expect(messageOf(() => assertHolds(idle, { runs: 5, workload: false }))).toBe(
      'linearizable(app) judged nothing in 5 cases: nothing was put to the test',
    );
  });

  test('a case that was stopped', () => {
    const stopped = load('stopped', durable, { maxEvents: 100 });
    expect(messageOf(() => assertHolds(stopped, { runs: 5 }))).toMatch(
      /^5 of 5 cases could not be judged\n\n {2}The first had seed \d+: /,
    );
  });

  test('a time limit that was over before the first case', () => {
    expect(messageOf(() => assertHolds(load('late', durable), { timeLimit: 0 }))).toMatch(/no case was over/);
    expect(assertHolds(load('in-time', durable), { timeLimit: 60_000, runs: 3 }).runs).toBe(3);
  });
});
