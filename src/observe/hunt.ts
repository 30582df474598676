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
  /** Digest of the scenario as it was hunted in, settings included: parts of one hunt have the same. */
  readonly source: string;
  /** Which part of a hunt this is, from 1; `null` if it is the whole. */
  readonly shard: { readonly index: number; readonly of: number } | null;
  /**
   * `invalid` if a run failed or a required condition was never reached, `unknown` if a run could not be judged or
   * a claim had nothing to be judged by.
   */
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  /** The first and how many there were to be, of the whole hunt, `null` if as many as time allowed; and those done here. */
  readonly seeds: { readonly first: string; readonly done: number; readonly asked: number | null };
  /** Over all runs, and the same in whatever order they are added up. */
  readonly digest: string;
  /** What every run was judged by, in the order of the file, and how many operations or checks that rests on. */
  readonly claims: readonly { readonly claim: string; readonly judged: number }[];
  /** Different ways to fail, in the order in which seeds found them. */
  readonly failures: readonly FailureGroup[];
  /** Past failures that were run first. */
  readonly regressions: readonly {
    readonly file: string;
    readonly verdict: Verdict;
    readonly reasons: readonly string[];
  }[];
  /** By group and condition. */
  readonly conditions: readonly ConditionCoverage[];
  /** Those that had to be reached, as the file names them: `db: a snapshot is installed during partition`. */
  readonly required: readonly { readonly condition: string; readonly seeds: number }[];
  /** What was injected, in order of their names: in how many runs it hit somebody, and in how many it was drawn. */
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
  /** What was going on around it: how stale a read was, who answered, who was in charge, which faults were active. */
  readonly context: string;
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
  /** Files of its own, by what they are: `scenario`, `report`. Relative to the working directory. */
  readonly files: Readonly<Record<string, string>>;
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
  /** By the kind of fault that was active when they did, in order of their names. */
  readonly during: readonly { readonly kind: string; readonly seeds: number }[];
}
