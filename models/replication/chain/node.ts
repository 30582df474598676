/**
 * A node of the chain: what clients ask, its lease, and its place in a new configuration.
 *
 * Reads at a node that is not the tail are CRAQ's (Terrace and Freedman, USENIX ATC 2009, §2.3): a key without a
 * write under way is clean and answered at once; else the tail says how far it is. Knows nothing of how neighbours
 * keep in line.
 */
import type { NodeId, Request } from '../../../src/model/index.js';
import { lookUp, operationOf } from '../../state-machines/key-value.js';
import { store } from '../durable-log.js';
import { advance, settle, tellPredecessor } from './links.js';
import { headOf, isHead, isMember, isTail, type State, tailOf } from './state.js';
import type { Ask, Ctx, Renewed, Version } from './types.js';

/** Entries and reads that may wait at once; beyond that clients are told to ask again. */
const WAITING_MAX = 10_000;

export function onRequest(state: State, request: Request, ctx: Ctx): void {
  if (request.f === 'read') onRead(state, request, ctx);
  else if (!isHead(state)) passOn(state, request, headOf(state.config), ctx);
  else onWrite(state, request, ctx);
}

/** Hands a client's request to the node that it is for; one that was handed on already goes back to the client. */
function passOn(state: State, request: Request, to: NodeId | undefined, ctx: Ctx): void {
  const isKnown = to !== undefined && to !== state.id;
  if (isKnown && ctx.from === request.from) ctx.send(to, request);
  else ctx.redirect(request, isKnown ? to : undefined);
}

function onWrite(state: State, request: Request, ctx: Ctx): void {
  const operation = operationOf(request);
  if (typeof operation === 'string') ctx.fail(request, operation);
  else if (state.log.length - state.committed >= WAITING_MAX) ctx.redirect(request, state.id);
  // A retried operation goes down the chain again; it is applied once, and the tail gives the same answer.
  else {
    const epoch = state.config!.epoch;
    store(state, { index: state.log.length + 1, epoch, operation, request }, ctx);
  }
}

function onRead(state: State, request: Request, ctx: Ctx): void {
  const tail = tailOf(state.config);
  const mayAnswer = hasLease(state, ctx) && isMember(state);
  if (mayAnswer && isTail(state)) answer(state, request, ctx);
  else if (!mayAnswer || ctx.params.reads === 'tail' || tail === undefined) passOn(state, request, tail, ctx);
  else if (isClean(state, request)) {
    ctx.sometimes('a read of a clean key is answered before the tail');
    answer(state, request, ctx);
  } else if (state.asking.size < WAITING_MAX) {
    state.asked += 1;
    state.asking.set(state.asked, request);
    ctx.send(tail, { kind: 'ask', epoch: state.config!.epoch, life: state.life, id: state.asked });
  } else ctx.redirect(request, tail);
}

const answer = (state: State, request: Request, ctx: Ctx): void =>
  ctx.ok(request, lookUp(state.machine, request.key ?? null));

/** Whether no write to the key is under way, as far as this node knows; all that the tail has it has, too. */
function isClean({ log, committed }: State, { key = null }: Request): boolean {
  const text = JSON.stringify(key);
  for (let at = committed; at < log.length; at++)
    if (JSON.stringify(log[at]!.operation.key) === text) return false;
  return true;
}

/** CRAQ: the tail says how far it is. */
export function onAsk(state: State, { epoch, life, id }: Ask, ctx: Ctx): void {
  if (epoch !== state.config?.epoch || !isTail(state) || !hasLease(state, ctx)) return;
  ctx.send(ctx.from, { kind: 'version', epoch, life, id, committed: state.committed });
}

export function onVersion(state: State, { epoch, life, id, committed }: Version, ctx: Ctx): void {
  const request = state.asking.get(id);
  if (request === undefined || life !== state.life || epoch !== state.config?.epoch) return;
  state.asking.delete(id);
  ctx.sometimes('a read of a dirty key waits for the tail');
  advance(state, Math.min(committed, state.durableIndex), false, ctx);
  answer(state, request, ctx);
}

const hasLease = (state: State, ctx: Ctx): boolean => ctx.monotonicClock() < state.leaseUntil;

export function renew(state: State, ctx: Ctx): void {
  const { life, joined } = state;
  ctx.send(ctx.members[0]!, { kind: 'renew', life, sentAt: ctx.monotonicClock(), joined });
}

/** The master has heard this node at `sentAt` or later, and drops nobody before that lease is over. */
export function onRenewed(state: State, { life, sentAt, config }: Renewed, ctx: Ctx): void {
  if (life !== state.life || config.epoch < (state.config?.epoch ?? 0)) return;
  const isNew = config.epoch > (state.config?.epoch ?? 0);
  const hasJoined = !isNew && state.config?.joining !== undefined && config.joining === undefined;
  if (!isNew && config.joining !== undefined && state.config?.joining === undefined) return; // it came late
  state.leaseUntil = Math.max(state.leaseUntil, sentAt + ctx.params.lease);
  if (!isNew && !hasJoined) return;
  state.config = config;
  if (isNew) enter(state, ctx);
  settle(state, ctx);
}

/** Another configuration: what is known of neighbours no longer holds. */
function enter(state: State, ctx: Ctx): void {
  for (const request of state.asking.values()) ctx.redirect(request, tailOf(state.config));
  state.asking.clear();
  // A member has what its predecessor sent in the last configuration, in the same order; who joins has to be told.
  state.matched = isMember(state) ? state.log.length : 0;
  state.sent = -1;
  state.had = -1;
  state.complete = isMember(state) ? state.durableIndex : -1;
  state.joined = 0;
  ctx.track('epoch', state.config!.epoch);
  tellPredecessor(state, true, ctx);
}
