/**
 * Topologies: whom a member sends to, and whose operations it passes on (Kleppmann, "Designing Data-Intensive
 * Applications", 2017, chapter 5, "Multi-Leader Replication Topologies").
 *
 * In a ring operations go one way. Knows members by their index, and nothing else.
 */
import type { Params } from './types.js';

export interface Links {
  /** Whom new operations are sent to. */
  readonly downstream: readonly number[];
  /** Whom it compares with: a link can be used in both directions to heal. */
  readonly neighbours: readonly number[];
  /** Whether operations of others are passed on. */
  readonly relays: boolean;
}

export function linksOf(topology: Params['topology'], self: number, count: number): Links {
  const others = Array.from({ length: count }, (_, index) => index).filter((index) => index !== self);
  if (topology === 'all-to-all') return { downstream: others, neighbours: others, relays: false };
  if (topology === 'star') {
    const spokes = self === 0 ? others : others.slice(0, 1);
    return { downstream: spokes, neighbours: spokes, relays: self === 0 };
  }
  const next = (self + 1) % count;
  const previous = (self + count - 1) % count;
  return {
    downstream: others.filter((index) => index === next),
    neighbours: others.filter((index) => index === next || index === previous),
    relays: true,
  };
}
