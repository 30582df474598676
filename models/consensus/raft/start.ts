/**
 * How a node starts, for the first time or after a crash: from what its disk holds (figure 2, §7).
 *
 * Everything else begins anew; a start counts as hearing from a leader, since what the node heard before
 * it crashed is forgotten and somebody's lease may rest on it (dissertation §4.2.3).
 */

import { emptyMachine } from '../../state-machines/key-value.js';
import { restore } from './apply.js';
import { lastIndex } from './log.js';
import { resetElectionTimer } from './role.js';
import type { State } from './state.js';
import { dropUnusable, load, type Stored, startSync } from './storage.js';
import type { Ctx, Snapshot } from './types.js';

export function start(ctx: Ctx): State {
  const stored = load(ctx);
  const snapshot = stored.snapshot ?? beginning(ctx);
  const state = fresh(stored, snapshot, ctx);
  restore(state, snapshot);
  for (const { index, command } of state.log.entries) {
    if (command.kind === 'config') state.configs.push({ index, config: command.config });
  }
  state.durableIndex = lastIndex(state.log);
  if (stored.snapshot !== undefined) ctx.sometimes('a node starts from a snapshot');
  dropUnusable(state, stored, ctx);
  startSync(state, ctx);
  resetElectionTimer(state, ctx);
  ctx.track('role', 'follower');
  ctx.track('term', state.term);
  return state;
}

/** Before the first entry: nothing but the configuration, the same on every node. */
function beginning(ctx: Ctx): Snapshot {
  const { members } = ctx.params;
  const voters = members > 0 ? ctx.members.slice(0, members) : ctx.members;
  return { index: 0, term: 0, config: { voters, outgoing: [] }, data: [], sessions: [] };
}

const fresh = (stored: Stored, snapshot: Snapshot, ctx: Ctx): State => ({
  id: ctx.self,
  lease: ctx.params.lease,
  electionTimeout: ctx.params.electionTimeout(),
  preVote: ctx.params.preVote,
  term: stored.term,
  votedFor: stored.votedFor,
  log: stored.log,
  snapshot,
  role: 'follower',
  leader: undefined,
  heardAt: ctx.monotonicClock(),
  commitIndex: 0,
  lastApplied: 0,
  machine: emptyMachine(),
  configs: [{ index: snapshot.index, config: snapshot.config }],
  pending: new Map(),
  // Not from 0 again: a late answer to an attempt before the crash must not count for one after it.
  attempt: ctx.wallClock(),
  preVotes: new Map(),
  votes: new Map(),
  byTransfer: false,
  peers: new Map(),
  noopIndex: 0,
  round: 0,
  confirmedRound: 0,
  roundBegan: [],
  quorumAt: 0,
  quorumTimeout: 0,
  reads: [],
  change: undefined,
  transfer: undefined,
  leaseForfeited: false,
  writes: 0,
  durableWrites: 0,
  voteWrite: 0,
  syncingWrites: 0,
  syncingSince: 0,
  durableIndex: 0,
  syncingIndex: 0,
  diskFirst: stored.diskFirst,
  snapshotWrite: 0,
  outbox: [],
});
