/**
 * What a client would find at a Raft node: its keys and values, in an order that is the same everywhere.
 *
 * Only of nodes that have a vote in the latest configuration they know of: spare ones hold no copy, and one that
 * is on its way out need not keep up. Looks at a state; changes nothing.
 */
import type { Json } from '../../../src/model/index.js';
import { configOf, type State } from './state.js';

export function contents(state: State): readonly (readonly [Json, Json])[] | undefined {
  if (!configOf(state).voters.includes(state.id)) return undefined;
  const entries = [...state.machine.data];
  return entries.sort(([a], [b]) => compare(nameOf(a), nameOf(b)));
}

const nameOf = (key: Json): string => JSON.stringify(key);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
