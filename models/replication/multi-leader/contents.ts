/** What a client would find at a member: its keys and values, in an order that is the same everywhere. */
import type { Json } from '../../../src/model/index.js';
import type { Resolve } from './resolution.js';
import type { State } from './types.js';

export function contentsOf(state: State, resolve: Resolve): readonly (readonly [Json, Json])[] {
  const resolution = resolve(state);
  const names = [...state.entries.keys()].sort();
  return names.map((name) => {
    const { key, content } = state.entries.get(name)!;
    return [key, resolution.read(content)] as const;
  });
}
