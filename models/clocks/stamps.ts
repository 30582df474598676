/**
 * Nodes that stamp what they do and tell each other of it, by any of the clocks in this folder.
 *
 * A request is a write: its node stamps it, waits if the clock asks for it, answers and tells a random peer, for which
 * taking that in is an event, too. So there is cause and effect between nodes, and there is time between clients.
 */
import { type AnyModel, defineModel, type Request } from '../../src/model/index.js';
import { bytesOf, type Clock, type ClockOf, clockNamed, type Reading, type Stamp } from './stamps/clocks.js';
import { monitor } from './stamps/monitor.js';
import { params } from './stamps/params.js';
import { assumes, sometimes } from './stamps/testing.js';
import type { Ctx, Event, EventId, Message, State } from './stamps/types.js';

/** The model with other clocks under the same names. */
export const stampsWith = (clockOf: ClockOf) =>
  defineModel<typeof params, State, Message>({
    name: 'clocks/stamps',
    about: 'Nodes that stamp writes and messages by wall, Lamport, hybrid or vector clocks, or by TrueTime.',
    source:
      'Lamport, CACM 21(7), 1978; Mattern 1989; Kulkarni et al., OPODIS 2014; Corbett et al. (Spanner), OSDI 2012, §3 and §4.1.2',
    leavesOut: 'How clocks are kept in step: their errors and the uncertainty are the scenario’s word.',
    params,
    init(durable, ctx: Ctx) {
      const last = durable as Event | undefined;
      if (last !== undefined) ctx.sometimes('a node goes on from its last stamp');
      const { clock, uncertainty } = ctx.params;
      return { clock, uncertainty, last, answered: 0 };
    },
    on: {
      request(state, request, ctx: Ctx) {
        const clock = clockOf(state.clock);
        const write = happen(state, clock.event(lastStamp(clock, state), readingOf(ctx)), ctx);
        commit(clock, state, { request, write }, ctx);
      },
      commit: (state, held, ctx: Ctx) => commit(clockOf(state.clock), state, held, ctx),
      news(state, { write }, ctx: Ctx) {
        const clock = clockOf(state.clock);
        const [last, reading] = [lastStamp(clock, state), readingOf(ctx)];
        const stamp = clock.receipt(last, write.stamp, reading);
        if (clock.isBefore(clock.event(last, reading), stamp)) ctx.sometimes('a message moves a clock on');
        happen(state, stamp, ctx, write);
      },
    },
    bytes: (message) => 64 + (message.kind === 'news' ? bytesOf(message.write.stamp) : 0),
    assumes,
    sometimes,
    monitor: monitor(clockOf),
  });

export const stamps: AnyModel = stampsWith(clockNamed);

const lastStamp = ({ start }: Clock<Stamp>, { last }: State): Stamp =>
  last === undefined ? start : last.stamp;

const readingOf = (ctx: Ctx): Reading => ({
  self: ctx.self,
  wall: ctx.wallClock(),
  uncertainty: ctx.params.uncertainty,
});

/** One more event of the node; what it needs for the next one is on its disk. */
function happen(state: State, stamp: Stamp, ctx: Ctx, cause?: EventId): Event {
  if (typeof stamp === 'object' && 'count' in stamp && stamp.count > 0)
    ctx.sometimes('events share a time and are counted');
  state.last = {
    node: ctx.self,
    number: (state.last?.number ?? 0) + 1,
    stamp,
    wall: ctx.wallClock(),
    ...(cause && { cause: { node: cause.node, number: cause.number } }),
  };
  ctx.persist(state.last);
  return state.last;
}

/** Answers, and passes on, unless it is too early for that (Spanner §4.1.2, commit wait). */
function commit(
  clock: Clock<Stamp>,
  state: State,
  { request, write }: { readonly request: Request; readonly write: Event },
  ctx: Ctx,
): void {
  const wait = clock.wait(write.stamp, readingOf(ctx));
  if (wait > 0) {
    ctx.sometimes('a write waits for its stamp to be past');
    ctx.after(wait, { kind: 'commit', request, write });
    return;
  }
  state.answered = write.number;
  ctx.ok(request, request.value ?? null);
  ctx.send(ctx.randomPeer(), { kind: 'news', write });
}
