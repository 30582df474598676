/** What is judged and not demanded: told of all runs, and without a say in whether they are valid. */
import { describe, expect, test } from 'vitest';
import type { LinearizabilityCheck } from '../../src/check/judgement.js';
import { summarise } from '../../src/experiment/summary.js';
import { createPointRuns } from '../../src/experiment/sweep/point.js';
import type { Expectation } from '../../src/scenario/scenario.js';
import { aggregated, bound, content, many, record, scenario, violation } from './runs.js';

const linearizable: Expectation = { kind: 'linearizable', text: 'linearizable(app)', client: 'app' };
const slow = bound('max(app) < 4ms', { kind: 'max' }, '<', 4e6);

/** Finds the first two operations wrong where one of the run's took 7 ms. */
const wrongAt7: LinearizabilityCheck = (operations) => {
  const isWrong = operations.some(({ start, completedAt = 0 }) => completedAt - start === 7e6);
  return {
    verdict: isWrong ? 'invalid' : 'valid',
    judged: operations.length,
    explanation: 'as told',
    window: isWrong ? [0, 1] : [],
  };
};

const judging = (...judge: Expectation[]) => scenario([], { judge });
const runs = (...took: number[]) =>
  took.map((ms, i) =>
    record(
      String(i + 1),
      many(20, () => ({ took: ms })),
    ),
  );
const found = (of: ReturnType<typeof scenario>, records: ReturnType<typeof runs>, check = wrongAt7) =>
  aggregated(of, records, check).result();

describe('over all runs', () => {
  test('what no run breaks holds', () => {
    const { verdict, judged } = found(judging(linearizable), runs(1, 2, 3));
    expect(verdict).toBe('valid');
    expect(judged).toEqual([
      {
        text: 'linearizable(app)',
        finding: 'holds',
        observed: '60 operations in 3 runs',
        judged: 60,
        seeds: [],
      },
    ]);
  });

  test('control: what one run breaks is violated, with its seed, and the experiment stays valid', () => {
    const { verdict, reasons, judged } = found(judging(linearizable), runs(1, 7, 7));
    expect({ verdict, reasons }).toEqual({ verdict: 'valid', reasons: [] });
    expect(judged).toMatchObject([
      { finding: 'violated', observed: 'violated in 2 of 3 runs', seeds: ['2', '3'] },
    ]);
    const demanded = found(scenario([linearizable]), runs(1, 7, 7));
    expect(demanded).toMatchObject({ verdict: 'invalid', judged: [] }); // the same, but expected
  });

  test('what found nothing to judge is not asked, and is no reason to be invalid', () => {
    const { verdict, judged } = found(judging(linearizable, slow), runs().concat([record('1', [])]));
    expect(verdict).toBe('valid');
    expect(judged).toMatchObject([
      { finding: 'not asked', judged: 0, seeds: [], observed: 'judged nothing: app did no operation' },
      { finding: 'not asked', judged: 0, seeds: [] },
    ]);
  });

  test('runs in which there was nothing to judge are set aside', () => {
    const some = [...runs(1), record('9', [])];
    expect(found(judging(linearizable), some).judged).toMatchObject([{ finding: 'holds', judged: 20 }]);
    const other = [record('8', []), ...runs(7)];
    expect(found(judging(linearizable), other).judged).toMatchObject([{ finding: 'violated', seeds: ['1'] }]);
  });

  test('a checker that crashes leaves it unknown', () => {
    const crash: LinearizabilityCheck = () => {
      throw new Error('out of room');
    };
    const { verdict, judged } = found(judging(linearizable), runs(1), crash);
    expect(verdict).toBe('valid');
    expect(judged).toMatchObject([{ finding: 'unknown', seeds: ['1'] }]);
  });

  test('bounds are judged on all runs together', () => {
    expect(found(judging(slow), runs(1, 3), content).judged).toMatchObject([{ finding: 'holds' }]);
    expect(found(judging(slow), runs(1, 9), content).judged).toMatchObject([
      { finding: 'violated', seeds: ['2'] },
    ]);
  });

  test('a rule that is judged does not make a run invalid when it breaks; any other does', () => {
    const rule: Expectation = { kind: 'invariant', text: 'invariant(db)', group: 'db', rule: undefined };
    const broken = [
      record('1', many(5), {
        violations: [violation()],
        rules: [{ group: 'db', rule: 'log matching', judged: 3 }],
      }),
    ];
    expect(found(judging(rule), broken)).toMatchObject({
      verdict: 'valid',
      judged: [{ finding: 'violated', seeds: ['1'] }],
    });
    expect(found(judging(), broken)).toMatchObject({ verdict: 'invalid' });
  });
});

test('the run that is shown is one that violates it', () => {
  expect(aggregated(judging(linearizable), runs(1, 2, 7), wrongAt7).runToShow()).toEqual({
    seed: '3',
    why: 'the first that violates what was judged',
  });
});

test('a point of a sweep names the command that shows a violation', () => {
  const of = judging(linearizable);
  const replay = (seed: string) => `foretell run x.yaml --seed ${seed} --runs 1`;
  const point = createPointRuns(of, { seeds: ['1', '2'], version: '0', untilCi: undefined, replay });
  for (const run of runs(1, 7)) {
    const { seed } = run;
    point.series.next();
    point.series.add({ kind: 'finished', seed, summary: summarise(of, run, wrongAt7), span: undefined });
  }
  expect(point.result([0]).judged).toMatchObject([
    { finding: 'violated', seeds: ['2'], replay: replay('2') },
  ]);
});
