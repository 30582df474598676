/**
 * Shrinking: the smallest scenario that still fails in the same way, found by trying simpler ones.
 *
 * Greedy: the first simpler scenario that fails becomes the one to simplify, until none does or the budget is
 * spent. The seed stays. Knows nothing of what a failure is.
 */
import type { Scenario } from '../../scenario/scenario.js';
import { simplerScenarios } from './simpler.js';

export interface Shrunk {
  readonly scenario: Scenario;
  /** Candidates that were run. */
  readonly tried: number;
  /** False if the budget ran out before nothing simpler failed. */
  readonly finished: boolean;
}

/** Runs a shrink may take. */
export const TRIES_MAX = 5000;

/** @param fails whether a candidate fails in the same way; called for each candidate once */
export function shrink(
  scenario: Scenario,
  fails: (candidate: Scenario) => boolean,
  goOn: (tried: number) => boolean = (tried) => tried < TRIES_MAX,
): Shrunk {
  let best = scenario;
  let tried = 0;
  for (;;) {
    let found: Scenario | undefined;
    for (const candidate of simplerScenarios(best)) {
      if (!goOn(tried)) return { scenario: best, tried, finished: false };
      tried += 1;
      if (!fails(candidate)) continue;
      found = candidate;
      break;
    }
    if (found === undefined) return { scenario: best, tried, finished: true };
    best = found;
  }
}
