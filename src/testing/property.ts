/**
 * Properties: what a scenario expects, held against many cases drawn at random, the smallest failing one told.
 *
 * fast-check draws and looks for something smaller; a case is judged as a hunt judges it, and something smaller
 * counts only if it fails in the same way.
 */
import * as fc from 'fast-check';
import { type CaseOutcome, type Failure, isClaim, runCase } from '../experiment/hunt/case.js';
import { TRIES_MAX } from '../experiment/hunt/shrink.js';
import { huntsForSomething } from '../experiment/hunt.js';
import { UsageError } from '../files/usage-error.js';
import { formatCount } from '../observe/format.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { type Case, type CaseOptions, scenarios } from './arbitraries.js';
import { compose, lines } from './explain.js';
import { explainFailure } from './explain-failure.js';
import { expectationOf, judgeRuns, textsOf } from './judge.js';
import type { Loaded } from './load.js';
import { type Shrunk, writeMinimal } from './minimal.js';
import { runScenario } from './run.js';

export interface PropertyOptions extends CaseOptions {
  /** What must hold, as matchers take it; what the file expects if left out. Bounds are not judged. */
  readonly claims?: readonly string[];
  /** Cases to be drawn; 100 by default. */
  readonly runs?: number;
  /** fast-check's; 1 by default, so that every machine draws the same cases. */
  readonly seed?: number;
  /** fast-check's, to go straight to a failure it found: `6:0:1`. */
  readonly path?: string;
  /** Cases that looking for something smaller may take; 5000 by default. */
  readonly shrinkTries?: number;
  /** Milliseconds after which no case is begun. Then how many are drawn depends on the machine. */
  readonly timeLimit?: number;
  /** Folder that the smallest failing case is written below; `out` by default. */
  readonly out?: string;
}

/** What a property that held rests on. */
export interface Held {
  readonly runs: number;
  readonly operations: number;
}

const RUNS_DEFAULT = 100;
const SEED_DEFAULT = 1;

/**
 * Draws cases and throws if one of them breaks a claim, with the smallest such case and its explanation. A claim
 * that no case put to the test fails too, and so does a case that could not be judged.
 *
 *     test('no crash loses a write', () => {
 *       assertHolds(loadScenario('register.yaml'), { runs: 200 });
 *     });
 */
export function assertHolds(loaded: Loaded, options: PropertyOptions = {}): Held {
  const { runs = RUNS_DEFAULT, seed = SEED_DEFAULT, path, timeLimit, out = 'out' } = options;
  const expect = claimsOf(loaded, options.claims);
  const cases = { ...loaded.cases, variants: loaded.cases.variants.map((each) => ({ ...each, expect })) };
  const search = createSearch(expect, options.shrinkTries ?? TRIES_MAX);
  const property = fc.property(scenarios({ ...loaded, cases }, options), (drawn) => search.judge(drawn));
  const details = fc.check(property, {
    seed,
    numRuns: runs,
    ...(path !== undefined && { path }),
    ...(timeLimit !== undefined && { interruptAfterTimeLimit: timeLimit, markInterruptAsFailure: false }),
  });
  const { found } = search;
  if (found === undefined) {
    if (details.failed && details.errorInstance !== null) throw details.errorInstance; // a bug, not a finding
    search.checkThatJudged(details.numRuns);
    return { runs: details.numRuns, operations: search.operations };
  }
  const at = `{ seed: ${seed}, path: '${details.counterexamplePath}' }`;
  const [{ scenario: smallest }] = details.counterexample as [Case];
  const shrunk: Shrunk = {
    ...found,
    smallest,
    tried: search.tried,
    finished: !details.interrupted && !search.spent,
  };
  const set = loaded.settings.length === 0 ? '' : `, { set: { ${loaded.settings.map(asCode).join(', ')} } }`;
  const foundBy = `assertHolds(loadScenario('${loaded.file}'${set}), ${at})`;
  const written = writeMinimal(loaded, shrunk, out, foundBy);
  const error = new Error(explainFailure(loaded, shrunk, written, { ordinal: details.numRuns, runs, at }));
  Error.captureStackTrace(error, assertHolds); // so that the test runner shows the line of the test
  throw error;
}

/** `'nodes.db.count': '3'` of `nodes.db.count=3`. */
const asCode = (setting: string): string => `'${setting.replace('=', "': '")}'`;

/** What is right or wrong about every case. */
function claimsOf(loaded: Loaded, claims: readonly string[] | undefined): readonly Expectation[] {
  const { scenario, models, file } = loaded;
  const expect =
    claims === undefined
      ? scenario.expect.filter(isClaim)
      : claims.flatMap((claim) => textsOf(claim, loaded)).map((text) => expectationOf(text, loaded));
  const bound = expect.find((each) => !isClaim(each));
  if (bound !== undefined)
    throw new UsageError(
      `${bound.text}: figures say nothing of cases drawn at random; use runScenarios(…) and toMeet(…)`,
    );
  if (!huntsForSomething({ ...scenario, expect }, models))
    throw new UsageError(`${file}: nothing to hold: expect something that is right or wrong, or name claims`);
  return expect;
}

/** Judges cases, and remembers the first failure, so that nothing but that failure counts from then on. */
function createSearch(expect: readonly Expectation[], triesMax: number) {
  const untested = new Set(expect);
  const unknown: CaseOutcome[] = [];
  let found: { failure: Failure; drawn: Shrunk['drawn'] } | undefined;
  let tried = 0;
  let operations = 0;

  const judgeFirst = (drawn: Case): void => {
    const { scenario, models } = drawn;
    const outcome = runCase(scenario, models);
    operations += outcome.operations;
    const [failure] = outcome.failures;
    if (failure !== undefined) {
      found = { failure, drawn: { scenario, outcome } };
      throw new Error(failure.signature);
    }
    if (outcome.unknown !== undefined) unknown.push(outcome);
    // Costs a second run of the first cases, until each claim has been put to the test once.
    if (untested.size === 0) return;
    const run = runScenario(drawn);
    for (const each of untested) if (judgeRuns([run], each).judgement.judged > 0) untested.delete(each);
  };
  const judgeSmaller = ({ scenario, models }: Case, { signature, expect: own }: Failure): void => {
    if (tried >= triesMax) return;
    tried += 1;
    const smaller: Scenario = { ...scenario, expect: own };
    if (runCase(smaller, models).failures.some((each) => each.signature === signature))
      throw new Error(signature);
  };

  return {
    judge: (drawn: Case) => (found === undefined ? judgeFirst(drawn) : judgeSmaller(drawn, found.failure)),
    get found() {
      return found;
    },
    get tried() {
      return tried;
    },
    get spent() {
      return tried >= triesMax;
    },
    get operations() {
      return operations;
    },
    /** Throws if a claim was not put to the test, or a case not judged. */
    checkThatJudged(runs: number): void {
      const of = formatCount(runs, 'case');
      const [first] = unknown;
      if (runs === 0) throw new Error('no case was over within the time limit');
      if (first !== undefined)
        throw new Error(
          compose([
            lines(`${formatCount(unknown.length)} of ${of} could not be judged`, ''),
            lines(`The first had seed ${first.seed}: ${first.unknown}`),
          ]),
        );
      const [claim] = untested;
      if (claim !== undefined)
        throw new Error(`${claim.text} judged nothing in ${of}: nothing was put to the test`);
    },
  };
}
