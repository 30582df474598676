/** What CI is told of a result: nothing that the verdict says is lost, and nothing else is said. */
import { describe, expect, test } from 'vitest';
import { worst } from '../../../src/check/verdict.js';
import { suiteOfHunt } from '../../../src/report/ci/hunt-suite.js';
import { suiteOfRun } from '../../../src/report/ci/run-suite.js';
import { verdictOf } from '../../../src/report/ci/suite.js';
import { cleanHunt, failingHunt, partialHunt, staleHunt } from '../fixture-hunts.js';
import { emptyRun, healthyRun, staleRead } from '../fixtures.js';
import { FILE, suites } from './suites.js';

const failed = (suite: ReturnType<typeof suiteOfHunt>) =>
  suite.checks.filter(({ problems }) => problems.length > 0).map(({ name }) => name);

test.each(Object.entries(suites))(
  '%s: the checks come to the verdict, and all passed if it is valid',
  (_, make) => {
    const suite = make();
    expect(worst(suite.checks.map(verdictOf))).toBe(suite.verdict);
    expect(suite.checks.length).toBeGreaterThan(0);
  },
);

describe('a hunt', () => {
  test('has a check for each claim, past failure and required condition, and one for all runs', () => {
    const { checks } = suiteOfHunt(failingHunt());
    expect(checks.map((check) => [check.name, verdictOf(check)])).toEqual([
      ['invariant(db)', 'invalid'],
      ['linearizable(app)', 'invalid'],
      ['every run is judged', 'unknown'],
      ['past failure: scenarios/regressions/old-term.yaml', 'valid'],
      ['past failure: scenarios/regressions/lost-vote.yaml', 'invalid'],
      ['reached: db: a torn entry is found after a crash', 'invalid'],
      ['reached: db: a leader is elected during partition', 'valid'],
    ]);
  });

  test('that found nothing passes, with its warnings', () => {
    const suite = suiteOfHunt(cleanHunt());
    expect(failed(suite)).toEqual([]);
    expect(suite.warnings).toEqual([
      'never reached: db: a torn entry is found after a crash',
      'never reached: db: membership changes while a leader is cut off',
      'faults that never hit anybody: disk (only ctx.disk can fail; ctx.persist cannot)',
    ]);
  });

  test('tells the story: explanation, how often, how small, what is left, how to see it', () => {
    const [problem] = suiteOfHunt(failingHunt()).checks[0]!.problems;
    expect(problem).toMatchObject({
      title: 'invariant(db): leader-completeness',
      replay: 'foretell replay out/raft-hunt/hunt-seed-1/minimal.yaml',
    });
    expect(problem!.story[1]).toMatch(
      /^At 0\.32 s db\/3 had role leader and term 2\. .*No fault was active then/,
    );
    expect(problem!.story.slice(2)).toEqual([
      '12 of 1,000 runs, first with seed 17 (17, 93, 94, 230, 231, 402, 403, 588, 712, 713, 801, 977)',
      '4 faults and 212 operations became 1 fault and 9 operations, in 183 runs:',
      '- crash leader(db) at 200ms for 120ms',
    ]);
  });

  test('fails for a rule that no claim names', () => {
    const [first] = failingHunt().failures;
    const hunt = failingHunt({
      failures: [{ ...first!, signature: 'invariant(cache): no-exception' }],
      ...{ regressions: [], required: [], unknown: [] },
    });
    expect(failed(suiteOfHunt(hunt))).toEqual(['invariant(cache): no-exception']);
  });

  test('a claim that had nothing to judge, a hunt without a run: an error', () => {
    const claims = [
      { claim: 'linearizable(app)', judged: 0 },
      { claim: 'linearizable(app) 2', judged: 1 },
    ];
    expect(failed(suiteOfHunt(cleanHunt({ claims, verdict: 'unknown' })))).toEqual(['linearizable(app)']);
    expect(failed(suiteOfHunt(staleHunt()))).toEqual([
      'every run is judged',
      'past failure: scenarios/regressions/stale-read.yaml',
    ]);
  });

  test('a verdict that no check explains becomes a check', () => {
    const suite = suiteOfHunt(cleanHunt({ verdict: 'invalid', reasons: ['something else'] }));
    expect(failed(suite)).toEqual(['verdict']);
    expect(suite.checks.at(-1)!.problems[0]!.message).toBe('something else');
  });

  test('runs without a verdict are named, cause by cause', () => {
    const problems = suiteOfHunt(partialHunt()).checks.flatMap((check) => check.problems);
    expect(problems.map(({ message }) => message)).toEqual([
      '2 runs not judged: stopped: 2,000,000 events before the end (seed 6, 10)',
    ]);
  });

  test('is found in its file by line, where the file states it', () => {
    const source = 'name: x\nexpect:\n  - linearizable(app)\n';
    const lines = suiteOfHunt(failingHunt(), source).checks.flatMap(({ problems }) =>
      problems.map(({ title, line }) => [title, line]),
    );
    expect(lines).toContainEqual(['linearizable(app)', 3]);
    expect(lines).toContainEqual(['invariant(db): leader-completeness', undefined]);
  });
});

describe('a run', () => {
  test('has a check for each expectation and each fault, and one for everything else', () => {
    const { result } = staleRead();
    const suite = suiteOfRun(FILE, staleRead());
    expect(suite.checks.map(({ name }) => name)).toEqual([
      ...result.expectations.map(({ text }) => text),
      ...result.faults.map(({ text }) => `fault: ${text}`),
      'no rule is broken, no run is lost',
    ]);
    expect(failed(suite)).toContain('linearizable(app)');
    expect(suite.checks[0]!.problems[0]!.replay).toMatch(/^foretell run /);
  });

  test('that is well passes; one that judged nothing does not', () => {
    expect(failed(suiteOfRun(FILE, healthyRun()))).toEqual([]);
    expect(failed(suiteOfRun(FILE, emptyRun()))).toContain('linearizable(app)');
  });

  test('fails for a fault that touched nothing, and for reasons that are of no expectation', () => {
    const run = healthyRun();
    const idle = run.result.faults.map((fault) => ({ ...fault, idleSeeds: ['3'] }));
    const reasons = ['db.one-leader broken on db/2 at 3 s (seed 4): two leaders'];
    const suite = suiteOfRun(FILE, {
      ...run,
      result: { ...run.result, verdict: 'invalid', reasons, faults: idle },
    });
    expect(idle.length).toBeGreaterThan(0);
    expect(failed(suite)).toEqual([
      ...idle.map(({ text }) => `fault: ${text}`),
      'no rule is broken, no run is lost',
    ]);
    expect(suite.checks.at(-1)!.problems[0]!.message).toBe(reasons[0]);
  });
});
