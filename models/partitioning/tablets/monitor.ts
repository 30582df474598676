/** What must hold of tablets, however they are split and merged, and how even the load is. */
import type { Monitor, NodeId, Violation } from '../../../src/model/index.js';
import type { State, Tablet } from './types.js';

export const RULES = ['every-key-has-one-tablet'] as const;

export function monitor(_members: readonly NodeId[], name: (node: NodeId) => string): Monitor<State> {
  const states = new Set<State>();
  const latest = new Map<NodeId, readonly Tablet[]>();
  let judged = 0;
  return {
    rules: RULES,
    after(node, state): Violation | undefined {
      states.add(state);
      const { tablets } = state;
      if (latest.get(node) === tablets) return undefined;
      latest.set(node, tablets);
      judged += 1;
      const wrong = tablets.findIndex(({ from }, i) =>
        i === 0 ? from !== '' : from <= tablets[i - 1]!.from,
      );
      if (wrong < 0 && tablets.length > 0) return undefined;
      return { rule: RULES[0], explanation: `${name(node)} has a gap or an overlap at tablet ${wrong}` };
    },
    judged: () => judged,
    measures: () => [
      {
        name: 'busiest server over the mean, by window',
        unit: 'count',
        values: [...states].flatMap(({ unevenness }) => unevenness),
      },
      { name: 'tablets, by window', unit: 'count', values: [...states].flatMap(({ counts }) => counts) },
    ],
  };
}
