/**
 * A hunt: cases over many seeds, added up in the order of their seeds, until one fails or all are done.
 *
 * Whoever carries out the cases hands in their outcomes in that order, so that the result is the same whoever it
 * was. Failures are told apart by their signatures. Knows nothing of threads, files or clocks.
 */
import type { Instant } from '../kernel/time.js';
import type { ConditionCoverage, HuntResult, Minimal } from '../observe/hunt.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { type CaseOutcome, isClaim } from './hunt/case.js';
import { byCondition, byKind } from './hunt/order.js';
import { conditionName, digestOfCases, huntResult, requiredOf } from './hunt/verdict.js';
import type { LostRun } from './run-one.js';
import type { Models } from './simulate.js';

/** One way to fail, and who failed in it. */
export interface Found {
  readonly signature: string;
  readonly explanation: string;
  readonly expect: readonly Expectation[];
  /** In order; the first is the one that is explained and made smaller. */
  readonly seeds: string[];
  /** By when the first had failed. */
  readonly at: Instant;
}

export interface HuntOptions {
  /** Go on after the first failure. */
  readonly all: boolean;
  /** Conditions that must be reached: all that models declare, or those that the file names. */
  readonly required: 'all' | readonly string[];
}

/** What is known only outside: of the command, of files, of what was done before and after. */
export type Surroundings = Pick<
  HuntResult,
  'version' | 'file' | 'source' | 'shard' | 'regressions' | 'rerun' | 'files'
> & {
  readonly first: string;
  readonly asked: number | null;
  readonly minimals: ReadonlyMap<string, Minimal>;
};

export interface Hunt {
  /** The next outcome in the order of seeds. True: that is enough. */
  take(outcome: CaseOutcome | LostRun): boolean;
  readonly done: number;
  readonly found: readonly Found[];
  /** Over all cases so far. */
  readonly digest: string;
  result(around: Surroundings): HuntResult;
}

export function createHunt(scenario: Scenario, { all, required }: HuntOptions): Hunt {
  const cases: { seed: string; digest: string | undefined }[] = [];
  const claims = new Map<string, number>();
  const found: Found[] = [];
  const unknown: { seed: string; why: string }[] = [];
  const faults = new Map<string, { drawn: number; hit: number }>();
  const conditions = new Map<string, Coverage>();
  let done = 0;
  let operations = 0;
  let events = 0;

  const fail = (seed: string, [failure]: CaseOutcome['failures']) => {
    if (failure === undefined) return;
    const { signature, explanation, expect, at } = failure;
    const known = found.find((each) => each.signature === signature);
    if (known !== undefined) known.seeds.push(seed);
    else found.push({ signature, explanation, expect, at, seeds: [seed] });
  };

  return {
    take(outcome) {
      const { seed } = outcome;
      done += 1;
      if (outcome.kind === 'lost') {
        cases.push({ seed, digest: undefined });
        unknown.push({ seed, why: outcome.why });
        return false;
      }
      cases.push({ seed, digest: outcome.digest });
      for (const { claim, judged } of outcome.claims) claims.set(claim, (claims.get(claim) ?? 0) + judged);
      operations += outcome.operations;
      events += outcome.events;
      if (outcome.unknown !== undefined) unknown.push({ seed, why: outcome.unknown });
      countFaults(faults, outcome);
      countConditions(conditions, outcome);
      fail(seed, outcome.failures);
      return found.length > 0 && !all;
    },
    get done() {
      return done;
    },
    found,
    get digest() {
      return digestOfCases(cases);
    },
    result({ version, file, source, shard, first, asked, regressions, minimals, rerun, files }) {
      const coverage = [...conditions.values()].map(coverageOf).toSorted(byCondition);
      const names = required === 'all' ? coverage.map(conditionName) : required;
      const added = {
        seeds: { first, done, asked },
        claims: [...claims].map(([claim, judged]) => ({ claim, judged })),
        failures: found.map(({ signature, explanation, seeds }) => ({
          signature,
          explanation,
          seeds: [...seeds],
          minimal: minimals.get(signature) ?? null,
        })),
        regressions,
        conditions: coverage,
        required: requiredOf(names, coverage),
        faults: [...faults].map(([kind, counts]) => ({ kind, ...counts })).toSorted(byKind),
        unknown: [...unknown],
        operations,
        events,
      };
      const { name, question } = scenario;
      return huntResult({
        ...{ scenario: name, question, version, file, source, shard, rerun, files },
        ...{ digest: digestOfCases(cases), ...added },
      });
    },
  };
}

/** Whether there is anything to hunt for: a claim in the file, or a model that is watched. */
export const huntsForSomething = ({ expect, nodes }: Scenario, models: Models): boolean =>
  expect.some(isClaim) || nodes.some(({ model }) => models.get(model)?.monitor !== undefined);

interface Coverage {
  readonly group: string;
  readonly condition: string;
  seeds: number;
  first: string | null;
  readonly during: Map<string, number>;
}

const coverageOf = ({ during, ...rest }: Coverage): ConditionCoverage => ({
  ...rest,
  during: [...during].map(([kind, seeds]) => ({ kind, seeds })).toSorted(byKind),
});

function countConditions(conditions: Map<string, Coverage>, { seed, conditions: own }: CaseOutcome): void {
  for (const { group, condition, times, during } of own) {
    const name = conditionName({ group, condition });
    let coverage = conditions.get(name);
    if (coverage === undefined) {
      coverage = { group, condition, seeds: 0, first: null, during: new Map() };
      conditions.set(name, coverage);
    }
    if (times === 0) continue;
    coverage.seeds += 1;
    coverage.first ??= seed;
    for (const kind of during) coverage.during.set(kind, (coverage.during.get(kind) ?? 0) + 1);
  }
}

/** Each kind once a case, however many there were of it. */
function countFaults(
  faults: Map<string, { drawn: number; hit: number }>,
  { faults: own }: CaseOutcome,
): void {
  for (const kind of new Set(own.map((fault) => fault.kind))) {
    const counts = faults.get(kind) ?? { drawn: 0, hit: 0 };
    counts.drawn += 1;
    if (own.some((fault) => fault.kind === kind && fault.hit)) counts.hit += 1;
    faults.set(kind, counts);
  }
}
