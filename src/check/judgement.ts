/**
 * Judgements: what checking one expectation came to, in one run or over many.
 *
 * Plain data, so that it can cross threads. An expectation that judged nothing is `invalid`: a test that
 * never looked must not pass.
 */
import type { Instant } from '../kernel/time.js';
import type { Operation } from '../observe/history.js';
import type { Verdict } from './verdict.js';

export interface Judgement {
  readonly verdict: Verdict;
  /** What was seen, for people: `31.2 ms`, `97.3 % (4,820 of 4,954)`. */
  readonly observed: string;
  /** Operations or checks that the verdict rests on. */
  readonly judged: number;
  /** The figure in its own unit (ns, ratio, per second), where there is one. */
  readonly value: number | undefined;
  /** Why it is not `valid`. */
  readonly reason: string | undefined;
  /** When it was broken, where that is one instant. */
  readonly at: Instant | undefined;
  /** The smallest window of operations that cannot be explained. */
  readonly window: readonly OperationRef[];
  /** Rules that were never put to the test. */
  readonly untested: readonly string[];
}

/** Points at one operation of a run: ids count from 0 in each client group. */
export interface OperationRef {
  readonly client: string;
  readonly id: number;
}

/** What a linearizability checker answers; `window` holds ids of the operations it was given. */
export interface LinearizabilityOutcome {
  readonly verdict: Verdict;
  readonly judged: number;
  readonly explanation: string;
  readonly window: readonly number[];
}

/** Checks a history, in order of invocation, of objects of that kind (`cas-register`, `list-append`, …). */
export type LinearizabilityCheck = (
  operations: readonly Operation[],
  object: string,
) => LinearizabilityOutcome;

/** A judgement without the parts that only some kinds have. */
export function judgement(
  verdict: Verdict,
  observed: string,
  judged: number,
  parts: Partial<Pick<Judgement, 'value' | 'reason' | 'at' | 'window' | 'untested'>> = {},
): Judgement {
  return {
    verdict,
    observed,
    judged,
    value: parts.value,
    reason: parts.reason,
    at: parts.at,
    window: parts.window ?? [],
    untested: parts.untested ?? [],
  };
}

/** The judgement of an expectation that met nothing it could judge. */
export function judgedNothing(why: string): Judgement {
  const reason = `judged nothing: ${why}`;
  return judgement('invalid', reason, 0, { reason });
}
