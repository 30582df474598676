/**
 * Comparison: two scenarios over the same seeds, and the difference of every row of their results.
 *
 * Both sides of a pair have the same arrivals and the same luck as far as the scenarios allow, so their difference
 * varies less than either; its interval rests on the differences of the pairs alone (`stats/paired.ts`). A pair
 * of which one run is lost does not count on either side. Knows nothing of who carries out the runs.
 */
import { worst } from '../check/verdict.js';
import { combineDigests } from '../kernel/digest.js';
import { invariant } from '../kernel/invariant.js';
import type { Result, Row } from '../observe/result.js';
import type { ComparedRow } from '../observe/sweep.js';
import type { Scenario } from '../scenario/scenario.js';
import { pairedComparison } from '../stats/paired.js';
import { type Aggregate, createAggregate } from './aggregate.js';
import { type Precision, watchPrecision } from './precision.js';
import type { FinishedRun, RunOutcome } from './run-one.js';
import { createSeries } from './series.js';

/** The first, from which differences are taken, and the second. */
export const SIDES = [0, 1] as const;
export type Side = (typeof SIDES)[number];

export interface ComparisonOptions {
  /** The most that there can be; all different. */
  readonly seeds: readonly string[];
  readonly version: string;
  /** Stop when every mean of both sides is known to this share of itself; `undefined`: all seeds. */
  readonly untilCi: number | undefined;
}

export interface Comparison {
  /** The next run to begin: both sides in turn. */
  next(): { readonly side: Side; readonly seed: string } | undefined;
  add(side: Side, outcome: RunOutcome): void;
  /** Seeds of the pairs that count. */
  readonly seeds: readonly string[];
  /** How closely the means of both sides are known, where that decides. */
  readonly precision: { readonly met: boolean; readonly figures: readonly Precision[] } | undefined;
  /** What both sides came to; at least one pair must be complete. */
  result(): ComparisonOutcome;
}

export interface ComparisonOutcome {
  readonly results: readonly [Result, Result];
  readonly rows: readonly ComparedRow[];
  readonly digest: string;
  readonly verdict: Result['verdict'];
}

/** Values of the runs, in seed order, by row. */
type PerRun = Map<string, Map<string, number>>;

export function createComparison(
  scenarios: readonly [Scenario, Scenario],
  { seeds, version, untilCi }: ComparisonOptions,
): Comparison {
  const aggregates = scenarios.map((scenario) => createAggregate(scenario, version));
  const watches = scenarios.map((scenario) =>
    untilCi === undefined ? undefined : watchPrecision(scenario, untilCi),
  );
  const perRun: readonly [PerRun, PerRun] = [new Map(), new Map()];
  const waiting: readonly [RunOutcome[], RunOutcome[]] = [[], []];
  const paired: string[] = [];
  const begun = [0, 0];
  let enough = false;

  const pair = (runs: readonly [FinishedRun, FinishedRun]) => {
    for (const side of SIDES) {
      const { seed, summary } = runs[side];
      aggregates[side]!.add(summary);
      watches[side]?.add(summary);
      note(perRun[side], seed, alone(scenarios[side], version, runs[side]));
    }
    paired.push(runs[0].seed);
    enough = watches.every((watch) => watch?.met ?? false);
  };
  const takePairs = () => {
    while (!enough && waiting[0].length > 0 && waiting[1].length > 0) {
      const [a, b] = [waiting[0].shift()!, waiting[1].shift()!];
      for (const [side, outcome] of [a, b].entries())
        if (outcome.kind === 'lost') aggregates[side]!.lose(outcome);
      if (a.kind === 'finished' && b.kind === 'finished') pair([a, b]);
    }
  };
  const series = SIDES.map((side) =>
    createSeries(seeds, (outcome: RunOutcome) => {
      waiting[side].push(outcome);
      takePairs();
      return enough;
    }),
  );
  return {
    next() {
      if (enough) return undefined;
      const side: Side = begun[0]! <= begun[1]! ? 0 : 1;
      const seed = series[side]!.next();
      if (seed === undefined) return undefined;
      begun[side]! += 1;
      return { side, seed };
    },
    add(side, outcome) {
      series[side]!.add(outcome);
    },
    seeds: paired,
    get precision() {
      if (untilCi === undefined) return undefined;
      const figures = watches.flatMap((watch, side) =>
        (watch?.figures ?? []).map((each) => ({ ...each, what: `${each.what} in ${'AB'[side]}` })),
      );
      return { met: enough, figures };
    },
    result() {
      invariant(paired.length > 0, 'a comparison rests on at least one pair');
      const results = aggregates.map((aggregate: Aggregate) => aggregate.result()) as [Result, Result];
      return {
        results,
        rows: comparedRows(results, perRun, paired),
        digest: combineDigests(results.map(({ digest }) => digest)),
        verdict: worst(results.map(({ verdict }) => verdict)),
      };
    },
  };
}

