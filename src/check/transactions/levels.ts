/**
 * Isolation levels: which one promises which others, from the weakest to the strongest.
 *
 * Data from the literature; knows no anomaly and no history. Adya, Liskov and O'Neil, "Generalized Isolation
 * Level Definitions" (ICDE 2000) and Adya's thesis (1999) for the levels with PL numbers; Bailis et al.,
 * "Highly Available Transactions" (VLDB 2014); Cerone, Bernardi and Gotsman, "A Framework for Transactional
 * Consistency Models with Atomic Visibility" (CONCUR 2015); Liu et al., "ROLA" (2018) for update atomicity;
 * Daudjee and Salem, "Lazy Database Replication with Snapshot Isolation" (VLDB 2006) for strong and strong
 * session levels.
 */

/** For each level the ones that hold wherever it holds. Each stands after all that it names. */
const PROMISES = {
  'read-uncommitted': [],
  'read-committed': ['read-uncommitted'],
  'monotonic-view': ['read-committed'],
  'monotonic-snapshot-read': ['read-committed'],
  'monotonic-atomic-view': ['read-committed'],
  'cursor-stability': ['read-committed'],
  'read-atomic': ['monotonic-atomic-view'],
  'update-atomic': ['read-atomic'],
  'causal-cerone': ['read-atomic'],
  prefix: ['causal-cerone'],
  'parallel-snapshot-isolation': ['causal-cerone', 'update-atomic'],
  'consistent-view': ['cursor-stability', 'monotonic-view'],
  'forward-consistent-view': ['consistent-view'],
  'update-serializable': ['forward-consistent-view'],
  'repeatable-read': ['cursor-stability', 'monotonic-atomic-view'],
  'snapshot-isolation': [
    'forward-consistent-view',
    'monotonic-atomic-view',
    'monotonic-snapshot-read',
    'parallel-snapshot-isolation',
    'prefix',
  ],
  serializable: ['repeatable-read', 'update-serializable', 'snapshot-isolation'],
  'strong-session-read-uncommitted': ['read-uncommitted'],
  'strong-session-read-committed': ['read-committed', 'strong-session-read-uncommitted'],
  'strong-session-snapshot-isolation': ['snapshot-isolation', 'strong-session-read-committed'],
  'strong-session-serializable': ['serializable', 'strong-session-snapshot-isolation'],
  'strong-read-uncommitted': ['strong-session-read-uncommitted'],
  'strong-read-committed': ['strong-session-read-committed', 'strong-read-uncommitted'],
  'strong-snapshot-isolation': ['strong-session-snapshot-isolation', 'strong-read-committed'],
  'strong-serializable': ['strong-session-serializable', 'strong-snapshot-isolation'],
} as const satisfies Record<string, readonly string[]>;

export type IsolationLevel = keyof typeof PROMISES;

/** From the weakest to the strongest. */
export const LEVELS = Object.keys(PROMISES) as readonly IsolationLevel[];

/** Other names of the same levels; the PL numbers are Adya's. */
const ALIASES: Readonly<Record<string, IsolationLevel>> = {
  'strict-serializable': 'strong-serializable',
  'conflict-serializable': 'serializable',
  rola: 'update-atomic',
  'pl-1': 'read-uncommitted',
  'pl-2': 'read-committed',
  'pl-2l': 'monotonic-view',
  'pl-msr': 'monotonic-snapshot-read',
  'pl-cs': 'cursor-stability',
  'pl-2+': 'consistent-view',
  'pl-fcv': 'forward-consistent-view',
  'pl-2.99': 'repeatable-read',
  'pl-si': 'snapshot-isolation',
  'pl-3u': 'update-serializable',
  'pl-3': 'serializable',
  'pl-ss': 'strong-serializable',
  'strong-session-pl-1': 'strong-session-read-uncommitted',
  'strong-session-pl-2': 'strong-session-read-committed',
  'strong-pl-1': 'strong-read-uncommitted',
  'strong-pl-2': 'strong-read-committed',
};

/** All names that {@link levelOf} knows. */
export const LEVEL_NAMES: readonly string[] = [...LEVELS, ...Object.keys(ALIASES)];

/** The level of that name, whatever its case; `undefined` if there is none. */
export function levelOf(name: string): IsolationLevel | undefined {
  const lower = name.toLowerCase();
  return (
    LEVELS.find((level) => level === lower) ?? (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined)
  );
}

/** The given levels and all that they promise. */
export function withWeaker(levels: Iterable<IsolationLevel>): ReadonlySet<IsolationLevel> {
  const found = new Set(levels);
  for (const level of LEVELS.toReversed()) {
    if (found.has(level)) for (const weaker of PROMISES[level]) found.add(weaker);
  }
  return found;
}

/** The given levels and all that promise one of them: where those do not hold, none of these does. */
export function withStronger(levels: Iterable<IsolationLevel>): ReadonlySet<IsolationLevel> {
  const found = new Set(levels);
  for (const level of LEVELS) {
    if (PROMISES[level].some((weaker) => found.has(weaker))) found.add(level);
  }
  return found;
}

/** Those of the given levels that promise none of the others, weakest first. */
export function weakest(levels: ReadonlySet<IsolationLevel>): readonly IsolationLevel[] {
  return LEVELS.filter((level) => {
    const promised = withWeaker([level]);
    return levels.has(level) && ![...levels].some((other) => other !== level && promised.has(other));
  });
}
