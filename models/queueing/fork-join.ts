/**
 * Fork and join: a request goes to many leaves at once and is answered when enough of them have answered.
 *
 * The slowest leaf that is needed decides, so the tail of one becomes the median of many. Hedging sends a second
 * copy of what is late to another leaf. With `cancelLosers` the leaves must be `queueing/station`, which knows how
 * to take a copy back; otherwise they can be any model. The time from fork to join is that of the resource `join`.
 */
import { defineModel } from '../../src/model/index.js';
import { firstId } from './copies.js';
import { expire, fork, hedge, receive } from './fork-join/join.js';
import { params } from './fork-join/params.js';
import type { Ctx, ForkMessage, State } from './fork-join/types.js';

export const forkJoin = defineModel<typeof params, State, ForkMessage>({
  name: 'queueing/fork-join',
  about: 'Sends a request to many leaves, hedges those that are late, and answers when enough have answered.',
  source:
    'Nelson and Tantawi, Approximate Analysis of Fork/Join Synchronization in Parallel Queues, IEEE TC 37(6), ' +
    '1988; Dean and Barroso, The Tail at Scale, CACM 56(2), 2013, on fan-out and hedged requests',
  leavesOut:
    'trees deeper than one level (chain several for those), the work of putting answers together and what they ' +
    'say; the order to take a copy back is lost if it overtakes the copy (order: fifo on the links prevents it)',
  params,
  checkParams: ({ leaves, fanOut, need }) => {
    if (leaves.length === 0) return [{ param: 'leaves', problem: 'at least one node group' }];
    return fanOut > 0 && need > fanOut ? [{ param: 'need', problem: `at most fanOut, ${fanOut}` }] : [];
  },
  resources: () => ({ join: { servers: Infinity, queueLimit: 0 } }),
  init(durable, ctx: Ctx) {
    const { id, keep } = firstId(durable);
    ctx.persist(keep);
    return { next: id, deck: [...ctx.params.leaves], joins: new Map() };
  },
  on: {
    request(state, request, ctx: Ctx) {
      fork(state, request, ctx);
    },
    reply(state, reply, ctx: Ctx) {
      receive(state, reply, ctx);
    },
    hedge(state, { n }, ctx: Ctx) {
      const join = state.joins.get(n);
      if (join !== undefined) hedge(join, n, ctx);
    },
    expired(state, { n }, ctx: Ctx) {
      const join = state.joins.get(n);
      if (join !== undefined) expire(state, join, n, ctx);
    },
    joined() {},
  },
});
