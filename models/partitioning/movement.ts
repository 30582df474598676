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
  const places = new Map(after.members.map(({ id }, place) => [id, place]));
  /** Where each member of before is now. */
  const stays = Int32Array.from(before.members, ({ id }) => places.get(id) ?? -1);
  const width = after.members.length;
  const counts = new Map<number, number>();
  for (let i = 0; i < before.owners.length; i++) {
    const from = before.owners[i]!;
    const to = after.owners[i]!;
    if (stays[from] === to) continue;
    const flow = from * width + to;
    counts.set(flow, (counts.get(flow) ?? 0) + 1);
  }
  const flows = [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .map(([flow, keys]) => ({
      from: before.members[Math.floor(flow / width)]!.id,
      to: after.members[flow % width]!.id,
      keys,
    }));
  const sumOf = (some: readonly Flow[]) => some.reduce((sum, { keys }) => sum + keys, 0);
  return {
    keys: before.owners.length,
    moved: sumOf(flows),
    leastRatio: [...gains.values()].reduce((sum, gain) => sum + Math.abs(gain), 0) / 2,
    strays: sumOf(flows.filter(({ from, to }) => !(gains.get(from)! < 0 && gains.get(to)! > 0))),
    flows,
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
