/** Names of the session guarantees; what each one promises is defined in `check/session-guarantees.ts`. */

export const GUARANTEE_NAMES = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
] as const;

export type GuaranteeName = (typeof GUARANTEE_NAMES)[number];

/** Objects whose operations say which write they saw. */
export const GUARANTEE_OBJECTS = ['register', 'cas-register', 'list-append'] as const;
