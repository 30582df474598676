/**
 * A service that needs two others: it asks both at once, gives each so long, and answers with what it got.
 *
 * Written top to bottom as a process, because that is how people think of it. One part may fail softly:
 * without a profile there is no answer, without recommendations there is a poorer one.
 */
import {
  type Context,
  defineModel,
  delay,
  duration,
  nodes,
  type ParamsOf,
  type Process,
  type Request,
} from '../../src/model/index.js';

const params = {
  profiles: nodes('the group that knows the users'),
  recommendations: nodes('the group that recommends'),
  timeout: duration('50ms', 'how long each of them gets'),
  render: delay('exponential(1ms)', 'how long putting the answer together takes'),
};

type Message = Request;
type Ctx = Context<ParamsOf<typeof params>, Message>;

export const frontend = defineModel<typeof params, Record<string, never>, Message>({
  name: 'examples/frontend',
  about: 'A service that calls two others in parallel, with timeouts, and degrades without the second.',
  source: 'Dean and Barroso, The Tail at Scale, CACM 56(2), 2013, on fan-out and good-enough answers',
  leavesOut: 'retries, hedged requests, circuit breakers',
  params,
  init: () => ({}),
  on: {
    *request(_state, request, ctx: Ctx): Process {
      const { profiles, recommendations, timeout, render } = ctx.params;
      const [profile, recommended] = yield* ctx.callAll([
        { to: oneOf(profiles, ctx), ask: { f: 'read', key: request.key }, timeout },
        { to: oneOf(recommendations, ctx), ask: { f: 'read', key: request.key }, timeout },
      ]);
      if (!profile!.ok) return ctx.fail(request, `profile: ${profile!.error}`);
      if (!recommended!.ok) ctx.count('answers without recommendations');
      yield* ctx.sleep(render());
      ctx.ok(request, recommended!.ok ? 'full' : 'poor');
    },
  },
});

const oneOf = (group: readonly number[], ctx: Ctx) => group[Math.floor(ctx.random() * group.length)]!;
