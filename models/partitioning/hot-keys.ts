/**
 * A router that finds out which keys are hot, does something about them, and stops when they have cooled down.
 *
 * Every request is counted in a Count-Min sketch and offered to Space-Saving; a key with more than its share of them is
 * hot, until it has much less than that (hysteresis). What is done is one of: nothing; split the key into parts (a
 * write goes to one of them, a read to all); copy it (a write goes to all, a read to one); let reads that come together
 * share one answer; keep answers for a while near those who ask. A copied key is not linearizable, as a read may see a
 * write before all copies have it and the next one may not, unless only clean copies are read, as in CRAQ.
 * One router stands for a tier of processes that agree on what is hot; near caches and shared reads are each process's own.
 */
import { defineModel } from '../../src/model/index.js';
import { monitor } from './hot-keys/book.js';
import { coolDown, merge } from './hot-keys/cool.js';
import { notice } from './hot-keys/detect.js';
import { params } from './hot-keys/params.js';
import { read } from './hot-keys/read.js';
import { type Ctx, type RouterMessage, type State, start } from './hot-keys/state.js';
import { write } from './hot-keys/write.js';

export const hotKeys = defineModel<typeof params, State, RouterMessage>({
  name: 'partitioning/hot-keys',
  about:
    'Routes requests to shards, finds hot keys by sketches, and splits, copies, coalesces or caches them until they cool down.',
  source:
    'Cormode & Muthukrishnan, Count-Min, 2005; Metwally et al., Space-Saving, 2005; Kleppmann, Designing Data-Intensive ' +
    'Applications, 2017, chapter 6, on skewed workloads; Nishtala et al., Scaling Memcache at Facebook, NSDI 2013; ' +
    'clean reads: Terrace & Freedman, Object Storage on CRAQ, USENIX ATC 2009',
  leavesOut:
    'how the processes of the tier come to agree on what is hot, shards that fail (a write that was ' +
    'not answered may have happened); versions come from the router’s clock',
  params,
  checkParams: ({ shards, cleanReads, waitForCopies }) => [
    ...(shards.length === 0
      ? [{ param: 'shards', problem: 'a node group of model partitioning/shard' }]
      : []),
    ...(cleanReads && !waitForCopies
      ? [{ param: 'cleanReads', problem: 'true only with waitForCopies, or nobody knows what is clean' }]
      : []),
  ],
  // A router that starts again knows neither what was hot nor where parts of it are.
  assumes: () => ({ never: ['crash', 'message-lost', 'message-altered', 'record-lost', 'clock-jump'] }),
  sometimes: ({ coldBelow, mitigation }) => [
    'a key is found hot',
    ...(coldBelow === 0 ? [] : ['a key cools down']),
    ...(coldBelow === 0 || mitigation !== 'split' ? [] : ['the parts of a key are merged']),
  ],
  init: (_durable, ctx: Ctx) => start(ctx),
  on: {
    *request(state, request, ctx: Ctx) {
      // There is one tier, so there is one who knows what is hot.
      if (ctx.self !== ctx.members[0]) {
        ctx.redirect(request, ctx.members[0]);
        return;
      }
      const key = String(request.key);
      notice(state, key, ctx);
      if (request.f === 'write') yield* write(state, request, key, ctx);
      else yield* read(state, request, key, ctx);
    },
    fade(state, message, ctx: Ctx) {
      coolDown(state, ctx);
      state.fade();
      ctx.setTimer(message, ctx.params.window);
    },
    *merge(state, { key }, ctx: Ctx) {
      yield* merge(state, key, ctx);
    },
  },
  monitor,
});
