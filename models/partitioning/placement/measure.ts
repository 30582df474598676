/**
 * A layout, measured: its balance, what one leaving moves, what a lookup looks at. And what must hold of it.
 *
 * Pure functions; knows no randomness of its own.
 */
import type { Instant, Measure, Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { balanceOf, loadsOf, ownersOf } from '../balance.js';
import { algorithmOf, changed, partitionerOf } from '../layout.js';
import { movementOf } from '../movement.js';
import type { Keys, Layout } from '../types.js';
import { looksOf } from './looks.js';
import { looksExpected, movedExpected, standardErrorExpected } from './theory.js';

/** Which of the figures are told. */
export const FIGURES = ['all', 'balance', 'movement', 'cost'] as const;
type Told = (typeof FIGURES)[number];

export interface State {
  readonly told: Told;
  readonly layout: Layout;
  readonly figures: Figures;
}

export interface Figures {
  readonly keys: number;
  readonly standardError: number;
  readonly maxOverMean: number;
  /** Shares of the keys that moved, and of those that moved for nothing. */
  readonly moved: number;
  readonly strayed: number;
  /** Keys without an owner who is there, before or after. */
  readonly lost: number;
  /** Per lookup, on average; `undefined` where they are not counted. */
  readonly looks: number | undefined;
}

/** Lookups that are counted one by one. */
const COUNTED_MAX = 500;

/** `leaves`: the place of the member who goes. */
export function measure(layout: Layout, keys: Keys, leaves: number): Figures {
  const { members } = layout;
  const place = algorithmOf(layout.algorithm).removesLast === true ? members.length - 1 : leaves;
  const after = changed(layout, { kind: 'remove', id: members[place]!.id });
  const [before, now] = [layout, after].map((each) => ({
    members: each.members,
    owners: ownersOf(partitionerOf(each), keys),
  }));
  const { standardError, maxOverMean } = balanceOf(loadsOf(before!.owners, members.length), members);
  const { moved, strays } = movementOf(before!, now!);
  const lost = [before!, now!].map(
    (each) => each.owners.filter((owner) => each.members[owner] === undefined).length,
  );
  return {
    keys: keys.length,
    standardError,
    maxOverMean,
    moved: moved / keys.length,
    strayed: strays / keys.length,
    lost: lost[0]! + lost[1]!,
    looks: looksPerKey(layout, keys),
  };
}

function looksPerKey(layout: Layout, keys: Keys): number | undefined {
  const looks = looksOf(layout);
  if (looks === undefined) return undefined;
  const count = Math.min(COUNTED_MAX, keys.length);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += looks(keys.at(i));
  return sum / count;
}

const RULES = ['owned', 'moves-least'] as const;

export function monitor(_members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const seen = new Map<NodeId, State>();
  const judged = new Map<string, number>(RULES.map((rule) => [rule, 0]));
  const test = (rule: (typeof RULES)[number], wrong: number, told: string): Violation | undefined => {
    judged.set(rule, judged.get(rule)! + 1);
    return wrong > 0 ? { rule, explanation: told } : undefined;
  };
  return {
    rules: RULES,
    after(node: NodeId, state: State, _now: Instant) {
      if (seen.get(node) === state) return undefined;
      seen.set(node, state);
      const { layout, figures } = state;
      const { lost, strayed, keys } = figures;
      const owned = test(
        'owned',
        lost,
        `${lost} of ${keys} keys of ${name(node)} belong to nobody who is there`,
      );
      if (owned !== undefined || !algorithmOf(layout.algorithm).movesLeast) return owned;
      return test(
        'moves-least',
        strayed,
        `${layout.algorithm} moved ${Math.round(strayed * keys)} of ${keys} keys that need not have moved`,
      );
    },
    measures: () => measuresOf([...seen.values()]),
    judged: (rule) => judged.get(rule) ?? 0,
  };
}

function measuresOf(states: readonly State[]): readonly Measure[] {
  const [first] = states;
  const figure = (
    of: Told,
    name: string,
    unit: Measure['unit'],
    read: (figures: Figures) => number | undefined,
    expected: (layout: Layout, keys: number) => number | undefined = () => undefined,
  ): Measure => {
    const told = states.filter((state) => state.told === 'all' || state.told === of);
    const theory = first === undefined ? undefined : expected(first.layout, first.figures.keys);
    const values = told.map(({ figures }) => read(figures)).filter((value) => value !== undefined);
    return { name, unit, values, ...(theory === undefined ? {} : { theory }) };
  };
  const strays = ({ algorithm }: Layout) => (algorithmOf(algorithm).movesLeast ? 0 : undefined);
  return [
    figure(
      'balance',
      'standard error of the loads',
      'share',
      (it) => it.standardError,
      standardErrorExpected,
    ),
    figure('balance', 'fullest member over the mean', 'count', (it) => it.maxOverMean),
    figure('movement', 'keys that move when one leaves', 'share', (it) => it.moved, movedExpected),
    figure('movement', 'keys that move for nothing', 'share', (it) => it.strayed, strays),
    figure('cost', 'looks per lookup', 'count', (it) => it.looks, looksExpected),
  ];
}
