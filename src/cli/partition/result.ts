/**
 * What `foretell partition` finds out, as data: owners, balance, what moved. Knows nothing of text.
 */
import {
  type Algorithm,
  type Balance,
  balanceOf,
  bitsOf,
  type Change,
  changed,
  createReplicas,
  HASHES,
  type Keys,
  type Layout,
  limitsOf,
  loadsOf,
  type Member,
  type Movement,
  movementOf,
  overlaps,
  ownersOf,
  type Partitioner,
  partitionerOf,
  type Settings,
  shardCount,
} from '../../../models/partitioning/index.js';
import { notesOn } from './notes.js';

/** What is listed one by one, at most: owners of keys and nodes, hashes of keys, points of a ring, flows. */
const OWNERS_MAX = 1_000_000;
const HASHES_MAX = 10_000;
const POINTS_MAX = 200_000;
const FLOWS_MAX = 10_000;

type Id = string | number;

export interface NodeRow {
  readonly id: Id;
  readonly weight: number;
  readonly zone?: string;
  readonly keys: number;
  /** Of all keys. */
  readonly share: number;
  /** Keys of which it has a copy. */
  readonly copies?: number;
  /** The share of all possible hashes that it owns, where that is known exactly. */
  readonly space?: number;
  /** Keys that it takes at most. */
  readonly limit?: number;
}

/** Lists are `null` where they are too long. */
export interface Spread {
  readonly balance: Balance;
  readonly space: Balance | null;
  readonly nodes: readonly NodeRow[] | null;
  /** In the order of the keys. */
  readonly owners: readonly Id[] | null;
  readonly replicas?: readonly (readonly Id[])[] | null;
}

/** The ring: decimal places and whose they are. */
type Points = readonly (readonly [place: string, node: Id])[];

export interface Moved extends Omit<Movement, 'flows'> {
  readonly movedRatio: number;
  /** Most keys first, the rest left out if there are very many. */
  readonly flows: readonly { readonly from: Id; readonly to: Id; readonly keys: number }[];
  readonly flowCount: number;
}

export interface PartitionResult extends Spread {
  readonly algorithm: string;
  readonly source: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly keys: number;
  readonly members: number;
  readonly notes: readonly string[];
  readonly changes: readonly ChangeRow[];
  readonly moved?: Moved;
  readonly shards?: { readonly count: string; readonly overlaps: ReturnType<typeof overlaps> };
  /** Of the keys, in their order: 0x and 8 or 16 digits. */
  readonly hashes?: readonly string[] | null;
  /** Once all changes are made. */
  readonly after?: Spread & { readonly points?: Points | null };
  readonly points?: Points | null;
}

export interface ChangeRow {
  readonly kind: Change['kind'];
  readonly id: Id;
  readonly weight?: number;
  readonly zone?: string;
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
  const before = look(layout, question);
  const later = changes.length === 0 ? undefined : changes.reduce(changed, layout);
  const after = later === undefined ? undefined : look(later, question);
  return {
    algorithm: algorithm.name,
    source: algorithm.source,
    settings: Object.fromEntries(
      [...algorithm.reads, ...(settings.raw ? (['raw'] as const) : [])].map((name) => [name, settings[name]]),
    ),
    keys: keys.length,
    members: members.length,
    notes: notesOn(question, before.spread),
    changes: changes.map((change) => changeRow(change, question)),
    ...(algorithm.name === 'shuffle' ? { shards: shardsOf(members.length, settings.shardSize) } : {}),
    ...(after === undefined ? {} : { moved: movedBetween(before, after, question) }),
    ...before.spread,
    ...(algorithm.name === 'range' ? {} : { hashes: hashesOf(keys, settings) }),
    ...(after === undefined ? {} : { after: { ...after.spread, ...after.points } }),
    ...before.points,
  };
}

/** A layout and where the keys are in it. */
interface Look {
  readonly members: readonly Member[];
  readonly owners: Int32Array;
  readonly spread: Spread;
  readonly points: { readonly points?: Points | null };
}

