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
