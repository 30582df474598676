/**
 * What a client would find at a replica: its keys and the values that are left, in an order the same everywhere.
 *
 * Only where every node holds every key, as the contents of others are not meant to be equal. Changes nothing.
 */
import type { Json } from '../../../src/model/index.js';
import type { State } from './types.js';
import { liveValues } from './versions.js';

export function contents(state: State): readonly (readonly [Json, readonly Json[]])[] | undefined {
  if (!state.holdsAll) return undefined;
  return [...state.entries]
    .map(([slot, versions]) => [slot, liveValues(versions)] as const)
    .filter(([, values]) => values.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([slot, values]) => [JSON.parse(slot) as Json, values]);
}
