/**
 * Expectations against one run: what a scenario hoped for, judged by the run's record and metrics.
 *
 * Sees histories, violations, contents and metrics, never nodes. The linearizability checker is passed in.
 */
import { formatCount } from '../observe/format.js';
import type { Metrics } from '../observe/metrics.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Expectation } from '../scenario/scenario.js';
import { judgeBound } from './bound.js';
import { type ConvergenceEvidence, judgeConvergence } from './converges.js';
import {
  type HistoryEvidence,
  judgeConsistency,
  judgeLinearizable,
  judgeSessions,
  judgeStaleness,
  judgeTally,
} from './histories.js';
import { type Judgement, judgedNothing, judgement, type LinearizabilityCheck } from './judgement.js';
import { figuresIn, judgeMeasured } from './measured.js';
import { judgeProgress, type ProgressEvidence } from './progress.js';

/** What there is to judge by. */
export interface Evidence {
  readonly scenario: HistoryEvidence['scenario'];
  readonly record: Pick<RunRecord, 'violations' | 'rules' | 'measures'> &
    HistoryEvidence['record'] &
    ProgressEvidence['record'] &
    ConvergenceEvidence['record'];
  readonly metrics: Metrics;
  readonly linearizable: LinearizabilityCheck;
}

/** Judges one expectation in one run. */
export function judge(expectation: Expectation, evidence: Evidence): Judgement {
  switch (expectation.kind) {
    case 'linearizable':
      return judgeLinearizable(expectation.client, evidence, evidence.linearizable);
    case 'session':
      return judgeSessions(expectation.guarantee, expectation.client, evidence);
    case 'tally':
      return judgeTally(expectation.checker, expectation.client, evidence);
    case 'consistency':
      return judgeConsistency(expectation.guarantee, expectation.client, evidence);
    case 'staleness':
      return judgeStaleness(expectation.bound, expectation.client, evidence);
    case 'progress':
      return judgeProgress(expectation, evidence);
    case 'converges':
      return judgeConvergence(expectation, evidence);
    case 'invariant':
      return judgeInvariant(expectation, evidence.record);
    case 'measured':
      return judgeMeasured(expectation, figuresIn(expectation, evidence.record.measures));
    case 'bound':
      return judgeBound(expectation, evidence.metrics);
  }
}

function judgeInvariant(
  { group, rule }: Extract<Expectation, { kind: 'invariant' }>,
  { rules, violations }: Evidence['record'],
): Judgement {
  const matches = (each: { readonly group: string; readonly rule: string }) =>
    each.group === group && (rule === undefined || each.rule === rule);
  const judgedRules = rules.filter(matches);
  const judged = judgedRules.reduce((sum, each) => sum + each.judged, 0);
  const untested = judgedRules.filter((each) => each.judged === 0).map((each) => each.rule);
  const broken = violations.filter(matches);
  const first = broken[0];
  const seen = formatCount(judged, 'check');
  if (first !== undefined) {
    const observed = `${formatCount(broken.length, 'violation')} in ${seen}`;
    const reason = `${first.rule} broken on ${first.node}: ${first.explanation}`;
    return judgement('invalid', observed, judged, { reason, untested });
  }
  const named = rule === undefined ? group : `${group}.${rule}`;
  if (judgedRules.length === 0) return judgedNothing(`${named} has no such rule`);
  if (judged === 0) return judgedNothing(`${named} was never put to the test`);
  return judgement('valid', seen, judged, { untested });
}
