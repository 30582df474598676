/**
 * A secondary index over shards: local, each shard indexing its own rows, or global, the index having shards of its own.
 *
 * With a local index a query has to ask every shard and waits for the slowest, and a write touches one. With a global one a
 * query asks the shard that has the term, and then those that have the rows; a write touches the row's shard and the term's.
 */
import { defineModel, type NodeId, type Process, type Request } from '../../src/model/index.js';
import { monitor } from './secondary-index/measures.js';
import { type Ctx, type IndexMessage, type Open, params, type State } from './secondary-index/types.js';

export const secondaryIndex = defineModel<typeof params, State, IndexMessage>({
  name: 'partitioning/secondary-index',
  about: 'Queries by a secondary index that is local to each shard (scatter and gather) or global (by term).',
  source:
    'Kleppmann, Designing Data-Intensive Applications, 2017, chapter 6, on partitioning and secondary indexes; Dean and ' +
    'Barroso, The Tail at Scale, CACM 56(2), 2013',
  leavesOut:
    'rows themselves: shards (queueing/station, say) take time and answer; transactions between row and index',
  params,
  checkParams: ({ shards }) =>
    shards.length === 0 ? [{ param: 'shards', problem: 'at least one node group' }] : [],
  init: () => ({ next: 0, open: new Map(), book: { slowParts: 0, allParts: 0, queries: [] } }),
  on: {
    request(state, request, ctx: Ctx) {
      const { shards, index, rows } = ctx.params;
      const random = () => shards[Math.floor(ctx.random() * shards.length)]!;
      if (request.f === 'write') {
        // The row's shard, and the term's if that is elsewhere.
        scatter(state, request, 'write', index === 'local' ? [random()] : [random(), random()], 0, ctx);
      } else if (index === 'local') scatter(state, request, 'query', shards, 0, ctx);
      else scatter(state, request, 'query', [random()], rows, ctx);
    },
    *part(state, { n, f, to }, ctx: Ctx): Process {
      const result = yield* ctx.call(to, { f }, { timeout: ctx.params.timeout });
      const open = state.open.get(n);
      if (open === undefined) return; // another part has failed already
      if (result.ok) {
        gather(state, n, open, ctx);
        return;
      }
      state.open.delete(n);
      ctx.fail(open.request, `a shard: ${result.error}`);
    },
  },
  monitor,
});

/** Each part is a process of its own, so that its time is known. */
function scatter(
  state: State,
  request: Request,
  f: string,
  to: readonly NodeId[],
  rows: number,
  ctx: Ctx,
  since?: number,
): void {
  const n = state.next++;
  const now = ctx.monotonicClock();
  state.open.set(n, { request, since: since ?? now, from: now, left: to.length, rows });
  for (const shard of to) ctx.send(ctx.self, { kind: 'part', n, f, to: shard });
}

/** One more part is here; after the last one of the index come the rows, if there are any to fetch. */
function gather(state: State, n: number, open: Open, ctx: Ctx): void {
  const { book } = state;
  const { slowAfter, shards } = ctx.params;
  const now = ctx.monotonicClock();
  const query = open.request.f !== 'write';
  if (query) {
    book.allParts += 1;
    if (now - open.from > slowAfter) book.slowParts += 1;
  }
  open.left -= 1;
  if (open.left > 0) return;
  state.open.delete(n);
  if (open.rows > 0) {
    const to = Array.from({ length: open.rows }, () => shards[Math.floor(ctx.random() * shards.length)]!);
    scatter(state, open.request, 'fetch', to, 0, ctx, open.since);
    return;
  }
  if (query) book.queries.push(now - open.since > slowAfter ? 1 : 0);
  ctx.ok(open.request, null);
}
