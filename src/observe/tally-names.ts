/** Names of the checkers that count, after Jepsen's; what each one demands is defined in `check/tallies/`. */

export const TALLY_NAMES = [
  'queue',
  'total-queue',
  'set',
  'set-full',
  'counter',
  'pn-counter',
  'unique-ids',
  'long-fork',
  'causal-reverse',
] as const;

export type TallyName = (typeof TALLY_NAMES)[number];

/** The operations that each one judges. */
export const TALLY_FUNCTIONS: { readonly [name in TallyName]: readonly string[] } = {
  queue: ['enqueue', 'dequeue', 'drain'],
  'total-queue': ['enqueue', 'dequeue', 'drain'],
  set: ['add', 'read'],
  'set-full': ['add', 'read'],
  counter: ['add', 'inc', 'dec', 'read'],
  'pn-counter': ['add', 'inc', 'dec', 'read'],
  'unique-ids': ['generate'],
  'long-fork': ['read', 'write', 'txn'],
  'causal-reverse': ['write', 'read'],
};

/** Those that a scenario may expect of its clients; the others are for histories of whole transactions or lists. */
export const CLAIMED_TALLIES = ['set-full', 'counter', 'pn-counter', 'total-queue', 'unique-ids'] as const;

export type ClaimedTally = (typeof CLAIMED_TALLIES)[number];
