/**
 * A layout, measured: its balance, what a change of its members moves, what a lookup looks at.
 *
 * Pure functions; knows no randomness of its own.
 */
import { balanceOf, loadsOf, ownersOf } from '../balance.js';
import { algorithmOf, changed, member, partitionerOf } from '../layout.js';
import { movementOf } from '../movement.js';
import type { Change, Keys, Layout } from '../types.js';
import { looksOf } from './looks.js';

/** Which of the figures are told. */
export const FIGURES = ['all', 'balance', 'movement', 'cost', 'cache'] as const;
type Told = (typeof FIGURES)[number];

/** One of the members goes, another one comes, or one of them counts twice. */
export const CHANGES = ['leave', 'join', 'double'] as const;
export type ChangeKind = (typeof CHANGES)[number];

export interface Figures {
  readonly keys: number;
  /** Keys without an owner who is there, before or after any of the changes. */
  readonly lost: number;
  readonly balance?: { readonly standardError: number; readonly maxOverMean: number };
  /** Without those that the algorithm does not know. */
  readonly moves?: Readonly<Partial<Record<ChangeKind, Moves>>>;
  /** Requests of the busiest member over an even share of all, where each key is asked as often. */
  readonly busiest?: number;
  /** Per lookup, on average; left out where they are not counted. */
  readonly looks?: number;
}

/** Shares of the keys. */
export interface Moves {
  readonly moved: number;
  /** That moved for nothing. */
  readonly strayed: number;
  /** That had to move at least, for everybody to have a fair share. */
  readonly least: number;
}

/** Lookups that are counted one by one. */
const COUNTED_MAX = 500;
/** No other member is called so: theirs have a run and a number. */
const NEWCOMER = 'newcomer';

/** `place`: of the member who goes, or who counts twice. `cached`: keys that reach no member. */
export function measure(layout: Layout, keys: Keys, place: number, told: Told, cached = 0): Figures {
  const wanted = (figure: Told) => told === 'all' || told === figure;
  const before = owned(layout, keys);
  const changes = wanted('movement') ? movesOf(layout, before.owners, keys, place) : undefined;
  const looks = wanted('cost') ? looksPerKey(layout, keys) : undefined;
  return {
    keys: keys.length,
    lost: before.lost + (changes?.lost ?? 0),
    ...(wanted('balance')
      ? { balance: balanceOf(loadsOf(before.owners, before.count), layout.members) }
      : {}),
    ...(told === 'cache'
      ? { busiest: busiestOf(before.owners.subarray(cached), before.count, keys.length) }
      : {}),
    ...(changes === undefined ? {} : { moves: changes.moves }),
    ...(looks === undefined ? {} : { looks }),
  };
}

function owned(layout: Layout, keys: Keys) {
  const owners = ownersOf(partitionerOf(layout), keys);
  const count = layout.members.length;
  return { owners, count, lost: owners.filter((owner) => layout.members[owner] === undefined).length };
}

const busiestOf = (owners: Int32Array, members: number, keys: number): number =>
  (Math.max(...loadsOf(owners, members)) * members) / keys;

function movesOf(layout: Layout, owners: Int32Array, keys: Keys, place: number) {
  let lost = 0;
  const moves: Partial<Record<ChangeKind, Moves>> = {};
  for (const kind of CHANGES) {
    const change = changeOf(kind, layout, place);
    if (change === undefined) continue;
    const next = changed(layout, change);
    const after = owned(next, keys);
    lost += after.lost;
    if (after.lost > 0) continue;
    const { moved, strays, leastRatio } = movementOf(
      { members: layout.members, owners },
      { members: next.members, owners: after.owners },
    );
    moves[kind] = { moved: moved / keys.length, strayed: strays / keys.length, least: leastRatio };
  }
  return { moves, lost };
}

/** `undefined` where members cannot have different weights. */
function changeOf(kind: ChangeKind, { algorithm, members }: Layout, place: number): Change | undefined {
  const { removesLast, weighted } = algorithmOf(algorithm);
  if (kind === 'join') return { kind: 'add', member: member(NEWCOMER) };
  const { id, weight } = members[place]!;
  if (kind === 'double') return weighted ? { kind: 'weight', id, weight: 2 * weight } : undefined;
  return { kind: 'remove', id: removesLast === true ? members.at(-1)!.id : id };
}

function looksPerKey(layout: Layout, keys: Keys): number | undefined {
  const looks = looksOf(layout);
  if (looks === undefined) return undefined;
  const count = Math.min(COUNTED_MAX, keys.length);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += looks(keys.at(i));
  return sum / count;
}
