/**
 * Shrinking: the smallest scenario that still fails in the same way, found by trying simpler ones.
 *
 * Greedy: a simpler scenario that fails becomes the one to simplify. Pass by pass, round by round, until a whole
 * round finds nothing more or the budget is spent. The seed stays. Knows nothing of what a failure is, nor of
 * clocks: how long it may go on is the caller's word.
 */
import { createDigest } from '../../kernel/digest.js';
import type { Instant } from '../../kernel/time.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Knowledge, Simpler } from './simpler/step.js';
import { PASSES, type Propose } from './simpler.js';

export interface Shrunk {
  readonly scenario: Scenario;
  /** Candidates that were run. */
  readonly tried: number;
  /** False if the budget ran out before nothing simpler failed. */
  readonly finished: boolean;
}

/** That it failed in the same way, and by when it had happened; running any longer adds nothing. */
export interface FailedAgain {
  readonly at: Instant;
}

export interface ShrinkOptions extends Omit<Knowledge, 'first'> {
  /** Asked before each run; false ends it with the best so far. */
  readonly goOn?: ((tried: number) => boolean) | undefined;
  /** Told of each step: what became simpler, in words, and what is left. */
  readonly onStep?: (what: string, scenario: Scenario, tried: number) => void;
}

/** Runs a shrink may take. */
export const TRIES_MAX = 5000;
/** What has been tried is remembered up to this many; then all of it is forgotten, and may be tried again. */
const REMEMBERED_MAX = 100_000;

/** @param fails whether a candidate fails in the same way; called for each candidate once */
export function shrink(
  scenario: Scenario,
  fails: (candidate: Scenario) => boolean | FailedAgain,
  { goOn = (tried) => tried < TRIES_MAX, onStep = () => {}, models, failedAt }: ShrinkOptions = {},
): Shrunk {
  let best = scenario;
  let knowledge: Knowledge = { models, failedAt, first: scenario };
  let tried = 0;
  let spent = false;
  const known = new Set([keyOf(scenario)]);

  /** The first of a pass's candidates from this place on that fails. */
  const next = (propose: Propose, from: number): { found: Simpler; at: number } | undefined => {
    let at = -1;
    for (const candidate of propose(best, knowledge)) {
      at += 1;
      if (at < from || !isNew(known, candidate.scenario)) continue;
      spent = !goOn(tried);
      if (spent) return undefined;
      tried += 1;
      const again = fails(candidate.scenario);
      if (again === false) continue;
      knowledge = { ...knowledge, failedAt: again === true ? undefined : again.at };
      return { found: candidate, at };
    }
    return undefined;
  };

  for (let round = best; ; round = best) {
    for (const { propose, goesOn } of PASSES) {
      for (let step = next(propose, 0); step !== undefined; step = next(propose, goesOn ? step.at : 0)) {
        best = step.found.scenario;
        onStep(step.found.what, best, tried);
      }
      if (spent) return { scenario: best, tried, finished: false };
    }
    if (best === round) return { scenario: best, tried, finished: true };
  }
}

function isNew(known: Set<string>, scenario: Scenario): boolean {
  const key = keyOf(scenario);
  if (known.has(key)) return false;
  if (known.size >= REMEMBERED_MAX) known.clear();
  known.add(key);
  return true;
}

/** The same for scenarios that are the same. No limit is not the same as none stated. */
function keyOf(scenario: Scenario): string {
  const digest = createDigest();
  digest.text(JSON.stringify(scenario, (_, value) => (value === Infinity ? 'unlimited' : value)));
  return digest.hex();
}
