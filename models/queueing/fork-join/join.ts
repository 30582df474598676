/**
 * One join from its fork to its end: copies out, answers in, hedges for what is late.
 *
 * Copy c of a join that asks w leaves belongs to branch c mod w; from w on copies are hedges.
 */
import { invariant, type Reply, type Request } from '../../../src/model/index.js';
import { anyOther, shuffleFront } from '../choose.js';
import { onwards } from '../copies.js';
import type { Ctx, ForkMessage, Join, State } from './types.js';

const JOINED: ForkMessage = Object.freeze({ kind: 'joined' });

/** How many leaves each request asks. */
const widthOf = ({ params: { fanOut, leaves } }: Ctx): number =>
  fanOut === 0 ? leaves.length : Math.min(fanOut, leaves.length);

export function fork(state: State, request: Request, ctx: Ctx): void {
  const { params } = ctx;
  const width = widthOf(ctx);
  const missing = params.need === 0 ? width : Math.min(params.need, width);
  const n = state.next++;
  const ticket = ctx.serve('join', Infinity, JOINED);
  invariant(ticket !== undefined, 'joins have as many servers as they need');
  const join: Join = {
    request,
    ticket,
    leaves: draw(state, width, ctx),
    hedges: [],
    answered: [],
    lost: [],
    hedged: false,
    missing,
    spare: width - missing,
  };
  state.joins.set(n, join);
  for (let branch = 0; branch < width; branch++) send(join, n, branch, ctx);
  if (params.hedgeAfter !== Infinity) ctx.after(params.hedgeAfter, { kind: 'hedge', n });
  if (params.timeout !== Infinity) ctx.after(params.timeout, { kind: 'expired', n });
}

/** A leaf answered, or said why not. */
export function receive(state: State, reply: Reply, ctx: Ctx): void {
  const width = widthOf(ctx);
  const n = Math.floor(reply.id / (2 * width));
  const join = state.joins.get(n);
  if (join === undefined) return; // it has all that it needed
  const copy = reply.id % (2 * width);
  const branch = copy % width;
  if (join.answered[branch] === true) return; // the other copy was faster
  if (reply.status !== 'ok') {
    lose(state, join, n, branch, reply, ctx);
    return;
  }
  join.answered[branch] = true;
  join.missing--;
  cancelOther(join, n, copy, ctx);
  if (join.missing > 0) return;
  end(state, join, n, 'finished', ctx);
  ctx.ok(join.request, null);
}

/** Asks somebody else for each answer that is late. */
export function hedge(join: Join, n: number, ctx: Ctx): void {
  const { leaves } = ctx.params;
  const width = join.leaves.length;
  join.hedged = true;
  for (let branch = 0; branch < width; branch++) {
    if (join.answered[branch] === true) continue;
    join.hedges[branch] = anyOther(leaves, join.leaves[branch]!, () => ctx.random());
    send(join, n, width + branch, ctx);
    ctx.count('hedges');
  }
}

export function expire(state: State, join: Join, n: number, ctx: Ctx): void {
  end(state, join, n, 'cancelled', ctx);
  ctx.unknown(join.request, 'timeout');
}

/** A copy came to nothing; its branch has, too, if no other copy is under way or to come. */
function lose(state: State, join: Join, n: number, branch: number, reply: Reply, ctx: Ctx): void {
  const lost = (join.lost[branch] ?? 0) + 1;
  join.lost[branch] = lost;
  const mayHedge = ctx.params.hedgeAfter !== Infinity && !join.hedged;
  const copies = mayHedge || join.hedges[branch] !== undefined ? 2 : 1;
  if (lost < copies || --join.spare >= 0) return;
  end(state, join, n, 'cancelled', ctx);
  ctx.fail(join.request, `a leaf failed: ${reply.error ?? reply.status}`);
}

function draw(state: State, width: number, ctx: Ctx): Join['leaves'] {
  const { leaves } = ctx.params;
  if (width === leaves.length) return leaves;
  shuffleFront(state.deck, width, () => ctx.random());
  return state.deck.slice(0, width);
}

const idOf = (join: Join, n: number, copy: number): number => 2 * join.leaves.length * n + copy;

const leafOf = ({ leaves, hedges }: Join, copy: number): number | undefined =>
  copy < leaves.length ? leaves[copy] : hedges[copy - leaves.length];

function send(join: Join, n: number, copy: number, ctx: Ctx): void {
  const request = onwards(join.request, ctx.self, idOf(join, n, copy));
  const to = leafOf(join, copy)!;
  if (ctx.params.cancelLosers) ctx.send(to, { kind: 'copy', request, tellStart: false });
  else ctx.send(to, request);
}

/** The branch has its answer: its other copy is not needed. */
function cancelOther(join: Join, n: number, copy: number, ctx: Ctx): void {
  const width = join.leaves.length;
  cancel(join, n, copy < width ? copy + width : copy - width, ctx);
}

function cancel(join: Join, n: number, copy: number, ctx: Ctx): void {
  const to = leafOf(join, copy);
  if (ctx.params.cancelLosers && to !== undefined) ctx.send(to, { kind: 'cancel', id: idOf(join, n, copy) });
}

/** Over, with or without what it needed: nobody need work for it any more. */
function end(state: State, join: Join, n: number, how: 'finished' | 'cancelled', ctx: Ctx): void {
  state.joins.delete(n);
  ctx.release('join', join.ticket, how);
  if (!ctx.params.cancelLosers) return;
  const width = join.leaves.length;
  for (let copy = 0; copy < 2 * width; copy++)
    if (join.answered[copy % width] !== true) cancel(join, n, copy, ctx);
}
