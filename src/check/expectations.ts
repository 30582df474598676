/**
 * Expectations against one run: what a scenario hoped for, judged by the run's record and metrics.
 *
 * Sees histories, violations and metrics, never nodes. The linearizability checker is passed in; if it
 * crashes, the verdict is `unknown`.
 */
import { formatCount } from '../observe/format.js';
import type { Operation } from '../observe/history.js';
import type { Metrics } from '../observe/metrics.js';
import type { RunRecord } from '../observe/run-record.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { judgeBound } from './bound.js';
import {
  type Judgement,
  judgedNothing,
  judgement,
  type LinearizabilityCheck,
  type OperationRef,
} from './judgement.js';

/** What there is to judge by. */
export interface Evidence {
  readonly scenario: Pick<Scenario, 'clients'>;
  readonly record: Pick<RunRecord, 'clients' | 'violations' | 'rules'>;
  readonly metrics: Metrics;
  readonly linearizable: LinearizabilityCheck;
}

/** Judges one expectation in one run. */
export function judge(expectation: Expectation, evidence: Evidence): Judgement {
  switch (expectation.kind) {
    case 'linearizable':
      return judgeLinearizable(expectation.client, evidence);
    case 'invariant':
      return judgeInvariant(expectation, evidence.record);
    case 'bound':
      return judgeBound(expectation, evidence.metrics);
  }
}

interface Owned {
  readonly client: string;
  readonly operation: Operation;
}

function judgeLinearizable(client: string, { scenario, record, linearizable }: Evidence): Judgement {
  const group = scenario.clients.find(({ name }) => name === client);
  const own = record.clients.find(({ name }) => name === client);
  if (group === undefined || own === undefined) return judgedNothing(`there are no clients ${client}`);
  if (own.operations.length === 0) return judgedNothing(`${client} did no operation`);
  const history = sharedHistory(client, { scenario, record });
  try {
    const outcome = linearizable(
      history.map(({ operation }, id) => ({ ...operation, id })),
      group.object,
    );
    if (outcome.judged === 0 && outcome.verdict === 'valid')
      return judgedNothing(`no operation of ${client} could be judged`);
    // Every order explains a history in which nobody was told anything.
    if (outcome.verdict === 'valid' && !history.some(({ operation }) => operation.outcome === 'ok'))
      return judgedNothing(`no operation of ${client} was answered ok`);
    const window = outcome.window.map((id): OperationRef => {
      const { client: owner, operation } = history[id]!;
      return { client: owner, id: operation.id };
    });
    const seen = formatCount(outcome.judged, 'operation');
    if (outcome.verdict === 'valid') return judgement('valid', seen, outcome.judged);
    return judgement(outcome.verdict, seen, outcome.judged, { reason: outcome.explanation, window });
  } catch (error) {
    const reason = `the checker crashed: ${error instanceof Error ? error.message : String(error)}`;
    return judgement('unknown', reason, 0, { reason });
  }
}

/**
 * Every operation on the objects that the client uses, in order of invocation. Other groups with the same
 * target share its objects: without their writes a correct history would look wrong.
 */
function sharedHistory(client: string, { scenario, record }: Pick<Evidence, 'scenario' | 'record'>): Owned[] {
  const target = scenario.clients.find(({ name }) => name === client)?.target;
  const sharing = new Set(scenario.clients.filter((each) => each.target === target).map(({ name }) => name));
  return record.clients
    .filter(({ name }) => sharing.has(name))
    .flatMap(({ name, operations }) => operations.map((operation): Owned => ({ client: name, operation })))
    .sort((a, b) => a.operation.start - b.operation.start);
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
