/**
 * What really happened before what, which no node knows: told from who caused what, never from stamps.
 *
 * Keeps every event of a run, because a message may be long on its way.
 */
import type { Instant, NodeId } from '../../../src/model/index.js';
import type { Event, EventId } from './types.js';

export interface Happened {
  readonly event: Event;
  /** True time. */
  readonly at: Instant;
  /** The event before it at its node, and the one it was told of. */
  readonly after: readonly Happened[];
  /** By member: how many of its events happened before this one, itself included. */
  readonly past: readonly number[];
  /** The latest time that any clock showed at these. */
  readonly clockMax: Instant;
}

export interface Truth {
  /** The event, if it is new. */
  take(event: Event, at: Instant): Happened | undefined;
  find(id: EventId): Happened | undefined;
  isBefore(a: Happened, b: Happened): boolean;
}

export function createTruth(members: readonly NodeId[]): Truth {
  const placeOf = new Map(members.map((node, place) => [node, place]));
  const histories = members.map((): Happened[] => []);
  const find = ({ node, number }: EventId) => histories[placeOf.get(node)!]![number - 1];
  return {
    find,
    take(event, at) {
      const place = placeOf.get(event.node)!;
      const history = histories[place]!;
      if (event.number <= history.length) return undefined;
      const causes = event.cause === undefined ? [] : [find(event.cause)];
      const after = [history.at(-1), ...causes].filter((each) => each !== undefined);
      const past = members.map((_, i) => Math.max(0, ...after.map((each) => each.past[i]!)));
      past[place] = event.number;
      const clockMax = Math.max(event.wall, ...after.map((each) => each.clockMax));
      const happened = { event, at, after, past, clockMax };
      history.push(happened);
      return happened;
    },
    isBefore: ({ event }, { past }) => past[placeOf.get(event.node)!]! >= event.number,
  };
}
