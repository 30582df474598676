/**
 * Who wrote a key, lane by lane. Knows no guarantee.
 */
import { NONE, type SessionHistory } from '../sessions/history.js';
import type { Lanes } from './lanes.js';

/** What was written under one key in one lane, in its order. */
export interface Written {
  readonly lane: number;
  readonly operations: readonly number[];
  /** Their places in the lane. */
  readonly places: readonly number[];
}

/** Per key: by the first write of each lane. */
export function writtenIn(history: SessionHistory, { lane, place }: Lanes): readonly (readonly Written[])[] {
  type Open = { lane: number; operations: number[]; places: number[] };
  const all: Open[][] = Array.from({ length: history.keys }, () => []);
  const known = new Map<number, Open>();
  for (let i = 0; i < history.operations.length; i++) {
    if (history.writes[i] === 0 || lane[i] === NONE) continue;
    const slot = lane[i]! * history.keys + history.key[i]!;
    let own = known.get(slot);
    if (own === undefined) {
      own = { lane: lane[i]!, operations: [], places: [] };
      known.set(slot, own);
      all[history.key[i]!]!.push(own);
    }
    own.operations.push(i);
    own.places.push(place[i]!);
  }
  return all;
}

/** How many of these, which come in order, hold; all that hold come before those that do not. */
export function countHolding(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the writes of a lane are among its first `reach` operations. */
export function countWithin({ places }: Written, reach: number): number {
  const { length } = places;
  if (length === 0 || places[0]! >= reach) return 0;
  if (places[length - 1]! < reach) return length;
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < reach) low = middle + 1;
    else high = middle;
  }
  return low;
}
