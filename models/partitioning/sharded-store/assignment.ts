/**
 * From keys to slots, and from slots to nodes: the partitioner at work.
 *
 * A fixed number of slots, each held as one, as in Redis Cluster (16,384 slots) and Dynamo's third strategy (SOSP 2007,
 * §6.2); who holds a slot is the partitioner's word: its preference list, across zones. Pure functions; knows nothing
 * of moves.
 */
import type { Json, NodeId } from '../../../src/model/index.js';
import { ownersOf } from '../balance.js';
import { remainder } from '../hash/word.js';
import { keyOf } from '../key.js';
import { changed, layoutOf, member, partitionerOf } from '../layout.js';
import { replicasOf } from '../replicas.js';
import type { Layout, Member } from '../types.js';
import type { Durable, Group, Params, View } from './types.js';

const HASH = 'murmur3-128';
/** Of Maglev: a prime, much above the members and slots there are; the default would cost more than all else. */
const TABLE_SIZE = 2039;

export function slotOfKey(key: Json, { slots }: Pick<Params, 'slots'>): number {
  const { high, low } = keyOf(JSON.stringify(key), HASH);
  return remainder(high, low, slots);
}

/** What the coordinator starts with: every slot is held as it is to be. */
export function firstConfig(group: Group): Durable {
  const layout = firstLayout(group);
  const targets = slotTargets(layout, group);
  const views = targets.map((holders) => ({ number: 1, owner: holders[0]!, holders }));
  const config = { version: 1, change: 1, views, targets, gone: [], complete: true };
  return { config, layout, wanted: layout.members.map(({ id }) => id) };
}

/** The coordinator holds nothing unless it is alone, and spare nodes nothing yet. */
function firstLayout(group: Group): Layout {
  const { params, members } = group;
  const { partitioner, points } = params;
  const last = params.members === 0 ? members.length : 1 + params.members;
  const nodes = members.length === 1 ? members : members.slice(1, last);
  const holders = nodes.map((node) => memberNamed(group.name(node), group));
  // Whoever comes is there before anybody leaves: AnchorHash must have a bucket for each.
  return layoutOf(partitioner, holders, { points, tableSize: TABLE_SIZE, capacity: 2 * members.length });
}

/** Zones are dealt to nodes in turn. */
function memberNamed(id: string, group: Group): Member {
  const { zones } = group.params;
  const place = group.members.findIndex((node) => group.name(node) === id);
  return member(id, 1, zones === 1 ? '' : `zone ${1 + (place % zones)}`);
}

/** The layout with exactly these members. Whoever comes is added before anybody leaves. */
export function layoutWith(layout: Layout, wanted: readonly string[], group: Group): Layout {
  const present = layout.members.map(({ id }) => id);
  const added = wanted
    .filter((id) => !present.includes(id))
    .reduce((before, id) => changed(before, { kind: 'add', member: memberNamed(id, group) }), layout);
  return present
    .filter((id) => !wanted.includes(id))
    .reduce((before, id) => changed(before, { kind: 'remove', id }), added);
}

/** Who is to hold each slot, the owner first. */
export function slotTargets(layout: Layout, group: Group): readonly (readonly NodeId[])[] {
  const { params } = group;
  const partitioner = partitionerOf(layout);
  const nodes = new Map(group.members.map((node) => [group.name(node), node]));
  const keys = {
    length: params.slots,
    at: (slot: number) => keyOf(`slot ${slot}`, layout.settings.hash),
  };
  return [...ownersOf(partitioner, keys)].map((owner, slot) => {
    // Bounded loads may pass over who is first in order.
    const order = (key: ReturnType<typeof keyOf>) => new Set([owner, ...partitioner.order(key)]);
    return replicasOf({ ...partitioner, order }, keys.at(slot), params.replicas).map(
      (place) => nodes.get(partitioner.members[place]!.id)!,
    );
  });
}

/** Whether a slot is held as it is to be. */
export const isAt = ({ owner, holders }: View, target: readonly NodeId[]): boolean =>
  owner === target[0] && holders.length === target.length && target.every((id) => holders.includes(id));
