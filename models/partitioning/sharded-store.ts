/**
 * A sharded store: each slot of the keys has an owner and further holders, and nodes come, go and fall while clients go
 * on.
 *
 * Keys fall into slots; a partitioner says who is to hold each slot, and a coordinator says who does: in a view, which
 * has a number, an owner and holders. The owner answers clients, has every operation written down by all holders before
 * it does, and asks them whether the view still holds before it reads. Everything else is a change of view: who is gone
 * is left out of it; who is to come gets a copy first, at a bounded rate, and then nothing is done without it; a slot
 * moves by being copied to its next holders. So at most one owner gets anything done at any time, whatever is lost,
 * late, there twice, or crashes, and no clock has a say in it. Sessions go with their keys, so that a request asked
 * again is not carried out again.
 *
 * W. Lin et al., "PacificA: Replication in Log-Based Distributed Storage Systems", MSR-TR-2008-25 (primary, prepared
 * lists, configurations by number); L. Lamport, D. Malkhi and L. Zhou, "Vertical Paxos and Primary-Backup Replication",
 * PODC 2009; A. Adya et al., "Slicer", OSDI 2016 (assignments from a coordinator beside the data); Redis Cluster
 * specification (slots, MOVED); C. Clark et al., NSDI 2005 (pre-copy); C. Lee et al., "RIFL", SOSP 2015 (completion
 * records move with the data). The first node of the group is the coordinator and holds no keys. Each concept has its
 * file in `sharded-store/`.
 */
import { defineModel, type NodeId, type NodeView } from '../../src/model/index.js';
import { lookForGone, onReport, tellAll } from './sharded-store/coordinator.js';
import { goOn, onPacked, onTook, sendCopyAgain } from './sharded-store/copying.js';
import { onAppend } from './sharded-store/following.js';
import { monitor } from './sharded-store/monitor.js';
import { params } from './sharded-store/params.js';
import { advanceAll, onAppended } from './sharded-store/replication.js';
import { router } from './sharded-store/router.js';
import { onRequest, onServed, route } from './sharded-store/routing.js';
import { sendAgain } from './sharded-store/sending.js';
import { createState, type State } from './sharded-store/state.js';
import { finishSync, startSync } from './sharded-store/storage.js';
import { onChunk, onUnpacked } from './sharded-store/taking.js';
import { admin, assumes, sometimes } from './sharded-store/testing.js';
import { trackLoad } from './sharded-store/tracking.js';
import type { Ctx, Durable, Message } from './sharded-store/types.js';
import { onConfig, report } from './sharded-store/views.js';

export const shardedStore = defineModel<typeof params, State, Message>({
  name: 'partitioning/sharded-store',
  about: 'A replicated key-value store cut into slots, which move between nodes while clients go on.',
  source:
    'Lin et al., "PacificA", MSR-TR-2008-25; Lamport et al., "Vertical Paxos and Primary-Backup Replication", PODC 2009; Adya et al., "Slicer", OSDI 2016; Redis Cluster specification; Clark et al., NSDI 2005 (pre-copy); Lee et al., "RIFL", SOSP 2015',
  leavesOut:
    'The coordinator is one node with a disk, not replicated: while it is down owners serve, but no view changes, and no owner ' +
    'that starts again serves. A slot whose last holder is gone waits for it. Nobody hands out leases: each read asks ' +
    'all holders. Holders that are not the owner do no work for requests, and nobody reads from them. Slots neither split nor ' +
    'merge, and all have the same weight. A node sends one copy at a time. Logs are kept whole and never snapshot.',
  params,
  checkParams: ({ moveRate, heartbeat, goneAfter }) => [
    ...(moveRate > 0 ? [] : [{ param: 'moveRate', problem: 'more than 0: copies would never end' }]),
    ...(goneAfter >= 2 * heartbeat
      ? []
      : [{ param: 'goneAfter', problem: 'at least two heartbeats, or everybody would seem to be gone' }]),
  ],
  resources: () => ({ server: { servers: 1, queueLimit: Infinity } }),
  init(durable, ctx) {
    const state = createState(durable as Durable | undefined, ctx);
    onTick(state, ctx);
    return state;
  },
  on: {
    request: settled(onRequest),
    forward: settled((state, forward, ctx) => route(state, forward, ctx)),
    config: settled((state, { config }, ctx) => onConfig(state, config, ctx)),
    report: settled((state, { version, proposals }, ctx) => onReport(state, version, proposals, ctx)),
    append: settled(onAppend),
    appended: settled(onAppended),
    chunk: settled((state, { chunk }, ctx) => onChunk(state, chunk, ctx.from, ctx)),
    took: settled((state, took, ctx) => {
      if (onTook(state, took, ctx)) report(state, ctx);
    }),
    tick: settled((state, _, ctx) => onTick(state, ctx)),
    pace: settled((state, _, ctx) => goOn(state, ctx)),
    served: settled((state, served, ctx) => onServed(state, served, ctx)),
    packed: settled((state, { attempt }, ctx) => onPacked(state, attempt, ctx)),
    unpacked: settled(onUnpacked),
    synced: settled((state, { records }, ctx) => {
      finishSync(state, records, ctx);
      advanceAll(state, ctx);
    }),
  },
  bytes: (message) => {
    if (message.kind === 'config') return 64 + 16 * message.config.views.length;
    return 'bytes' in message ? 64 + message.bytes : 256;
  },
  router,
  selectors: {
    coordinator: (nodes) => nodes.slice(0, 1).map(({ id }) => id),
    owner: having((state) => [...state.slots.values()].some(({ tenure }) => tenure !== undefined)),
    giving: having((state) => state.copy !== undefined),
    taking: having((state) => [...state.slots.values()].some(({ arriving }) => arriving !== undefined)),
  },
  assumes,
  admin,
  sometimes,
  monitor,
});

function onTick(state: State, ctx: Ctx): void {
  ctx.setTimer({ kind: 'tick' }, ctx.params.heartbeat);
  if (state.lead !== undefined) {
    lookForGone(state, state.lead, ctx);
    tellAll(state, state.lead, ctx);
  }
  if (state.lead !== undefined && ctx.members.length > 1) return;
  report(state, ctx);
  sendAgain(state, ctx);
  sendCopyAgain(state, ctx);
  trackLoad(state, ctx);
}

/** A handler after which the disk starts on whatever the handler wrote. */
function settled<M extends Message>(
  handler: (state: State, message: M, ctx: Ctx) => void,
): (state: State, message: M, ctx: Ctx) => void {
  return (state, message, ctx) => {
    if (state.events.length > 0) state.events = [];
    handler(state, message, ctx);
    startSync(state, ctx);
  };
}

/** The nodes that are up and of whom that is true. */
function having(holds: (state: State) => boolean): (nodes: readonly NodeView<State>[]) => readonly NodeId[] {
  return (nodes) => nodes.filter(({ state }) => state !== undefined && holds(state)).map(({ id }) => id);
}
