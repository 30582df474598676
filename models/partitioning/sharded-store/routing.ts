/**
 * Where a request goes: it is carried out by the owner of its slot, and handed on or sent away by everybody else.
 *
 * Any node may be asked (DeCandia et al., SOSP 2007, §4.5: "route its request through a generic load balancer"), or the
 * client is told whom to ask, and who owns all the other slots (Redis Cluster's MOVED). A request that is handed on
 * names the view by which the other is the owner, so that it waits there until that is known.
 */
import type { NodeId, Request } from '../../../src/model/index.js';
import { slotOfKey } from './assignment.js';
import { onChangeMembership } from './coordinator.js';
import { ownersKnown } from './router.js';
import { carryOut } from './serving.js';
import type { Slot, State } from './state.js';
import type { Ctx, Forward } from './types.js';

/** Who has been handed on so often goes back to the client: nodes' knowledge is too old. */
const HOPS_MAX = 4;
/** Requests that may wait for a slot; beyond that clients are told to ask again. */
const WAITING_MAX = 10_000;

/** A request on its way; `view` as in a `Forward`. */
type Underway = Omit<Forward, 'kind'>;

export function onRequest(state: State, request: Request, ctx: Ctx): void {
  if (request.f === 'change-membership') onChangeMembership(state, request, ctx);
  else route(state, { request, slot: slotOfKey(request.key ?? null, ctx.params), hops: 0, view: 0 }, ctx);
}

export function route(state: State, underway: Underway, ctx: Ctx): void {
  const { request, slot, hops, view } = underway;
  if (state.left.has(slot)) noteLate(state, ctx);
  const { owner, number } = state.config.views[slot]!;
  if (state.slots.get(slot)?.tenure !== undefined) begin(state, underway, ctx);
  else if (owner === state.id || view > number) hold(state, underway, ctx);
  else if (hops >= HOPS_MAX) sendAway(state, request, undefined, ctx);
  else if (ctx.params.routing === 'redirect') sendAway(state, request, owner, ctx);
  else ctx.send(owner, { kind: 'forward', request, slot, hops: hops + 1, view: number });
}

/** To be asked of another, with what this node knows of who owns what. */
function sendAway({ config }: State, request: Request, to: NodeId | undefined, ctx: Ctx): void {
  ctx.redirect(request, to, ownersKnown(config));
}

function noteLate(state: State, ctx: Ctx): void {
  state.handedOn += 1;
  ctx.sometimes('a request is handed on by the old owner');
}

/** Takes its turn at the server, if that takes time; the slot may be somebody else's by then. */
function begin(state: State, underway: Underway, ctx: Ctx): void {
  const { request, slot, hops } = underway;
  const work = ctx.params.service();
  if (work === 0) onServed(state, underway, ctx);
  else ctx.serve('server', work, { kind: 'served', request, slot, hops });
}

export function onServed(
  state: State,
  { request, slot: number, hops }: Omit<Underway, 'view'>,
  ctx: Ctx,
): void {
  const slot = state.slots.get(number);
  if (slot?.tenure !== undefined) {
    carryOut(state, number, slot, request, ctx);
    return;
  }
  ctx.sometimes('a slot is given away while a request for it waits for the server');
  handOn(state, { request, slot: number, hops }, ctx);
}

/** The slot was here a moment ago. What came of the request so far is nothing, or is known to the next owner. */
function handOn(state: State, { request, slot, hops }: Omit<Underway, 'view'>, ctx: Ctx): void {
  noteLate(state, ctx);
  const { owner, number } = state.config.views[slot]!;
  const underway = { request, slot, hops: hops + 1, view: number };
  if (owner === state.id) hold(state, underway, ctx);
  else ctx.send(owner, { kind: 'forward', ...underway });
}

/** A later view is known: whoever waits for an answer gets it there. */
export function leave(state: State, number: number, slot: Slot, ctx: Ctx): void {
  const { requests, reads } = slot.tenure!;
  slot.tenure = undefined;
  state.left.add(number);
  state.events.push({ kind: 'leaves', slot: number });
  for (const request of [...requests.values(), ...reads.map((each) => each.request)])
    handOn(state, { request, slot: number, hops: 0 }, ctx);
}

/** It is to be here, but is not yet. */
function hold(state: State, { request, slot, hops, view }: Underway, ctx: Ctx): void {
  const waiting = state.waiting.get(slot) ?? [];
  if (waiting.length >= WAITING_MAX) {
    sendAway(state, request, undefined, ctx);
    return;
  }
  ctx.sometimes('a request waits for a slot that is on its way');
  state.waiting.set(slot, [...waiting, { kind: 'forward', request, slot, hops, view }]);
}

/** More is known of the slot: those who waited for it are next. */
export function release(state: State, slot: number, ctx: Ctx): void {
  const waiting = state.waiting.get(slot) ?? [];
  state.waiting.delete(slot);
  for (const forward of waiting) route(state, forward, ctx);
}
