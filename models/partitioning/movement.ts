/**
 * What moves when members change: how many keys, from whom to whom, and how many of them for nothing.
 *
 * Pure functions over owners; knows no algorithm.
 */
import type { Change, Member } from './types.js';

export interface Movement {
  readonly keys: number;
  readonly moved: number;
  /** Those that neither left a member that was to lose some nor came to one that was to gain some. */
  readonly strays: number;
  /** The share of keys that must move at least, so that everybody has a fair share. */
  readonly leastRatio: number;
  /** Most keys first. */
  readonly flows: readonly Flow[];
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly keys: number;
}

interface Owned {
  readonly members: readonly Member[];
  readonly owners: Int32Array;
}

export function movementOf(before: Owned, after: Owned, change: Change): Movement {
  const counts = new Map<string, Map<string, number>>();
  const grows = gains(before.members, change);
  const id = change.kind === 'add' ? change.member.id : change.id;
  let moved = 0;
  let strays = 0;
  before.owners.forEach((owner, i) => {
    const from = before.members[owner]!.id;
    const to = after.members[after.owners[i]!]!.id;
    if (from === to) return;
    moved += 1;
    if (grows ? to !== id : from !== id) strays += 1;
    const flows = counts.get(from) ?? new Map<string, number>();
    flows.set(to, (flows.get(to) ?? 0) + 1);
    counts.set(from, flows);
  });
  const flows = [...counts].flatMap(([from, tos]) => [...tos].map(([to, keys]) => ({ from, to, keys })));
  return {
    keys: before.owners.length,
    moved,
    strays,
    leastRatio: Math.abs(shareOf(after.members, id) - shareOf(before.members, id)),
    flows: flows.sort((a, b) => b.keys - a.keys),
  };
}

function gains(members: readonly Member[], change: Change): boolean {
  if (change.kind !== 'weight') return change.kind === 'add';
  return change.weight > members.find(({ id }) => id === change.id)!.weight;
}

function shareOf(members: readonly Member[], id: string): number {
  const own = members.find((each) => each.id === id)?.weight ?? 0;
  return own / members.reduce((sum, { weight }) => sum + weight, 0);
}
