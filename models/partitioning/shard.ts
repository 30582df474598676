/**
 * A shard: a queue in front of servers, and behind them the newest version of each key that somebody stored here.
 *
 * Whoever asks decides what belongs here and which version is newer; a shard does as it is told. A write carries its
 * version, and a read is answered with version and value, or null.
 */
import {
  type Context,
  count,
  defineModel,
  delays,
  type Json,
  type Message,
  type ParamsOf,
  type Request,
} from '../../src/model/index.js';

/** Version and value. */
export type Cell = readonly [number, Json];

/** Stores a cell, and tells nobody. */
export interface Copy extends Message {
  readonly kind: 'copy';
  readonly key: string;
  readonly cell: Cell;
}

interface Served extends Message {
  readonly kind: 'served';
  readonly work: Request | Copy;
}

const params = {
  servers: count(1, 'how many requests are served side by side', { min: 1 }),
  service: delays('exponential(1ms)', 'how long serving a request takes'),
  queueLimit: count('unlimited', 'how many may wait; more are refused', { min: 0, unlimited: true }),
};

type ShardMessage = Request | Copy | Served;
type Ctx = Context<ParamsOf<typeof params>, ShardMessage>;

interface State {
  readonly cells: Map<string, Cell>;
}

export const shard = defineModel<typeof params, State, ShardMessage>({
  name: 'partitioning/shard',
  about: 'A part of the keys behind a queue: stores the newest version of each, and answers with it.',
  source:
    'DeCandia et al., Dynamo, SOSP 2007, §4: keys and versions, whoever asks knows where; the queue is an M/M/c',
  leavesOut: 'disks: what it stores is safe at once, and survives no crash',
  params,
  assumes: () => ({ never: ['crash', 'message-altered', 'record-lost'] }),
  resources: ({ servers, queueLimit }) => ({ servers: { servers, queueLimit } }),
  init: () => ({ cells: new Map() }),
  on: {
    request(_state, request, ctx: Ctx) {
      const ticket = ctx.serve('servers', ctx.params.service(request.f), { kind: 'served', work: request });
      if (ticket === undefined) ctx.fail(request, 'queue full');
    },
    copy(_state, copy, ctx: Ctx) {
      ctx.serve('servers', ctx.params.service('write'), { kind: 'served', work: copy });
    },
    served({ cells }, { work }, ctx: Ctx) {
      if (work.kind === 'copy') {
        store(cells, work.key, work.cell);
        return;
      }
      const key = String(work.key);
      if (work.f === 'write') store(cells, key, work.value as unknown as Cell);
      const cell = cells.get(key);
      ctx.ok(work, cell === undefined ? null : [cell[0], cell[1]]);
    },
  },
});

/** The newer of two versions stays, in whatever order they come. */
function store(cells: Map<string, Cell>, key: string, cell: Cell): void {
  const old = cells.get(key);
  if (old === undefined || old[0] < cell[0]) cells.set(key, cell);
}
