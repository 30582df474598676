/** What is said of a hunt, in the same words on a terminal, on a page and to CI. From the result alone. */
import { listed } from '../../reports/words.js';
import { formatCount } from '../observe/format.js';
import type { CaseSize, ConditionCoverage, FailureGroup, HuntResult, Minimal } from '../observe/hunt.js';

/** `1,000 seeds, 213,452 operations, no failure`. */
export function tallyText(result: HuntResult): string {
  const { failures, unknown, operations, regressions } = result;
  const [first] = failures;
  const past = regressions.filter(({ verdict }) => verdict === 'invalid').length;
  const failed =
    failures.length > 1
      ? `${failures.length} different failures`
      : first === undefined
        ? 'no failure'
        : `1 failure in ${formatCount(first.seeds.length, 'seed')}`;
  return [
    seedsText(result),
    formatCount(operations, 'operation'),
    first === undefined && past > 0 ? 'no new failure' : failed,
    ...(past > 0 ? [`${formatCount(past, 'past failure')} back`] : []),
    ...(unknown.length > 0 ? [`${formatCount(unknown.length, 'run')} not judged`] : []),
  ].join(', ');
}

/** `1,000 seeds`; `812 of 1,000 seeds`; `part 2 of 4: 250 seeds`. */
export function seedsText(result: Pick<HuntResult, 'seeds' | 'shard'>): string {
  const { seeds, shard } = result;
  const part = shard === null ? '' : `part ${shard.index} of ${shard.of}: `;
  const share = shareOf(result) ?? seeds.done;
  const all = formatCount(share, 'seed');
  return `${part}${seeds.done === share ? all : `${formatCount(seeds.done)} of ${all}`}`;
}

/** Seeds that were to be run here; `undefined` if as many as time allowed. */
function shareOf({ seeds, shard }: Pick<HuntResult, 'seeds' | 'shard'>): number | undefined {
  if (seeds.asked === null) return undefined;
  const { index, of } = shard ?? { index: 1, of: 1 };
  return Math.max(0, Math.ceil((seeds.asked - (index - 1)) / of));
}

/** `12 of 1,000 runs, first with seed 17`. */
export function howOften({ seeds }: FailureGroup, { done }: HuntResult['seeds']): string {
  const [first = ''] = seeds;
  const of = `${formatCount(seeds.length)} of ${formatCount(done, 'run')}`;
  return seeds.length === 1 ? `${of}, with seed ${first}` : `${of}, first with seed ${first}`;
}

/** `4 faults and 212 operations became 1 fault and 9 operations, in 183 runs`. */
export function shrunkText({ before, after, tried, finished }: Minimal): string {
  const how =
    tried === 0
      ? 'as it was found, not made smaller'
      : `${sizeText(before)} became ${sizeText(after)}, in ${formatCount(tried, 'run')}`;
  return finished || tried === 0 ? how : `${how}; time was up, so that it may get smaller still`;
}

const sizeText = ({ faults, operations }: CaseSize): string =>
  `${faults === 0 ? 'no fault' : formatCount(faults, 'fault')} and ${formatCount(operations, 'operation')}`;

/** As a scenario names it: `db: a snapshot is installed`. */
export const conditionName = ({ group, condition }: Pick<ConditionCoverage, 'group' | 'condition'>): string =>
  `${group}: ${condition}`;

export const neverReached = ({ conditions }: Pick<HuntResult, 'conditions'>): readonly string[] =>
  conditions.filter(({ seeds }) => seeds === 0).map(conditionName);

/** What says less than it seems to. Conditions that were required are no warnings: the verdict tells of them. */
export function warningsOf(result: HuntResult): readonly string[] {
  const required = new Set(result.required.map(({ condition }) => condition));
  const missed = neverReached(result).filter((condition) => !required.has(condition));
  const idle = result.faults.filter(({ drawn, hit }) => drawn > 0 && hit === 0);
  const { done } = result.seeds;
  const share = shareOf(result) ?? done;
  // A hunt ends at a failure unless it is told to go on; of what it would have reached nothing is known.
  const ended = done < share && result.verdict === 'invalid';
  if (ended) return [];
  const short = done < share;
  return [
    ...(short ? [`only ${formatCount(done)} of ${formatCount(share, 'seed')} were run`] : []),
    ...missed.map((condition) => `never reached: ${condition}`),
    ...(idle.length === 0 ? [] : [`faults that never hit anybody: ${listed(idle.map(nameOfIdle))}`]),
  ];
}

/** Why nobody was hit, where that is known. */
const nameOfIdle = ({ kind }: HuntResult['faults'][number]): string =>
  kind === 'disk' ? 'disk (only ctx.disk can fail; ctx.persist cannot)' : kind;

/** `12 past failures run first, all valid`. */
export function regressionsText({ regressions }: Pick<HuntResult, 'regressions'>): string | undefined {
  if (regressions.length === 0) return undefined;
  const bad = regressions.filter(({ verdict }) => verdict !== 'valid').length;
  const all = formatCount(regressions.length, 'past failure');
  return `${all} run first, ${bad === 0 ? 'all valid' : `${formatCount(bad)} not valid`}`;
}

/** Runs without a verdict, by cause. */
export function unjudged({
  unknown,
}: Pick<HuntResult, 'unknown'>): readonly { readonly why: string; readonly seeds: readonly string[] }[] {
  const causes = new Map<string, string[]>();
  for (const { seed, why } of unknown) {
    const seeds = causes.get(why);
    if (seeds === undefined) causes.set(why, [seed]);
    else seeds.push(seed);
  }
  return [...causes].map(([why, seeds]) => ({ why, seeds }));
}

const SEEDS_MAX = 20;

/** `17, 93, 94`; of more than twenty the first. */
export const seedList = (seeds: readonly string[]): string =>
  `${seeds.slice(0, SEEDS_MAX).join(', ')}${seeds.length > SEEDS_MAX ? ', …' : ''}`;
