/**
 * A thread pool: each request holds a thread while it computes on the cores and waits for others, in turns.
 *
 * For sizing: with fewer threads than cores x utilisation x (1 + wait / compute) the cores idle while requests
 * queue; with many more, threads only wait for cores. Threads and cores are two resources, measured apart.
 */
import {
  type Context,
  count,
  defineModel,
  delays,
  duration,
  nodes,
  type ParamsOf,
  type Process,
  type Request,
} from '../../src/model/index.js';
import { anyOf } from './choose.js';

const params = {
  threads: count(50, 'how many requests are worked on at once', { min: 1, unlimited: true }),
  queueLimit: count('unlimited', 'how many may wait for a thread; more are refused', {
    min: 0,
    unlimited: true,
  }),
  cores: count(8, 'how many threads compute at once', { min: 1 }),
  rounds: count(1, 'how often a request computes and then waits before it is answered', {
    min: 1,
    max: 1000,
  }),
  compute: delays('exponential(1ms)', 'how long it computes each time'),
  wait: delays(
    'exponential(9ms)',
    'how long it waits each time, its thread with it, if there is no downstream',
  ),
  downstream: nodes('groups that it calls and waits for, a member at random, instead of waiting that long'),
  timeout: duration('10s', 'how long it waits for a call; the request then fails'),
};

type Ctx = Context<ParamsOf<typeof params>, Request>;

export const threadPool = defineModel<typeof params, Record<string, never>, Request>({
  name: 'queueing/thread-pool',
  about: 'Requests that hold a thread while they compute on a few cores and wait for something else.',
  source:
    'Goetz et al., Java Concurrency in Practice (2006), §8.2, on sizing; Rolia and Sevcik, The Method of Layers, IEEE ' +
    'TSE 21(8), 1995, on software servers that hold one resource while they wait for another',
  leavesOut: 'the cost of switching between threads, time slices on a core, memory, retries of calls',
  params,
  resources: ({ threads, queueLimit, cores }) => ({
    threads: { servers: threads, queueLimit },
    cores: { servers: cores, queueLimit: Infinity },
  }),
  init: () => ({}),
  on: {
    *request(_state, request, ctx: Ctx): Process {
      const { rounds, compute } = ctx.params;
      const thread = yield* ctx.acquire('threads');
      if (thread === undefined) return ctx.fail(request, 'no thread');
      let error: string | undefined;
      for (let round = 0; round < rounds && error === undefined; round++) {
        yield* ctx.work('cores', compute(request.f));
        error = yield* waitFor(request, ctx);
      }
      ctx.release('threads', thread, 'finished');
      if (error === undefined) ctx.ok(request, null);
      else ctx.fail(request, error);
    },
  },
});

/** Waits, or calls and waits for the answer; returns what went wrong. */
function* waitFor(request: Request, ctx: Ctx): Process<string | undefined> {
  const { wait, downstream, timeout } = ctx.params;
  if (downstream.length === 0) {
    yield* ctx.sleep(wait(request.f));
    return undefined;
  }
  const to = anyOf(downstream, () => ctx.random());
  const result = yield* ctx.call(to, { f: request.f, key: request.key, value: request.value }, { timeout });
  return result.ok ? undefined : result.error;
}
