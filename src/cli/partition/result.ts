/**
 * What `foretell partition` finds out, as data: owners, balance, what moved. Knows nothing of text.
 */
import {
  type Algorithm,
  type Balance,
  balanceOf,
  type Change,
  changed,
  HASHES,
  type Keys,
  type Layout,
  limitsOf,
  loadsOf,
  type Movement,
  movementOf,
  overlaps,
  ownersOf,
  partitionerOf,
  replicasOf,
  shardCount,
} from '../../../models/partitioning/index.js';

/** Keys, and nodes, are listed one by one up to so many. */
const LISTED_MAX = 10_000;
const FLOWS_MAX = 100;

type Id = string | number;

export interface NodeRow {
  readonly id: Id;
  readonly weight: number;
  readonly zone?: string;
  readonly keys: number;
  /** Keys of which it has a copy. */
  readonly copies?: number;
  /** The share of all possible hashes that it owns, where that is known exactly. */
  readonly space?: number;
  /** Keys that it takes at most. */
  readonly limit?: number;
}

export interface Spread {
  /** `null` if they are too many to list. */
  readonly nodes: readonly NodeRow[] | null;
  readonly balance: Balance;
  readonly space: Balance | null;
  /** In the order of the keys; `null` if they are too many to list. */
  readonly owners: readonly Id[] | null;
  readonly replicas?: readonly (readonly Id[])[];
  /** The ring: decimal places and whose they are, if they are not too many to list. */
  readonly points?: readonly (readonly [place: string, node: Id])[];
}

export interface Moved extends Omit<Movement, 'flows'> {
  readonly movedRatio: number;
  readonly flows: readonly { readonly from: Id; readonly to: Id; readonly keys: number }[];
}

export interface PartitionResult extends Spread {
  readonly algorithm: string;
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly keys: number;
  readonly members: number;
  readonly shards?: { readonly count: string; readonly overlaps: ReturnType<typeof overlaps> };
  readonly changes: readonly Change[];
  readonly moved?: Moved;
  readonly after?: Spread;
  readonly notes: readonly string[];
}

export interface Question {
  readonly algorithm: Algorithm;
  readonly layout: Layout;
  readonly keys: Keys;
  readonly changes: readonly Change[];
  readonly replicas: number | undefined;
  /** Ids are numbers. */
  readonly numbered: boolean;
}

export function answer(question: Question): PartitionResult {
  const { algorithm, layout, keys, changes } = question;
  const { members, settings } = layout;
  const before = spread(layout, question);
  const result = {
    algorithm: algorithm.name,
    source: algorithm.source,
    settings: Object.fromEntries(
      [...algorithm.reads, ...(settings.raw ? (['raw'] as const) : [])].map((name) => [name, settings[name]]),
    ),
    keys: keys.length,
    members: members.length,
    ...before.spread,
    ...(algorithm.name === 'shuffle' ? { shards: shardsOf(members.length, settings.shardSize) } : {}),
    changes,
    notes: notesOn(question),
  };
  if (changes.length === 0) return result;
  const later = changes.reduce(changed, layout);
  const after = spread(later, question);
  const { flows, ...movement } = movementOf(
    { members, owners: before.owners },
    { members: later.members, owners: after.owners },
  );
  const id = idOf(question.numbered);
  const moved: Moved = {
    ...movement,
    movedRatio: movement.moved / movement.keys,
    flows: flows
      .slice(0, FLOWS_MAX)
      .map(({ from, to, keys: n }) => ({ from: id(from), to: id(to), keys: n })),
  };
  return { ...result, moved, after: after.spread };
}

function spread(
  layout: Layout,
  { keys, replicas, numbered }: Question,
): { readonly owners: Int32Array; readonly spread: Spread } {
  const partitioner = partitionerOf(layout);
  const { members } = layout;
  const ids = members.map((each) => idOf(numbered)(each.id));
  const owners = ownersOf(partitioner, keys);
  const loads = loadsOf(owners, members.length);
  const shares = partitioner.shares?.();
  const points = partitioner.points?.() ?? [];
  const narrow = HASHES[layout.settings.hash].bits === 32;
  const listed = keys.length <= LISTED_MAX;
  const sets: (readonly number[])[] = [];
  const copies = members.map(() => 0);
  if (replicas !== undefined)
    for (let i = 0; i < keys.length; i++) {
      const set = replicasOf(partitioner, keys.at(i), replicas);
      for (const each of set) copies[each]! += 1;
      if (listed) sets.push(set);
    }
  const limits =
    partitioner.assign === undefined ? undefined : limitsOf(members, keys.length, layout.settings.bound);
  return {
    owners,
    spread: {
      nodes:
        members.length > LISTED_MAX
          ? null
          : members.map(({ weight, zone }, i) => ({
              id: ids[i]!,
              weight,
              ...(zone === '' ? {} : { zone }),
              keys: loads[i]!,
              ...(replicas === undefined ? {} : { copies: copies[i]! }),
              ...(shares === undefined ? {} : { space: shares[i]! }),
              ...(limits === undefined ? {} : { limit: limits[i]! }),
            })),
      balance: balanceOf(loads, members),
      ...(points.length === 0 || points.length > LISTED_MAX
        ? {}
        : { points: points.map((point) => [placeOf(point, narrow), ids[point.member]!] as const) }),
      space: shares === undefined ? null : balanceOf(shares, members),
      owners: listed ? Array.from(owners, (owner) => ids[owner]!) : null,
      ...(replicas === undefined || !listed
        ? {}
        : { replicas: sets.map((set) => set.map((each) => ids[each]!)) }),
    },
  };
}

/** A number below 2^64, or below 2^32. */
const placeOf = ({ high, low }: { readonly high: number; readonly low: number }, narrow: boolean): string =>
  narrow ? `${high}` : `${BigInt(high) * 4294967296n + BigInt(low)}`;

const shardsOf = (members: number, shardSize: number) => ({
  count: shardCount(members, shardSize).toString(),
  overlaps: overlaps(members, shardSize),
});

/** Nodes that were given as a count are numbers. */
const idOf =
  (numbered: boolean) =>
  (id: string): Id =>
    numbered && /^\d{1,15}$/.test(id) ? Number(id) : id;

function notesOn({ algorithm, layout, changes }: Question): readonly string[] {
  const last = layout.members.at(-1)!.id;
  const inside = changes.find((change) => change.kind === 'remove' && change.id !== last);
  if (!algorithm.removesLast || inside === undefined) return [];
  return [
    `${algorithm.name} numbers its nodes, so all behind the one that leaves move up by one; only the last, ${last}, can leave alone`,
  ];
}
