/**
 * Virtual time: integer nanoseconds since the start of a run.
 *
 * Both types are flavours of `number`: plain arithmetic works, but an `Instant` never passes for a
 * `Duration`. The range is what a double holds exactly, 2^53 ns, about 104 days; going past it is a
 * user error that the kernel reports, never a silent loss of precision.
 */

/** A point in virtual time, integer nanoseconds since the start of the run. */
export type Instant = number & { readonly unit?: 'instant-ns' };

/** A length of virtual time, integer nanoseconds. */
export type Duration = number & { readonly unit?: 'duration-ns' };

export const NANOSECOND: Duration = 1;
export const MICROSECOND: Duration = 1_000;
export const MILLISECOND: Duration = 1_000_000;
export const SECOND: Duration = 1_000_000_000;

/** The last instant that a run may reach (2^53 - 1 ns). */
export const END_OF_TIME: Instant = Number.MAX_SAFE_INTEGER;
