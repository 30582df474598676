/**
 * Clients' requests: any member takes any of them at once, without asking anybody.
 *
 * A request that comes again to the same member, or to one that has heard of it, is done once. One that a client
 * sends to another member meanwhile is done twice.
 */
import type { Ask, Instant, Json, Request } from '../../../src/model/index.js';
import { takeEffect } from './deliver.js';
import { entryOf } from './perform.js';
import type { Resolution, Ticket } from './resolution.js';
import { answerDurably, store } from './storage.js';
import type { Ctx, Op, State } from './types.js';
import { seenOf } from './version-vector.js';

export function onRequest(
  state: State,
  request: Request,
  resolution: Resolution<unknown, unknown>,
  ctx: Ctx,
): void {
  const ask = { ...request, value: within(ctx.params.elements, request, state) };
  const { key = null } = request;
  const { content } = entryOf(state, key, resolution);
  if (request.f === 'read' || (request.f === 'contains' && state.object === 'set')) {
    const held = resolution.read(content);
    answerDurably(state, request, request.f === 'read' ? held : contained(held, ask.value), ctx);
    return;
  }
  const client = clientOf(request);
  if (request.sequence <= (state.sessions.get(client) ?? 0)) {
    ctx.sometimes('a request comes twice and is done once');
    answerDurably(state, request, ask.value, ctx);
    return;
  }
  const ticket = ticketOf(state, ctx);
  const prepared = resolution.prepare(content, ask, ticket);
  if ('refused' in prepared) {
    ctx.fail(request, prepared.refused);
    return;
  }
  const { time, origin, number } = ticket;
  const op: Op = {
    stamp: { time, origin, number },
    deps: state.past,
    key,
    effect: prepared.effect,
    client,
    sequence: request.sequence,
  };
  // Of values that the last write wins it is known which is the latest; merged ones are in no order.
  if (state.conflicts === 'lww' && state.object === 'register')
    ctx.version(key, prepared.effect as Json, [time, origin, number]);
  takeEffect(state, op, resolution, ctx);
  store([op], ctx);
  answerDurably(state, request, ask.value, ctx);
}

function ticketOf(state: State, ctx: Ctx): Ticket {
  const isWall = state.conflicts === 'lww' && ctx.params.stamps === 'wall';
  return {
    time: isWall ? ctx.wallClock() : afterAll(state, ctx.wallClock()),
    origin: state.self,
    number: seenOf(state.seen, state.self) + 1,
    random: () => ctx.random(),
  };
}

/** The wall clock, unless a stamp is later (Kulkarni et al., "Logical physical clocks", OPODIS 2014, in one number). */
const afterAll = ({ latest }: State, wall: Instant): Instant => Math.max(wall, latest + 1);

/** The value that a set or a list gets: values that all differ become one of a few elements. */
function within(elements: number, { value = null }: Ask, { object }: State): Json {
  const isOfElements = object === 'set' || object === 'list-append';
  return isOfElements && typeof value === 'number' && elements !== Number.POSITIVE_INFINITY
    ? value % elements
    : value;
}

const contained = (held: Json, element: Json): Json => [
  element,
  Array.isArray(held) && held.some((each) => JSON.stringify(each) === JSON.stringify(element)),
];

/** The session's name in the whole system: sessions are numbered by the node that asks. */
const clientOf = (request: Request): number => request.from * 4_294_967_296 + request.session;
