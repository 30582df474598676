/**
 * The judge of one value: runs are added in seed order until they show that every bound is kept, or that one is
 * not, at the confidence asked for; or until there are no more.
 *
 * Bounds are judged on the metrics of all runs merged, how sure that is on how the runs differ; of a quantile, on
 * how many of their operations lie beyond the bound. It looks after a
 * few numbers of runs that are fixed beforehand, and each look may err with an equal part of what is allowed
 * (Bonferroni), so that looking several times makes nothing look surer than it is. "All are kept" needs no such
 * split over the bounds, "one is broken" does. Knows nothing of other values.
 */
import { type Bound, judgeBound } from '../../check/bound.js';
import { formatRatio } from '../../observe/format.js';
import { countAbove, countOf } from '../../observe/histogram.js';
import { emptyMetrics, type Metrics, mergeMetrics, tallyOf } from '../../observe/metrics.js';
import type { Scenario } from '../../scenario/scenario.js';
import { boundVerdict } from '../../stats/bound.js';
import type { Interval } from '../../stats/interval.js';
import type { Tail } from '../../stats/pooled-quantile.js';
import { createTails, timesOf } from '../aggregate/tails.js';
import type { RunOutcome } from '../run-one.js';
import { createSeries, type Series } from '../series.js';
import type { Told } from './search.js';

export interface JudgeOptions {
  /** The most that there can be; all different, two at least. */
  readonly seeds: readonly string[];
  /** Of each verdict, one-sided, 0.5..1. */
  readonly confidence: number;
}

/** What the runs so far show of one bound; figures in its own unit (ns, ratio, per second). */
export interface BoundFigure {
  readonly text: string;
  readonly verdict: Told;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** 0.5..1, looks and bounds counted; `null` if it cannot be told. */
  readonly sureness: number | null;
  readonly observed: string;
}

export interface Judged {
  readonly verdict: Told;
  /** In the order of the scenario's expectations. */
  readonly bounds: readonly BoundFigure[];
  readonly runs: number;
  /** What a reader must know of the figures: operations that are not in them, runs that are missing. */
  readonly caution: string | undefined;
}

export interface SizeJudge {
  readonly series: Series<RunOutcome>;
  /** When the series is over. */
  judged(): Judged;
}

/** Looks after so many runs, then after twice as many, and so on. */
const FIRST_LOOK = 5;
/** From this share of operations without an answer on, a latency says little about the service. */
const UNANSWERED = 0.01;

/** After how many runs the judge looks. */
export function looksOf(runsMax: number): readonly number[] {
  const looks: number[] = [];
  for (let runs = FIRST_LOOK; runs < runsMax; runs *= 2) looks.push(runs);
  return [...looks, runsMax];
}

