/**
 * Queues with one mistake each: negative controls, which the script property must catch.
 *
 * Each is a plain list whose next entry is chosen by a wrong rule.
 */
import type { EventQueue } from '../../src/kernel/queue.js';

interface Entry {
  readonly at: number;
  readonly seq: number;
  readonly item: number;
  /** Number of the push: the order of arrival. */
  readonly arrival: number;
}

/** Whether `a` goes before `b`, given the instant popped last. */
type Before = (a: Entry, b: Entry, now: number) => boolean;

function listQueue(
  before: Before,
  isDue = (entry: Entry, limit: number) => entry.at <= limit,
): () => EventQueue {
  return () => {
    const entries: Entry[] = [];
    let arrivals = 0;
    let last: Entry = { at: 0, seq: 0, item: -1, arrival: -1 };
    return {
      get size() {
        return entries.length;
      },
      get at() {
        return last.at;
      },
      get seq() {
        return last.seq;
      },
      push(at, seq, item) {
        entries.push({ at, seq, item, arrival: arrivals++ });
      },
      popUntil(limit) {
        let least = entries[0];
        for (const entry of entries) if (before(entry, least!, last.at)) least = entry;
        if (least === undefined || !isDue(least, limit)) return -1;
        entries.splice(entries.indexOf(least), 1);
        last = least;
        return least.item;
      },
    };
  };
}

const rightOrder: Before = (a, b) => a.at < b.at || (a.at === b.at && a.seq < b.seq);

/** The rule that all others spoil; the property must hold for it. */
export const createRightListQueue = listQueue(rightOrder);

export const BROKEN_QUEUES: Readonly<Record<string, () => EventQueue>> = {
  'is last-in first-out among ties': listQueue((a, b) => a.at < b.at || (a.at === b.at && a.seq > b.seq)),
  'takes ties in order of arrival': listQueue(
    (a, b) => a.at < b.at || (a.at === b.at && a.arrival < b.arrival),
  ),
  'puts what arrives at the present instant first': listQueue((a, b, now) =>
    a.at === now && b.at === now ? a.arrival > b.arrival : rightOrder(a, b, now),
  ),
  'rounds instants to 16 ns': listQueue((a, b) => {
    const difference = Math.floor(a.at / 16) - Math.floor(b.at / 16);
    return difference < 0 || (difference === 0 && a.seq < b.seq);
  }),
  'rounds instants to single precision': listQueue((a, b) => {
    const difference = Math.fround(a.at) - Math.fround(b.at);
    return difference < 0 || (difference === 0 && a.seq < b.seq);
  }),
  'excludes the limit': listQueue(rightOrder, (entry, limit) => entry.at < limit),
  'ignores the limit': listQueue(rightOrder, () => true),
};
