/**
 * A source: customers come, alone or in batches, and are sent on; nobody waits for an answer.
 *
 * The open loop at its leanest: one message to oneself per arrival, one request per customer. It writes no
 * history; what became of its customers is measured at the stations they go through. Let the stations say
 * `answer: false`, or answers are sent that nobody reads.
 */
import {
  type Context,
  choice,
  count,
  defineModel,
  delay,
  names,
  nodes,
  type ParamsOf,
  type Request,
} from '../../src/model/index.js';

const params = {
  interarrival: delay('exponential(2ms)', 'time between two arrivals'),
  batch: count(1, 'how many customers come at each', { min: 1 }),
  targets: nodes('where they go'),
  route: choice(['random', 'round-robin'], 'random', 'which of the nodes each goes to'),
  operations: names('what they ask for, one as likely as another; request if none is named'),
};

interface Tick {
  readonly kind: 'tick';
}
type Ctx = Context<ParamsOf<typeof params>, Tick>;

interface State {
  /** Customers so far. */
  sent: number;
}

const TICK: Tick = Object.freeze({ kind: 'tick' });

export const source = defineModel<typeof params, State, Tick>({
  name: 'queueing/source',
  about: 'Customers who come by themselves, alone or in batches, and are not waited for.',
  source: 'Kleinrock, Queueing Systems, volume 1 (1975), §1.1 and §4.5 (bulk arrivals)',
  leavesOut: 'a history of what became of each customer: that is what clients are for',
  params,
  checkParams: ({ targets }) =>
    targets.length === 0 ? [{ param: 'targets', problem: 'at least one node group' }] : [],
  queue: {
    kind: 'source',
    interarrival: 'interarrival',
    batch: 'batch',
    targets: 'targets',
    plain: ({ route }) => route === 'random',
  },
  init(_durable, ctx: Ctx) {
    ctx.after(ctx.params.interarrival(), TICK);
    return { sent: 0 };
  },
  on: {
    tick(state, _message, ctx: Ctx) {
      const { params } = ctx;
      for (let i = 0; i < params.batch; i++) send(state, ctx);
      ctx.after(params.interarrival(), TICK);
    },
  },
});

function send(state: State, ctx: Ctx): void {
  const { targets, route, operations } = ctx.params;
  const n = state.sent++;
  const choices = targets.length;
  // Where there is nothing to choose, nothing is drawn.
  const place = choices === 1 ? 0 : route === 'random' ? Math.floor(ctx.random() * choices) : n % choices;
  const request: Request = {
    kind: 'request',
    from: ctx.self,
    id: n,
    session: 0,
    sequence: n + 1,
    f: operationOf(operations, ctx),
  };
  ctx.send(targets[place]!, request);
}

function operationOf(operations: readonly string[], ctx: Ctx): string {
  if (operations.length <= 1) return operations[0] ?? 'request';
  return operations[Math.floor(ctx.random() * operations.length)]!;
}
