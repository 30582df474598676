/** Names of the session guarantees; what each one promises is defined in `check/session-guarantees.ts`. */

export const GUARANTEE_NAMES = [
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
] as const;

export type GuaranteeName = (typeof GUARANTEE_NAMES)[number];

/** Names of what one order, or causes, must explain, and of what must not be lost; defined in `check/consistency.ts`. */
export const CONSISTENCY_NAMES = ['sequential', 'causal', 'no-lost-updates'] as const;

export type ConsistencyName = (typeof CONSISTENCY_NAMES)[number];

/** How far a read may be behind: in ns, or in versions. */
export interface StalenessBound {
  readonly unit: 'time' | 'versions';
  readonly limit: number;
  /** Whether it may be exactly that. */
  readonly inclusive: boolean;
}

/** Objects whose operations say which write they saw. */
export const GUARANTEE_OBJECTS = ['register', 'cas-register', 'list-append'] as const;
