/**
 * Last write wins: a write carries the whole value, and the later stamp stays (Johnson and Thomas, "The maintenance
 * of duplicate databases", RFC 677, 1975).
 *
 * Whatever a write did that loses is gone, though its client was told that it happened. Stamps of wall clocks need
 * not follow causality: then even a write that had seen another may lose to it.
 */
import type { Ask, Json } from '../../../src/model/index.js';
import { isLater, mergeLww } from '../crdt/lww-register.js';
import { changed, emptyOf } from './plain.js';
import type { Loss, Prepared, Resolution, Ticket } from './resolution.js';
import type { Op, Params } from './types.js';
import { includes } from './version-vector.js';

/** The write that has won so far; its effect is the value. */
type Winner = Op | undefined;

export function lastWriteWins(object: Params['object']): Resolution<Winner, Json> {
  const read = (winner: Winner): Json => (winner === undefined ? emptyOf(object) : (winner.effect as Json));
  return {
    empty: undefined,
    prepare: (winner: Winner, ask: Ask, { random }: Ticket): Prepared<Json> =>
      changed(object, read(winner), ask, random),
    apply: (winner: Winner, op: Op): Winner => mergeLww(winner, op),
    read,
    loss: lossOf,
  };
}

/** A write whose effect is gone although the winner had not seen it. */
function lossOf(winner: Winner, op: Op): Loss | undefined {
  if (winner === undefined) return undefined;
  const [won, lost] = isLater(op.stamp, winner.stamp) ? [op, winner] : [winner, op];
  return includes(won.deps, lost.stamp) ? undefined : { lost, isKnowing: includes(lost.deps, won.stamp) };
}
