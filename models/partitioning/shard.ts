/**
 * A shard: a queue in front of servers, and behind them the newest version of each key that somebody stored here.
 *
 * Whoever asks decides what belongs here and which version is newer; a shard does as it is told. A write carries its
 * version, and a read is answered with version and value, or null. It may have a small memory of the keys that were read
 * last, so that a read of one of them takes less time. The memory is the shard's own and written through, so its
 * answers are as fresh as without it; but every request still has to come here, unlike with a cache near those who ask.
 */
import {
  type Context,
  count,
  defineModel,
  delay,
  delays,
  type Json,
  type Message,
  type ParamsOf,
  type Request,
} from '../../src/model/index.js';
import { createMemory, load, type Memory, monitor, recall } from './shard/memory.js';

/** Version and value. */
export type Cell = readonly [number, Json];

/** Stores a cell, and tells nobody. */
export interface Copy extends Message {
  readonly kind: 'copy';
  readonly key: Json;
  readonly cell: Cell;
}

/** Deletes a cell, and tells nobody. */
export interface Drop extends Message {
  readonly kind: 'drop';
  readonly key: Json;
}

interface Served extends Message {
  readonly kind: 'served';
  readonly work: Request | Copy;
}

const params = {
  servers: count(1, 'how many requests are served side by side', { min: 1 }),
  service: delays('exponential(1ms)', 'how long serving a request takes'),
  queueLimit: count('unlimited', 'how many may wait; more are refused', { min: 0, unlimited: true }),
  memory: count(0, 'keys read last whose next read takes only as long as `remembered` says', { min: 0 }),
  remembered: delay('exponential(100us)', 'how long serving a read from memory takes'),
};

type ShardMessage = Request | Copy | Drop | Served;
type Ctx = Context<ParamsOf<typeof params>, ShardMessage>;

interface State {
  readonly cells: Map<string, Cell>;
  readonly memory: Memory;
}

export const shard = defineModel<typeof params, State, ShardMessage>({
  name: 'partitioning/shard',
  about: 'A part of the keys behind a queue: stores the newest version of each, and answers with it.',
  source:
    'DeCandia et al., Dynamo, SOSP 2007, §4: keys and versions, whoever asks knows where; the queue is an M/M/c; its ' +
    'memory drops whichever key was not read for longest (LRU: Mattson et al., IBM Systems Journal 9(2), 1970)',
  leavesOut:
    'disks: what it stores is safe at once, and survives no crash; the time it takes to delete; what is read from ' +
    'memory waits in the same queue as the rest',
  params,
  assumes: () => ({ never: ['crash', 'message-altered', 'record-lost'] }),
  resources: ({ servers, queueLimit }) => ({ servers: { servers, queueLimit } }),
  init: (_durable, { params }: Ctx) => ({ cells: new Map(), memory: createMemory(params.memory) }),
  on: {
    request({ memory }, request, ctx: Ctx) {
      const quick = request.f === 'read' && recall(memory, nameOf(request.key));
      const service = quick ? ctx.params.remembered() : ctx.params.service(request.f);
      const ticket = ctx.serve('servers', service, { kind: 'served', work: request });
      if (ticket === undefined) ctx.fail(request, 'queue full');
    },
    copy(_state, copy, ctx: Ctx) {
      ctx.serve('servers', ctx.params.service('write'), { kind: 'served', work: copy });
    },
    drop({ cells, memory }, { key }) {
      cells.delete(nameOf(key));
      memory.keys.delete(nameOf(key));
    },
    served({ cells, memory }, { work }, ctx: Ctx) {
      const name = nameOf(work.key);
      if (work.kind === 'copy') {
        store(cells, name, work.cell);
        return;
      }
      if (work.f === 'write') store(cells, name, work.value as unknown as Cell);
      else load(memory, name);
      const cell = cells.get(name);
      ctx.ok(work, cell === undefined ? null : [cell[0], cell[1]]);
    },
  },
  monitor,
});

/** Keys are JSON of any kind. */
const nameOf = (key: Json | undefined): string => JSON.stringify(key ?? null);

/** The newer of two versions stays, in whatever order they come. */
function store(cells: Map<string, Cell>, name: string, cell: Cell): void {
  const old = cells.get(name);
  if (old === undefined || old[0] < cell[0]) cells.set(name, cell);
}
