/**
 * Chain replication: writes go in at the head and down to the tail, which answers them and all reads.
 *
 * R. van Renesse and F. Schneider, "Chain replication for supporting high throughput and availability", OSDI 2004.
 * With `reads: any`, CRAQ: J. Terrace and M. Freedman, "Object storage on CRAQ", USENIX ATC 2009. The first node of
 * the group is the master and holds no copy; the others are the chain. The paper's failures are detected for
 * certain; here silence is all there is, so nodes answer under leases, and the master drops nobody before its
 * lease is over (Gray and Cheriton, SOSP 1989). Each concept has its file in `chain/`.
 */
import { defineModel, type NodeId, type NodeView } from '../../src/model/index.js';
import { entriesOf } from '../state-machines/key-value.js';
import { onForward, onHave, settle, tellPredecessor } from './chain/links.js';
import { dropSilent, onRenew, startMaster } from './chain/master.js';
import { monitor } from './chain/monitor.js';
import { onAsk, onRenewed, onRequest, onVersion, renew } from './chain/node.js';
import { params } from './chain/params.js';
import { createState, isMember, type State } from './chain/state.js';
import { assumes, sometimes } from './chain/testing.js';
import type { Config, Ctx, Message } from './chain/types.js';
import { finishSync, startSync } from './durable-log.js';

export const chain = defineModel<typeof params, State, Message>({
  name: 'replication/chain',
  about:
    'A key-value store replicated along a chain; the first node of the group is the master that keeps it.',
  source:
    'van Renesse and Schneider, "Chain replication for supporting high throughput and availability", OSDI 2004; Terrace and Freedman, "Object storage on CRAQ", USENIX ATC 2009',
  leavesOut:
    'The master is one node, not replicated: while it is down nobody is dropped or joins, and leases run out. ' +
    'Logs are kept whole and never snapshot. While a node that joins catches up, nothing is answered. Clients do ' +
    'not know head and tail: whoever is asked hands the request on. CRAQ keeps no versions side by side: a node ' +
    'applies what the tail has. Links that do not keep order cost it: what comes too soon is sent again a heartbeat later.',
  params,
  checkParams: ({ heartbeat, lease }) =>
    heartbeat < lease ? [] : [{ param: 'heartbeat', problem: 'must be shorter than the lease' }],
  init(durable, ctx) {
    const state = createState(durable as Config | undefined, ctx);
    if (state.isMaster) startMaster(state, ctx);
    onTick(state, ctx);
    startSync(state, ctx);
    return state;
  },
  on: {
    request: settled(onRequest),
    forward: settled(onForward),
    have: settled(onHave),
    renew: settled(onRenew),
    renewed: settled(onRenewed),
    nudge: settled((state, _, ctx) => renew(state, ctx)),
    ask: settled(onAsk),
    version: settled(onVersion),
    tick: settled((state, _, ctx) => onTick(state, ctx)),
    synced: settled((state, { writes }, ctx) => {
      if (finishSync(state, writes)) settle(state, ctx);
    }),
  },
  bytes: (message) => (message.kind === 'forward' ? 64 + 64 * message.entries.length : 64),
  selectors: {
    master: (nodes) => nodes.slice(0, 1).map(({ id }) => id),
    head: (nodes) => latest(nodes)?.chain.slice(0, 1) ?? [],
    tail: (nodes) => latest(nodes)?.chain.slice(-1) ?? [],
  },
  contents: (state) => (isMember(state) ? entriesOf(state.machine) : undefined),
  assumes,
  sometimes,
  monitor,
});

function onTick(state: State, ctx: Ctx): void {
  ctx.setTimer({ kind: 'tick' }, ctx.params.heartbeat);
  if (state.isMaster) dropSilent(state, ctx);
  else {
    renew(state, ctx);
    tellPredecessor(state, true, ctx);
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

/** The latest configuration that anybody who is up knows of. */
function latest(nodes: readonly NodeView<State>[]): { readonly chain: readonly NodeId[] } | undefined {
  let found: Config | undefined;
  for (const { state } of nodes)
    if (state?.config !== undefined && state.config.epoch > (found?.epoch ?? 0)) found = state.config;
  return found;
}
