/**
 * Who asks, in tests: at random or a fixed number of them in turns, and how long they wait is a resource's time.
 *
 * So that what a model answers through others is measured without clients.
 */
import {
  type AnyModel,
  type Context,
  count,
  defineModel,
  delay,
  names,
  nodes,
  type ParamsOf,
  type Process,
  SECOND,
} from '../../../src/model/index.js';

const params = {
  population: count(0, 'how many ask in turns; 0 for as many as come', { min: 0 }),
  pause: delay('exponential(1s)', 'between two arrivals, or between an answer and the next question'),
  targets: nodes('whom they ask'),
  operations: names('what they ask'),
};

type Come = { readonly kind: 'come' };
type Ctx = Context<ParamsOf<typeof params>, Come>;

const COME: Come = { kind: 'come' };

const asker = defineModel<typeof params, Record<string, never>, Come>({
  name: 'test/asker',
  about: 'asks',
  source: 'none',
  leavesOut: 'everything else',
  params,
  resources: () => ({ asked: { servers: Infinity, queueLimit: 0 } }),
  init(_durable, ctx: Ctx) {
    const { population, pause } = ctx.params;
    for (let i = 0; i < Math.max(1, population); i++) ctx.after(pause(), COME);
    return {};
  },
  on: {
    *come(_state, _message, ctx: Ctx): Process {
      const { population, pause, targets, operations } = ctx.params;
      if (population === 0) ctx.after(pause(), COME);
      const ticket = (yield* ctx.acquire('asked'))!;
      const f = operations[Math.floor(ctx.random() * operations.length)] ?? 'request';
      const to = targets[Math.floor(ctx.random() * targets.length)]!;
      const result = yield* ctx.call(to, { f }, { timeout: 1000 * SECOND });
      ctx.release('asked', ticket, result.ok ? 'finished' : 'cancelled');
      if (population > 0) ctx.after(pause(), COME);
    },
  },
});

export const askers: readonly AnyModel[] = [asker];
