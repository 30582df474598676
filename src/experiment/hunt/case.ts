/**
 * One case of a hunt: a scenario drawn for a seed, run once and judged for correctness alone.
 *
 * Figures are not judged: under faults drawn at random they say nothing. What fails gets a signature, by which
 * the same failure is known again when the case gets smaller. Plain data in and out; knows nothing of other
 * cases.
 */

import { judge } from '../../check/expectations.js';
import { isFigure } from '../../check/holds.js';
import { linearizableObject } from '../../check/linearizable-object.js';
import type { Instant } from '../../kernel/time.js';
import { createMetrics } from '../../observe/metrics.js';
import type { ConditionRecord, RunRecord } from '../../observe/run-record.js';
import type { Expectation, Scenario } from '../../scenario/scenario.js';
import { contextOf } from '../detail/context.js';
import { type Models, type SimulateOptions, simulate } from '../simulate.js';

/** What went wrong in a case. */
export interface Failure {
  /** `linearizable(app)`, `invariant(db): leader-completeness`, `invariant(db): no-exception`. */
  readonly signature: string;
  readonly explanation: string;
  /** What was going on around it: how stale a read was, who answered, who was in charge, which faults were active. */
  readonly context: string;
  /** By when it had happened: running any longer adds nothing to it. */
  readonly at: Instant;
  /** What a scenario expects that fails in this way alone; nothing where every run is held to it anyway. */
  readonly expect: readonly Expectation[];
}

export interface CaseOutcome {
  readonly kind: 'case';
  readonly seed: string;
  readonly digest: string;
  readonly events: number;
  readonly operations: number;
  /** The broken rule first, as it names the cause; then what histories show. Empty if all is well. */
  readonly failures: readonly Failure[];
  /** Everything it was judged by, and how many operations or checks that rests on. */
  readonly claims: readonly { readonly claim: string; readonly judged: number }[];
  /** Why it could not be judged, if it could not. */
  readonly unknown: string | undefined;
  readonly conditions: readonly ConditionRecord[];
  /** Kinds of the faults that were to happen, and whether each touched anything. */
  readonly faults: readonly { readonly kind: string; readonly hit: boolean }[];
}

/** Whether an expectation is about what is right, and not about how much or how fast. */
export const isClaim = (expectation: Expectation): boolean => !isFigure(expectation);

/** Runs a scenario with its own seed, and judges it. */
export function runCase(scenario: Scenario, models: Models, options: CaseOptions = {}): CaseOutcome {
  const { seed } = scenario;
  const { record } = simulate(scenario, models, { ...options, seed });
  return { ...judged(scenario, record), seed };
}

export type CaseOptions = Pick<SimulateOptions, 'queue' | 'shuffleTies' | 'freeze'>;

function judged(scenario: Scenario, record: RunRecord): Omit<CaseOutcome, 'seed'> {
  const { digest, events, faults, conditions } = record;
  const broken = [...record.violations].map(
    ({ group, rule, at, node, explanation }): Failure => ({
      signature: `invariant(${group}): ${rule}`,
      explanation: `${rule} broken on ${node}: ${explanation}`,
      context: contextOf(record, { window: [], at, node }).context,
      at,
      expect: record.rules.some((each) => each.group === group && each.rule === rule)
        ? [{ kind: 'invariant', text: `invariant(${group}.${rule})`, group, rule }]
        : [],
    }),
  );
  const unknown: string[] = record.stopped === undefined || broken.length > 0 ? [] : [record.stopped];
  const { metrics } = createMetrics({ ...scenario, endedAt: record.endedAt, faults });
  const claims = scenario.expect.filter((each) => isClaim(each) && each.kind !== 'invariant');
  const counts: { claim: string; judged: number }[] = [];
  const told = claims.flatMap((expectation): Failure[] => {
    const {
      verdict,
      judged: count,
      reason,
      observed,
      window,
      at: brokenAt,
    } = judge(expectation, {
      scenario,
      record,
      metrics,
      linearizable: linearizableObject,
    });
    counts.push({ claim: expectation.text, judged: count });
    if (verdict === 'unknown') unknown.push(`${expectation.text}: ${reason ?? observed}`);
    // That there was nothing to judge says nothing about the model where faults are drawn at random.
    if (verdict !== 'invalid' || count === 0) return [];
    const ends = window.map(
      ({ client, id }) =>
        record.clients.find(({ name }) => name === client)?.operations[id]?.completedAt ?? 0,
    );
    const at = brokenAt ?? (Math.max(...ends, 0) || record.endedAt);
    const { context } = contextOf(record, { window, at: brokenAt, node: undefined });
    return [
      { signature: expectation.text, explanation: reason ?? observed, context, at, expect: [expectation] },
    ];
  });
  const operations = record.clients.reduce((sum, client) => sum + client.operations.length, 0);
  return {
    kind: 'case',
    digest,
    events,
    operations,
    failures: distinct([...broken, ...told]),
    claims: [...watched(record), ...counts],
    unknown: unknown[0],
    conditions,
    faults: faults.map(({ kind, touched }) => ({ kind, hit: touched > 0 })),
  };
}

/** Each group whose model is watched, with how often any of its rules was put to the test. */
function watched({ rules }: RunRecord): CaseOutcome['claims'] {
  const groups = [...new Set(rules.map(({ group }) => group))];
  const times = (group: string) =>
    rules.reduce((sum, rule) => sum + (rule.group === group ? rule.judged : 0), 0);
  return groups.map((group) => ({ claim: `invariant(${group})`, judged: times(group) }));
}

/** The first of each signature. */
function distinct(failures: readonly Failure[]): readonly Failure[] {
  return failures.filter(
    ({ signature }, i) => failures.findIndex((other) => other.signature === signature) === i,
  );
}
