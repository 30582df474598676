/**
 * Leadership transfer (dissertation §3.10), asked for with `transfer` and the node to take over.
 *
 * The leader stops taking requests, brings the target up to date, and tells it to campaign at once.
 */
import type { Json, NodeId, Request } from '../../../src/model/index.js';
import { lastIndex } from './log.js';
import { sendAppend } from './replication.js';
import { configOf, type State, type Transfer } from './state.js';
import type { Ctx, TimeoutNow } from './types.js';

/** Requests held back while a transfer is under way; beyond that clients are told to ask again later. */
const HELD_MAX = 10_000;

/** An administrator asks this leader to hand over: to a node, by number or name, or to the most up to date. */
export function onTransfer(state: State, request: Request, ctx: Ctx): void {
  const target = targetOf(state, request.value ?? null, ctx);
  if (target === state.id) {
    ctx.ok(request, target);
    return;
  }
  if (state.transfer !== undefined) {
    if (state.transfer.target === target)
      state.transfer.request = request; // asked again
    else ctx.fail(request, 'another transfer is under way');
    return;
  }
  if (target === undefined) {
    ctx.fail(request, 'the target must be a voter');
    return;
  }
  const deadline = ctx.monotonicClock() + state.quorumTimeout;
  state.transfer = { request, target, deadline, held: [], sent: false };
  ctx.count('transfers');
  const peer = state.peers.get(target);
  if (peer !== undefined && !peer.probing) sendAppend(state, peer, ctx);
  advanceTransfer(state, ctx);
}

/** Hands over once the target has the whole log; called when a follower made progress. */
export function advanceTransfer(state: State, ctx: Ctx): void {
  const { transfer } = state;
  if (transfer === undefined || transfer.sent) return;
  const peer = state.peers.get(transfer.target);
  if (peer === undefined || peer.match < lastIndex(state.log)) return;
  transfer.sent = true;
  state.leaseForfeited = true; // the target may now be elected although everybody hears this leader
  const message: TimeoutNow = { kind: 'timeoutNow', term: state.term };
  ctx.send(transfer.target, message);
}

/** Gives up if the target has not taken over within an election timeout, and serves again. */
export function expireTransfer(state: State, ctx: Ctx): void {
  const { transfer } = state;
  if (transfer === undefined || ctx.monotonicClock() <= transfer.deadline) return;
  state.transfer = undefined;
  ctx.unknown(transfer.request, 'the target did not take over in time');
  for (const request of transfer.held) ctx.redirect(request, state.id);
}

/** Keeps a request that comes during a transfer, to send its client on when it is over. */
export function holdBack(transfer: Transfer, request: Request, ctx: Ctx): void {
  if (transfer.held.length >= HELD_MAX) ctx.redirect(request, undefined);
  else transfer.held.push(request);
}

/** The node meant by a number, a name or a list of one; the most up-to-date other voter if none is named. */
function targetOf(state: State, value: Json, ctx: Ctx): NodeId | undefined {
  let best: NodeId | undefined;
  let match = -1;
  const named = Array.isArray(value) ? (value[0] ?? null) : value;
  if (named === state.id || named === ctx.name(state.id)) return state.id;
  for (const id of configOf(state).voters) {
    const peer = state.peers.get(id);
    if (peer === undefined) continue;
    if (named !== null && named !== id && named !== ctx.name(id)) continue;
    if (peer.match <= match) continue;
    best = id;
    match = peer.match;
  }
  return best;
}
