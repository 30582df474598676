/**
 * A dispatcher: hands each request to one of several servers, or copies of it to a few and takes the first answer.
 *
 * It stands between whoever asks and the servers: answers come back through it, so it knows how many requests
 * each server has of it. With `policy: redundant` and `cancel` other than `never` the servers must be
 * `queueing/station`, which knows how to take a copy back; otherwise they can be any model.
 */
import {
  type Context,
  choice,
  count,
  type Duration,
  defineModel,
  duration,
  type NodeId,
  nodes,
  type ParamsOf,
  type Reply,
  type Request,
} from '../../src/model/index.js';
import { anyOf, shuffleFront } from './choose.js';
import { type Cancel, type Copy, firstId, onwards, type Started } from './copies.js';

const params = {
  servers: nodes('whom it hands requests to'),
  policy: choice(
    ['random', 'round-robin', 'least-outstanding', 'power-of-d', 'redundant'],
    'least-outstanding',
    'random; each in turn; the one with the fewest requests of this dispatcher; the one with the fewest of d ' +
      'drawn at random; or copies to d drawn at random, of which the first answer counts',
  ),
  choices: count(2, 'd: how many are drawn (power-of-d and redundant)', { min: 1 }),
  cancel: choice(
    ['never', 'on-start', 'on-completion'],
    'on-completion',
    'when the other copies are taken back: when one begins to be served, or when one is answered (redundant)',
  ),
  timeout: duration(
    '10s',
    'a request without an answer after this long is given up, and not counted any more',
  ),
};

type Message = Request | Reply | Started;
type Ctx = Context<ParamsOf<typeof params>, Message, Copy | Cancel>;

interface Open {
  readonly request: Request;
  /** On the dispatcher's monotonic clock. */
  readonly since: Duration;
  /** Who has it, or a copy of it. */
  readonly servers: readonly NodeId[];
  /** Copies that were refused. */
  failed: number;
  /** Whether one of them has begun to be served, and the others were taken back. */
  started: boolean;
}

interface State {
  /** The next request's number. The copy at i of request n has the id n times the number of copies, plus i. */
  next: number;
  turn: number;
  /** Servers in whatever order the last draw left them. */
  readonly deck: NodeId[];
  /** Requests under way by server. */
  readonly outstanding: Map<NodeId, number>;
  /** By number, so the oldest first. */
  readonly open: Map<number, Open>;
}

export const dispatcher = defineModel<typeof params, State, Message>({
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
      if (ctx.params.cancel !== 'never' && !open.started) takeBack(n, open, ctx.from, ctx);
      ctx.send(open.request.from, { ...reply, id: open.request.id });
    },
    started(state, { id }, ctx: Ctx) {
      const n = Math.floor(id / most(ctx));
      const open = state.open.get(n);
      if (open === undefined || open.started) return;
      open.started = true;
      takeBack(n, open, ctx.from, ctx);
    },
  },
});

/** Copies of each request. */
const most = ({ params }: Ctx): number =>
  params.policy === 'redundant' ? Math.min(params.choices, params.servers.length) : 1;

function choose(state: State, ctx: Ctx): readonly NodeId[] {
  const { servers, policy, choices } = ctx.params;
  const { deck } = state;
  const uniform = () => ctx.random();
  switch (policy) {
    case 'random':
      return [anyOf(servers, uniform)];
    case 'round-robin':
      return [servers[state.turn++ % servers.length]!];
    case 'least-outstanding':
      return [leastOf(servers, servers.length, state, uniform)];
    case 'power-of-d':
      shuffleFront(deck, Math.min(choices, deck.length), uniform);
      return [leastOf(deck, Math.min(choices, deck.length), state, uniform)];
    case 'redundant':
      shuffleFront(deck, most(ctx), uniform);
      return deck.slice(0, most(ctx));
  }
}

/** The one of the first `count` with the fewest requests under way; of equals, each as likely. */
function leastOf(
  nodes: readonly NodeId[],
  count: number,
  { outstanding }: State,
  uniform: () => number,
): NodeId {
  let best: NodeId[] = [];
  let least = Infinity;
  for (let i = 0; i < count; i++) {
    const has = outstanding.get(nodes[i]!) ?? 0;
    if (has < least) best = [];
    if (has <= least) best.push(nodes[i]!);
    least = Math.min(least, has);
  }
  return best.length === 1 ? best[0]! : anyOf(best, uniform);
}

function hand({ outstanding }: State, request: Request, to: NodeId, id: number, ctx: Ctx): void {
  const { policy, cancel } = ctx.params;
  outstanding.set(to, (outstanding.get(to) ?? 0) + 1);
  const onward = onwards(request, ctx.self, id);
  if (policy !== 'redundant' || cancel === 'never') ctx.send(to, onward);
  else ctx.send(to, { kind: 'copy', request: onward, tellStart: cancel === 'on-start' });
}

function close({ open, outstanding }: State, n: number, { servers }: Open): void {
  open.delete(n);
  for (const server of servers) outstanding.set(server, outstanding.get(server)! - 1);
}

/** Takes back every copy but the one that `but` has. */
function takeBack(n: number, { servers }: Open, but: NodeId | undefined, ctx: Ctx): void {
  for (let i = 0; i < servers.length; i++)
    if (servers[i] !== but) ctx.send(servers[i]!, { kind: 'cancel', id: n * most(ctx) + i });
}

/** Gives up what was not answered in time; the oldest are in front. */
function giveUp(state: State, ctx: Ctx): void {
  const now = ctx.monotonicClock();
  for (const [n, open] of state.open) {
    if (open.since + ctx.params.timeout > now) return;
    close(state, n, open);
    if (ctx.params.cancel !== 'never' && ctx.params.policy === 'redundant') takeBack(n, open, undefined, ctx);
    ctx.unknown(open.request, 'timeout');
  }
}
