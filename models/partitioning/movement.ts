/**
 * What moves when members change: how many keys, from whom to whom, and how many of them for nothing.
 *
 * Pure functions over owners; knows no algorithm.
 */
import type { Member } from './types.js';

export interface Movement {
  readonly keys: number;
  readonly moved: number;
  /** The share of keys that must move at least, for everybody to have a fair share. */
  readonly leastRatio: number;
  /** Keys that did not go from a member whose fair share shrinks to one whose share grows. */
  readonly strays: number;
  /** Most keys first. */
  readonly flows: readonly Flow[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly keys: number;
}

/** The same keys, before and after. */
interface Owned {
  readonly members: readonly Member[];
  readonly owners: Int32Array;
}

export function movementOf(before: Owned, after: Owned): Movement {
  const gains = gainsOf(before.members, after.members);
  const counts = new Map<string, Map<string, number>>();
  let moved = 0;
  let strays = 0;
  before.owners.forEach((owner, i) => {
    const from = before.members[owner]!.id;
    const to = after.members[after.owners[i]!]!.id;
    if (from === to) return;
    moved += 1;
    if (!(gains.get(from)! < 0 && gains.get(to)! > 0)) strays += 1;
    const flows = counts.get(from) ?? new Map<string, number>();
    flows.set(to, (flows.get(to) ?? 0) + 1);
    counts.set(from, flows);
  });
  const flows = [...counts].flatMap(([from, tos]) => [...tos].map(([to, keys]) => ({ from, to, keys })));
  return {
    keys: before.owners.length,
    moved,
    leastRatio: [...gains.values()].reduce((sum, gain) => sum + Math.abs(gain), 0) / 2,
    strays,
    flows: flows.sort((a, b) => b.keys - a.keys),
  };
}

/** By how much each member's fair share grows. */
function gainsOf(before: readonly Member[], after: readonly Member[]): ReadonlyMap<string, number> {
  const [old, now] = [fairShares(before), fairShares(after)];
  const ids = new Set([...old.keys(), ...now.keys()]);
  return new Map([...ids].map((id) => [id, (now.get(id) ?? 0) - (old.get(id) ?? 0)]));
}

function fairShares(members: readonly Member[]): ReadonlyMap<string, number> {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(members.map(({ id, weight }) => [id, weight / total]));
}
