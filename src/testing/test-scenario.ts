/**
 * Scenario files as tests: one for each expectation, and one for what nobody needs to expect.
 *
 * The file is read where tests are collected; it runs when they do.
 */
import { beforeAll, describe, test } from 'vitest';
import { outcomeOf } from '../experiment/aggregate/reasons.js';
import { compose, explain, lines } from './explain.js';
import { judgeRuns } from './judge.js';
import { type LoadOptions, loadScenario } from './load.js';
import { type Run, runScenarios } from './run.js';

export interface TestScenarioOptions extends LoadOptions {
  /** How often it is run, each time with another seed; as the file says if left out. */
  readonly runs?: number;
  readonly seed?: string | number;
  /** Milliseconds that all runs together may take; a minute by default. */
  readonly timeout?: number;
}

const TIMEOUT_MS = 60_000;

/**
 * Makes tests of a scenario file: each expectation is one, judged over all runs as `foretell run` does.
 *
 *     testScenario('scenarios/register.yaml', { runs: 5 });
 */
export function testScenario(file: string | URL, options: TestScenarioOptions = {}): void {
  const { timeout = TIMEOUT_MS, runs: count, seed } = options;
  const loaded = loadScenario(file, options);
  const { scenario } = loaded;
  describe(scenario.name, () => {
    let runs: readonly Run[] = [];
    beforeAll(() => {
      const often = { ...(count !== undefined && { runs: count }), ...(seed !== undefined && { seed }) };
      runs = runScenarios(loaded, often);
    }, timeout);

    for (const expectation of scenario.expect)
      test(expectation.text, { timeout }, () => {
        const judged = judgeRuns(runs, expectation);
        if (judged.finding !== 'holds') throw new Error(explain(judged));
      });

    test('every rule held, every fault touched something, every run came to its end', () => {
      const records = runs.map(({ record }) => record);
      const { reasons } = outcomeOf(runs[0]!.scenario, [], records, []);
      if (reasons.length > 0) throw new Error(compose(reasons.map(({ text }) => lines(text, ''))));
    });
  });
}
