/**
 * Lamport clocks: numbers that grow along every chain of cause and effect.
 *
 * Leslie Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7), 1978. If a happened
 * before b, a's time is smaller; the other way round it says nothing. Pure functions; knows no nodes but by number.
 */

/** The time of the next event of a node whose last one had `time` (rule IR1). */
export const tick = (time: number): number => time + 1;

/** The time at which a node at `time` takes in something of the time `seen` (rule IR2). */
export const witness = (time: number, seen: number): number => Math.max(time, seen) + 1;

/** An event's place in Lamport's total order: by time, then by node. */
export interface Stamp {
  readonly time: number;
  readonly node: number;
}

/** The total order "=>" of the paper: negative if `a` comes first. */
export const compareStamps = (a: Stamp, b: Stamp): number => a.time - b.time || a.node - b.node;