function look(layout: Layout, question: Question): Look {
  const { keys, replicas, numbered } = question;
  const partitioner = partitionerOf(layout);
  const { members, settings } = layout;
  const ids = members.map(({ id }) => idOf(numbered, id));
  const owners = ownersOf(partitioner, keys);
  const loads = loadsOf(owners, members.length);
  const shares = partitioner.shares?.();
  const limits =
    partitioner.assign === undefined ? undefined : limitsOf(members, keys.length, settings.bound);
  const copies = replicas === undefined ? undefined : copiesOf(partitioner, keys, replicas);
  const rows = members.map(({ weight, zone }, i) => ({
    id: ids[i]!,
    weight,
    ...(zone === '' ? {} : { zone }),
    keys: loads[i]!,
    share: loads[i]! / keys.length,
    ...(copies === undefined ? {} : { copies: copies.counts[i]! }),
    ...(shares === undefined ? {} : { space: shares[i]! }),
    ...(limits === undefined ? {} : { limit: limits[i]! }),
  }));
  const spread = {
    balance: balanceOf(loads, members),
    space: shares === undefined ? null : balanceOf(shares, members),
    nodes: members.length > OWNERS_MAX ? null : rows,
    owners: keys.length > OWNERS_MAX ? null : Array.from(owners, (owner) => ids[owner]!),
    ...(copies === undefined
      ? {}
      : { replicas: copies.sets?.map((set) => set.map((each) => ids[each]!)) ?? null }),
  };
  return { members, owners, spread, points: pointsIn(partitioner, settings, ids) };
}

/** How many keys each has a copy of; and which members each key has, if that is not too long. */
function copiesOf(partitioner: Partitioner, keys: Keys, replicas: number) {
  const replicasOf = createReplicas(partitioner, replicas);
  const counts = partitioner.members.map(() => 0);
  const sets: (readonly number[])[] | undefined = keys.length * replicas > OWNERS_MAX ? undefined : [];
  for (let i = 0; i < keys.length; i++) {
    const set = replicasOf(keys.at(i));
    for (const each of set) counts[each]! += 1;
    sets?.push(set);
  }
  return { counts, sets };
}

function pointsIn(
  { points }: Partitioner,
  { hash }: Settings,
  ids: readonly Id[],
): { readonly points?: Points | null } {
  if (points === undefined) return {};
  const all = points();
  const narrow = HASHES[hash].bits === 32;
  const placeOf = ({ high, low }: { readonly high: number; readonly low: number }) =>
    narrow ? `${high}` : `${BigInt(high) * 4294967296n + BigInt(low)}`;
  return {
    points:
      all.length > POINTS_MAX ? null : all.map((point) => [placeOf(point), ids[point.member]!] as const),
  };
}

function hashesOf(keys: Keys, settings: Settings): readonly string[] | null {
  if (keys.length > HASHES_MAX) return null;
  const hex = (half: number) => half.toString(16).padStart(8, '0');
  const narrow = bitsOf(settings) === 32;
  return Array.from({ length: keys.length }, (_, i) => {
    const { high, low } = keys.at(i);
    return `0x${narrow ? '' : hex(high)}${hex(low)}`;
  });
}

function movedBetween(before: Look, after: Look, { numbered }: Question): Moved {
  const { flows, ...movement } = movementOf(before, after);
  const id = (text: string) => idOf(numbered, text);
  return {
    ...movement,
    movedRatio: movement.moved / movement.keys,
    flows: flows.slice(0, FLOWS_MAX).map(({ from, to, keys }) => ({ from: id(from), to: id(to), keys })),
    flowCount: flows.length,
  };
}

function changeRow(change: Change, { numbered }: Question): ChangeRow {
  const { kind } = change;
  if (kind !== 'add')
    return {
      kind,
      id: idOf(numbered, change.id),
      ...(kind === 'weight' ? { weight: change.weight } : {}),
    };
  const { id, weight, zone } = change.member;
  return { kind, id: idOf(numbered, id), weight, ...(zone === '' ? {} : { zone }) };
}

const shardsOf = (members: number, shardSize: number) => ({
  count: shardCount(members, shardSize).toString(),
  overlaps: overlaps(members, shardSize),
});

/** Nodes that were given as a count are numbers. */
const idOf = (numbered: boolean, id: string): Id => (numbered && /^\d{1,15}$/.test(id) ? Number(id) : id);