/** `scenario` expects the bounds to be judged, and nothing else. */
export function createSizeJudge(scenario: Scenario, { seeds, confidence }: JudgeOptions): SizeJudge {
  const bounds = scenario.expect.filter((each): each is Bound => each.kind === 'bound');
  const merged = emptyMetrics(scenario);
  const values = bounds.map((): (number | undefined)[] => []);
  const tails = createTails(bounds.filter(({ metric }) => metric.kind === 'quantile'));
  const beyond = bounds.map((): Tail[] => []);
  const sections = createSections(scenario);
  const looks = looksOf(seeds.length);
  const broken: string[] = [];
  let runs = 0;
  let last: Judged | undefined;

  const figureOf = (bound: Bound, i: number): BoundFigure => {
    const pooled = judgeBound(bound, merged);
    const own = values[i]!.flatMap((value) => value ?? []);
    const ofQuantile = bound.metric.kind === 'quantile';
    const known = own.length === runs || ofQuantile ? own : sections.values(bound);
    const { text } = bound;
    const plain = { text, value: pooled.value ?? null, low: null, high: null, sureness: null };
    if (pooled.value === undefined) {
      const verdict = pooled.verdict === 'invalid' ? 'fails' : 'undecided';
      return { ...plain, verdict, observed: pooled.observed };
    }
    if (known === undefined) {
      const observed = `${pooled.observed}; too few operations in all runs to say how sure`;
      return { ...plain, verdict: 'undecided', observed };
    }
    const told = surenessOf(bound, pooled.value, known, beyond[i]!);
    const tests = looks.length * (told.favours === 'fails' ? bounds.length : 1);
    const sureness = told.sureness === undefined ? null : Math.max(0.5, 1 - tests * (1 - told.sureness));
    // The bound lies in the very bucket of the histogram that holds the figure.
    const tooClose = pooled.verdict === 'unknown';
    return {
      text,
      verdict: !tooClose && sureness !== null && sureness >= confidence ? told.favours : 'undecided',
      value: pooled.value,
      ...limitsOf(bound, told.limits),
      sureness: tooClose ? 0.5 : sureness,
      observed: pooled.observed,
    };
  };
  const surenessOf = (bound: Bound, value: number, known: readonly number[], all: readonly Tail[]) => {
    const { metric, comparison } = bound;
    if (metric.kind !== 'quantile')
      return boundVerdict(known, { comparison, limit: bound.bound }, { confidence, estimate: value });
    // p99 < x says that less than 1 % lie above x, and how many do differs between runs as it should, in bursts too.
    const shares = all.flatMap(({ above, count }) => (count === 0 ? [] : [above / count]));
    const [above, count] = all.reduce(([a, c], tail) => [a + tail.above, c + tail.count], [0, 0]);
    return boundVerdict(
      shares,
      { comparison, limit: 1 - metric.quantile },
      { confidence, estimate: above / count },
    );
  };
  const limitsOf = (bound: Bound, limits: Interval | undefined) => {
    const { metric } = bound;
    const of = metric.kind === 'quantile' ? tails.interval(bound, metric.quantile) : limits;
    return { low: of?.low ?? null, high: of?.high ?? null };
  };
  const look = (): Judged => {
    const figures = bounds.map(figureOf);
    const verdicts = figures.map(({ verdict }) => verdict);
    const verdict = broken.length > 0 ? 'undecided' : together(verdicts);
    return { verdict, bounds: figures, runs, caution: broken[0] ?? unanswered(bounds, merged) };
  };
  const take = (outcome: RunOutcome): boolean => {
    if (outcome.kind === 'lost') {
      broken.push(`seed ${outcome.seed} is lost: ${outcome.why}`);
      return true;
    }
    const { summary, seed } = outcome;
    if (summary.stopped !== undefined) broken.push(`seed ${seed} stopped before the end: ${summary.stopped}`);
    mergeMetrics(merged, summary.metrics);
    sections.add(summary.metrics);
    runs += 1;
    tails.add(summary.metrics);
    let i = 0;
    for (const [k, expectation] of scenario.expect.entries())
      if (expectation.kind === 'bound') {
        const times = timesOf(summary.metrics, expectation);
        beyond[i]!.push({ above: countAbove(times, expectation.bound), count: countOf(times) });
        values[i++]!.push(summary.judgements[k]!.value);
      }
    if (broken.length === 0 && !looks.includes(runs)) return false;
    last = look();
    return broken.length > 0 || last.verdict !== 'undecided';
  };
  const series = createSeries(seeds, take);
  return { series, judged: () => last ?? look() };
}

/** Sections that there are at most, and that an interval may rest on at least. */
const SECTIONS_MAX = 20;
const SECTIONS_MIN = 5;

/**
 * Runs put together by twos, fours, eights, where one alone has too few operations for a figure. Sections have the
 * same number of runs each, the last few runs in none, so that they are alike.
 */
function createSections(scenario: Scenario) {
  let size = 1;
  let sections: Metrics[] = [];
  /** What is to become the next section, and of how many runs it is so far. */
  let open: Metrics[] = [];
  let runs = 0;
  const together = (parts: readonly Metrics[]) => {
    const sum = emptyMetrics(scenario);
    for (const part of parts) mergeMetrics(sum, part);
    return sum;
  };
  const halve = (parts: readonly Metrics[]) =>
    Array.from({ length: Math.floor(parts.length / 2) }, (_, i) => together(parts.slice(2 * i, 2 * i + 2)));
  return {
    add(metrics: Metrics) {
      open.push(metrics);
      runs += 1;
      if (runs < size) return;
      sections.push(together(open));
      [open, runs] = [[], 0];
      if (sections.length <= SECTIONS_MAX) return;
      // One more than the most is an odd number; the last one goes on as the beginning of the next.
      [open, runs] = [sections.slice(-1), size];
      sections = halve(sections);
      size *= 2;
    },
    /** What each section says; `undefined` if there are too few sections that can. */
    values(bound: Bound): readonly number[] | undefined {
      for (let parts: readonly Metrics[] = sections; parts.length >= SECTIONS_MIN; parts = halve(parts)) {
        const figures = parts.flatMap((part) => judgeBound(bound, part).value ?? []);
        if (figures.length === parts.length) return figures;
      }
      return undefined;
    },
  };
}

/** All must meet; one that fails is enough to fail. */
function together(verdicts: readonly Told[]): Told {
  if (verdicts.includes('fails')) return 'fails';
  return verdicts.includes('undecided') ? 'undecided' : 'meets';
}

const LATENCIES: readonly string[] = ['quantile', 'mean', 'max'];

/** Latencies are those of operations that were answered, which a service that answers few can keep low. */
function unanswered(bounds: readonly Bound[], merged: Parameters<typeof tallyOf>[0]): string | undefined {
  for (const { metric, of, operation, during, station } of bounds) {
    if (!LATENCIES.includes(metric.kind) || station !== undefined) continue;
    const { ok, fail, info } = tallyOf(merged, of, operation, during);
    const share = (fail + info) / Math.max(1, ok + fail + info);
    if (share >= UNANSWERED)
      return `${formatRatio(share)} of the operations of ${of} were not answered and are in no latency`;
  }
  return undefined;
}
