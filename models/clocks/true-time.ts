/**
 * TrueTime: a clock that tells how wrong it may be, and the wait that makes stamps tell the true order.
 *
 * James Corbett et al., "Spanner: Google's Globally-Distributed Database", OSDI 2012, §3 and §4.1.2. Holds as long as
 * no clock is further from true time than its uncertainty says. Pure functions.
 */
import type { Duration, Instant } from '../../src/model/index.js';

/** True time lies within, ends included. */
export interface TrueTime {
  readonly earliest: Instant;
  readonly latest: Instant;
}

/** `TT.now()` of a node whose clock shows `wall` and is off by at most `uncertainty`. */
export const trueTime = (wall: Instant, uncertainty: Duration): TrueTime => ({
  earliest: wall - uncertainty,
  latest: wall + uncertainty,
});

/** `TT.after(t)`: `t` has passed for certain. */
export const isPast = (now: TrueTime, t: Instant): boolean => now.earliest > t;

/** `TT.before(t)`: `t` has not come yet, for certain. */
export const isFuture = (now: TrueTime, t: Instant): boolean => now.latest < t;

/** The stamp of a transaction that commits now, later than all that its node gave before (§4.1.2, start). */
export const commitStamp = (now: TrueTime, lastStamp: Instant): Instant =>
  Math.max(now.latest, lastStamp + 1);

/** How long to wait on one's own clock before others may see what was stamped so (§4.1.2, commit wait). */
export const commitWait = (now: TrueTime, stamp: Instant): Duration => Math.max(0, stamp - now.earliest + 1);
