/**
 * A dispatcher: hands each request to one of several servers, or copies of it to a few and takes the first answer.
 *
 * It stands between whoever asks and the servers: answers come back through it, so it knows how many requests
 * each server has of it. With `policy: redundant` and `cancel` other than `never` the servers must be
 * `queueing/station`, which knows how to take a copy back; otherwise they can be any model.
 */
import { defineModel, type NodeId, type Request } from '../../src/model/index.js';
import { firstId, onwards } from './copies.js';
import { choose, most } from './dispatcher/choose.js';
import { type Ctx, type DispatchMessage, type Open, params, type State } from './dispatcher/types.js';

export const dispatcher = defineModel<typeof params, State, DispatchMessage>({
  name: 'queueing/dispatcher',
  about:
    'Hands each request to one of several servers, by chance, in turn or by load, or copies of it to a few of them.',
  source:
    'Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, IEEE TPDS 12(10), 2001; Gardner et al., ' +
    'Redundancy-d: The Power of d Choices for Redundancy, Operations Research 65(4), 2017; Dean and Barroso, The Tail ' +
    'at Scale, CACM 56(2), 2013, on tied requests',
  leavesOut:
    'servers of different speed, what other dispatchers have under way, health checks; the dispatcher itself takes ' +
    'no time, and gives up a request only when a later one comes; the order to take a copy back is lost if it ' +
    'overtakes the copy (order: fifo on the links prevents it)',
  params,
  checkParams: ({ servers, policy, choices }) => {
    if (servers.length === 0) return [{ param: 'servers', problem: 'at least one node group' }];
    return policy === 'redundant' && choices < 2
      ? [{ param: 'choices', problem: 'at least 2 copies, or another policy' }]
      : [];
  },
  init(durable, ctx: Ctx) {
    const { id, keep } = firstId(durable);
    ctx.persist(keep);
    return { next: id, turn: 0, deck: [...ctx.params.servers], outstanding: new Map(), open: new Map() };
  },
  on: {
    request(state, request, ctx: Ctx) {
      giveUp(state, ctx);
      const servers = choose(state, ctx);
      const n = state.next++;
      state.open.set(n, { request, since: ctx.monotonicClock(), servers, failed: 0, started: false });
      for (let i = 0; i < servers.length; i++) hand(state, request, servers[i]!, n * most(ctx) + i, ctx);
    },
    reply(state, reply, ctx: Ctx) {
      const n = Math.floor(reply.id / most(ctx));
      const open = state.open.get(n);
      if (open === undefined) return; // late, or of a copy that was too slow
      if (reply.status === 'fail' && ++open.failed < open.servers.length) return;
      close(state, n, open);
      if (!open.started) takeBack(n, open, reply.id % most(ctx), ctx);
      ctx.send(open.request.from, { ...reply, id: open.request.id });
    },
    started(state, { id }, ctx: Ctx) {
      const n = Math.floor(id / most(ctx));
      const open = state.open.get(n);
      if (open === undefined || open.started) return;
      open.started = true;
      takeBack(n, open, id % most(ctx), ctx);
    },
  },
});

/** Whether what is handed out can be taken back. */
const revocable = ({ params }: Ctx): boolean => params.policy === 'redundant' && params.cancel !== 'never';

function hand({ outstanding }: State, request: Request, to: NodeId, id: number, ctx: Ctx): void {
  outstanding.set(to, (outstanding.get(to) ?? 0) + 1);
  const onward = onwards(request, ctx.self, id);
  if (!revocable(ctx)) ctx.send(to, onward);
  else ctx.send(to, { kind: 'copy', request: onward, tellStart: ctx.params.cancel === 'on-start' });
}

function close({ open, outstanding }: State, n: number, { servers }: Open): void {
  open.delete(n);
  for (const server of servers) outstanding.set(server, outstanding.get(server)! - 1);
}

/** Takes back every copy but one. */
function takeBack(n: number, { servers }: Open, but: number | undefined, ctx: Ctx): void {
  if (!revocable(ctx)) return;
  for (let i = 0; i < servers.length; i++)
    if (i !== but) ctx.send(servers[i]!, { kind: 'cancel', id: n * most(ctx) + i });
}

/** Gives up what was not answered in time; the oldest are in front. */
function giveUp(state: State, ctx: Ctx): void {
  const now = ctx.monotonicClock();
  for (const [n, open] of state.open) {
    if (open.since + ctx.params.timeout > now) return;
    close(state, n, open);
    takeBack(n, open, undefined, ctx);
    ctx.unknown(open.request, 'timeout');
  }
}
