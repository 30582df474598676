/** What must hold of a layout that was measured, and its figures beside what is known of them. */
import type { Instant, Measure, Monitor, NodeId, Violation } from '../../../src/model/index.js';
import { algorithmOf } from '../layout.js';
import type { Layout } from '../types.js';
import { CHANGES, type Figures } from './measure.js';
import { looksExpected, movedExpected, standardErrorExpected } from './theory.js';

export interface State {
  readonly layout: Layout;
  readonly figures: Figures;
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
      const { lost, moves, keys } = figures;
      const ownerless = `${lost} of ${keys} keys of ${name(node)} belong to nobody who is there`;
      const owned = test('owned', lost, ownerless);
      if (owned !== undefined || moves === undefined || !algorithmOf(layout.algorithm).movesLeast)
        return owned;
      const strayed = CHANGES.reduce((sum, kind) => sum + (moves[kind]?.strayed ?? 0), 0);
      const strays = `${Math.round(strayed * keys)} of ${keys} keys that need not have moved`;
      return test('moves-least', strayed, `${layout.algorithm} moved ${strays}`);
    },
    measures: () => measuresOf([...seen.values()]),
    judged: (rule) => judged.get(rule) ?? 0,
  };
}

function measuresOf(states: readonly State[]): readonly Measure[] {
  const [first] = states;
  const figure = (
    name: string,
    unit: Measure['unit'],
    read: (figures: Figures) => number | undefined,
    expected: (layout: Layout, keys: number) => number | undefined = () => undefined,
  ): Measure => {
    const values = states.map(({ figures }) => read(figures)).filter((value) => value !== undefined);
    const theory =
      first === undefined || values.length === 0 ? undefined : expected(first.layout, first.figures.keys);
    return { name, unit, values, ...(theory === undefined ? {} : { theory }) };
  };
  const changes = { leave: 'when one leaves', join: 'when one joins', double: 'when one counts twice' };
  return [
    figure(
      'standard error of the loads',
      'share',
      ({ balance }) => balance?.standardError,
      standardErrorExpected,
    ),
    figure('fullest member over the mean', 'count', ({ balance }) => balance?.maxOverMean),
    figure('busiest member over an even share of all requests', 'count', ({ busiest }) => busiest),
    ...CHANGES.map((kind) =>
      figure(
        `keys moved ${changes[kind]}, over the least possible`,
        'count',
        ({ moves }) => over(moves?.[kind]),
        (layout) => over(movedExpected(layout, kind)),
      ),
    ),
    figure('looks per lookup', 'count', ({ looks }) => looks, looksExpected),
  ];
}

const over = (moves: { readonly moved: number; readonly least: number } | undefined): number | undefined =>
  moves === undefined ? undefined : moves.moved / moves.least;
