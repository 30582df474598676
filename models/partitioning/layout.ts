/**
 * Layouts: how one begins, what becomes of it when a member comes, goes or changes its weight, and the partitioner
 * of it. Pure functions over JSON.
 */
import { invariant } from '../../src/model/index.js';
import { ALGORITHMS } from './algorithms.js';
import { withMembers } from './change.js';
import type { Algorithm, Change, Layout, Member, Partitioner, Settings } from './types.js';

export const DEFAULTS: Settings = {
  hash: 'murmur3-128',
  raw: false,
  points: 100,
  probes: 21,
  tableSize: 65537,
  bound: 1.25,
  capacity: 0,
  slots: 1024,
  shardSize: 2,
};

export function algorithmOf(name: string): Algorithm {
  const found = ALGORITHMS.find((each) => each.name === name);
  invariant(found !== undefined, `there is an algorithm ${name}`);
  return found;
}

/** A member of weight 1 in no zone. */
export const member = (id: string, weight = 1, zone = ''): Member => ({ id, weight, zone });

/** The layout of these members; their order counts for modulo, jump and range. */
export function layoutOf(
  algorithm: string,
  members: readonly Member[],
  settings: Partial<Settings> = {},
): Layout {
  invariant(new Set(members.map(({ id }) => id)).size === members.length, 'ids are told apart');
  const { start, defaults } = algorithmOf(algorithm);
  const layout: Layout = {
    algorithm,
    members,
    settings: { ...DEFAULTS, ...defaults, ...settings },
    bounds: [],
    pinned: {},
    table: [],
    vacant: [],
  };
  return start?.(layout) ?? layout;
}

/** The layout after a change. Whoever is added comes last. */
export function changed(layout: Layout, change: Change): Layout {
  const { change: own = withMembers } = algorithmOf(layout.algorithm);
  return own(layout, change);
}

export const partitionerOf = (layout: Layout): Partitioner => algorithmOf(layout.algorithm).build(layout);
