/**
 * From keys to slots, and from slots to nodes: the partitioner at work.
 *
 * A fixed number of slots, each owned as one, as in Redis Cluster (16,384 slots) and Dynamo's third strategy (SOSP 2007,
 * §6.2); which member owns a slot is the partitioner's word. Pure functions; knows nothing of moves.
 */
import type { Json, NodeId } from '../../../src/model/index.js';
import { ownersOf } from '../balance.js';
import { remainder } from '../hash/word.js';
import { keyOf } from '../key.js';
import { changed, layoutOf, member, partitionerOf } from '../layout.js';
import type { Layout } from '../types.js';
import type { Ctx, Params } from './types.js';

const HASH = 'murmur3-128';
/** Of Maglev: a prime, much above the members and slots there are; the default would cost more than all else. */
const TABLE_SIZE = 2039;

export function slotOfKey(key: Json, { slots }: Params): number {
  const { high, low } = keyOf(JSON.stringify(key), HASH);
  return remainder(high, low, slots);
}

/** The layout at the start: the coordinator holds nothing unless it is alone, and spare nodes nothing yet. */
export function firstLayout(ctx: Ctx): Layout {
  const { params, members } = ctx;
  const { partitioner, points } = params;
  const last = params.members === 0 ? members.length : 1 + params.members;
  const nodes = members.length === 1 ? members : members.slice(1, last);
  const holders = nodes.map((node) => member(ctx.name(node)));
  // Whoever comes is there before anybody leaves: AnchorHash must have a bucket for each.
  return layoutOf(partitioner, holders, { points, tableSize: TABLE_SIZE, capacity: 2 * members.length });
}

/** The layout with exactly these members. Whoever comes is added before anybody leaves. */
export function layoutWith(layout: Layout, wanted: readonly string[]): Layout {
  const present = layout.members.map(({ id }) => id);
  const added = wanted
    .filter((id) => !present.includes(id))
    .reduce((before, id) => changed(before, { kind: 'add', member: member(id) }), layout);
  return present
    .filter((id) => !wanted.includes(id))
    .reduce((before, id) => changed(before, { kind: 'remove', id }), added);
}

/** The owner of each slot. */
export function slotOwners(layout: Layout, ctx: Ctx): readonly NodeId[] {
  const partitioner = partitionerOf(layout);
  const nodes = new Map(ctx.members.map((node) => [ctx.name(node), node]));
  const keys = {
    length: ctx.params.slots,
    at: (slot: number) => keyOf(`slot ${slot}`, layout.settings.hash),
  };
  return [...ownersOf(partitioner, keys)].map((place) => nodes.get(partitioner.members[place]!.id)!);
}
