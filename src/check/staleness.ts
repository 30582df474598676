/**
 * How stale reads are: by how long, and by how many versions.
 *
 * A read is stale by every version that comes after the one it shows and was acknowledged before the read began
 * (P. Bailis et al., "Probabilistically bounded staleness", VLDB 2012, §2: k-staleness and t-visibility; bounded
 * staleness: D. Terry, "Replicated data consistency explained through baseball", 2013). In time it counts from the
 * first of those acknowledgements to the beginning of the read.
 *
 * Which version comes after which is known where somebody watched the writes take effect (`order`); of lists, each
 * answer shows it; else it is read off real time: what began after a version was in place comes after it. So a
 * history from elsewhere gives a lower bound, and what is linearizable is never stale. Registers and lists whose
 * written values tell writes apart. Time: operations times the logarithm of those of a key.
 */
import type { Duration } from '../kernel/time.js';
import type { Json, Operation } from '../observe/history.js';
import { NONE, readHistory, type SessionHistory } from './sessions/history.js';
import { readLists } from './sessions/lists.js';
import type { KnownOrder } from './sessions/order.js';
import { countLater, createLater, type Later } from './staleness/later.js';
import { placesOf } from './staleness/places.js';

export interface StalenessOptions {
  /** `register`, `cas-register` or `list-append`. */
  readonly object: string;
  /** The first value of every register; `null` if absent. */
  readonly initial?: Json;
  /** Which reads are judged; all of them if absent. */
  readonly of?: (operation: Operation) => boolean;
  /** In which order the writes of a key took effect, where somebody knows. */
  readonly order?: KnownOrder;
}

export interface StaleRead {
  readonly read: Operation;
  /** The first acknowledged write that it should have seen. */
  readonly missed: Operation;
  readonly time: Duration;
  readonly versions: number;
}

export interface Staleness {
  /** Reads of which it can be told. */
  readonly judged: number;
  /** Those that are stale, in the order of their invocations. */
  readonly stale: readonly StaleRead[];
}

/** Judges operations, which must be in the order of their invocations. */
export function measureStaleness(operations: readonly Operation[], options: StalenessOptions): Staleness {
  const { object, initial = null, of = () => true, order } = options;
  const isList = object === 'list-append';
  const history = readHistory(operations, isList ? { kind: 'list' } : { kind: 'register', initial });
  const places = placesOf(history, isList ? readLists(history) : undefined, order);
  const later = laterOf(history, places.write);
  const late: { read: number; missed: number; after: number }[] = [];
  let judged = 0;
  operations.forEach((operation, read) => {
    const after = places.shown[read]!;
    if (Number.isNaN(after) || operation.outcome !== 'ok' || !of(operation)) return;
    judged++;
    const missed = later[history.key[read]!]?.firstAfter(after) ?? NONE;
    if (missed !== NONE && operations[missed]!.end < operation.start) late.push({ read, missed, after });
  });
  const versions = countLater(late, history, later);
  const stale = late.map(({ read, missed }, i): StaleRead => {
    const [one, other] = [operations[read]!, operations[missed]!];
    const time = Math.max(0, one.invokedAt - (other.completedAt ?? one.invokedAt));
    return { read: one, missed: other, time, versions: versions[i]! };
  });
  return { judged, stale };
}

/** Per key: its acknowledged writes that have a place. */
function laterOf(
  { operations, key, keys, writes }: SessionHistory,
  place: Float64Array,
): readonly (Later | undefined)[] {
  const own: number[][] = Array.from({ length: keys }, () => []);
  for (let i = 0; i < operations.length; i++)
    if (writes[i] === 1 && operations[i]!.outcome === 'ok' && !Number.isNaN(place[i]!)) own[key[i]!]!.push(i);
  return own.map((each) => (each.length === 0 ? undefined : createLater(each, place, operations)));
}
