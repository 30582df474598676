/** Scenarios with Raft for tests: groups with every parameter set, and faults as data. */
import { raft } from '../../../models/consensus/raft.js';
import { lognormalFromPercentiles } from '../../../src/kernel/distribution.js';
import type { AnyModel } from '../../../src/model/index.js';
import type {
  ClientGroup,
  Fault,
  FaultAction,
  NodeGroup,
  ParamSetting,
  Partition,
  Scenario,
  Selector,
} from '../../../src/scenario/scenario.js';
import { clientGroup, MS, nodeGroup, S, scenario } from '../../support/scenario.js';

export const uniform = (low: number, high: number) => ({ kind: 'uniform', low, high }) as const;

export const defaults: Readonly<Record<string, ParamSetting>> = {
  electionTimeout: { distribution: uniform(150 * MS, 300 * MS) },
  heartbeat: 50 * MS,
  lease: 150 * MS,
  driftBound: 0.01,
  preVote: true,
  reads: 'log',
  maxBatch: 64,
  pipeline: 16,
  snapshotEvery: 10_000,
  members: 0,
  catchUpTimeout: 5 * S,
};

export const raftGroup = (
  count: number,
  params: Readonly<Record<string, ParamSetting>> = {},
  group: Partial<NodeGroup> = {},
): NodeGroup =>
  nodeGroup({
    name: 'db',
    model: raft.name,
    count,
    disk: { sync: uniform(0.2 * MS, 2 * MS), onCrash: 'lose' },
    ...group,
    params: { ...defaults, ...params },
  });

export const app = (group: Partial<ClientGroup> = {}): ClientGroup =>
  clientGroup({
    name: 'app',
    target: 'db',
    count: 10,
    arrivals: { kind: 'poisson', rate: 200 },
    operations: [
      { f: 'read', weight: 0.5 },
      { f: 'write', weight: 0.4 },
      { f: 'cas', weight: 0.1 },
    ],
    keys: { kind: 'uniform', count: 5 },
    timeout: S,
    ...group,
  });

export const models = (model: AnyModel = raft): ReadonlyMap<string, AnyModel> =>
  new Map([[model.name, model]]);

// ---- selectors and faults

export const db: Selector = { kind: 'group', group: 'db' };
export const leaderOf: Selector = { kind: 'role', role: 'leader', group: 'db' };
export const random = (count: number): Selector => ({ kind: 'random', of: db, count });
export const node = (index: number): Selector => ({ kind: 'node', group: 'db', index });
export const followers: Selector = { kind: 'others', of: db, but: leaderOf };
export const union = (...of: readonly Selector[]): Selector => ({ kind: 'union', of });

export const fault = (at: number, duration: number | undefined, action: FaultAction): Fault => ({
  text: `${action.kind} at ${at / S}s`,
  at,
  duration,
  action,
});

export const partition = (at: number, duration: number, shape: Partition): Fault =>
  fault(at, duration, { kind: 'partition', shape });

export const crash = (
  at: number,
  duration: number,
  nodes: Selector,
  disk: 'lose' | 'tear' | undefined = undefined,
): Fault => fault(at, duration, { kind: 'crash', nodes, disk });

export const ask = (at: number, f: string, nodes: Selector | undefined): Fault =>
  fault(at, undefined, { kind: 'ask', node: leaderOf, f, value: null, nodes });

export const lossy = {
  // A few messages come seconds late, from terms long past.
  latency: {
    kind: 'mixture',
    branches: [
      { weight: 0.98, of: lognormalFromPercentiles({ p50: MS, p99: 8 * MS }) },
      { weight: 0.02, of: uniform(10 * MS, 3 * S) },
    ],
  },
  loss: 0.01,
  duplicate: 0.01,
  corrupt: 0,
  checksum: true,
  order: 'any',
  bandwidth: Number.POSITIVE_INFINITY,
  links: [],
} as const;

export { MS, S, scenario };

