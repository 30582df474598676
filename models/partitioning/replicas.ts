/**
 * Replica sets: who holds the copies of a key.
 *
 * Members in the partitioner's order, as in Dynamo's preference lists (DeCandia et al., SOSP 2007, §4.3); a zone that has a
 * copy is passed over until every zone has one, and then those passed over come in their order (as Cassandra's
 * NetworkTopologyStrategy does with racks).
 */
import type { Key, Partitioner } from './types.js';

/** Up to `count` members, all different, the owner first. */
export const replicasOf = (partitioner: Partitioner, key: Key, count: number): readonly number[] =>
  createReplicas(partitioner, count)(key);

/** The same for many keys. */
export function createReplicas(partitioner: Partitioner, count: number): (key: Key) => readonly number[] {
  const zones = new Set(partitioner.members.map(({ zone }) => zone)).size;
  return (key) => choose(partitioner, key, count, zones);
}

function choose(partitioner: Partitioner, key: Key, count: number, zones: number): readonly number[] {
  const { members } = partitioner;
  const used = new Set<string>();
  const chosen: number[] = [];
  const passed: number[] = [];
  for (const candidate of partitioner.order(key)) {
    if (chosen.length >= count) break;
    const { zone } = members[candidate]!;
    if (used.size < zones && used.has(zone)) passed.push(candidate);
    else chosen.push(candidate);
    used.add(zone);
    if (used.size === zones) chosen.push(...passed.splice(0));
  }
  return [...chosen, ...passed].slice(0, count);
}
