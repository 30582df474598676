/**
 * Versions of a key, and which of them are left when two replicas compare notes.
 *
 * DeCandia et al., "Dynamo", SOSP 2007, §4.4. Merging is a join: the order and the number of times do not matter.
 * Knows nothing of nodes but their numbers.
 */
import type { Instant, Json, NodeId } from '../../../src/model/index.js';
import { compareStamps } from '../../clocks/lamport.js';
import type { Vector } from '../../clocks/vector.js';
import { descends, maximal } from '../../clocks/version-vector.js';

/** What one write left. No two have the same node and number. */
export interface Version {
  readonly value: Json;
  /** A tombstone. */
  readonly deleted: boolean;
  /** The wall clock of the coordinator. */
  readonly at: Instant;
  /** The coordinator, and its number for the write: a Lamport time. */
  readonly node: NodeId;
  readonly time: number;
  /** The writes it descends from, itself included; empty where the last write wins. */
  readonly past: Vector;
}

export type Rule = 'lww' | 'version-vector';

/** Names a version in the whole system. */
export const idOf = ({ node, time }: Version): string => `${time}/${node}`;

/**
 * A total order that the winning version is last in: by wall clock where the last write wins; else by number, which
 * is larger than those of all that the version descends from.
 */
export const compareRank = (rule: Rule, a: Version, b: Version): number =>
  (rule === 'lww' ? a.at - b.at : 0) || compareStamps(a, b);

/** The same as numbers that compare one after the other. */
export const rankOf = (rule: Rule, { at, time, node }: Version): readonly number[] =>
  rule === 'lww' ? [at, time, node] : [time, node];

/** Whether whoever has `newer` needs `older` no more. */
export const covers = (rule: Rule, newer: Version, older: Version): boolean =>
  rule === 'lww' ? compareRank(rule, newer, older) >= 0 : descends(newer, older);

/** What is left of both, the winner first. */
export function merge(rule: Rule, a: readonly Version[], b: readonly Version[]): readonly Version[] {
  if (a.length === 0) return b;
  if (b.length === 0 || sameVersions(a, b)) return a;
  const all = [...a, ...b].sort((x, y) => compareRank(rule, y, x));
  return rule === 'lww' ? all.slice(0, 1) : maximal(all);
}

export const mergeAll = (rule: Rule, lists: readonly (readonly Version[])[]): readonly Version[] =>
  lists.reduce((merged, each) => merge(rule, merged, each), []);

/** Both are in the order that `merge` gives. */
export const sameVersions = (a: readonly Version[], b: readonly Version[]): boolean =>
  a.length === b.length && a.every(({ node, time }, i) => node === b[i]!.node && time === b[i]!.time);

/** What a client sees: the winner's value, or `null` if that is a delete or there is none. */
export const winningValue = ([winner]: readonly Version[]): Json => winner?.value ?? null;

/** All values in conflict, the winner's first. */
export const liveValues = (versions: readonly Version[]): readonly Json[] =>
  versions.filter(({ deleted }) => !deleted).map(({ value }) => value);
