/** The named maximum of the event queue, shared by its parts. It must know nothing of how they work. */

/**
 * Entries that one part of a queue may hold: 67 million, past which the simulation has a leak rather
 * than a load. Three doubles per entry then still index within an int32.
 */
export const ENTRIES_MAX = 2 ** 26;
