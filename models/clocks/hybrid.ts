/**
 * Hybrid logical clocks: stamps close to the time of day that respect cause and effect.
 *
 * Sandeep Kulkarni et al., "Logical Physical Clocks and Consistent Snapshots in Globally Distributed Databases",
 * OPODIS 2014, figure 5. `time` is the largest time of day heard of, `count` orders what shares it. Pure functions;
 * the node's own clock is handed in, and may stand still or go back.
 */
import type { Instant } from '../../src/model/index.js';

export interface HybridStamp {
  /** `l` in the paper. */
  readonly time: Instant;
  /** `c` in the paper. */
  readonly count: number;
}

/** The stamp of an event of the node's own, or of a message it sends. */
export function stampEvent(last: HybridStamp, physical: Instant): HybridStamp {
  const time = Math.max(last.time, physical);
  return { time, count: time === last.time ? last.count + 1 : 0 };
}

/** The stamp of taking in a message that was stamped `seen`. */
export function stampReceipt(last: HybridStamp, seen: HybridStamp, physical: Instant): HybridStamp {
  const time = Math.max(last.time, seen.time, physical);
  const counts = [last, seen].filter((each) => each.time === time).map(({ count }) => count + 1);
  return { time, count: Math.max(0, ...counts) };
}

/** Negative if `a` comes first. */
export const compareHybrid = (a: HybridStamp, b: HybridStamp): number => a.time - b.time || a.count - b.count;
