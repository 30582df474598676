/**
 * Leader and followers: one node takes the writes and passes them on, and another takes over when it falls silent.
 *
 * J. Gray, P. Helland, P. O'Neil, D. Shasha, "The dangers of replication and a solution", SIGMOD 1996 (lazy and
 * eager master replication); M. Kleppmann, "Designing Data-Intensive Applications", 2017, chapter 5. Failure
 * detection, fencing and the repair of logs are cited in their files in `leader-follower/`.
 */
import { defineModel, type NodeId, type NodeView } from '../../src/model/index.js';
import { entriesOf } from '../state-machines/key-value.js';
import { finishSync, startSync } from './durable-log.js';
import { onRequest } from './leader-follower/client.js';
import { watch } from './leader-follower/detector.js';
import {
  onClaim,
  onClaiming,
  onDecide,
  onFenced,
  onGranted,
  onPromote,
  onSuspect,
  startLeading,
} from './leader-follower/failover.js';
import { acknowledge, onAppend } from './leader-follower/follower.js';
import { countCopies, onAppended, onBeat, onMismatch } from './leader-follower/leader.js';
import { monitor } from './leader-follower/monitor.js';
import { params } from './leader-follower/params.js';
import { createState, type Durable, type State } from './leader-follower/state.js';
import { assumes, sometimes } from './leader-follower/testing.js';
import type { Ctx, Message } from './leader-follower/types.js';

export const leaderFollower = defineModel<typeof params, State, Message>({
  name: 'replication/leader-follower',
  about: 'A key-value store with a leader and followers: synchronous, semi-synchronous or asynchronous.',
  source:
    'Gray, Helland, O\'Neil and Shasha, "The dangers of replication and a solution", SIGMOD 1996; Hayashibara et al., SRDS 2004 (phi accrual); Kleppmann, "How to do distributed locking", 2016 (fencing)',
  leavesOut:
    'Snapshots: logs are kept and sent whole. Members never change. A node ' +
    'that was cut off asks for an epoch when it comes back, and so interrupts a leader that others still hear. ' +
    'The first node leads at the start. An asynchronous leader that is cut off goes on acknowledging until it ' +
    'hears of its successor.',
  params,
  checkParams: ({ heartbeat, laggardAfter }) =>
    heartbeat < laggardAfter ? [] : [{ param: 'heartbeat', problem: 'must be shorter than laggardAfter' }],
  init(durable, ctx) {
    const state = createState(durable as Durable | undefined, ctx);
    ctx.track('role', 'follower');
    if (durable === undefined && ctx.self === ctx.members[0]) startLeading(state, ctx);
    else watch(state, ctx);
    startSync(state, ctx);
    return state;
  },
  on: {
    request: settled(onRequest),
    append: settled(onAppend),
    appended: settled(onAppended),
    mismatch: settled(onMismatch),
    fenced: settled((state, { epoch }, ctx) => onFenced(state, epoch, ctx)),
    claim: settled((state, { epoch }, ctx) => onClaim(state, epoch, ctx)),
    granted: settled((state, { epoch, position }, ctx) => onGranted(state, epoch, position, ctx)),
    promote: settled((state, { epoch }, ctx) => onPromote(state, epoch, ctx)),
    suspect: settled((state, _, ctx) => onSuspect(state, ctx)),
    claiming: settled((state, _, ctx) => onClaiming(state, ctx)),
    decide: settled((state, _, ctx) => onDecide(state, ctx)),
    beat: settled((state, _, ctx) => onBeat(state, ctx)),
    synced: settled((state, { writes }, ctx) => {
      if (!finishSync(state, writes)) return;
      countCopies(state, ctx);
      acknowledge(state, ctx);
    }),
  },
  bytes: (message) => (message.kind === 'append' ? 64 + 64 * message.entries.length : 64),
  selectors: { leader, follower },
  contents: ({ machine }) => entriesOf(machine),
  assumes,
  sometimes,
  monitor,
});

/** A handler after which the disk starts on whatever the handler wrote. */
function settled<M extends Message>(
  handler: (state: State, message: M, ctx: Ctx) => void,
): (state: State, message: M, ctx: Ctx) => void {
  return (state, message, ctx) => {
    handler(state, message, ctx);
    startSync(state, ctx);
  };
}

/** The leader of the latest epoch; nobody if no node leads. */
function leader(nodes: readonly NodeView<State>[]): readonly NodeId[] {
  let latest: NodeView<State> | undefined;
  for (const node of nodes) {
    if (node.state?.role !== 'leader') continue;
    if (latest?.state === undefined || node.state.epoch > latest.state.epoch) latest = node;
  }
  return latest === undefined ? [] : [latest.id];
}

/** Every node that is up and does not lead. */
function follower(nodes: readonly NodeView<State>[]): readonly NodeId[] {
  return nodes.filter(({ state }) => state !== undefined && state.role !== 'leader').map(({ id }) => id);
}
