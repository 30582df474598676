/**
 * Sizing: one number of a scenario is varied until the smallest or the largest that meets its bounds is found.
 *
 * Drives the search (`size/search.ts`) with judges of single values (`size/judge.ts`). Every value has the same
 * seeds. Knows nothing of who carries out the runs, nor how a scenario with another value is made.
 */
import { invariant } from '../kernel/invariant.js';
import type { SizingResult, SizingStep } from '../observe/sweep.js';
import type { Expectation, Metric, Scenario } from '../scenario/scenario.js';
import type { RunOutcome } from './run-one.js';
import {
  type BoundFigure,
  createSizeJudge,
  type Judged,
  type JudgeOptions,
  type SizeJudge,
} from './size/judge.js';
import { contradiction, type Found, type Goal, type Range, searchSize } from './size/search.js';

type Bound = Extract<Expectation, { kind: 'bound' }>;

export interface SizingOptions extends JudgeOptions {
  readonly range: Range;
  /** By what the ends of the range say if it is `undefined`. */
  readonly goal: Goal | undefined;
  /** Where both ends meet. */
  readonly goalByDefault: Goal;
  /** The scenario with this number, which expects the bounds; called once for each. */
  readonly scenarioAt: (number: number) => Scenario;
  /** The number as text, and in the parameter's unit. */
  readonly describe: (number: number) => { readonly text: string; readonly number: number };
}

export interface Sizing {
  /** The next run to begin: `value` counts the values from 0 in the order of the search. */
  next(): { readonly value: number; readonly seed: string } | undefined;
  add(value: number, outcome: RunOutcome): void;
  /** Values judged so far. */
  readonly tried: number;
  /** True when the search is over. */
  readonly over: boolean;
  result(): SizingOutcome;
}

export type SizingOutcome = Pick<
  SizingResult,
  'unit' | 'bound' | 'goal' | 'answer' | 'nextCheaper' | 'steps' | 'notes'
> & {
  /** Some value may meet, but that could not be told. */
  readonly undecided: boolean;
};

interface Tried {
  readonly number: number;
  readonly judged: Judged;
}

export function createSizing(options: SizingOptions): Sizing {
  const { range, goal, goalByDefault, scenarioAt, describe } = options;
  const search = searchSize(range, goal, goalByDefault);
  const tried: Tried[] = [];
  let bounds: readonly Bound[] = [];
  let found: Found | undefined;
  let current: { readonly number: number; readonly judge: SizeJudge } | undefined;

  const go = (step: IteratorResult<number, Found>) => {
    if (step.done === true) {
      found = step.value;
      current = undefined;
      return;
    }
    const scenario = scenarioAt(step.value);
    bounds = scenario.expect.filter((each): each is Bound => each.kind === 'bound');
    invariant(bounds.length > 0, 'there is something to be met');
    current = { number: step.value, judge: createSizeJudge(scenario, options) };
  };
  go(search.next());
  return {
    next() {
      const seed = current?.judge.series.next();
      return seed === undefined ? undefined : { value: tried.length, seed };
    },
    add(value, outcome) {
      if (value !== tried.length || current === undefined) return; // begun before its value was decided
      const { number, judge } = current;
      judge.series.add(outcome);
      if (!judge.series.over) return;
      const judged = judge.judged();
      tried.push({ number, judged });
      go(search.next(judged.verdict));
    },
    get tried() {
      return tried.length;
    },
    get over() {
      return found !== undefined;
    },
    result: () => outcomeOf(found, tried, bounds, describe, goal ?? goalByDefault),
  };
}

function outcomeOf(
  found: Found | undefined,
  tried: readonly Tried[],
  bounds: readonly Bound[],
  describe: SizingOptions['describe'],
  goalByDefault: Goal,
): SizingOutcome {
  const at = (number: number | null | undefined) => tried.find((each) => each.number === number);
  const deciding = decidingBound(at(found?.nextCheaper), tried);
  const bound = bounds[deciding];
  const { unit, scale } = unitOf(bound?.metric);
  const stepOf = (one: Tried | undefined): SizingStep | null =>
    one === undefined ? null : step(one, deciding, scale, describe);
  const goal = found?.goal ?? goalByDefault;
  const answer = at(found?.answer);
  return {
    unit,
    bound: bound === undefined ? 0 : bound.bound / scale,
    goal,
    answer: stepOf(answer),
    nextCheaper: stepOf(at(found?.nextCheaper)),
    steps: tried.map((each) => step(each, deciding, scale, describe)),
    notes: notesOf(goal, answer, tried, describe),
    undecided: found?.answer == null && tried.some(({ judged }) => judged.verdict === 'undecided'),
  };
}

/** The bound that the next cheaper value breaks, for its figure tells the story; else the first. */
function decidingBound(nextCheaper: Tried | undefined, tried: readonly Tried[]): number {
  const failing = nextCheaper ?? tried.find(({ judged }) => judged.verdict === 'fails');
  const index = failing?.judged.bounds.findIndex(({ verdict }) => verdict !== 'meets') ?? 0;
  return Math.max(0, index);
}

function step(
  { number, judged }: Tried,
  deciding: number,
  scale: number,
  describe: SizingOptions['describe'],
): SizingStep {
  const { verdict, bounds, runs, caution } = judged;
  const figure = bounds[deciding]!;
  const scaled = (value: number | null) => (value === null ? null : value / scale);
  const observed = [...bounds.map(told(bounds.length > 1)), ...(caution === undefined ? [] : [caution])];
  return {
    ...describe(number),
    verdict,
    value: scaled(figure.value),
    ciLow: scaled(figure.low),
    ciHigh: scaled(figure.high),
    sureness: surenessOf(verdict, bounds),
    observed: observed.join('; '),
    runs,
  };
}

const told =
  (several: boolean) =>
  ({ text, observed }: BoundFigure): string =>
    several ? `${text}: ${observed}` : observed;

/** That all are kept is as sure as the least sure of them; that one is broken, as the surest of those. */
function surenessOf(verdict: Judged['verdict'], bounds: readonly BoundFigure[]): number | null {
  const wanted = bounds.filter((each) => verdict !== 'fails' || each.verdict === 'fails');
  const known = wanted.flatMap(({ sureness }) => sureness ?? []);
  if (known.length < wanted.length || known.length === 0) return null;
  return verdict === 'fails' ? Math.max(...known) : Math.min(...known);
}

function notesOf(
  goal: Goal,
  answer: Tried | undefined,
  tried: readonly Tried[],
  describe: SizingOptions['describe'],
): readonly string[] {
  const notes: string[] = [];
  const clash = contradiction(
    goal,
    tried.map(({ number, judged }) => ({ number, verdict: judged.verdict })),
  );
  if (clash !== undefined) {
    const [meets, fails] = [describe(clash.meets).text, describe(clash.fails).text];
    notes.push(
      `${meets} meets though ${fails} fails: more does not always help here, so look at a sweep before you trust the answer`,
    );
  }
  const { caution } = answer?.judged ?? {};
  if (caution !== undefined) notes.push(caution);
  return notes;
}

const NS_PER_MS = 1e6;

/** As results have it, and by what the bound's own unit is divided. */
function unitOf(metric: Metric | undefined): { readonly unit: string; readonly scale: number } {
  switch (metric?.kind) {
    case 'quantile':
    case 'mean':
    case 'max':
      return { unit: 'ms', scale: NS_PER_MS };
    case 'throughput':
      return { unit: '1/s', scale: 1 };
    case 'queue':
      return { unit: 'count', scale: 1 };
    default:
      return { unit: 'ratio', scale: 1 };
  }
}
