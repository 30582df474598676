/**
 * Places of versions under their keys: a version with a higher place than an answer shows comes after it for certain.
 *
 * `NaN` where nothing is known. Knows no time but the order of events.
 */
import { NONE, type SessionHistory } from '../sessions/history.js';
import type { Lists } from '../sessions/lists.js';
import type { KnownOrder } from '../sessions/order.js';

export interface Places {
  /** Per operation: the place of the version that it left. */
  readonly write: Float64Array;
  /** Per operation: what it showed its session has this place; versions with a higher one it lacks. */
  readonly shown: Float64Array;
}

export function placesOf(
  history: SessionHistory,
  lists: Lists | undefined,
  order: KnownOrder | undefined,
): Places {
  if (lists !== undefined) return placesInLists(history, lists);
  const { operations, key, saw } = history;
  const count = operations.length;
  const ranks = ranksOf(history, order);
  const write = new Float64Array(count).fill(NaN);
  const shown = new Float64Array(count).fill(NaN);
  const inPlace = inPlaceOf(history);
  for (let i = 0; i < count; i++) {
    const k = key[i]!;
    if (k === NONE) continue;
    const known = ranks[k];
    write[i] = known === undefined ? operations[i]!.start : (known.get(i) ?? NaN);
    const version = saw[i]!;
    if (version === NONE) continue;
    if (version >= count) shown[i] = -1;
    else shown[i] = known === undefined ? inPlace[version]! : (known.get(version) ?? NaN);
  }
  return { write, shown };
}

/** Of each key whose order is known: the place of each version, from 0. */
function ranksOf(
  history: SessionHistory,
  order: KnownOrder | undefined,
): (Map<number, number> | undefined)[] {
  const ranks: (Map<number, number> | undefined)[] = [];
  if (order === undefined) return ranks;
  const done = new Uint8Array(history.keys);
  history.operations.forEach(({ key: name }, i) => {
    const k = history.key[i]!;
    if (k === NONE || done[k] === 1) return;
    done[k] = 1;
    const values = order(name);
    if (values !== undefined) ranks[k] = new Map(values.map((value, rank) => [history.find(k, value), rank]));
  });
  return ranks;
}

/** Of each version the first event after which it certainly was there: its acknowledgement, or an answer with it. */
function inPlaceOf({ operations, saw }: SessionHistory): Float64Array {
  const inPlace = Float64Array.from(operations, ({ end }) => end);
  for (let i = 0; i < operations.length; i++) {
    const version = saw[i]!;
    if (version !== NONE && version < operations.length)
      inPlace[version] = Math.min(inPlace[version]!, operations[i]!.end);
  }
  return inPlace;
}

/** A list shows all its reader saw; what is not in the longest answer comes after all that is. */
function placesInLists({ operations, key, saw, writes, first }: SessionHistory, { longest }: Lists): Places {
  const write = new Float64Array(operations.length).fill(NaN);
  const shown = new Float64Array(operations.length).fill(NaN);
  for (let i = 0; i < operations.length; i++) if (writes[i] === 1) write[i] = Infinity;
  for (const answer of longest)
    answer?.elements.forEach((element, i) => {
      if (element !== NONE) write[element] = i;
    });
  for (let i = 0; i < operations.length; i++) {
    const version = saw[i]!;
    if (version === NONE || key[i] === NONE) continue;
    shown[i] = version === first(key[i]!) ? -1 : write[version]!;
  }
  return { write, shown };
}
