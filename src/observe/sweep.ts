/**
 * Results of many experiments side by side: a sweep over values, a comparison of two designs, a search for a size.
 *
 * Plain JSON, the contract between running them and drawing them. Rows are those of `result.ts`.
 */
import type { Verdict } from '../check/verdict.js';
import type { JudgedResult, Row } from './result.js';

/** A value that a sweep sets, as text, and the number in it, if it has one that changes. */
export interface SweptValue {
  readonly text: string;
  /** In the parameter's unit. */
  readonly number: number | null;
}

export interface SweepParameter {
  /** As given: `nodes.server.params.servers`. */
  readonly path: string;
  /** For axes and columns, without a unit: `servers`, `users arrivals`. Different for each parameter. */
  readonly label: string;
  /** Of the numbers: `1/s`, `ms`, `ratio`, `count`, `bytes`; `null` where the values are words. */
  readonly unit: string | null;
  readonly values: readonly SweptValue[];
}

export interface SweepPoint {
  /** Which value of each parameter. */
  readonly at: readonly number[];
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly digest: string;
  /** Seeds of the runs that finished. */
  readonly seeds: readonly string[];
  /** Of those that took their thread down. */
  readonly lost: readonly { readonly seed: string; readonly why: string }[];
  /** What was judged and not demanded, in the order of the scenario. */
  readonly judged: readonly JudgedResult[];
  /** Every row of the experiment; with `theory` where there is a closed form. */
  readonly rows: readonly Row[];
}

/** Where a result comes from; stands on every chart. */
export interface Provenance {
  readonly scenario: string;
  readonly question: string;
  readonly version: string;
  readonly seeds: readonly string[];
}

export interface SweepResult extends Provenance {
  readonly kind: 'sweep';
  readonly file: string;
  readonly parameters: readonly SweepParameter[];
  /** In the order of the grid, the last parameter changing fastest; points that were not done are left out. */
  readonly points: readonly SweepPoint[];
  /** Of the whole grid. */
  readonly pointsAll: number;
  readonly verdict: Verdict;
  readonly digest: string;
  /** The Universal Scalability Law fitted to throughput against a number of clients, by client group. */
  readonly scalability: readonly ScalabilityFit[];
  /** The command that runs it again. */
  readonly rerun: string;
  readonly files: Readonly<Record<string, string>>;
}

/** X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)). */
export interface ScalabilityFit {
  readonly of: string;
  /** Path of the parameter that is n. */
  readonly parameter: string;
  readonly lambda_per_s: number;
  readonly sigma: number;
  readonly kappa: number;
  readonly rSquared: number;
  /** Where throughput is highest; `null` if it never falls. */
  readonly peak: number | null;
  readonly curve: readonly { readonly n: number; readonly throughput_per_s: number }[];
}

export interface ComparedRow {
  readonly metric: string;
  readonly of: string;
  readonly operation: string;
  readonly quantile?: number;
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  /** b - a, with the 95 % interval of the difference over runs paired by seed. */
  readonly difference: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly verdict: 'lower' | 'higher' | 'no difference shown' | 'too few';
  /** Figures of each seed, for the metrics that are drawn; else empty. */
  readonly pairs: readonly { readonly seed: string; readonly a: number; readonly b: number }[];
}

export interface ComparedSide {
  readonly name: string;
  readonly file: string;
  /** What was set on the command line, beside what the file says. */
  readonly settings: readonly string[];
  readonly verdict: Verdict;
  readonly digest: string;
}

export interface ComparisonResult extends Provenance {
  readonly kind: 'comparison';
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly rows: readonly ComparedRow[];
  readonly rerun: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface SizingStep {
  readonly text: string;
  readonly number: number;
  readonly verdict: 'meets' | 'fails' | 'undecided';
  /** The figure of the SLO in the unit of `SizingResult.unit`; `null` if it cannot be told. */
  readonly value: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** How sure the verdict is: the highest one-sided confidence at which it stands, 0.5..1. */
  readonly sureness: number | null;
  readonly observed: string;
  readonly runs: number;
}

export interface SizingResult extends Provenance {
  readonly kind: 'sizing';
  readonly file: string;
  readonly parameter: Omit<SweepParameter, 'values'>;
  readonly slo: string;
  /** The SLO's bound and figure: `ms`, `ratio`, `1/s`. */
  readonly unit: string;
  readonly bound: number;
  readonly confidence: number;
  readonly goal: 'smallest' | 'largest';
  /** The value found; `null` if none in the range meets the SLO. */
  readonly answer: SizingStep | null;
  /** The next cheaper value, and why it fails; `null` if the answer is the cheapest value of the range. */
  readonly nextCheaper: SizingStep | null;
  /** Every value that was tried, in the order of the search. */
  readonly steps: readonly SizingStep[];
  /** What a reader must know before trusting the answer: a response that is not monotone, operations left out. */
  readonly notes?: readonly string[];
  readonly rerun: string;
  readonly files: Readonly<Record<string, string>>;
}
