/** The built-in models, by family. */
import type { AnyModel } from '../src/model/index.js';
import { stamps } from './clocks/stamps.js';
import { raft } from './consensus/raft.js';
import { frontend } from './examples/frontend.js';
import { gossip } from './examples/gossip.js';
import { station as exampleStation } from './examples/station.js';
import { hotKeys } from './partitioning/hot-keys.js';
import { placement } from './partitioning/placement.js';
import { secondaryIndex } from './partitioning/secondary-index.js';
import { shard } from './partitioning/shard.js';
import { shardedStore } from './partitioning/sharded-store.js';
import { tablets } from './partitioning/tablets.js';
import { tenants } from './partitioning/tenants.js';
import { dispatcher } from './queueing/dispatcher.js';
import { forkJoin } from './queueing/fork-join.js';
import { source } from './queueing/source.js';
import { station } from './queueing/station.js';
import { threadPool } from './queueing/thread-pool.js';
import { chain } from './replication/chain.js';
import { leaderFollower } from './replication/leader-follower.js';
import { leaderless } from './replication/leaderless.js';
import { multiLeader } from './replication/multi-leader.js';

export {
  chain,
  dispatcher,
  exampleStation,
  forkJoin,
  frontend,
  gossip,
  hotKeys,
  leaderFollower,
  leaderless,
  multiLeader,
  placement,
  raft,
  secondaryIndex,
  shard,
  shardedStore,
  source,
  stamps,
  station,
  tablets,
  tenants,
  threadPool,
};

export const builtinModels: readonly AnyModel[] = [
  raft,
  leaderFollower,
  chain,
  multiLeader,
  leaderless,
  stamps,
  shardedStore,
  placement,
  shard,
  hotKeys,
  tablets,
  tenants,
  secondaryIndex,
  station,
  source,
  dispatcher,
  forkJoin,
  threadPool,
  exampleStation,
  frontend,
  gossip,
];
