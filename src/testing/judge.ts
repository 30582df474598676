/**
 * Judging runs by the text of an expectation, pooled over all of them as `foretell run` does.
 *
 * Three-valued: what could not be judged, or judged nothing, neither holds nor is broken.
 */
import type { Judgement } from '../check/judgement.js';
import { linearizableObject } from '../check/linearizable-object.js';
import { poolExpectation } from '../experiment/aggregate/pool.js';
import { createTails } from '../experiment/aggregate/tails.js';
import { simulate } from '../experiment/simulate.js';
import { summarise } from '../experiment/summary.js';
import { UsageError } from '../files/usage-error.js';
import { invariant } from '../kernel/invariant.js';
import { emptyMetrics, mergeMetrics } from '../observe/metrics.js';
import { formatProblems } from '../scenario/format-problems.js';
import { readExpectation } from '../scenario/read-expectation.js';
import type { Expectation } from '../scenario/scenario.js';
import type { Run, Runnable } from './run.js';

/** What runs made of one expectation. */
export interface Judged {
  readonly expectation: Expectation;
  readonly finding: 'holds' | 'broken' | 'undecided';
  /** What was seen: `61.2 ms ± 3.1 ms`, `invalid in 2 of 20 runs`. */
  readonly observed: string;
  /** Why it does not hold, or why nobody knows. */
  readonly reason: string | undefined;
  readonly runs: readonly Run[];
  /** The one to look at: the first that came out as all of them together did. */
  readonly run: Run;
  /** What that run made of it. */
  readonly judgement: Judgement;
}

/** Reads an expectation and looks up its names. Throws {@link UsageError}. */
export function expectationOf(text: string, { scenario, models }: Runnable): Expectation {
  const read = readExpectation(text, scenario, models);
  if (read.ok) return read.value;
  const { offset, ...told } = read.problem;
  const problem = {
    ...told,
    file: 'this expectation cannot be read',
    setting: text,
    line: 1,
    column: offset + 1,
    path: '',
  };
  throw new UsageError(formatProblems([problem]).replace(/\n+1 problem\n$/, ''));
}

export function judgeRuns(runs: readonly Run[], expectation: Expectation): Judged {
  const [first] = runs;
  if (first === undefined) throw new UsageError('there is no run to judge: the list is empty');
  const merged = emptyMetrics(first.scenario);
  const tails = createTails(isQuantile(expectation) ? [expectation] : []);
  const heard = runs.map((run) => {
    const { scenario, record } = lookingFor(expectation, run);
    const summary = summarise({ ...scenario, expect: [expectation], judge: [] }, record, linearizableObject);
    tails.add(summary.metrics);
    mergeMetrics(merged, summary.metrics);
    return { seed: record.seed, judgement: summary.judgements[0]! };
  });
  const { result, reason } = poolExpectation(expectation, heard, {
    merged,
    tails,
    measures: runs.map(({ record }) => record.measures),
  });
  const telling = heard.findIndex(({ judgement }) => judgement.verdict === result.verdict);
  const at = Math.max(0, telling);
  const { judgement } = heard[at]!;
  const told = { expectation, observed: result.observed, runs, run: runs[at]!, judgement };
  if (result.verdict === 'invalid' && result.judged > 0) return { ...told, finding: 'broken', reason };
  const stopped = runs.find(({ record }) => record.stopped !== undefined);
  if (result.verdict !== 'valid' || result.judged === 0) return { ...told, finding: 'undecided', reason };
  if (stopped === undefined) return { ...told, finding: 'holds', reason: undefined };
  const { seed, stopped: why } = stopped.record;
  const cut = `the run with seed ${seed} was stopped before its end: ${why}`;
  return { ...told, finding: 'undecided', reason: cut, run: stopped };
}

/**
 * Replicas are looked at, and heard on the order of versions, only where somebody expects something of them; neither
 * changes anything, so the same run is had again with it.
 */
function lookingFor(expectation: Expectation, run: Run): Run {
  const { scenario, models, record } = run;
  if (!LOOKED_FOR.includes(expectation.kind) || scenario.expect.some(({ text }) => text === expectation.text))
    return run;
  const looking = simulate({ ...scenario, expect: [expectation] }, models, { seed: record.seed });
  invariant(looking.record.digest === record.digest, 'looking at replicas changes nothing');
  return { ...run, record: looking.record };
}

const LOOKED_FOR: readonly Expectation['kind'][] = ['converges', 'consistency', 'staleness'];

type Quantile = Extract<Expectation, { kind: 'bound' }>;

const isQuantile = (expectation: Expectation): expectation is Quantile =>
  expectation.kind === 'bound' && expectation.metric.kind === 'quantile';

/**
 * The expectations that a claim's short name stands for: `read-your-writes` is that of every client group,
 * `converges within 2s` that of every node group whose replicas can be compared. Anything else stands for itself.
 */
export function textsOf(claim: string, { scenario, models }: Runnable): readonly string[] {
  const short = /^([a-z]+(?:-[a-z]+)*)(\s.*)?$/.exec(claim.trim());
  if (short === null) return [claim];
  const [, name = '', rest = ''] = short;
  const groups = OF_NODES.has(name)
    ? scenario.nodes.filter(({ model }) => models.get(model)?.[OF_NODES.get(name)!] !== undefined)
    : scenario.clients;
  // Without a group the text is handed on, so that reading it says what is missing.
  return groups.length === 0 ? [claim] : groups.map((group) => `${name}(${group.name})${rest}`);
}

/** Claims about node groups, and what a model must have for them. */
const OF_NODES: ReadonlyMap<string, 'monitor' | 'contents'> = new Map([
  ['invariant', 'monitor'],
  ['converges', 'contents'],
]);
