/**
 * Raft: a replicated key-value store by consensus, as in the paper and the dissertation.
 *
 * Diego Ongaro and John Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended
 * Version)", 2014: elections (§5.2), replication with conflict back-up (§5.3), safety (§5.4), membership
 * by joint consensus (§6), snapshots (§7), clients and ReadIndex (§8). Diego Ongaro, "Consensus: Bridging
 * Theory and Practice", 2014: leadership transfer (§3.10), disruptive servers (§4.2.3), check-quorum
 * (§6.2), read leases (§6.4.1), pre-vote (§9.6), writing to disk in parallel (§10.2.1).
 *
 * Each concept has its file in `raft/`. A comment with a section number stands at the line that carries
 * the rule. What must survive a crash is written in `storage.ts` alone.
 */
import { defineModel, type NodeId, type NodeView } from '../../src/model/index.js';
import { onRequest } from './raft/client.js';
import { contents, replicas } from './raft/contents.js';
import {
  countOwnVote,
  onElectionTimeout,
  onPreVote,
  onPreVoteReply,
  onTimeoutNow,
  onVote,
  onVoteReply,
} from './raft/election.js';
import { onAppend, onInstallSnapshot } from './raft/follower.js';
import { countOwnEntries, onAppendReply, onHeartbeatTimer } from './raft/leader.js';
import { monitor } from './raft/monitor.js';
import { params } from './raft/params.js';
import { start } from './raft/start.js';
import type { State } from './raft/state.js';
import { finishSync, startSync } from './raft/storage.js';
import { admin, assumes, sometimes } from './raft/testing.js';
import type { Ctx, RaftMessage } from './raft/types.js';

export const raft = defineModel<typeof params, State, RaftMessage>({
  name: 'consensus/raft',
  about: 'A key-value store replicated by Raft, with elections, snapshots and membership changes.',
  source: 'Ongaro and Ousterhout 2014 (extended version); Ongaro, dissertation, 2014',
  leavesOut:
    'Snapshots travel whole, not in chunks. Learners exist only while a membership change brings them up ' +
    'to date. Only leaders answer reads (except `stale`). No client-side session registration: at most ' +
    '100,000 sessions are remembered. A record lost in the middle of the log is noticed and ends the log ' +
    'there, but is not repaired before the node votes again.',
  params,
  checkParams: ({ heartbeat, lease }) =>
    heartbeat < lease ? [] : [{ param: 'heartbeat', problem: 'must be shorter than the lease' }],
  init: (_durable, ctx) => start(ctx),
  on: {
    request: settled(onRequest),
    preVote: settled(onPreVote),
    preVoteReply: settled(onPreVoteReply),
    vote: settled(onVote),
    voteReply: settled(onVoteReply),
    append: settled(onAppend),
    appendReply: settled(onAppendReply),
    installSnapshot: settled(onInstallSnapshot),
    timeoutNow: settled(onTimeoutNow),
    election: settled((state, _message, ctx) => onElectionTimeout(state, ctx)),
    heartbeat: settled((state, _message, ctx) => onHeartbeatTimer(state, ctx)),
    synced: settled((state, { writes }, ctx) => {
      finishSync(state, writes, ctx);
      countOwnVote(state, ctx);
      countOwnEntries(state, ctx);
    }),
  },
  bytes,
  selectors: { leader, follower },
  contents,
  replicas,
  assumes,
  admin,
  sometimes,
  monitor,
});

/** A handler after which the disk starts on whatever the handler wrote. */
function settled<M extends RaftMessage>(
  handler: (state: State, message: M, ctx: Ctx) => void,
): (state: State, message: M, ctx: Ctx) => void {
  return (state, message, ctx) => {
    handler(state, message, ctx);
    startSync(state, ctx);
  };
}

/** The leader of the latest term; nobody if no node leads. */
function leader(nodes: readonly NodeView<State>[]): readonly NodeId[] {
  let latest: NodeView<State> | undefined;
  for (const node of nodes) {
    if (node.state?.role !== 'leader') continue;
    if (latest?.state === undefined || node.state.term > latest.state.term) latest = node;
  }
  return latest === undefined ? [] : [latest.id];
}

/** Every node that is up and does not lead. */
function follower(nodes: readonly NodeView<State>[]): readonly NodeId[] {
  return nodes.filter(({ state }) => state !== undefined && state.role !== 'leader').map(({ id }) => id);
}

/** Rough sizes: a header, and 64 bytes for each entry, key or session. */
function bytes(message: RaftMessage): number {
  if (message.kind === 'append') return 64 + 64 * message.entries.length;
  if (message.kind !== 'installSnapshot') return 64;
  return 64 + 64 * (message.snapshot.data.length + message.snapshot.sessions.length);
}
