/**
 * What is measured of multi-leader replication: how long operations take to get about, and what becomes of those that
 * are in conflict.
 *
 * Each operation counts once, wherever it was seen. Lost, where the later stamp stays, is what the value of its key
 * does not rest on in the end: neither that write nor the ones that its writer found there, and so on back. Sees
 * operations, never states.
 */
import type { Instant, Measure } from '../../../src/model/index.js';
import { isLater } from '../crdt/lww-register.js';
import type { Op } from './types.js';

interface Fate {
  readonly op: Op;
  readonly key: string;
  readonly since: Instant;
  readonly reached: Set<number>;
  /** What its writer found under the key. */
  readonly found: Fate | undefined;
  isConflict: boolean;
}

export function measuresOf(members: number) {
  const fates = new Map<string, Fate>();
  const toMost: number[] = [];
  const toAll: number[] = [];
  const most = Math.floor(members / 2) + 1;
  /** What each member holds, and what would be held if all had met, by key. */
  const winners = Array.from({ length: members }, () => new Map<string, Fate>());
  const last = new Map<string, Fate>();
  let losesByStamp = false;

  const write = (held: Map<string, Fate>, fate: Fate): void => {
    const before = held.get(fate.key);
    if (before === undefined || isLater(fate.op.stamp, before.op.stamp)) held.set(fate.key, fate);
  };
  const fateOf = (op: Op, member: number, now: Instant): Fate => {
    let fate = fates.get(nameOf(op));
    if (fate === undefined) {
      const key = JSON.stringify(op.key);
      const found = winners[member]!.get(key);
      fate = { op, key, since: now, reached: new Set(), found, isConflict: false };
      fates.set(nameOf(op), fate);
      write(last, fate);
    }
    return fate;
  };
  return {
    /** An operation takes effect at a member. `byStamp`: the later of two stays, and the other is gone. */
    applied(op: Op, member: number, now: Instant, byStamp: boolean): void {
      const fate = fateOf(op, member, now);
      losesByStamp ||= byStamp;
      write(winners[member]!, fate);
      if (fate.reached.has(member)) return; // once more, after a crash
      fate.reached.add(member);
      if (fate.reached.size === most) toMost.push(now - fate.since);
      if (fate.reached.size === members) toAll.push(now - fate.since);
    },
    met(op: Op): void {
      fates.get(nameOf(op))!.isConflict = true;
    },
    restarted(member: number): void {
      winners[member]!.clear();
    },
    list(): readonly Measure[] {
      const all = [...fates.values()];
      const share = (is: (fate: Fate) => boolean) => all.map((fate) => (is(fate) ? 1 : 0));
      const kept = keptBy(last.values());
      const lost = losesByStamp ? share((fate) => !kept.has(fate)) : [];
      return [
        { key: 'time-to-reach-most', name: 'time-to-reach-most', unit: 'duration', values: toMost },
        { key: 'time-to-reach-all', name: 'time-to-reach-all', unit: 'duration', values: toAll },
        {
          key: 'in-conflict',
          name: 'in-conflict',
          unit: 'share',
          values: share(({ isConflict }) => isConflict),
        },
        { key: 'lost', name: 'lost', unit: 'share', values: lost },
      ];
    },
  };
}

/** Those writes, what their writers found, and so on. */
function keptBy(those: Iterable<Fate>): ReadonlySet<Fate> {
  const kept = new Set<Fate>();
  for (const write of those)
    for (let fate: Fate | undefined = write; fate !== undefined; fate = fate.found) kept.add(fate);
  return kept;
}

/** With its time, as a number is given again when a crash takes an operation that was not on disk. */
const nameOf = ({ stamp }: Op): string => `${stamp.origin}/${stamp.number}/${stamp.time}`;
