/**
 * The verdict of a hunt, and why: the same whether one process hunted through all seeds or several through parts.
 *
 * Looks at what was added up, never at runs.
 */
import { type Verdict, worst } from '../../check/verdict.js';
import { createDigest, sumDigests } from '../../kernel/digest.js';
import type { ConditionCoverage, HuntResult } from '../../observe/hunt.js';
import { seedList } from '../seeds.js';

/** All but what follows from it. */
export type Added = Omit<HuntResult, 'kind' | 'verdict' | 'reasons'>;

/** The result, its keys always in the same order. */
export function huntResult(added: Added): HuntResult {
  const { scenario, question, version, file, source, shard, seeds, digest, claims } = added;
  const { failures, regressions, conditions, required, faults, unknown, operations, events } = added;
  const { rerun, files } = added;
  return {
    ...({ kind: 'hunt', scenario, question, version, file, source, shard } as const),
    ...huntVerdict(added),
    ...{ seeds, digest, claims, failures, regressions, conditions, required, faults, unknown },
    ...{ operations, events, rerun, files },
  };
}

/** Reasons worst first. */
function huntVerdict(parts: Added): Pick<HuntResult, 'verdict' | 'reasons'> {
  const { failures, regressions, required } = parts;
  const past = (verdict: Verdict) =>
    regressions
      .filter((each) => each.verdict === verdict)
      .map(({ file, reasons: [why] }) => `${file}: ${why ?? 'not valid'}`);
  const invalid = [
    ...failures.map((each) => `${each.signature}: ${seedList(each.seeds)}`),
    ...past('invalid'),
    ...required.filter((each) => each.seeds === 0).map(({ condition }) => `never reached: ${condition}`),
  ];
  const unknown = [
    ...unjudged(parts),
    ...past('unknown'),
    // A hunt that ended at a failure need not have come to every claim.
    ...(invalid.length > 0 ? [] : vacuous(parts)),
  ];
  const verdict = worst([invalid.length > 0 ? 'invalid' : 'valid', unknown.length > 0 ? 'unknown' : 'valid']);
  return { verdict, reasons: [...invalid, ...unknown] };
}

function vacuous({ seeds, claims }: Added): readonly string[] {
  if (seeds.done === 0) return ['no seed was run'];
  return claims.filter(({ judged }) => judged === 0).map(({ claim }) => `${claim}: nothing to judge`);
}

/** One line for each cause. */
function unjudged({ unknown }: Added): readonly string[] {
  const byCause = new Map<string, string[]>();
  for (const { seed, why } of unknown) {
    const seeds = byCause.get(why);
    if (seeds === undefined) byCause.set(why, [seed]);
    else seeds.push(seed);
  }
  return [...byCause].map(([why, seeds]) => `not judged: ${why} (${seedList(seeds)})`);
}

/** Of all runs, in whatever order they are added up; a run that was lost has no digest of its own. */
export const digestOfCases = (
  cases: readonly { readonly seed: string; readonly digest: string | undefined }[],
): string =>
  sumDigests(
    cases.map(({ seed, digest }) => {
      const mixed = createDigest();
      mixed.text(seed);
      mixed.text(digest ?? '');
      return mixed.hex();
    }),
  );

/** In how many runs each was reached; during a kind of fault, if it is named so: `db: a vote is lost during crash`. */
export function requiredOf(
  names: readonly string[],
  conditions: readonly ConditionCoverage[],
): HuntResult['required'] {
  const reached = new Map<string, number>(
    conditions.flatMap(({ group, condition, seeds, during }) => [
      [conditionName({ group, condition }), seeds],
      ...during.map((each): [string, number] => [
        `${conditionName({ group, condition })} during ${each.kind}`,
        each.seeds,
      ]),
    ]),
  );
  return names.map((condition) => ({ condition, seeds: reached.get(condition) ?? 0 }));
}

/** As a file names it: `db: a snapshot is installed`. */
export const conditionName = ({ group, condition }: Pick<ConditionCoverage, 'group' | 'condition'>): string =>
  `${group}: ${condition}`;
