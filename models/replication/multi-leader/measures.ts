/**
 * What is measured of multi-leader replication: how long operations take to reach every member, and what becomes of
 * those that are in conflict.
 *
 * Each operation counts once, wherever it was seen. Sees operations, never states.
 */
import type { Instant, Measure, NodeId } from '../../../src/model/index.js';
import type { Clash, Op } from './types.js';

interface Fate {
  readonly since: Instant;
  readonly reached: Set<NodeId>;
}

export function measuresOf(members: number) {
  const fates = new Map<string, Fate>();
  const toAll: number[] = [];
  const nameOf = ({ stamp }: Op): string => `${stamp.origin}/${stamp.number}`;
  const conflicts = new Set<string>();
  const lost = new Set<string>();
  return {
    applied(op: Op, node: NodeId, now: Instant): void {
      const name = nameOf(op);
      let fate = fates.get(name);
      if (fate === undefined) {
        fate = { since: now, reached: new Set() };
        fates.set(name, fate);
      }
      if (fate.reached.has(node)) return; // once more, after a crash
      fate.reached.add(node);
      if (fate.reached.size === members) toAll.push(now - fate.since);
    },
    clashed(clash: Clash): void {
      if (clash.isConflict) conflicts.add(nameOf(clash.op));
      if (clash.lost !== undefined) lost.add(nameOf(clash.lost));
    },
    list: (): readonly Measure[] => {
      const shareIn = (those: ReadonlySet<string>) =>
        [...fates.keys()].map((name) => (those.has(name) ? 1 : 0));
      return [
        { name: 'time-to-reach-all', unit: 'duration', values: toAll },
        { name: 'in-conflict', unit: 'share', values: shareIn(conflicts) },
        { name: 'lost', unit: 'share', values: shareIn(lost) },
      ];
    },
  };
}