/** Every figure of one run by itself, as the results would have it. */
function alone(scenario: Scenario, version: string, run: FinishedRun): readonly Row[] {
  const aggregate = createAggregate(scenario, version);
  aggregate.add(run.summary);
  return aggregate.result().rows;
}

function note(perRun: PerRun, seed: string, rows: readonly Row[]): void {
  for (const row of rows) {
    if (row.value === null) continue;
    const key = keyOf(row);
    const values = perRun.get(key) ?? new Map<string, number>();
    perRun.set(key, values.set(seed, row.value));
  }
}

const keyOf = ({ metric, of, operation, quantile, unit }: Row): string =>
  JSON.stringify([metric, of, operation, quantile ?? null, unit]);

/** Those of the first in its order, then those that only the second has. */
function comparedRows(
  [{ rows: first }, { rows: second }]: readonly [Result, Result],
  perRun: readonly [PerRun, PerRun],
  seeds: readonly string[],
): readonly ComparedRow[] {
  const others = new Map(second.map((row) => [keyOf(row), row]));
  const known = new Set(first.map(keyOf));
  const pairs = [
    ...first.map((row) => [row, others.get(keyOf(row))] as const),
    ...second.filter((row) => !known.has(keyOf(row))).map((row) => [undefined, row] as const),
  ];
  return pairs.map(([a, b]) => comparedRow(a, b, perRun, seeds));
}

function comparedRow(
  a: Row | undefined,
  b: Row | undefined,
  perRun: readonly [PerRun, PerRun],
  seeds: readonly string[],
): ComparedRow {
  const row = a ?? b;
  invariant(row !== undefined, 'a row is of one side at least');
  const { metric, of, operation, quantile, unit } = row;
  const name = { metric, of, operation, ...(quantile !== undefined && { quantile }), unit };
  const [base, other] = [a?.value ?? null, b?.value ?? null];
  const values = { ...name, a: base, b: other };
  const none = { difference: null, ciLow: null, ciHigh: null, pairs: [] };
  if (base === null || other === null) return { ...values, ...none, verdict: 'too few' };
  const difference = other - base;
  const key = keyOf(row);
  const pairs = seeds.flatMap((seed) => {
    const [one, two] = [perRun[0].get(key)?.get(seed), perRun[1].get(key)?.get(seed)];
    return one === undefined || two === undefined ? [] : [{ seed, a: one, b: two }];
  });
  // Runs that have no figure of their own are not a random part of all, and no interval can rest on the others.
  if (pairs.length < seeds.length || pairs.length < 2)
    return { ...values, ...none, difference, verdict: 'too few' };
  // The spread of maxima says nothing of how far off the largest of all is.
  if (a?.ciLow == null || b?.ciLow == null)
    return { ...values, ...none, difference, verdict: 'no difference shown' };
  const comparison = pairedComparison(
    pairs.map((pair) => pair.a),
    pairs.map((pair) => pair.b),
    { pooled: { base, other } },
  )!;
  const { interval, verdict } = comparison;
  const kept = isDrawn(row) ? pairs : [];
  return { ...values, difference, ciLow: interval.low, ciHigh: interval.high, verdict, pairs: kept };
}

const DRAWN: readonly string[] = ['latency mean', 'throughput', 'errors'];
const DRAWN_QUANTILES: readonly number[] = [0.5, 0.99];

/** Of these every pair is kept: they are what charts draw. */
const isDrawn = ({ metric, operation, quantile }: Row): boolean =>
  operation === 'all' &&
  (DRAWN.includes(metric) ||
    (metric === 'latency' && quantile !== undefined && DRAWN_QUANTILES.includes(quantile)));
