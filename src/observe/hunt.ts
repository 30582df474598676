/**
 * Hunts: what a search for failures over many seeds came to, as tidy data.
 *
 * What `foretell hunt --json` prints, shards merge and CI is told. Plain JSON. Instants and durations in seconds.
 */
import type { Verdict } from '../check/verdict.js';

export interface HuntResult {
  readonly kind: 'hunt';
  readonly scenario: string;
  readonly question: string;
  readonly version: string;
  /** The scenario file. */
  readonly file: string;
  /** `invalid` if anything failed, `unknown` if a run could not be judged or a required condition was never reached. */
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  /** Runs that are over, in order of their seeds. */
  readonly seeds: { readonly first: string; readonly done: number; readonly asked: number };
  /** Over all runs, in order of seeds. */
  readonly digest: string;
  /** Different ways to fail, in the order in which seeds found them. */
  readonly failures: readonly FailureGroup[];
  /** Past failures that were run first. */
  readonly regressions: readonly {
    readonly file: string;
    readonly verdict: Verdict;
    readonly reasons: readonly string[];
  }[];
  readonly conditions: readonly ConditionCoverage[];
  /** What was injected, by kind, in how many runs it hit somebody, and in how many it was drawn. */
  readonly faults: readonly { readonly kind: string; readonly drawn: number; readonly hit: number }[];
  /** Runs that could not be judged. */
  readonly unknown: readonly { readonly seed: string; readonly why: string }[];
  readonly operations: number;
  readonly events: number;
  /** The command that hunts again. */
  readonly rerun: string;
  readonly files: Readonly<Record<string, string>>;
}

/** All seeds that failed in the same way. */
export interface FailureGroup {
  /** `invariant(db): leader-completeness`, `linearizable(app)`. */
  readonly signature: string;
  /** As the first of them explains it. */
  readonly explanation: string;
  readonly seeds: readonly string[];
  /** `null` if it was not asked for. */
  readonly minimal: Minimal | null;
}

/** The smallest scenario found that still fails in the same way. */
export interface Minimal {
  readonly seed: string;
  /** As running its file prints it. */
  readonly digest: string;
  readonly explanation: string;
  readonly before: CaseSize;
  readonly after: CaseSize;
  /** Runs that shrinking took. */
  readonly tried: number;
  /** False if its budget ran out first. */
  readonly finished: boolean;
  /** The faults that are left, as they print. */
  readonly faults: readonly string[];
  /** What shows it again. */
  readonly replay: string;
}

export interface CaseSize {
  readonly faults: number;
  readonly operations: number;
  readonly clients: number;
  readonly nodes: number;
  readonly duration_s: number;
}

export interface ConditionCoverage {
  readonly group: string;
  readonly condition: string;
  /** Runs that reached it. */
  readonly seeds: number;
  /** The first of them, `null` if none did. */
  readonly first: string | null;
  /** By the kind of fault that was active when they did. */
  readonly during: readonly { readonly kind: string; readonly seeds: number }[];
}
