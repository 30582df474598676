/**
 * What a member starts with: nothing, or what its log on disk says.
 *
 * The log is all that is kept on disk; everything else follows from it or is learned again.
 */
import { perform } from './perform.js';
import type { Resolution } from './resolution.js';
import { linksOf } from './topology.js';
import type { Ctx, Op, Peer, State } from './types.js';
import { seenOf, type VersionVector } from './version-vector.js';

export const LOG = 'operations';

export function start(resolution: Resolution<unknown, unknown>, ctx: Ctx): State {
  const { members, params } = ctx;
  const self = members.indexOf(ctx.self);
  const state: State = {
    self,
    conflicts: params.conflicts,
    object: params.object,
    delivery: params.delivery,
    log: [],
    durable: 0,
    syncing: 0,
    syncingSince: 0,
    byOrigin: members.map(() => []),
    seen: members.map(() => 0),
    past: members.map(() => 0),
    durableSeen: members.map(() => 0),
    latest: 0,
    entries: new Map(),
    met: [],
    waiting: [],
    peers: new Map(),
    held: [],
    sessions: new Map(),
  };
  const stored = ctx.disk.log(LOG) as readonly Op[];
  const usable = usableOf(stored, state.seen);
  if (usable < stored.length) ctx.disk.truncate(LOG, usable);
  for (const op of stored.slice(0, usable)) perform(state, op, resolution);
  state.durable = usable;
  state.durableSeen = state.seen;
  if (usable > 0) ctx.sometimes('a member starts from its log');
  for (const index of linksOf(params.topology, self, members.length).neighbours)
    state.peers.set(index, newPeer(state.seen));
  return state;
}

/** What was sent before is forgotten, and taken for sent: what was not acknowledged will be sent again. */
const newPeer = (seen: VersionVector): Peer => ({
  acked: [],
  sent: seen,
  sentBefore: seen,
  owed: 'nothing',
});

/** How many records there are in which every member's operations follow each other. */
function usableOf(records: readonly Op[], none: VersionVector): number {
  const seen = [...none];
  for (const [index, op] of records.entries()) {
    const { origin, number } = op.stamp;
    if (number !== seenOf(seen, origin) + 1) return index;
    seen[origin] = number;
  }
  return records.length;
}
