/**
 * Findings: anomalies as they are found in a history, before they are put into words for a verdict.
 */
import type { Json } from '../../observe/history.js';
import type { Write, WriteIndex } from './writes.js';

/** An anomaly that is no cycle. */
export interface Finding {
  readonly type: string;
  /** Ids of the transactions that show it, the one that is accused first. */
  readonly transactions: readonly number[];
  readonly explanation: string;
  readonly key?: Json;
  /** What was seen, and what should have been, where there is such a thing. */
  readonly seen?: Json;
  readonly expected?: Json;
}

/** What looking at the objects of a history leaves, beside findings and dependencies. */
export interface Analysis {
  readonly index: WriteIndex;
  /** Whether a value was written more than once. */
  readonly duplicateWrites: boolean;
  /** Anti-dependencies that were too many to be kept. */
  readonly omitted: number;
}

/** At most so many of a type are kept; all are counted. */
export const EXAMPLES_MAX = 10;

/** How many anti-dependencies of all readers of a version on all writers that came after it are kept. */
export const ANTI_DEPENDENCIES_MAX = 4_000_000;

/** Findings of one type after another, the first few of each kept. */
export interface FindingCollector {
  add(finding: () => Finding, type: string): void;
  readonly findings: readonly Finding[];
  readonly counts: ReadonlyMap<string, number>;
}

export function createFindings(): FindingCollector {
  const findings: Finding[] = [];
  const counts = new Map<string, number>();
  return {
    findings,
    counts,
    add(finding, type) {
      const count = (counts.get(type) ?? 0) + 1;
      counts.set(type, count);
      if (count <= EXAMPLES_MAX) findings.push(finding());
    },
  };
}

/** Whether a write can be relied on to be of one transaction only. */
export const isSure = (write: Write | undefined): write is Write => write !== undefined && !write.ambiguous;

export function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 38)}…${text.slice(-38)}` : text;
}
