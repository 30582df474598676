/**
 * Where a request goes: it is carried out by the owner of its slot, and handed on or sent away by everybody else.
 *
 * Any node may be asked (DeCandia et al., SOSP 2007, §4.5: "route its request through a generic load balancer"), or the client
 * is told whom to ask (Redis Cluster's MOVED). Who has given a slot away hands on what still comes to it, with the epoch
 * of the move, so that the new owner knows that it is meant and waits for the rest (Redis: ASK and ASKING).
 */
import type { Request } from '../../../src/model/index.js';
import { slotOfKey } from './assignment.js';
import { onChangeMembership } from './coordinator.js';
import { carryOut } from './serving.js';
import { type State, whereIs } from './state.js';
import type { Ctx, Forward } from './types.js';

/** Who has been handed on so often goes back to the client: nodes' knowledge is too old. */
const HOPS_MAX = 4;
/** Requests that may wait for slots; beyond that clients are told to ask again. */
const WAITING_MAX = 10_000;

export function onRequest(state: State, request: Request, ctx: Ctx): void {
  if (request.f === 'change-membership') onChangeMembership(state, request, ctx);
  else route(state, { request, slot: slotOfKey(request.key ?? null, ctx.params), hops: 0, epoch: 0 }, ctx);
}

/** A request on its way; `epoch` as in a `Forward`. */
type Underway = Omit<Forward, 'kind'>;

export function route(state: State, underway: Underway, ctx: Ctx): void {
  const { request, slot, hops, epoch } = underway;
  if (isHere(state, slot)) begin(state, underway, ctx);
  else if (epoch > state.epochs[slot]!) hold(state, underway, ctx);
  else {
    const { to, epoch: since } = whereIs(state, slot);
    const handsOn = ctx.params.routing === 'forward' || state.slots.get(slot)?.status === 'given';
    if (state.gaveTo.has(slot)) {
      state.handedOn += 1;
      ctx.sometimes('a request is handed on by the old owner');
    }
    if (to === state.id || hops >= HOPS_MAX) ctx.redirect(request, undefined);
    else if (handsOn) ctx.send(to, { kind: 'forward', request, slot, hops: hops + 1, epoch: since });
    else ctx.redirect(request, to);
  }
}

/** Whether this node answers for the slot. */
const isHere = (state: State, slot: number): boolean => state.slots.get(slot)?.status === 'owned';

/** Takes its turn at the server, if that takes time; the slot may be somebody else's by then. */
function begin(state: State, underway: Underway, ctx: Ctx): void {
  const { request, slot, hops } = underway;
  const work = ctx.params.service();
  if (work === 0) carryOut(state, slot, request, ctx);
  else ctx.serve('server', work, { kind: 'served', request, slot, hops });
}

export function onServed(state: State, underway: Omit<Underway, 'epoch'>, ctx: Ctx): void {
  const { request, slot } = underway;
  if (isHere(state, slot)) {
    carryOut(state, slot, request, ctx);
    return;
  }
  ctx.sometimes('a slot is given away while a request for it waits for the server');
  route(state, { ...underway, epoch: 0 }, ctx);
}

/** The slot is on its way here: its old owner says so. */
function hold(state: State, { request, slot, hops, epoch }: Underway, ctx: Ctx): void {
  const waiting = state.waiting.get(slot) ?? [];
  if (waiting.length >= WAITING_MAX) {
    ctx.redirect(request, undefined);
    return;
  }
  ctx.sometimes('a request waits for a slot that is on its way');
  state.waiting.set(slot, [...waiting, { kind: 'forward', request, slot, hops, epoch }]);
}

/** The slot is here, and those who waited for it are next. */
export function release(state: State, slot: number, ctx: Ctx): void {
  const waiting = state.waiting.get(slot) ?? [];
  state.waiting.delete(slot);
  for (const forward of waiting) route(state, forward, ctx);
}
