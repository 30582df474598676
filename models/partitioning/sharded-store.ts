/**
 * A sharded store: each key has one owner, and members come and go while clients go on.
 *
 * Keys fall into slots, a partitioner says who owns each slot, and a coordinator says from when on. When members change,
 * slots move one by one and at a bounded rate. The owner copies a slot while it serves it, stops when the other has
 * nearly everything, writes down that it has stopped, and sends the rest; with the last chunk on disk the other is the
 * owner, and with its word for it the old one deletes. So there is at most one owner at any time, whatever is lost, late,
 * there twice, or crashes, and no clock has a say in it. Sessions move with their keys, so that a request that is
 * asked again is not carried out again.
 *
 * Redis Cluster specification (slots, MOVED and ASK, migrating and importing); A. Adya et al., "Slicer", OSDI 2016
 * (assignments with generations, from a coordinator beside the data); C. Clark et al., "Live migration of virtual
 * machines", NSDI 2005, and S. Das et al., "Albatross", VLDB 2011 (pre-copy); C. Lee et al., "Implementing
 * linearizability at large scale and low latency" (RIFL), SOSP 2015 (completion records move with the data).
 * The first node of the group is the coordinator and holds no keys. Each concept has its file in `sharded-store/`.
 */
import { defineModel, type NodeId, type NodeView } from '../../src/model/index.js';
import { onConfig, onReport } from './sharded-store/coordinator.js';
import { goOn, onPacked, onTook, sendAgain } from './sharded-store/giving.js';
import { monitor } from './sharded-store/monitor.js';
import { params } from './sharded-store/params.js';
import { onRequest, onServed, release, route } from './sharded-store/routing.js';
import { createState, type Durable, type State } from './sharded-store/state.js';
import { finishSync, startSync } from './sharded-store/storage.js';
import { onChunk, onUnpacked } from './sharded-store/taking.js';
import { admin, assumes, sometimes } from './sharded-store/testing.js';
import { trackLoad } from './sharded-store/tracking.js';
import type { Ctx, Message } from './sharded-store/types.js';

export const shardedStore = defineModel<typeof params, State, Message>({
  name: 'partitioning/sharded-store',
  about: 'A key-value store cut into slots, which move between nodes while clients go on.',
  source:
    'Redis Cluster specification; Adya et al., "Slicer", OSDI 2016; Clark et al., NSDI 2005, and Das et al., "Albatross", VLDB 2011 (pre-copy); Lee et al., "RIFL", SOSP 2015',
  leavesOut:
    'Replication: each key has one copy, and while its owner is down nobody answers for it; whoever is gone must come ' +
    'back with its disk. The coordinator is one node, not replicated. A change of members goes to its end; it is never ' +
    'taken back, and the next one waits for it. Slots neither split nor merge, and all have the same weight. A node ' +
    'sends one slot at a time. Logs are kept whole and never snapshot, and sessions are never forgotten.',
  params,
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
    report: settled((state, { epoch, missing }, ctx) => onReport(state, epoch, missing, ctx)),
    chunk: settled((state, { chunk }, ctx) => onChunk(state, chunk, ctx.from, ctx)),
    took: settled(onTook),
    tick: settled((state, _, ctx) => onTick(state, ctx)),
    pace: settled((state, _, ctx) => goOn(state, ctx)),
    arrived: settled((state, { slot }, ctx) => release(state, slot, ctx)),
    served: settled((state, served, ctx) => onServed(state, served, ctx)),
    packed: settled((state, { chunk }, ctx) => onPacked(state, chunk, ctx)),
    unpacked: settled(onUnpacked),
    synced: settled((state, { records }, ctx) => finishSync(state, records, ctx)),
  },
  bytes: (message) => (message.kind === 'chunk' ? 64 + message.bytes : 256),
  selectors: {
    coordinator: (nodes) => nodes.slice(0, 1).map(({ id }) => id),
    owner: having((state) => [...state.slots.values()].some(({ status }) => status === 'owned')),
    giving: having((state) => state.copy !== undefined),
    taking: having((state) => [...state.slots.values()].some(({ status }) => status === 'taking')),
  },
  assumes,
  admin,
  sometimes,
  monitor,
});

function onTick(state: State, ctx: Ctx): void {
  ctx.setTimer({ kind: 'tick' }, ctx.params.heartbeat);
  if (state.lead !== undefined) ctx.broadcast({ kind: 'config', config: state.config });
  else {
    sendAgain(state, ctx);
    trackLoad(state, ctx);
  }
}

/** A handler after which the disk starts on whatever the handler wrote. */
function settled<M extends Message>(
  handler: (state: State, message: M, ctx: Ctx) => void,
): (state: State, message: M, ctx: Ctx) => void {
  return (state, message, ctx) => {
    handler(state, message, ctx);
    startSync(state, ctx);
  };
}

/** The nodes that are up and of whom that is true. */
function having(holds: (state: State) => boolean): (nodes: readonly NodeView<State>[]) => readonly NodeId[] {
  return (nodes) => nodes.filter(({ state }) => state !== undefined && holds(state)).map(({ id }) => id);
}
