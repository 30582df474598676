/**
 * What a lookup costs, counted: points or bounds compared, members hashed, entries of a table read, jumps made.
 *
 * Counted from what the algorithms are rather than from how they are made fast here, so that the numbers are the same
 * anywhere: sorted points are searched by halving. Wall-clock times are the bench's business.
 */
import { createAnchor } from '../algorithms/anchor.js';
import { bucketOf } from '../algorithms/jump.js';
import { ketamaPoints } from '../algorithms/ketama.js';
import { pointsOf } from '../algorithms/ring.js';
import type { Key, Layout } from '../types.js';

/** The looks of a key; `undefined` where they are not counted. */
export function looksOf(layout: Layout): ((key: Key) => number) | undefined {
  const { algorithm, members, settings } = layout;
  const always = (looks: number) => () => looks;
  switch (algorithm) {
    case 'modulo':
    case 'maglev':
    case 'directory':
      return always(1);
    case 'range':
      return always(halvings(members.length));
    case 'ring':
    case 'bounded':
      return always(halvings(pointsOf(layout).length));
    case 'ketama':
      return always(halvings(ketamaPoints(layout).length));
    case 'multi-probe':
      return always(settings.probes * halvings(members.length));
    case 'rendezvous':
    case 'shuffle':
    case 'cells':
      return always(members.length);
    case 'jump':
      return (key) => jumps(key, members.length);
    case 'anchor':
      return anchorLooks(layout);
    default:
      return undefined;
  }
}

function anchorLooks(layout: Layout): (key: Key) => number {
  const find = createAnchor(layout);
  const tally = { looks: 0 };
  return (key) => {
    find(key, tally);
    return tally.looks;
  };
}

/** How often so many sorted places are halved until one is left to look at. */
export function halvings(places: number): number {
  let count = 0;
  for (let left = places; left > 0; left >>= 1) count++;
  return count;
}

/** One for each size at which the key would have moved to the newest bucket. */
export function jumps({ high, low }: Key, buckets: number): number {
  let count = 0;
  let last = -1;
  for (let size = 1; size <= buckets; size++) {
    const bucket = bucketOf(high, low, size);
    if (bucket !== last) count++;
    last = bucket;
  }
  return count;
}
