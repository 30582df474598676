/**
 * A router of tenants: each has some of the workers, all of them, a cell, or a shuffle shard, and asks them in turn.
 *
 * The key of a request is its tenant. Who brings down every worker it may ask (a request that never ends, a crash) takes
 * with it whoever has no others. Which tenants share workers is drawn anew in each run, so that the share of tenants that
 * is hurt can be laid beside its odds. Workers may be any model that answers; use one without memory.
 */
import {
  type Context,
  choice,
  count,
  defineModel,
  duration,
  type NodeId,
  nodes,
  type ParamsOf,
  type Process,
  type Request,
} from '../../src/model/index.js';
import { keyOf } from './key.js';
import { layoutOf, member, partitionerOf } from './layout.js';
import { type Harm, measures, type Odds, oddsOf } from './tenants/harm.js';

const params = {
  workers: nodes('the workers'),
  isolation: choice(
    ['none', 'cells', 'shuffle'],
    'none',
    'which workers a tenant has: any of them, those of its cell, or some drawn for it alone',
  ),
  each: count(2, 'workers of a tenant, and how many a request tries one after the other', { min: 1 }),
  timeout: duration('100ms', 'how long a worker has to answer before the next one is tried'),
  settled: duration('2s', 'what happens before this is not measured'),
};

type Ctx = Context<ParamsOf<typeof params>, Request>;

interface State {
  readonly workersOf: (tenant: string) => readonly NodeId[];
  readonly tenants: Map<string, Harm>;
  readonly odds: Odds;
}

export const tenants = defineModel<typeof params, State, Request>({
  name: 'partitioning/tenants',
  about:
    'Gives each tenant all workers, a cell or a shuffle shard, and measures how many one of them can hurt.',
  source:
    'MacCárthaigh, Workload Isolation Using Shuffle-Sharding, Amazon Builders’ Library, 2019; AWS Well-Architected, ' +
    'Reducing the Scope of Impact with Cell-Based Architecture, 2023',
  leavesOut:
    'health checks: a worker that does not answer is tried again by every request; quotas; moving tenants away',
  params,
  checkParams: ({ workers }) =>
    workers.length === 0 ? [{ param: 'workers', problem: 'at least one node group' }] : [],
  init(_durable, ctx: Ctx) {
    const { isolation } = ctx.params;
    const { workers, each } = sizesOf(ctx);
    return { workersOf: dealt(ctx), tenants: new Map(), odds: oddsOf(isolation, workers, each) };
  },
  on: {
    *request(state, request, ctx: Ctx): Process {
      const { timeout, settled } = ctx.params;
      const tenant = String(request.key);
      const harm = harmOf(state, tenant);
      if (request.f !== 'request') harm.poisonous = true;
      const measured = request.f === 'request' && ctx.monotonicClock() >= settled;
      if (measured) harm.requests += 1;
      const workers = state.workersOf(tenant);
      const first = harm.turn++;
      for (let tried = 0; tried < workers.length; tried++) {
        const to = workers[(first + tried) % workers.length]!;
        const result = yield* ctx.call(to, { f: request.f, key: request.key }, { timeout });
        if (result.ok) {
          ctx.ok(request, result.value);
          return;
        }
        if (measured) harm.retried += 1;
      }
      if (measured) harm.failed += 1;
      ctx.fail(request, 'none of the tenant’s workers answers');
    },
  },
  monitor: () => {
    const seen = new Set<State>();
    return {
      rules: [],
      after(_node, state) {
        seen.add(state);
        return undefined;
      },
      judged: () => 0,
      measures: () =>
        measures([...seen].map((state) => ({ ...state, tenants: [...state.tenants.values()] }))),
    };
  },
});

/** Nobody has more workers than there are. */
const sizesOf = ({ params: { workers, each } }: Ctx) => ({
  workers: workers.length,
  each: Math.min(each, workers.length),
});

/** Whose workers are whose, in this run. */
function dealt(ctx: Ctx): State['workersOf'] {
  const { workers, isolation } = ctx.params;
  const { each } = sizesOf(ctx);
  const run = ctx.random();
  const key = (tenant: string) => keyOf(`${run} ${tenant}`, 'murmur3-128');
  if (isolation === 'cells') {
    // What is left over belongs to nobody.
    const cells = Array.from({ length: Math.floor(workers.length / each) }, (_, i) => member(`cell ${i}`));
    const { owner } = partitionerOf(layoutOf('cells', cells));
    return remembered((tenant) => {
      const cell = owner(key(tenant));
      return workers.slice(cell * each, (cell + 1) * each);
    });
  }
  const all = workers.map((worker) => member(ctx.name(worker)));
  const { order } = partitionerOf(layoutOf('shuffle', all, { shardSize: each }));
  if (isolation === 'shuffle')
    return remembered((tenant) => [...order(key(tenant))].map((place) => workers[place]!));
  return () => Array.from({ length: each }, () => workers[Math.floor(ctx.random() * workers.length)]!);
}

function remembered(deal: State['workersOf']): State['workersOf'] {
  const known = new Map<string, readonly NodeId[]>();
  return (tenant) => {
    const workers = known.get(tenant) ?? deal(tenant);
    known.set(tenant, workers);
    return workers;
  };
}

function harmOf({ tenants }: State, tenant: string): Harm {
  const harm = tenants.get(tenant) ?? { requests: 0, retried: 0, failed: 0, turn: 0, poisonous: false };
  tenants.set(tenant, harm);
  return harm;
}
