/**
 * Who gets into a station and who does not: balking, the full queue, coming back, patience.
 *
 * Knows nothing of what happens to those who were served.
 */
import type { Request, ServeOptions, WorkOptions } from '../../../src/model/index.js';
import type { Copy } from '../copies.js';
import type { Ctx, State, StationMessage } from './types.js';

/** How the station is set up, found once. One draw tells whether patience ever ends. */
export function habits({ params }: Ctx): Pick<State, 'plain' | 'silent'> {
  const { balking, retries, patience, priorities, service, answer, next } = params;
  const alike = priorities.length === 0 && service.operations.length === 0;
  const plain = alike && balking === 'none' && retries === 0 && patience() === Infinity;
  return { plain, silent: !answer && next.length === 0 };
}

/** Serves a request of which nothing more is to be asked. */
export function serve({ silent }: State, request: Request, ctx: Ctx): void {
  const { service, answer } = ctx.params;
  const ticket = ctx.serve('servers', service(request.f), silent ? undefined : { kind: 'served', request });
  if (ticket === undefined && answer) ctx.fail(request, 'queue full');
}

/** A request comes, or comes back; it may come back `retries` more times if the queue is full. */
export function arrive(state: State, request: Request, retries: number, ctx: Ctx): void {
  if (balks(ctx)) {
    turnAway(request, ctx);
    return;
  }
  const { params } = ctx;
  const done: StationMessage | undefined = state.silent ? undefined : { kind: 'served', request };
  const ticket = ctx.serve('servers', params.service(request.f), done, optionsOf(state, request, false, ctx));
  if (ticket !== undefined) return;
  if (retries > 0) ctx.serve('orbit', params.retryAfter(), { kind: 'back', request, retries: retries - 1 });
  else if (params.answer) ctx.fail(request, 'queue full');
}

/** A copy comes: like a request, but it can be taken back, and it never comes back by itself. */
export function arriveCopy(state: State, { request, tellStart }: Copy, ctx: Ctx): void {
  if (balks(ctx)) {
    turnAway(request, ctx);
    return;
  }
  const service = ctx.params.service(request.f);
  const options = optionsOf(state, request, tellStart, ctx);
  const ticket = ctx.serve('servers', service, { kind: 'served', request }, options);
  if (ticket !== undefined) state.copies.set(copyKey(request.from, request.id), ticket);
  else if (ctx.params.answer) ctx.fail(request, 'queue full');
}

/** The copy of that id, of whoever sent the message at hand, is not wanted any more. */
export function takeBack({ copies }: State, id: number, ctx: Ctx): void {
  const key = copyKey(ctx.from, id);
  const ticket = copies.get(key);
  if (ticket === undefined) return;
  copies.delete(key);
  ctx.release('servers', ticket, 'cancelled');
}

/** The request has left the servers, whatever became of it. */
export function forget({ copies }: State, request: Request): void {
  if (copies.size > 0) copies.delete(copyKey(request.from, request.id));
}

const copyKey = (asker: number, id: number): string => `${asker}/${id}`;

function turnAway(request: Request, ctx: Ctx): void {
  ctx.turnAway('servers', 'balked');
  if (ctx.params.answer) ctx.fail(request, 'balked');
}

/** One draw for each request that looks, whatever it finds, so that two variants stay in step. */
function balks(ctx: Ctx): boolean {
  const { balking, balkLength, balkShare } = ctx.params;
  if (balking === 'none') return false;
  const { waiting, inService } = ctx.occupancy('servers');
  const present = waiting + inService;
  const draw = ctx.random();
  if (balking === 'discouraged') return draw * (present + 1) >= 1;
  return draw < balkShare && present >= balkLength;
}

/** Nothing on the plain path: an operation like any other, and all the patience in the world. */
function optionsOf(
  state: State,
  request: Request,
  tellStart: boolean,
  ctx: Ctx,
): ServeOptions<StationMessage> | undefined {
  const patience = ctx.params.patience();
  const work = workOf(state, request.f, ctx);
  if (patience === Infinity && !tellStart) return work;
  return {
    ...work,
    ...(patience === Infinity ? {} : { patience, gaveUp: { kind: 'gave-up', request } }),
    ...(tellStart ? { started: { kind: 'begun', request } } : {}),
  };
}

/** Urgency and class of an operation, where operations differ at all; made once. */
function workOf({ options }: State, f: string, ctx: Ctx): WorkOptions | undefined {
  const { priorities, service } = ctx.params;
  if (priorities.length === 0 && service.operations.length === 0) return undefined;
  const known = options.get(f);
  if (known !== undefined) return known;
  const place = priorities.indexOf(f);
  const made = { priority: place < 0 ? priorities.length : place, class: f };
  options.set(f, made);
  return made;
}
