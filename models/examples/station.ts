/**
 * A station: requests wait for one of `c` servers, are served for a random time, and are answered.
 *
 * With exponential service and Poisson arrivals it is the M/M/c queue. Handlers and a resource, no process:
 * nothing is allocated per request but the request itself.
 */
import {
  type Context,
  count,
  defineModel,
  delay,
  flag,
  type ParamsOf,
  type Request,
} from '../../src/model/index.js';

const params = {
  servers: count(1, 'how many requests are served side by side', { min: 1 }),
  service: delay('exponential(1ms)', 'how long serving one request takes'),
  queueLimit: count(1_000_000, 'how many may wait; more are refused', { min: 0 }),
  answer: flag(true, 'whether whoever asked is told when it is done'),
};

type Served = { readonly kind: 'served'; readonly request: Request };
type Message = Request | Served;
type Ctx = Context<ParamsOf<typeof params>, Message>;

interface State {
  served: number;
}

export const station = defineModel<typeof params, State, Message>({
  name: 'examples/station',
  about: 'One queue in front of c servers, first come first served (M/M/c with exponential times).',
  source: 'Kleinrock, Queueing Systems, volume 1, chapter 3 (1975)',
  leavesOut: 'priorities, impatience, failures of single servers',
  params,
  resources: ({ servers, queueLimit }) => ({ servers: { servers, queueLimit } }),
  queue: {
    kind: 'station',
    servers: 'servers',
    service: 'service',
    queueLimit: 'queueLimit',
    plain: () => true,
  },
  init: () => ({ served: 0 }),
  on: {
    request(_state, request, ctx: Ctx) {
      const admitted = ctx.serve('servers', ctx.params.service(), { kind: 'served', request });
      if (!admitted) ctx.fail(request, 'queue full');
    },
    served(state, { request }, ctx: Ctx) {
      state.served++;
      if (ctx.params.answer) ctx.ok(request, state.served);
    },
  },
});