/** Everything at once, in 23 seconds, the last two without clients: what a mutant has to get through. Not only faults: changes, too. */
export const chaosFaults: readonly Fault[] = [
  partition(1 * S, 1 * S, { kind: 'isolate', of: leaderOf }),
  crash(1.5 * S, 0.5 * S, random(1), 'tear'),
  crash(2.2 * S, 0.1 * S, followers, 'lose'),
  ask(2.5 * S, 'transfer', undefined),
  partition(2.504 * S, 0.25 * S, { kind: 'split', left: leaderOf, right: followers }),
  partition(3 * S, 1 * S, { kind: 'halves', of: db }),
  crash(3.8 * S, 0.3 * S, leaderOf, 'lose'),
  ask(4.5 * S, 'change-membership', union(node(1), node(2), node(3), node(4), node(6))),
  ask(4.512 * S, 'change-membership', union(node(1), node(2), node(3), node(6))),
  partition(5 * S, 0.8 * S, { kind: 'ring', of: db }),
  crash(5.3 * S, 0.4 * S, db, 'lose'),
  partition(7.5 * S, 0.8 * S, { kind: 'bridge', of: union(db, { kind: 'group', group: 'app' }) }),
  fault(7.6 * S, 0.5 * S, { kind: 'pause', nodes: leaderOf }),
  fault(8 * S, 4 * S, { kind: 'clock', nodes: random(1), jump: S, drift: 0.005 }),
  fault(9.2 * S, 0.8 * S, disk(30 * MS)),
  crash(9.5 * S, 0.3 * S, { kind: 'majority', of: db }, 'tear'),
  ask(10.5 * S, 'change-membership', db),
  partition(11 * S, 1 * S, { kind: 'one-way', from: leaderOf, to: db }),
  ask(11.02 * S, 'change-membership', union(node(1), node(2), node(3), node(4), node(5))),
  partition(12.5 * S, 1 * S, { kind: 'one-way', from: db, to: leaderOf }),
  fault(13 * S, 1 * S, { kind: 'hold', shape: { kind: 'isolate', of: random(2) } }),
  fault(14.4 * S, 1.2 * S, { kind: 'slow', nodes: db, delay: uniform(0, 80 * MS) }),
  crash(14.5 * S, 0.3 * S, union(leaderOf, random(1)), 'lose'),
  partition(15.5 * S, 1 * S, { kind: 'isolate', of: random(2) }),
  fault(16.5 * S, 1 * S, { kind: 'degrade', nodes: random(2), link: { loss: 0.2, duplicate: 0.2 } }),
  ask(17 * S, 'change-membership', union(node(2), node(4), node(5))),
  crash(17.003 * S, 0.3 * S, union(leaderOf, random(1)), 'tear'),
  partition(18 * S, 0.7 * S, { kind: 'isolate', of: leaderOf }),
  partition(19.5 * S, 0.35 * S, { kind: 'split', left: leaderOf, right: followers }),
  crash(19.72 * S, 0.2 * S, db, 'lose'),
  partition(19.9 * S, 0.9 * S, {
    kind: 'isolate',
    of: { kind: 'random', of: union(node(2), node(4), node(5)), count: 1 },
  }),
  ask(20.5 * S, 'change-membership', db),
  partition(21.8 * S, 1 * S, {
    kind: 'split',
    left: leaderOf,
    right: { kind: 'random', of: followers, count: 1 },
  }),
  ...[22, 22.1, 22.2, 22.3, 22.4, 22.5, 22.6].map((at) =>
    crash(at * S, 0.01 * S, { kind: 'random', of: followers, count: 3 }, 'lose'),
  ),
];

function disk(sync: number): FaultAction {
  return { kind: 'disk', nodes: union(leaderOf, random(1)), sync: uniform(0, sync), full: false, corrupt: 0 };
}

export const chaos = (
  params: Readonly<Record<string, ParamSetting>> = {},
  client: Partial<ClientGroup> = {},
): Scenario =>
  scenario({
    duration: 23 * S,
    nodes: [raftGroup(6, { members: 5, snapshotEvery: 100, maxBatch: 16, ...params })],
    network: lossy,
    clients: [
      app({
        count: 8,
        arrivals: { kind: 'poisson', rate: 150 },
        operations: [
          { f: 'read', weight: 0.4 },
          { f: 'write', weight: 0.3 },
          { f: 'cas', weight: 0.3 },
        ],
        keys: { kind: 'uniform', count: 6 },
        retryAfter: 150 * MS,
        route: 'random',
        until: 21 * S,
        ...client,
      }),
    ],
    faults: chaosFaults,
  });
