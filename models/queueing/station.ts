/**
 * A station: requests wait for one of `c` servers by some discipline, are served, and are answered or go on.
 *
 * All that happens at one place: limits, priorities, balking, reneging, retrials, contention. The plain path
 * (nobody balks, loses patience or comes back) allocates nothing but the message that says it is done.
 *
 * Customers who are not waited for come from `queueing/source`. A finite population is a client group with
 * `arrivals: closed(think=…)`, one client for each member; a closed network is that with `next`.
 */
import { defineModel, type NodeId, type Route } from '../../src/model/index.js';
import { arrive, arriveCopy, forget, habits, serve, takeBack } from './station/admission.js';
import { params } from './station/params.js';
import type { Ctx, State, StationMessage } from './station/types.js';

export const station = defineModel<typeof params, State, StationMessage>({
  name: 'queueing/station',
  about:
    'A queue in front of c servers: disciplines, limits, impatience, retrials, contention, and the way to the ' +
    'next station.',
  source:
    'Kleinrock, Queueing Systems, volume 1 (1975), chapters 3 and 4; Gross et al., Fundamentals of Queueing ' +
    'Theory, 4th ed. (2008), §2.10 impatience, §3.3 priorities, §3.5 retrials; Gunther, Guerrilla Capacity ' +
    'Planning (2007), chapter 4, for contention and crosstalk',
  leavesOut:
    'servers that differ or break down one by one, vacations, set-up times, service of several at once; who has ' +
    'balked or lost patience does not come back; a copy that has gone on to the next station cannot be taken ' +
    'back; who comes (a finite population is clients with arrivals: closed(think=…))',
  params,
  resources: ({ servers, queueLimit, discipline, contention, crosstalk, retries }) => ({
    servers: {
      servers,
      queueLimit,
      discipline,
      ...(contention > 0 || crosstalk > 0 ? { pace: usl(contention, crosstalk) } : {}),
    },
    // Those who stay away are customers too: how many there are is measured as at any station.
    ...(retries > 0 ? { orbit: { servers: Infinity, queueLimit: 0 } } : {}),
  }),
  queue: {
    kind: 'station',
    servers: 'servers',
    service: 'service',
    queueLimit: 'queueLimit',
    discipline: 'discipline',
    patience: 'patience',
    priorities: 'priorities',
    next: 'next',
    plain: ({ balking, retries, contention, crosstalk }) =>
      balking === 'none' && retries === 0 && contention === 0 && crosstalk === 0,
  },
  init: (_durable, ctx: Ctx) => ({ ...habits(ctx), options: new Map(), copies: new Map() }),
  on: {
    request(state, request, ctx: Ctx) {
      if (state.plain) serve(state, request, ctx);
      else arrive(state, request, ctx.params.retries, ctx);
    },
    back(state, { request, retries }, ctx: Ctx) {
      arrive(state, request, retries, ctx);
    },
    copy(state, message, ctx: Ctx) {
      arriveCopy(state, message, ctx);
    },
    cancel(state, { id }, ctx: Ctx) {
      takeBack(state, id, ctx);
    },
    begun(_state, { request }, ctx: Ctx) {
      ctx.send(request.from, { kind: 'started', id: request.id });
    },
    served(state, { request }, ctx: Ctx) {
      forget(state, request);
      const to = nextOf(ctx.params.next, ctx);
      if (to !== undefined) ctx.send(to, request);
      else if (ctx.params.answer) ctx.ok(request, null);
    },
    'gave-up'(state, { request }, ctx: Ctx) {
      forget(state, request);
      if (ctx.params.answer) ctx.fail(request, 'out of patience');
    },
  },
});

/**
 * The Universal Scalability Law: n in service get through n / (1 + sigma (n - 1) + kappa n (n - 1)) times as much
 * as one alone.
 */
const usl =
  (sigma: number, kappa: number) =>
  (n: number): number =>
    1 / (1 + sigma * (n - 1) + kappa * n * (n - 1));

/** Where a request goes next, if anywhere: one draw for the group and the member in it. */
function nextOf(routes: readonly Route[], ctx: Ctx): NodeId | undefined {
  if (routes.length === 0) return undefined;
  let draw = ctx.random();
  for (const { members, share } of routes) {
    if (draw < share)
      return members[Math.min(members.length - 1, Math.floor((draw / share) * members.length))];
    draw -= share;
  }
  return undefined;
}
