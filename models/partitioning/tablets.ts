/**
 * Tablets: ranges of keys, each on one of the servers, which split when they are hot and merge when they are cold.
 *
 * A master and the routers in one. Data is on a file system that all servers share, so a tablet moves by changing hands: for
 * a moment nobody serves it, and requests for it wait. What a row's key is made of is a parameter, since it decides where
 * the load goes: a key that begins with the time puts all writes into the last range, wherever that is.
 */
import { defineModel, type Process } from '../../src/model/index.js';
import { balance } from './tablets/balance.js';
import { rowKey } from './tablets/keys.js';
import { monitor } from './tablets/monitor.js';
import {
  type Ctx,
  params,
  type State,
  start,
  type Tablet,
  type TabletMessage,
  tabletOf,
} from './tablets/types.js';

const SAMPLE_MAX = 64;

export const tablets = defineModel<typeof params, State, TabletMessage>({
  name: 'partitioning/tablets',
  about: 'Ranges of keys on servers: tablets that split when hot, merge when cold, and change hands.',
  source:
    'Chang et al., Bigtable: A Distributed Storage System for Structured Data, OSDI 2006, §5; hot ranges and salted keys: ' +
    'Kleppmann, Designing Data-Intensive Applications, 2017, chapter 6',
  leavesOut:
    'rows themselves: servers (queueing/station, say) take time and answer; scans; servers that fail; moving tablets that ' +
    'are not split',
  params,
  checkParams: ({ servers, splitAbove, mergeBelow }) => [
    ...(servers.length === 0 ? [{ param: 'servers', problem: 'at least one node group' }] : []),
    ...(mergeBelow * 2 > splitAbove
      ? [{ param: 'mergeBelow', problem: 'at most half of splitAbove, or what was merged is split again' }]
      : []),
  ],
  sometimes: ({ splitAbove, mergeBelow }) => [
    ...(splitAbove === Infinity ? [] : ['a tablet is split']),
    ...(mergeBelow === 0 ? [] : ['tablets are merged']),
  ],
  init(_durable, ctx: Ctx) {
    ctx.setTimer({ kind: 'balance' }, ctx.params.window);
    return start(ctx);
  },
  on: {
    *request(state, request, ctx: Ctx): Process {
      const key = rowKey(request, ctx);
      let tablet = tabletOf(state.tablets, key);
      // It may change hands again in the meantime.
      for (let wait = waitFor(tablet, ctx); wait > 0; wait = waitFor(tablet, ctx)) {
        yield* ctx.sleep(wait);
        tablet = tabletOf(state.tablets, key);
      }
      tablet.requests += 1;
      // The first ones of the window are as good a sample as any: arrivals do not know the key.
      if (tablet.sample.length < SAMPLE_MAX) tablet.sample.push(key);
      const { f, value } = request;
      const result = yield* ctx.call(tablet.server, { f, key, value }, { timeout: ctx.params.timeout });
      if (result.ok) ctx.ok(request, result.value);
      else if (result.error === 'timeout') ctx.unknown(request, result.error);
      else ctx.fail(request, result.error);
    },
    balance(state, message, ctx: Ctx) {
      balance(state, ctx);
      ctx.setTimer(message, ctx.params.window);
    },
  },
  monitor,
});

const waitFor = ({ servedFrom }: Tablet, ctx: Ctx): number => servedFrom - ctx.monotonicClock();
