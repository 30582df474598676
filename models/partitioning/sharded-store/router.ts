/**
 * Who owns what, as a client library knows it: at first as the store begins, later as redirects tell it (Redis Cluster
 * clients keep a map of slots for the same reason). A client is hardly ever wrong for long: an older word never counts.
 */
import type { Json, NodeId, Router } from '../../../src/model/index.js';
import { firstConfig, slotOfKey } from './assignment.js';
import type { Config, Group } from './types.js';

/** By slot. */
interface Owners {
  readonly version: number;
  readonly owners: readonly NodeId[];
}

export const ownersKnown = ({ version, views }: Config): Json => ({
  version,
  owners: views.map(({ owner }) => owner),
});

export const router = (group: Group): Router =>
  routerOf(ownersKnown(firstConfig(group).config) as unknown as Owners, group);

const routerOf = (known: Owners, group: Group): Router => ({
  whom: ({ key = null }) => known.owners[slotOfKey(key, group.params)]!,
  learn(news) {
    const told = news as unknown as Owners;
    return told.version > known.version ? routerOf(told, group) : routerOf(known, group);
  },
});
