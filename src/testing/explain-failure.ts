/** What a property that failed says: the explanation of the smallest case, how it was found, how to see it again. */
import { failureOf } from '../experiment/detail/failure.js';
import { sizeText } from '../experiment/hunt/minimal.js';
import { formatCount } from '../observe/format.js';
import { compose, explain, invalidRun, lines } from './explain.js';
import { judgeRuns } from './judge.js';
import type { Loaded } from './load.js';
import type { Shrunk, Written } from './minimal.js';
import { type Run, runScenario } from './run.js';

export interface Finding {
  /** Which case failed, from 1. */
  readonly ordinal: number;
  readonly runs: number;
  /** Options that go straight to it. */
  readonly at: string;
}

export function explainFailure(
  { models }: Loaded,
  { failure, smallest, tried, finished }: Shrunk,
  { before, after, path, replay }: Written,
  { ordinal, runs, at }: Finding,
): string {
  const run = runScenario({ scenario: smallest, models });
  const [expectation] = failure.expect;
  const story =
    expectation === undefined
      ? ofViolation(run, failure.signature)
      : explain(judgeRuns([run], expectation), []);
  const plan = smallest.faults.map(({ text }) => text);
  const size = `${sizeText(before)} became ${sizeText(after)}`;
  const how = `Found in case ${ordinal} of ${runs}. Made smaller in ${formatCount(tried, 'run')}: ${size}${finished ? '' : ', and it might get smaller yet'}.`;
  return compose([
    story.split('\n'),
    lines(how),
    plan.length === 0
      ? []
      : ['  Faults that are left:', ...plan.flatMap((text) => lines(text, '    ', '      '))],
    [`  See it again: ${replay ?? path}`, `  In this test: ${at}`],
  ]);
}

/** A rule that nobody needs to expect, such as that no handler throws. */
function ofViolation({ scenario, record }: Run, signature: string): string {
  const result = invalidRun(record.seed);
  const story = failureOf({ ...scenario, expect: [] }, record, {
    judgements: [],
    judged: [],
    result,
    replay: '',
  });
  return compose([
    lines(story?.title ?? signature, ''),
    lines(story?.explanation ?? ''),
    lines(story?.context ?? ''),
  ]);
}
