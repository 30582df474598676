/**
 * Multi-leader replication: every member takes writes, and tells the others afterwards.
 *
 * M. Kleppmann, "Designing Data-Intensive Applications", 2017, chapter 5 (topologies, conflicts); version vectors
 * after Parker et al. 1983; CRDTs after Shapiro et al., INRIA RR-7506, 2011, and Roh et al., JPDC 2011.
 *
 * An operation gets a number and a stamp from the member that takes it, and is answered when it is on that one's
 * disk. From there it travels along the topology; each member applies it once, in causal order, keeps it in a log
 * that survives crashes, and passes it on where the topology says so. Each concept has its file in `multi-leader/`.
 */
import { type AnyModel, defineModel } from '../../src/model/index.js';
import { onRequest } from './multi-leader/client.js';
import { contentsOf } from './multi-leader/contents.js';
import { deliver } from './multi-leader/deliver.js';
import {
  acknowledge,
  armAntiEntropy,
  compareWithOne,
  onAck,
  onCompare,
  owe,
  sendAgain,
  sendNew,
} from './multi-leader/exchange.js';
import { monitor } from './multi-leader/monitor.js';
import { params } from './multi-leader/params.js';
import { type Resolve, resolutionOf } from './multi-leader/resolution.js';
import { start } from './multi-leader/state.js';
import { finishSync, startSync, store } from './multi-leader/storage.js';
import { assumes, sometimes } from './multi-leader/testing.js';
import type { Ctx, Message, State } from './multi-leader/types.js';

/** The model with another way to resolve conflicts. */
export const multiLeaderWith = (resolve: Resolve) =>
  defineModel<typeof params, State, Message>({
    name: 'replication/multi-leader',
    about: 'Every member takes writes and sends them to the others later; conflicts are resolved as told.',
    source:
      'Kleppmann, Designing Data-Intensive Applications, 2017, ch. 5; Shapiro et al., INRIA RR-7506, 2011; Roh et al., JPDC 71(3), 2011',
    leavesOut:
      'Members that join or leave. The log of operations is kept for ever, and so are tombstones of lists. A ' +
      'request that a client sends to two members may be done twice. Transactions over several keys; cas, which ' +
      'needs agreement. Rings do not repair themselves: what a member that is down does not pass on waits for ' +
      'it, or for anti-entropy.',
    params,
    checkParams: ({ conflicts, object, delivery }) =>
      conflicts === 'crdt' && delivery === 'fifo' && (object === 'set' || object === 'list-append')
        ? [{ param: 'delivery', problem: `must be causal for a CRDT ${object}` }]
        : [],
    init(_durable, ctx: Ctx) {
      const state = start(resolve(ctx.params), ctx);
      ctx.setTimer({ kind: 'resend' }, ctx.params.resendAfter);
      armAntiEntropy(ctx);
      return state;
    },
    on: {
      request: settled((state, request, ctx) => onRequest(state, request, resolve(state), ctx)),
      ops: settled((state, { ops, again }, ctx) => {
        const before = state.log.length;
        deliver(state, ops, resolve(state), ctx);
        store(state.log.slice(before), ctx);
        owe(state, again, ctx);
      }),
      ack: settled((state, { seen, again }, ctx) => onAck(state, seen, again, ctx)),
      compare: settled((state, { seen, answer }, ctx) => onCompare(state, seen, answer, ctx)),
      resend: settled((state, _message, ctx) => sendAgain(state, ctx)),
      antiEntropy: settled((state, _message, ctx) => compareWithOne(state, ctx)),
      synced: settled((state, { length }, ctx) => {
        finishSync(state, length, ctx);
        sendNew(state, ctx);
      }),
    },
    bytes: (message) => (message.kind === 'ops' ? 64 + 128 * message.ops.length : 64),
    contents: (state) => contentsOf(state, resolve),
    assumes,
    sometimes,
    monitor: monitor(resolve),
  });

export const multiLeader: AnyModel = multiLeaderWith(resolutionOf);

/** A handler after which the disk starts on whatever the handler wrote, and who can be told is told. */
function settled<M extends Message>(
  handler: (state: State, message: M, ctx: Ctx) => void,
): (state: State, message: M, ctx: Ctx) => void {
  return (state, message, ctx) => {
    handler(state, message, ctx);
    startSync(state, ctx);
    acknowledge(state, ctx);
  };
}
