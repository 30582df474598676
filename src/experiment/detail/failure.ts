/**
 * The story of a failure: what broke, why, and what was going on around it.
 *
 * Tells what the failing run shows if it can, else what all runs together came to. The checkers' explanations
 * are taken as they are; context is added from faults and series, which checkers do not see.
 */
import { isFigure } from '../../check/holds.js';
import type { Judgement } from '../../check/judgement.js';
import { formatInstant } from '../../observe/format.js';
import type { Result, RunDetail } from '../../observe/result.js';
import type { RunRecord } from '../../observe/run-record.js';
import type { Scenario } from '../../scenario/scenario.js';
import { seedList } from '../seeds.js';
import { circumstances } from './circumstances.js';
import { contextOf } from './context.js';

export interface FailureOptions {
  /** What this run made of each expectation. */
  readonly judgements: readonly Judgement[];
  /** And of what was judged beside them: told only where nothing else is wrong. */
  readonly judged: readonly Judgement[];
  /** Over all runs. */
  readonly result: Result;
  /** The command that shows it again. */
  readonly replay: string;
}

type Failure = NonNullable<RunDetail['failure']>;

export function failureOf(
  scenario: Scenario,
  record: RunRecord,
  options: FailureOptions,
): Failure | undefined {
  const { result, judgements, replay } = options;
  if (result.verdict !== 'invalid') return ofJudged(scenario, record, options);
  const story = (title: string, explanation: string, context = ''): Failure => ({
    title,
    explanation,
    context,
    operations: [],
    replay,
  });
  const broken = scenario.expect.findIndex(
    (expectation, i) => !isFigure(expectation) && judgements[i]?.verdict === 'invalid',
  );
  const judgement = judgements[broken];
  if (judgement !== undefined) return ofHistory(scenario.expect[broken]!.text, judgement, record, replay);
  const violation = record.violations[0];
  if (violation !== undefined) {
    const { group, rule, node, at, explanation } = violation;
    const title = `${group}.${rule} broken on ${node} at ${formatInstant(at)}`;
    return story(title, explanation, circumstances(record, at, node));
  }
  const idle = record.faults.find(({ touched }) => touched === 0);
  if (idle !== undefined)
    return story(`fault touched nothing: ${idle.text}`, 'A fault that hits nothing tests nothing.');
  const bound = result.expectations.find(({ verdict }) => verdict === 'invalid');
  if (bound === undefined) return story('not in this run', result.reasons[0] ?? '');
  const alone = bound.seeds.length === 0 ? '' : ` Broken by these runs alone: ${seedList(bound.seeds)}.`;
  return story(bound.text, `Observed ${bound.observed} over all runs.${alone}`);
}

/** A history that violates what nobody demanded is a story as well. */
function ofJudged(
  { judge }: Scenario,
  record: RunRecord,
  { judged, replay }: FailureOptions,
): Failure | undefined {
  const at = judged.findIndex(({ verdict, window }) => verdict === 'invalid' && window.length > 0);
  return at < 0 ? undefined : ofHistory(judge[at]!.text, judged[at]!, record, replay);
}

/** A history that cannot be, a rule that an expectation asks for, or replicas that did not come round in time. */
function ofHistory(text: string, judgement: Judgement, record: RunRecord, replay: string): Failure {
  const { window, reason, observed, at } = judgement;
  const violation = window.length === 0 && at === undefined ? record.violations[0] : undefined;
  const { context, isStale } = contextOf(record, {
    window,
    at: violation?.at ?? at,
    node: violation?.node,
  });
  return {
    title: isStale ? `${text}: a stale read` : text,
    explanation: reason ?? observed,
    context,
    operations: window.map(({ id }) => id),
    replay,
  };
}
