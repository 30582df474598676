/**
 * What a client would find at a Raft node: its keys and values, in an order that is the same everywhere; and which
 * nodes need have them.
 *
 * Looks at states; changes nothing.
 */
import type { Json, NodeId, NodeView } from '../../../src/model/index.js';
import { configOf, type State } from './state.js';

export function contents({ machine }: State): readonly (readonly [Json, Json])[] {
  return [...machine.data].sort(([a], [b]) => compare(nameOf(a), nameOf(b)));
}

/** Those with a vote in the latest configuration: spare servers hold nothing, removed ones are told no more. */
export function replicas(nodes: readonly NodeView<State>[]): readonly NodeId[] {
  const states = nodes.flatMap(({ state }) => state ?? []);
  if (states.length === 0) return [];
  const latest = states.reduce((a, b) => (configIndex(b) > configIndex(a) ? b : a));
  return configOf(latest).voters;
}

const configIndex = ({ configs }: State): number => configs[configs.length - 1]!.index;

const nameOf = (key: Json): string => JSON.stringify(key);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
