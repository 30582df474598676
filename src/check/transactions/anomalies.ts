/**
 * Kinds of anomalies: which one is a case of which others, and which isolation levels forbid them.
 *
 * Data from the literature and closures over it; knows no history. Adya's thesis (1999) for G0 to G2 and
 * lost updates; Cerone et al. (CONCUR 2015) for internal consistency; Cerone and Gotsman, "Analysing Snapshot
 * Isolation" (PODC 2016) for G-nonadjacent; Kingsbury and Alvaro, "Elle" (VLDB 2020) for what lists and
 * version orders show, and for the process and real-time variants.
 */
import type { IsolationLevel } from './levels.js';
import { LEVELS, withStronger, withWeaker } from './levels.js';

/** A cycle that also needs the order of a process, or order in real time. */
export const VARIANTS = ['', '-process', '-realtime'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What is a case of what, for each variant. `-item`: of keys that are named, as all are here, not of predicates. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  G0: ['G1c'],
  G1c: ['G1'],
  'G-single-item': ['G-single', 'G-nonadjacent-item'],
  'G-single': ['G-nonadjacent'],
  'G-nonadjacent-item': ['G-nonadjacent', 'G2-item'],
  'G-nonadjacent': ['G2'],
  'G2-item': ['G2'],
  G2: [],
  G1: [],
};

const OTHER_CASES: Readonly<Record<string, readonly string[]>> = {
  G1a: ['G1'],
  G1b: ['G1'],
  'incompatible-order': ['G1a'],
  'dirty-update': ['G1a'],
  'future-read': ['G1c'],
  'lost-update': ['write-skew', 'G2-item'],
  'write-skew': ['G2'],
};

/** What each level forbids beyond what the levels that it promises forbid. */
const FORBIDS: Partial<Record<IsolationLevel, readonly string[]>> = {
  'read-uncommitted': ['G0', 'duplicate-elements', 'cyclic-versions', 'PL-1-cycle-exists'],
  'read-committed': ['G1', 'PL-2-cycle-exists'],
  'cursor-stability': ['G-cursor', 'lost-update'],
  'monotonic-view': ['G-monotonic'],
  'monotonic-snapshot-read': ['G-MSR'],
  'read-atomic': ['internal', 'G1a', 'future-read'],
  'update-atomic': ['lost-update'],
  'consistent-view': ['G-single'],
  'update-serializable': ['G-update'],
  'repeatable-read': ['G2-item', 'lost-update'],
  'snapshot-isolation': ['internal', 'G-nonadjacent', 'PL-SI-cycle-exists'],
  serializable: ['G2', 'PL-3-cycle-exists'],
  'strong-session-read-uncommitted': ['G0-process', 'strong-session-PL-1-cycle-exists'],
  'strong-session-read-committed': ['G1c-process', 'strong-session-PL-2-cycle-exists'],
  'strong-session-snapshot-isolation': [
    'G1-process',
    'G-nonadjacent-process',
    'strong-session-snapshot-isolation-cycle-exists',
  ],
  'strong-session-serializable': ['G2-process', 'strong-session-serializable-cycle-exists'],
  'strong-read-uncommitted': ['G0-realtime', 'strong-PL-1-cycle-exists'],
  'strong-read-committed': ['G1c-realtime', 'strong-PL-2-cycle-exists'],
  'strong-snapshot-isolation': [
    'G1-realtime',
    'G-nonadjacent-realtime',
    'strong-snapshot-isolation-cycle-exists',
  ],
  'strong-serializable': ['G2-realtime', 'PL-SS-cycle-exists'],
};

/** They say that nothing could be judged, and forbid nothing. */
export const UNKNOWNS: ReadonlySet<string> = new Set([
  'empty-transaction-graph',
  'cycle-search-timeout',
  'duplicate-writes',
  'dependencies-omitted',
]);

/** What an anomaly is directly a case of. */
function casesOf(anomaly: string): readonly string[] {
  const variant = VARIANTS.findLast((each) => anomaly.endsWith(each)) ?? '';
  const name = variant === '' ? anomaly : anomaly.slice(0, -variant.length);
  const family = CASES[name];
  if (family === undefined) return OTHER_CASES[anomaly] ?? [];
  const next = VARIANTS[VARIANTS.indexOf(variant) + 1];
  return [...family.map((each) => each + variant), ...(next === undefined ? [] : [name + next])];
}

/** Every anomaly that can be asked for. */
export const ANOMALY_NAMES: readonly string[] = [
  ...new Set([
    ...VARIANTS.flatMap((variant) => Object.keys(CASES).map((name) => name + variant)),
    ...Object.keys(OTHER_CASES),
    ...Object.values(FORBIDS).flat(),
  ]),
];

/** The given anomalies and all of which they are a case. */
export function implied(anomalies: Iterable<string>): ReadonlySet<string> {
  const found = new Set(anomalies);
  // A set is visited to its end, including what is added on the way.
  for (const anomaly of found) for (const other of casesOf(anomaly)) found.add(other);
  return found;
}

/** All anomalies that are a case of one of the given, these included. */
export function implying(anomalies: Iterable<string>): ReadonlySet<string> {
  const wanted = new Set(anomalies);
  return new Set(
    [...ANOMALY_NAMES, ...wanted].filter((each) => [...implied([each])].some((one) => wanted.has(one))),
  );
}

/** All anomalies that must not be found where those levels hold. */
export function forbiddenBy(levels: Iterable<IsolationLevel>): ReadonlySet<string> {
  return implying([...withWeaker(levels)].flatMap((level) => FORBIDS[level] ?? []));
}

/** All levels that cannot hold where those anomalies were found. */
export function ruledOutBy(anomalies: Iterable<string>): ReadonlySet<IsolationLevel> {
  const all = implied(anomalies);
  return withStronger(LEVELS.filter((level) => FORBIDS[level]?.some((each) => all.has(each)) === true));
}
