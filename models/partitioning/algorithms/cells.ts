/**
 * Cells: each member is a whole copy of the system, and a tenant lives in one of them and nowhere else.
 *
 * Peter Vosshall, "How AWS Minimizes the Blast Radius of Failures", re:Invent 2018; "Reducing the Scope of Impact with
 * Cell-Based Architecture", AWS Well-Architected, 2023. A tenant is where it was pinned, or else where rendezvous hashing
 * puts it: a router as thin as that cannot fail in many ways.
 */

import type { Algorithm, Key, Layout, Partitioner } from '../types.js';
import { rendezvous } from './rendezvous.js';

export const cells: Algorithm = {
  name: 'cells',
  about: 'whole copies of the system; each tenant lives in one',
  source: 'Vosshall, re:Invent 2018; AWS Well-Architected, Cell-Based Architecture, 2023',
  weighted: true,
  reads: ['hash'],
  movesLeast: true,
  asksAll: true,
  confines: true,
  build(layout: Layout): Partitioner {
    const { members, owner } = rendezvous.build(layout);
    const places = pinnedPlaces(layout);
    const cellOf = (key: Key) => places.get(key.text) ?? owner(key);
    return { members, owner: cellOf, order: (key) => [cellOf(key)] };
  },
};

/** The layout with a key where it is told to be. */
export const pin = (layout: Layout, key: string, id: string): Layout => ({
  ...layout,
  pinned: { ...layout.pinned, [key]: id },
});

/** Where pinned keys are, as far as their members are there. */
export function pinnedPlaces({ members, pinned }: Layout): ReadonlyMap<string, number> {
  const places = new Map(members.map(({ id }, place) => [id, place]));
  return new Map(
    Object.entries(pinned).flatMap(([key, id]) => {
      const place = places.get(id);
      return place === undefined ? [] : [[key, place] as const];
    }),
  );
}
