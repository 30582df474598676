/**
 * The verdict over all runs, and why: nothing that went wrong may stay out of it.
 *
 * Beside the expectations it looks at what nobody needs to state: rules that a monitor saw broken, faults
 * that touched nothing, runs that were stopped or lost.
 */
import { type Verdict, worst } from '../../check/verdict.js';
import { formatInstant } from '../../observe/format.js';
import { groupRepeated } from '../../observe/repeated.js';
import type { FaultRecord, ViolationRecord } from '../../observe/run-record.js';
import type { Expectation, Scenario, WarmUpBy } from '../../scenario/scenario.js';
import type { LostRun } from '../run-one.js';
import { seedList } from '../seeds.js';
import type { Pooled } from './pool.js';

export interface Reason {
  readonly verdict: Exclude<Verdict, 'valid'>;
  readonly text: string;
}

/** What reasons are found in, run by run. */
export interface RunFacts {
  readonly seed: string;
  readonly stopped: string | undefined;
  readonly faults: readonly FaultRecord[];
  readonly violations: readonly ViolationRecord[];
}

export interface Outcome {
  readonly verdict: Verdict;
  /** Worst first, else in the order of expectations, rules, faults, stops, losses. */
  readonly reasons: readonly Reason[];
}

export function outcomeOf(
  { expect, judge, warmUpBy }: Pick<Scenario, 'expect' | 'judge' | 'warmUpBy'>,
  pooled: readonly Pooled[],
  runs: readonly RunFacts[],
  lost: readonly LostRun[],
): Outcome {
  const reasons = [
    ...pooled.flatMap(ofExpectation),
    ...brokenRules([...expect, ...judge], runs),
    ...idleFaults(runs),
    ...coldStart(warmUpBy),
    ...causes('stopped before the end', runs),
    ...causes(
      'lost',
      lost.map(({ seed, why }) => ({ seed, stopped: why })),
    ),
  ];
  const invalid = reasons.filter((reason) => reason.verdict === 'invalid');
  const unknown = reasons.filter((reason) => reason.verdict === 'unknown');
  return { verdict: worst(reasons.map((reason) => reason.verdict)), reasons: [...invalid, ...unknown] };
}

function ofExpectation({ result, reason }: Pooled): Reason[] {
  if (result.verdict === 'valid') return [];
  return [{ verdict: result.verdict, text: `${result.text}: ${reason ?? result.observed}` }];
}

/** Broken rules that no expectation speaks of; those that one does are its own reason already. */
function brokenRules(expectations: readonly Expectation[], runs: readonly RunFacts[]): Reason[] {
  const expected = ({ group, rule }: ViolationRecord) =>
    expectations.some(
      (each) =>
        each.kind === 'invariant' && each.group === group && (each.rule === undefined || each.rule === rule),
    );
  const broken = new Map<string, { readonly violation: ViolationRecord; readonly seeds: string[] }>();
  for (const { seed, violations } of runs)
    for (const violation of violations.filter((each) => !expected(each))) {
      const name = `${violation.group}.${violation.rule}`;
      const known = broken.get(name);
      if (known === undefined) broken.set(name, { violation, seeds: [seed] });
      else if (known.seeds.at(-1) !== seed) known.seeds.push(seed);
    }
  return [...broken].map(([name, { violation, seeds }]) => {
    const { node, at, explanation } = violation;
    const where = `on ${node} at ${formatInstant(at)}`;
    return { verdict: 'invalid', text: `${name} broken ${where} (${seedList(seeds)}): ${explanation}` };
  });
}

function idleFaults(runs: readonly RunFacts[]): Reason[] {
  const perRun = runs.map(({ faults }) => groupRepeated(faults));
  return (perRun[0] ?? []).flatMap(({ text, occurrences }, i): Reason[] => {
    const idle = runs.map(
      (_, run) => perRun[run]![i]!.occurrences.filter(({ touched }) => touched === 0).length,
    );
    const seeds = runs.filter((_, run) => idle[run]! > 0).map(({ seed }) => seed);
    if (seeds.length === 0) return [];
    const total = idle.reduce((sum, count) => sum + count, 0);
    const often = occurrences.length === 1 ? '' : ` ${total} of ${occurrences.length * runs.length} times`;
    return [{ verdict: 'invalid', text: `fault "${text}" touched nothing${often} (${seedList(seeds)})` }];
  });
}

/** Runs that were too short to warm up say nothing of the steady state. */
function coldStart(warmUpBy: WarmUpBy): Reason[] {
  if (warmUpBy.kind === 'time' || warmUpBy.found === 'found') return [];
  const what = warmUpBy.kind === 'mser-5' ? 'where MSER-5 cuts' : `${warmUpBy.count} operations`;
  const why =
    warmUpBy.found === 'late' ? 'is beyond the middle of the run' : 'cannot be found in so few operations';
  return [{ verdict: 'unknown', text: `the end of the warm-up (${what}) ${why}: a longer run is needed` }];
}

function causes(what: string, runs: readonly Pick<RunFacts, 'seed' | 'stopped'>[]): readonly Reason[] {
  const byCause = new Map<string, string[]>();
  for (const { seed, stopped } of runs)
    if (stopped !== undefined) byCause.set(stopped, [...(byCause.get(stopped) ?? []), seed]);
  return [...byCause].map(([cause, seeds]) => ({
    verdict: 'unknown',
    text: `${what}: ${cause} (${seedList(seeds)})`,
  }));
}
