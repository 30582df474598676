/** Suites of hand-made hunts and runs, by name, for the tests of everything that is written from them. */
import { suiteOfHunt } from '../../../src/report/ci/hunt-suite.js';
import { suiteOfRun } from '../../../src/report/ci/run-suite.js';
import type { Suite } from '../../../src/report/ci/suite.js';
import { cleanHunt, crowdedHunt, failingHunt, partialHunt, staleHunt } from '../fixture-hunts.js';
import { emptyRun, healthyRun, staleRead } from '../fixtures.js';

export const FILE = 'scenarios/consensus/raft-leader-partition.yaml';

export const suites: Readonly<Record<string, () => Suite>> = {
  'clean hunt': () => suiteOfHunt(cleanHunt()),
  'failing hunt': () => suiteOfHunt(failingHunt()),
  'part of a hunt': () => suiteOfHunt(partialHunt()),
  'stale hunt': () => suiteOfHunt(staleHunt()),
  'crowded hunt': () => suiteOfHunt(crowdedHunt()),
  'healthy run': () => suiteOfRun(FILE, healthyRun()),
  'stale read': () => suiteOfRun(FILE, staleRead()),
  'empty run': () => suiteOfRun(FILE, emptyRun()),
};

/** Markup, line ends, control characters and half a surrogate pair. */
export const EVIL =
  '<b a="x">&amp;\u0000\u001b[31m\r\n\ttwo: a, b%\ud800 ]]> --> @everyone | *x* </details>😀';

/** Every text of a suite begins with it. */
export function poisoned<T>(value: T): T {
  const kept = new Set(['valid', 'invalid', 'unknown', 'table', 'left', 'right', 'paragraph', 'note']);
  const walk = (it: unknown): unknown => {
    if (typeof it === 'string') return kept.has(it) ? it : `${EVIL}${it}`;
    if (Array.isArray(it)) return it.map(walk);
    if (typeof it !== 'object' || it === null) return it;
    return Object.fromEntries(Object.entries(it).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value) as T;
}
