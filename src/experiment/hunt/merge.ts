/**
 * Parts of a hunt, hunted in apart (`--shard 2/5`), put together again: the result that one hunt through all seeds
 * would have come to, byte for byte, but for the paths of what each part wrote.
 *
 * So that it can be: counts are added up, seeds say where they belong, digests add up in any order, and lists that
 * have no order of their own are sorted by name. A part goes on after a failure, since it does not know of those of
 * the others. What does not belong together is refused, with all that is wrong. Plain data; reads no files.
 */

import { sumDigests } from '../../kernel/digest.js';
import type { ConditionCoverage, FailureGroup, HuntResult } from '../../observe/hunt.js';
import { seedIndex } from '../seeds.js';
import { byCondition, byKind } from './order.js';
import { type MergeProblem, mergeProblems, type Part } from './parts.js';
import { conditionName, huntResult, requiredOf } from './verdict.js';

export type Merged =
  | { readonly ok: true; readonly result: HuntResult }
  | { readonly ok: false; readonly problems: readonly MergeProblem[] };

/** In whatever order they come. */
export function mergeHunts(results: readonly HuntResult[]): Merged {
  const problems = mergeProblems(results);
  if (problems.length > 0) return { ok: false, problems };
  const parts = (results as readonly Part[]).toSorted((a, b) => a.shard.index - b.shard.index);
  return { ok: true, result: whole(parts) };
}

function whole(parts: readonly Part[]): HuntResult {
  const head = parts[0]!;
  const { first } = head.seeds;
  const place = (seed: string) => seedIndex(first, seed);
  const conditions = conditionsOf(parts, place);
  const { scenario, question, version, file, source, rerun } = head;
  return huntResult({
    ...{ scenario, question, version, file, source, shard: null },
    seeds: { ...head.seeds, done: sum(parts, ({ seeds }) => seeds.done) },
    digest: sumDigests(parts.map(({ digest }) => digest)),
    claims: claimsOf(parts),
    failures: failuresOf(parts, place),
    regressions: [...new Map(parts.flatMap((part) => part.regressions.map((it) => [it.file, it]))).values()],
    conditions,
    required: requiredOf(requiredNames(parts, conditions), conditions),
    faults: faultsOf(parts),
    unknown: parts.flatMap(({ unknown }) => unknown).toSorted((a, b) => place(a.seed) - place(b.seed)),
    operations: sum(parts, ({ operations }) => operations),
    events: sum(parts, ({ events }) => events),
    rerun: rerun.replace(/ --shard \d+\/\d+/, ''),
    files: {},
  });
}

/** Those of the file in its order; where all that there are must be reached, a part knows of those that it saw. */
function requiredNames(parts: readonly Part[], conditions: HuntResult['conditions']): readonly string[] {
  const lists = parts.map(({ required }) => required.map(({ condition }) => condition));
  const names = new Set(lists.flat());
  if (lists.every(({ length }) => length === names.size)) return [...names];
  return conditions.map(conditionName).filter((name) => names.has(name));
}

/** A part without a run knows of none. */
function claimsOf(parts: readonly Part[]): HuntResult['claims'] {
  const judged = new Map<string, number>();
  for (const each of parts.flatMap(({ claims }) => claims))
    judged.set(each.claim, (judged.get(each.claim) ?? 0) + each.judged);
  return [...judged].map(([claim, count]) => ({ claim, judged: count }));
}

const sum = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((total, one) => total + of(one), 0);

/** Told and made smaller by whoever met it first. */
function failuresOf(parts: readonly Part[], place: (seed: string) => number): readonly FailureGroup[] {
  const groups = new Map<string, { readonly group: FailureGroup; readonly nth: number }[]>();
  for (const { failures } of parts)
    for (const [nth, group] of failures.entries())
      groups.set(group.signature, [...(groups.get(group.signature) ?? []), { group, nth }]);
  const met = ({ seeds }: FailureGroup) => place(seeds[0]!);
  const merged = [...groups.values()].map((same) => {
    const { group, nth } = same.reduce((a, b) => (met(b.group) < met(a.group) ? b : a));
    const seeds = same.flatMap((each) => each.group.seeds).toSorted((a, b) => place(a) - place(b));
    return { group: { ...group, seeds }, nth };
  });
  // Failures that one seed met first come from one part, which has them in their order.
  return merged.toSorted((a, b) => met(a.group) - met(b.group) || a.nth - b.nth).map(({ group }) => group);
}

function conditionsOf(parts: readonly Part[], place: (seed: string) => number): readonly ConditionCoverage[] {
  const merged = new Map<string, ConditionCoverage>();
  for (const coverage of parts.flatMap(({ conditions }) => conditions)) {
    const name = conditionName(coverage);
    const known = merged.get(name);
    merged.set(name, known === undefined ? coverage : both(known, coverage, place));
  }
  return [...merged.values()].toSorted(byCondition);
}

function both(
  a: ConditionCoverage,
  b: ConditionCoverage,
  place: (seed: string) => number,
): ConditionCoverage {
  const during = new Map(a.during.map(({ kind, seeds }) => [kind, seeds]));
  for (const { kind, seeds } of b.during) during.set(kind, (during.get(kind) ?? 0) + seeds);
  const firsts = [a.first, b.first].filter((seed) => seed !== null).toSorted((x, y) => place(x) - place(y));
  return {
    group: a.group,
    condition: a.condition,
    seeds: a.seeds + b.seeds,
    first: firsts[0] ?? null,
    during: [...during].map(([kind, seeds]) => ({ kind, seeds })).toSorted(byKind),
  };
}

function faultsOf(parts: readonly Part[]): HuntResult['faults'] {
  const merged = new Map<string, HuntResult['faults'][number]>();
  for (const { kind, drawn, hit } of parts.flatMap(({ faults }) => faults)) {
    const known = merged.get(kind) ?? { kind, drawn: 0, hit: 0 };
    merged.set(kind, { kind, drawn: known.drawn + drawn, hit: known.hit + hit });
  }
  return [...merged.values()].toSorted(byKind);
}
