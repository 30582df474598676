/**
 * Simpler fault plans, in passes: fewer faults, simpler ones, shorter ones, at rounder times; pairs at the end.
 *
 * As in delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002) many
 * faults go at once before single ones do; the early ones first, as causes are found near the failure. Proposes;
 * which plans are simpler is the measure's business.
 */
import { type Duration, END_OF_TIME, MILLISECOND } from '../../../kernel/time.js';
import type { Fault } from '../../../scenario/scenario.js';
import { simplerActions } from './actions.js';
import { digitsOf, roundedDown, roundedUp, smallerFigures } from './figures.js';
import { withAction, withText } from './refer.js';
import type { Scope } from './selectors.js';

export type Plan = readonly Fault[];

export interface SimplerPlan {
  readonly plan: Plan;
  /** What became simpler, in words. */
  readonly what: string;
}

export type PlanPass = (plan: Plan, scope: Scope) => Iterable<SimplerPlan>;

/** No fault gets shorter than this. */
const SHORTEST: Duration = MILLISECOND;
/** Pairs are tried in plans of so many faults. */
const PAIRED_MAX = 8;

/** All of them, halves, quarters, …, single ones. */
export function* fewer(plan: Plan): Iterable<SimplerPlan> {
  for (let size = plan.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < plan.length; from += size)
      yield without(plan, (i) => i >= from && i < from + size);
}

/** Any two, as one may undo what the other did; or two as one that lasts as long as both did. */
export function* pairs(plan: Plan): Iterable<SimplerPlan> {
  if (plan.length > PAIRED_MAX) return;
  for (let i = 0; i < plan.length; i++)
    for (let j = i + 1; j < plan.length; j++) yield without(plan, (at) => at === i || at === j);
  for (let i = 0; i < plan.length; i++)
    for (let j = i + 1; j < plan.length; j++)
      for (const [kept, gone] of [
        [i, j],
        [j, i],
      ] as const) {
        const whole = spanning(plan[kept]!, plan[gone]!);
        if (whole === undefined) continue;
        const rest = plan.with(kept, whole).filter((_, at) => at !== gone);
        yield { plan: inOrder(rest), what: `${whole.text} in place of two faults` };
      }
}

/** The first fault, from the beginning of either to the end of either; a crash until the restart. */
function spanning(fault: Fault, other: Fault): Fault | undefined {
  const { kind } = fault.action;
  if (kind === 'restart' || kind === 'ask') return undefined;
  if (other.action.kind === 'restart' && other.at >= fault.at)
    return withText({ ...fault, duration: Math.max(SHORTEST, other.at - fault.at) });
  const at = Math.min(fault.at, other.at);
  const end = Math.max(fault.at + (fault.duration ?? Infinity), other.at + (other.duration ?? 0));
  return withText({ at, duration: end < END_OF_TIME ? end - at : undefined, action: fault.action });
}

export function* simpler(plan: Plan, scope: Scope): Iterable<SimplerPlan> {
  for (const [i, fault] of plan.entries())
    for (const action of simplerActions(fault.action, scope))
      yield changed(plan, i, withAction(fault, action));
}

export function* shorter(plan: Plan): Iterable<SimplerPlan> {
  for (const [i, fault] of plan.entries()) {
    const { kind } = fault.action;
    if (kind === 'restart' || kind === 'ask') continue;
    const lengths: readonly (Duration | undefined)[] = [
      ...smallerFigures(fault.duration ?? ENDLESS, SHORTEST),
      undefined,
    ];
    for (const duration of lengths)
      if (duration !== fault.duration) yield changed(plan, i, withText({ ...fault, duration }));
  }
}

/** What is tried first for a fault without end is less than this. */
const ENDLESS: Duration = 20_000 * MILLISECOND;

export function* rounder(plan: Plan, { duration }: Scope): Iterable<SimplerPlan> {
  const end = duration ?? Math.max(0, ...plan.map(({ at }) => at)) + 1;
  for (const [i, fault] of plan.entries())
    for (let digits = 1; digits < digitsOf(fault.at); digits++)
      for (const at of [roundedDown(fault.at, digits), roundedUp(fault.at, digits)])
        if (at < end) yield changed(plan, i, withText({ ...fault, at }));
}

function without(plan: Plan, goes: (index: number) => boolean): SimplerPlan {
  const gone = plan.filter((_, i) => goes(i));
  const what = gone.length === 1 ? gone[0]!.text : `${gone.length} of ${plan.length} faults`;
  return { plan: plan.filter((_, i) => !goes(i)), what: `without ${what}` };
}

const changed = (plan: Plan, i: number, fault: Fault): SimplerPlan => ({
  plan: inOrder(plan.with(i, fault)),
  what: `${fault.text}, not ${plan[i]!.text}`,
});

/** In order of time; those at the same instant stay as they were. */
export const inOrder = (plan: Plan): Plan => plan.toSorted((a, b) => a.at - b.at);
